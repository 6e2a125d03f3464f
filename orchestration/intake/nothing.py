"""“Không phát sinh”: the words by which a form says that its sender has nothing to report for a period.

Here: those words, and where in a table they stand. Not here: whose declaration it is and for when (nothing_facts.py), a declaration
without a table (nothing_read.py).
Only a cell that says this and nothing else counts: a sentence that mentions the words (a guide, a note on how to declare) is none, and
under a label of its own (“Sự cố: không phát sinh”) they speak of that label only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestration.contracts import Contract
from orchestration.intake.grid import is_blank, plain
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import fold, fold_pattern, without_marks

WORDS_VI = "Không phát sinh"
_SIGN = "sinh"  # in every spelling, in every old encoding
_WHAT = (
    "(?:số liệu|dữ liệu|báo cáo|hồ sơ|văn bản|giao dịch|nội dung|phản ánh|sự cố|nhiệm vụ|trường hợp|gì|mới|nào)"
)
_WHEN = (
    "(?:(?:trong|của) )?(?:kỳ|kì|tháng|quý|quí|năm|tuần|[69] tháng)(?: đầu năm)?(?: (?:báo cáo|này|qua))?"
    "(?: ?(?:[0-9]{1,4}|[ivx]{1,4}))?(?:(?:[/-]| năm )[0-9]{4})?"
)
_LABEL = (
    "(?:ghi chú|tình hình(?: phát sinh| số liệu| báo cáo)?|số liệu(?: phát sinh)?|dữ liệu|nội dung(?: báo cáo)?|kết quả|báo cáo"
    f"|tình trạng|khai báo|từ (?:ngày )?[0-9/]+ đến (?:ngày )?[0-9/]+|{_WHEN})"
)
_SAID = (
    rf"\W*(?:{_LABEL}\s*[:–-]\s*)?(?:{_WHEN},? )?(?:đơn vị )?không(?: có)?(?: {_WHAT}){{0,2}} phát sinh(?: {_WHAT}){{0,3}}"
    rf"(?:,? {_WHEN})?\W*"
)
_MARKED = fold_pattern(_SAID)
_UNMARKED = re.compile(without_marks(_SAID))


def is_said(cell: Any) -> bool:
    """Whether a cell says that there is nothing to report."""
    if not isinstance(cell, str) or _SIGN not in (text := cell.casefold()):
        return False
    folded = fold(text)
    return bool(_MARKED.fullmatch(folded) or (folded.isascii() and _UNMARKED.fullmatch(folded)))


@dataclass
class Said:
    """What one table says of there being nothing: the places of the words, and the rows that carry them below the header."""

    contract: Contract
    columns: dict[str, int]
    title_rows: tuple[tuple[int, list], ...]
    places: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)


def places_in(sheet: str | None, first_column: int, rows: Iterable[tuple[int, list[Any]]]) -> list[str]:
    """The cells of rows that say it, as their sender names them."""
    return [cell_place(sheet, number, first_column + at) for number, cells in rows for at, cell in enumerate(cells) if is_said(cell)]


def is_nothing_row(cells: list[Any], mapped: list[int], naming: set[int]) -> bool:
    """Whether a row says it and beside that only whose row it is (`naming`: columns of its number, unit, period)."""
    if not any(map(is_said, cells)):
        return False
    return all(at in naming or at >= len(cells) or is_blank(cells[at]) or is_said(cells[at]) for at in mapped)


def contradiction(contract: Contract, places: list[str]) -> RefusedFile:
    """Rows, and the words that there are none."""
    refusal = RefusedFile(
        "NOTHING_CONTRADICTED",
        f"Biểu “{contract.name_vi}” vừa có dòng số liệu vừa ghi “{WORDS_VI}” ({'; '.join(places[:5])}): có số liệu thì bỏ chữ ấy "
        "(bằng không thì ghi số 0), không có thì bỏ các dòng số liệu, rồi gửi lại.",
    )
    refusal.extract = contract.id
    return refusal


def label_of(cell: Any) -> str:
    """What stands before the words in their own cell: `Tháng 7/2025` of `Tháng 7/2025: Không phát sinh`."""
    return plain(cell).rpartition(":")[0].strip() if is_said(cell) else ""


def text_of(cells: list[Any], at: int | None) -> str:
    """What a cell of a row that carries the words says beside them."""
    text = plain(cells[at]) if at is not None and at < len(cells) else ""
    return "" if is_said(text) else text
