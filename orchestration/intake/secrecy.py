"""Signs of a state secret in texts: marks in a column, stamps above, below and beside a table.

Here: recognising them in words, cells and rows. Not here: the parts of a file that are no cells (secrecy_parts.py), what
follows (load.py: the landing copy is isolated, neither name nor content is kept).
A stamp is a cell, a line or a segment that says nothing but the level (Law 29/2018/QH14: Mật, Tối mật, Tuyệt mật). The
same syllable inside other words is none: bảo mật, mật độ, mật khẩu, “không gồm văn bản mật”. Neither is a list of all
levels, as code lists and drop-downs have it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.intake.grid import Grid, Row, plain
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import clean, fold, without_marks

LEVELS = ("mật", "tối mật", "tuyệt mật")
OPEN = "thường"
_SEGMENTS = re.compile(r"[\n\r\t;|()\[\]{}<>*•·–—/_:,]|(?<=\s)-|-(?=\s)|\s{3,}")
_SECRET_TITLE = re.compile(
    r"^(?:sổ|danh sách|bảng kê)\b.*\b(?:văn bản|tài liệu|công văn)(?: đến| đi)?(?: độ)? (?:tuyệt mật|tối mật|mật)(?: đến| đi)?$"
)
_NOT = re.compile(r"\b(?:không|trừ|loại|ngoài)\b")
# Headers and keys that announce a level, without marks and separators; of the second kind only the words count, since their
# numbers are levels of system security.
KEYS = {
    "domat",
    "mucdomat",
    "mucmat",
    "capdomat",
    "capmat",
    "loaimat",
    "phanloaimat",
    "domatvanban",
    "domatcuavanban",
    "secrecy",
    "secrecylevel",
}
WORDED_KEYS = {"dobaomat", "mucdobaomat", "capdobaomat", "confidentiality", "confidentialitylevel", "securitylevel"}
_LEVEL_CODES = {"1", "2", "3", "m", "tm", "tum", "x"}
_NARROW = 3
_MAYBE = re.compile("m_?[aâạậ][\u0300-\u036f]*t|secre|confid|secur", re.IGNORECASE)  # what any sign or header of one must hold


def refusal() -> RefusedFile:
    """Says what to do and nothing of the file."""
    return RefusedFile(
        "SECRECY_PRESENT",
        "Tệp có dấu hiệu bí mật nhà nước nên bị từ chối và đã được cách ly, không ai đọc lại: "
        "không gửi lại, xóa khỏi vùng nhận và báo ngay người phụ trách bảo vệ bí mật nhà nước.",
    )


def guarded(contract: Contract) -> list[Column]:
    """Columns of which any other value than the one allowed refuses the file."""
    return [c for c in contract.kept if c.refuse_unless]


def is_secret(value: str | None, column: Column) -> bool:
    """Whether a mark is another than the one allowed; no mark is no secret."""
    return clean(value or "").casefold() not in {"", (column.refuse_unless or "").casefold()}


def refuse_secret_rows(contract: Contract, rows: pa.Table) -> None:
    """Raise SECRECY_PRESENT when any row carries a mark."""
    for column in guarded(contract):
        if any(is_secret(value, column) for value in pc.unique(rows.column(column.name)).to_pylist()):
            raise refusal()


def has_stamp(texts: Iterable[str]) -> bool:
    """Whether a stamp stands among texts that are no data: titles, headers and footers of pages, properties, names."""
    return any(map(_is_stamped, texts))


def _is_stamped(text: str) -> bool:
    if "ậ" not in (folded := fold(text)):
        return False
    segments = {fold(part).strip(" .\"'“”!") for part in _SEGMENTS.split(unicodedata.normalize("NFC", text))}
    if OPEN in segments or len(segments & set(LEVELS)) > 1:
        return False
    return bool(segments & set(LEVELS)) or _is_secret_title(folded)


def _is_secret_title(folded: str) -> bool:
    return "ật" in folded and bool(_SECRET_TITLE.search(folded) and not _NOT.search(folded))


def key_of(text: str) -> str:
    """A header or key as KEYS has it."""
    return re.sub(r"[\W_]+", "", without_marks(fold(text)))


def is_level(value: Any, key: str) -> bool:
    """Whether a value under such a header or key names a level."""
    text = fold(plain(value)).strip(" .")
    if text in LEVELS or without_marks(text) in {"mat", "toi mat", "tuyet mat"} or text.startswith(("tối mật", "tuyệt mật")):
        return True
    return key in KEYS and text in _LEVEL_CODES


def _spellings() -> frozenset[str]:
    """The ways a cell may say a level and nothing else."""
    cases = (str.lower, str.upper, str.capitalize, str.title)
    frames = ("{}", " {}", "{} ", "({})", "[{}]", "{}.", "{}\n", "- {}", "Độ mật: {}", "ĐỘ MẬT: {}", "Độ Mật: {}", "độ mật: {}")
    words = {case(level) for case, level in product(cases, LEVELS)}
    cells = {frame.format(word) for frame, word in product(frames, words)}
    return frozenset(unicodedata.normalize(form, cell) for form, cell in product(("NFC", "NFD"), cells))


_SPELLINGS = _spellings()


class Watch:
    """Looks at the rows of one visible grid as they go by. Raises SECRECY_PRESENT."""

    def __init__(self, grid: Grid):
        self._columns = self._announced(grid)
        self._before: list[Any] = []  # the row before, and its columns that were part of a list of levels
        self._listed: set[int] = set()
        texts = [c for _, cells in grid.head for c in cells or () if isinstance(c, str) and 3 < len(c) < 200 and _MAYBE.search(c)]
        lines = (line for text in texts if "\n" in text for line in text.splitlines())
        self._is_titled_secret = any(_is_secret_title(fold(t)) for t in texts) or any(fold(t).strip(" .()[]-") in LEVELS for t in lines)

    @staticmethod
    def _announced(grid: Grid) -> dict[int, tuple[int, str]]:
        """Columns under a header that announces levels: position → (row of the header, its key)."""
        found = {}
        for number, cells in grid.head:
            for position, cell in enumerate(cells or ()):
                if isinstance(cell, str) and 3 <= len(cell) <= 40 and _MAYBE.search(cell) and (key := key_of(cell)) in KEYS | WORDED_KEYS:
                    found.setdefault(position, (number, key))
        return found

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, each looked at before it is handed on."""
        if self._is_titled_secret:
            raise refusal()
        for row in rows:
            if row[1] is not None:
                self._look(row[0], row[1])
            yield row

    def _look(self, number: int, cells: list[Any]) -> None:
        for position, (header, key) in self._columns.items():
            if number > header and position < len(cells) and cells[position] and is_level(cells[position], key) and not _is_index(cells):
                raise refusal()
        if _SPELLINGS.isdisjoint(cells):
            self._before, self._listed = cells, set()
            return
        marks = {i: _bared(c) for i, c in enumerate(cells) if isinstance(c, str) and c in _SPELLINGS}
        is_narrow = sum(c is not None and c != "" for c in cells) <= _NARROW
        is_enumeration = len(set(marks.values())) > 1 and OPEN in map(_bared, cells)
        listed = {i for i in marks if is_narrow and (i in self._listed or (i < len(self._before) and _bared(self._before[i]) == OPEN))}
        if not is_enumeration and set(marks) - listed:
            raise refusal()
        self._before, self._listed = cells, listed


def _bared(cell: Any) -> str:
    return fold(plain(cell)).strip(" .()[]-").removeprefix("độ mật: ")


def _is_index(cells: list[Any]) -> bool:
    """`1 2 3` or `(1) (2) (3)` below a header."""
    texts = [plain(c) for c in cells if c is not None and c != ""]
    return len(texts) >= 3 and all(re.fullmatch(r"\(?(?:[0-9]{1,3}|[A-Z])\)?(?:\s*=.*)?", t) for t in texts)
