"""Runs of letters within a cell, some raised or struck out: a footnote's mark is no digit of the number before it.

Here: the text of such a cell with a mark where digits of two kinds meet, and the rich texts of .xls and .xlsb. Not here: finding the cells
(marks_*.py). Layouts: MS-XLS 2.5.293 (XLUnicodeRichExtendedString), MS-XLSB 2.5.121 (RichStr).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise

from orchestration.intake.marks import STRUCK

_STRUCK = 0x0008  # in a font's flags, of both formats
_WIDE, _PHONETIC, _RICH = 1, 4, 8


def set_apart(runs: Iterable[tuple[str, bool]]) -> str | None:
    """A text with its raised and struck runs marked off where digits meet; None where none do."""
    text, before, is_split = "", False, False
    for own, other in runs:
        if not own.strip():
            text += own
            continue
        meets = other != before and text.rstrip()[-1:].isdigit() and own.lstrip()[:1].isdigit()
        text, before, is_split = f"{text} / {own}" if meets else text + own, other, is_split or meets
    return text if is_split else None


def other_kind(flags: int, escapement: int) -> str | None:
    """Whether a font of .xls or .xlsb strikes out, raises or lowers."""
    return STRUCK if flags & _STRUCK else "raised" if escapement else None


def by_fonts(text: str, starts: Sequence[tuple[int, int]], others: Iterable[int]) -> str | None:
    """A text and where runs of which fonts begin in it; `others` are the fonts that raise or strike out."""
    ends = [(0, -1), *starts, (len(text), -1)]
    return set_apart((text[at:end], font in others) for (at, font), (end, _) in pairwise(ends))


class _Parts:
    """Bytes of a record and its continuations; a text cut in two says again how wide its letters are."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    def take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._parts[self._part][self._at : self._at + count - len(data)]
            data, self._at = data + piece, self._at + len(piece)
            if len(data) < count:
                self._part, self._at = self._part + 1, 0
        return data

    def number(self, form: str) -> int:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def letters(self, count: int, is_wide: bool) -> str:
        text = ""
        while len(text) < count:
            left = len(self._parts[self._part]) - self._at
            if not left:
                self._part, self._at = self._part + 1, 0
                is_wide = bool(self.take(1)[0] & _WIDE)
                continue
            here = min(count - len(text), left // (2 if is_wide else 1))
            text += self.take(here * (2 if is_wide else 1)).decode("utf-16-le" if is_wide else "latin-1", "replace")
        return text


def shared_of_xls(parts: list[bytes], others: frozenset[int]) -> dict[int, str]:
    """Of the shared texts of an .xls (the record SST and its continuations) those with digits set apart."""
    book, found = _Parts(parts), {}
    book.take(4)
    for at in range(book.number("<I")):
        length, flags = book.number("<H"), book.take(1)[0]
        count = book.number("<H") if flags & _RICH else 0
        extra = book.number("<I") if flags & _PHONETIC else 0
        text = book.letters(length, bool(flags & _WIDE))
        starts = [struct.unpack("<HH", book.take(4)) for _ in range(count)]
        book.take(extra)
        if told := by_fonts(text, starts, others):
            found[at] = told
    return found


def rich_of_xlsb(data: bytes, at: int, others: frozenset[int]) -> tuple[str, str | None]:
    """A rich text of an .xlsb, plain and with digits set apart."""
    (length,) = struct.unpack_from("<I", data, at + 1)
    end = at + 5 + 2 * length
    (count,) = struct.unpack_from("<I", data, end) if data[at] & 1 else (0,)
    starts = [struct.unpack_from("<HH", data, end + 4 + 4 * place) for place in range(count)]
    text = data[at + 5 : end].decode("utf-16-le", "replace")
    return text, by_fonts(text, starts, others)
