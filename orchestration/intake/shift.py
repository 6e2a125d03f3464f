"""Do the columns hold what their headers promise?

Here: a content test on a sample of rows: codes look like codes, dates like dates, numbers like numbers, marks like
marks.
Not here: whether one value is right (quality rules): a column fails only when most of its values are something else.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from orchestration.contracts import Column
from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.header import Table
from orchestration.intake.numbers import parse_amount
from orchestration.intake.personal import CODE, kind_of
from orchestration.intake.refusal import RefusedFile, column_letters
from orchestration.intake.text import clean

SAMPLE = 2000
LEAST = 3  # values needed before a column of the right width is judged
SHARE = 0.5
_MOMENT = re.compile(r"\D*\d{1,4}[/.\- ]\d{1,2}([/.\- ]\d{2,4})?(?!\d).*|\d{14}|\d{8}|\D*\d{1,2}/\d{4}\D*|\d{4}|[3-6]\d{4}([.,]\d+)?")
_NUMBER = re.compile(r"[+-]?\d[\d., ]*\s*%?")
_CODE = re.compile(r"(?=.*\d)\S{4,}")
_SHORT_CODE = re.compile(r"(?=.*\d)\S+")  # one that may have lost its leading zeros
_OR_WRITTEN_VI = {"moment": "hoặc ngày ghi theo dạng không đọc được (cần như 05/08/2025), ", "number": "hoặc số ghi kèm chữ, "}
_MEANT_VI = {"code": "mã", "moment": "ngày", "number": "số", "flag": "đánh dấu có/không"}


def _test_of(column: Column) -> tuple[str, re.Pattern | None] | None:
    """What a column's values can be tested for; None where nothing can be said of a text."""
    if column.logical_type in {"date", "timestamp"}:
        return "moment", _moment_pattern(column.formats)
    if column.logical_type in {"integer", "number"}:
        return "number", _NUMBER
    if column.logical_type == "boolean":
        return "flag", None
    if column.name.endswith("_code") and column.code_list is None and kind_of(column) == CODE:
        return "code", _code_pattern(column.code_width)
    return None


@cache
def _code_pattern(width: int | None) -> re.Pattern:
    """Anything like a code; where its width is known, digits that lost their zeros too."""
    return re.compile(rf"{_CODE.pattern}|[0-9]{{1,{width}}}(?:\.0)?") if width else _CODE


@cache
def _moment_pattern(formats: tuple[str, ...]) -> re.Pattern:
    """Anything like a moment, and whatever the column's own formats look like (a year alone)."""
    return re.compile("|".join([_MOMENT.pattern, *(MOMENT_FORMATS[form].shape for form in formats)]))


def _fits(value: str, column: Column, pattern: re.Pattern | None) -> bool:
    if pattern is None:
        return value in column.true_tokens or value in column.false_tokens
    return value in column.null_tokens or bool(pattern.fullmatch(value)) or parse_amount(value, column) is not None


def check_columns(table: Table, sample: dict[int, tuple[Column, list[str | None]]], widths: Counter[int]) -> None:
    """Raise COLUMN_SHIFT naming the first column whose content is not what its header says.

    `sample`: position → column and values; `widths` of a grid that is not ragged is empty.
    """
    header_width = len(table.grid.head[table.top][1])
    common = widths.most_common(1)[0][0] if widths else header_width
    narrow = common != header_width
    if common > header_width:
        raise _refusal(table, *_last(table), None, common, header_width)
    tested = 0
    for at, (column, found) in sorted(sample.items(), key=lambda item: item[0]):
        test = _test_of(column)
        if test is None:
            continue
        values = [v for v in map(clean, filter(None, found)) if v and v not in EXCEL_ERRORS]
        if len(values) < (1 if narrow else LEAST):
            continue
        tested = max(tested, at)
        if sum(_fits(v, column, test[1]) for v in values) < SHARE * len(values):
            raise _refusal(table, column, at, test[0], common, header_width)
    cut = max(widths, default=common) < table.width  # no row reaches the last header: a cell is missing somewhere in all of them
    if narrow and (cut or (tested < common - 1 and any(at > tested for at in table.columns.values()))):
        raise _refusal(table, *_last(table), None, common, header_width)


def _last(table: Table) -> tuple[Column, int]:
    at, name = max((at, name) for name, at in table.columns.items())
    return table.contract.column(name), at


def _refusal(table: Table, column: Column, at: int, meant: str | None, body_width: int, header_width: int) -> RefusedFile:
    letters = column_letters(table.grid.first_column + at)
    sheet = f"Trang tính “{table.grid.name}”: cột" if table.grid.name else "Cột"
    widths = f"; dữ liệu có {body_width} ô, tiêu đề có {header_width} ô" if body_width != header_width else ""
    if body_width > header_width:
        found = "không phải cột cuối của dữ liệu"
        advice = "số có dấu phẩy hoặc chữ có dấu phân cách phải nằm trong ngoặc kép, hãy xuất lại tệp (tốt nhất là .xlsx)."
    else:
        found = f"không chứa {_MEANT_VI[meant]}" if meant else "không rõ ứng với ô nào của dữ liệu"
        advice = f"{_OR_WRITTEN_VI.get(meant or '', '')}hãy xuất lại tệp."
    return RefusedFile("COLUMN_SHIFT", f"{sheet} “{column.label_vi}” ({letters}) {found}{widths}: các cột bị lệch so với tiêu đề, {advice}")
