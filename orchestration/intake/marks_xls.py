"""Marks of a sheet of an old .xls workbook (BIFF5 and BIFF8), out of its records.

Here: the workbook's stream out of the compound file, and the few kinds of records that hold errors, formulas' results, number formats, fonts,
shared texts and the date system. Not here: what the marks mean (marks.py), values (calamine). Layouts: MS-CFB and MS-XLS.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from orchestration.intake.marks import BUILT_IN, STRUCK, Marks, format_kind, formats_of_use
from orchestration.intake.marks_runs import other_kind, shared_of_xls

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"}
_BOF, _EOF, _SHEET, _1904, _FORMAT, _XF = 0x809, 0x0A, 0x85, 0x22, 0x41E, 0xE0
_FONT, _SHARED, _CONTINUE, _SHARED_CELL = 0x31, 0xFC, 0x3C, 0xFD
_NO_FONT = 4  # a number of no font: those behind it count one higher
_FORMULA, _BOOL_OR_ERROR, _NUMBER, _RK, _MANY_RK = 0x06, 0x205, 0x203, 0x27E, 0xBD
_END_OF_CHAIN = 0xFFFFFFFA  # this and above are no sectors
_TEXT, _BOOL, _ERROR, _EMPTY = range(4)  # what a formula's result is where it is no number
_ON_LOAD = 2  # a formula to be calculated when the file is opened: what libraries set


class _Compound:
    """A compound file's streams by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift, mini_shift = struct.unpack_from("<HH", data, 30)
        _, fat_count = struct.unpack_from("<II", data, 40)
        directory, _, self._cutoff, mini_fat, _, more, _ = struct.unpack_from("<7I", data, 48)
        sectors = list(struct.unpack_from("<109I", data, 76))
        while more < _END_OF_CHAIN and len(sectors) < len(data) >> self._shift:
            *further, more = struct.unpack(f"<{1 << (self._shift - 2)}I", self._sector(more))
            sectors += further
        self._fat = b"".join(self._sector(s) for s in sectors[:fat_count] if s < _END_OF_CHAIN)
        self._mini_fat = self._chain(mini_fat)
        entries = self._chain(directory)
        self._mini, self._mini_shift = b"", mini_shift
        self.streams: dict[str, tuple[int, int]] = {}
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind in {2, 5}:
                self.streams[entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")] = start, size
                if kind == 5:
                    self._mini = self._chain(start)

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) << self._shift : (number + 2) << self._shift]

    def _numbers(self, table: bytes, number: int) -> Iterator[int]:
        for _ in range(len(table) // 4):
            if number >= _END_OF_CHAIN or number * 4 + 4 > len(table):
                return
            yield number
            (number,) = struct.unpack_from("<I", table, number * 4)

    def _chain(self, number: int) -> bytes:
        return b"".join(map(self._sector, self._numbers(self._fat, number)))

    def read(self, name: str) -> bytes:
        start, size = self.streams[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        width = self._mini_shift
        return b"".join(self._mini[n << width : (n + 1) << width] for n in self._numbers(self._mini_fat, start))[:size]


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start, size) of the records of one substream, those of charts inside it passed over."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return
        if depth == 1:
            yield kind, at + 4, size
        at += 4 + size


def _code(book: bytes, at: int, size: int) -> str:
    """The text of a number format; BIFF8 says how wide its letters are, BIFF5 has one byte a letter."""
    letters, flags = struct.unpack_from("<HB", book, at + 2)
    if letters + 5 == size or letters * 2 + 5 == size:
        return book[at + 5 : at + size].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
    return book[at + 3 : at + size].decode("latin-1")


def look(path: Path, sheet_index: int, with_formats: bool) -> Marks:
    """The marks of a sheet by its place among the sheets. Raises struct.error or LookupError for a file that breaks off."""
    file = _Compound(path.read_bytes())
    book = file.read("Workbook" if "Workbook" in file.streams else "Book")
    return _look(book, sheet_index, with_formats, "\x05SummaryInformation" in file.streams)


def _look(book: bytes, sheet_index: int, with_formats: bool, is_by_excel: bool) -> Marks:
    marks, codes, formats, sheets, fonts, shared = Marks(), dict(BUILT_IN), [], [], [], []
    is_shared = False
    for kind, at, size in _records(book, 0):
        is_shared = kind == _SHARED or (kind == _CONTINUE and is_shared)
        if is_shared:
            shared.append(book[at : at + size])
        elif kind == _1904:
            marks.is_1904 = book[at] == 1
        elif kind == _SHEET:
            sheets.append(struct.unpack_from("<I", book, at)[0])
        elif kind == _FONT:
            flags, escapement = struct.unpack_from("<2xH4xH", book, at)
            fonts.append(other_kind(flags, escapement))
        elif kind == _FORMAT:
            if shown := format_kind(_code(book, at, size)):
                codes[struct.unpack_from("<H", book, at)[0]] = shown
        elif kind == _XF:
            formats.append(struct.unpack_from("<HH", book, at))
    others = frozenset(i + (i >= _NO_FONT) for i, other in enumerate(fonts) if other)
    struck = frozenset(i + (i >= _NO_FONT) for i, other in enumerate(fonts) if other == STRUCK)
    shown_by = formats_of_use({i: STRUCK if font in struck else codes.get(number) for i, (font, number) in enumerate(formats)}, with_formats)
    apart = shared_of_xls(shared, others) if shared and others else {}
    for kind, at, size in _records(book, sheets[sheet_index]):
        if kind == _SHARED_CELL and apart:
            row, column, text = struct.unpack_from("<HH2xI", book, at)
            if text in apart:
                marks.apart[row, column] = apart[text]
        elif kind in {_FORMULA, _BOOL_OR_ERROR, _NUMBER, _RK}:
            row, column, form = struct.unpack_from("<HHH", book, at)
            if kind == _FORMULA:
                _note_result(marks, (row, column), book[at + 6 : at + 16], is_by_excel)
            elif kind == _BOOL_OR_ERROR and book[at + 7]:
                marks.errors[row, column] = ERRORS.get(book[at + 6], "#VALUE!")
            if form in shown_by:
                marks.formats[row, column] = shown_by[form]
        elif kind == _MANY_RK and shown_by:
            row, first = struct.unpack_from("<HH", book, at)
            for place in range((size - 6) // 6):
                (form,) = struct.unpack_from("<H", book, at + 4 + 6 * place)
                if form in shown_by:
                    marks.formats[row, first + place] = shown_by[form]
    return marks


def _note_result(marks: Marks, place: tuple[int, int], result: bytes, is_by_excel: bool) -> None:
    """A formula's result: an error, or none that anybody calculated.

    Libraries leave 0 with the order to calculate, or an empty text; so does Excel, but its files say that they are its own.
    """
    is_number = result[6:8] != b"\xff\xff"
    if not is_number and result[0] == _ERROR:
        marks.errors[place] = ERRORS.get(result[2], "#VALUE!")
    elif not is_by_excel and (result[:8] == bytes(8) and result[8] & _ON_LOAD if is_number else result[0] == _EMPTY):
        marks.uncalculated.append(place)
