"""Marks of a sheet of a binary .xlsb workbook, out of its records.

Here: the few kinds of records that hold errors, number formats, fonts, rich texts and the date system. Not here: what the marks mean (marks.py), values
(calamine). Layout: MS-XLSB. Formulas that nobody calculated are not looked for: this format is written by Excel, which calculates.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from orchestration.intake.marks import BUILT_IN, STRUCK, Marks, format_kind, formats_of_use
from orchestration.intake.marks_runs import other_kind, rich_of_xlsb
from orchestration.intake.marks_xls import ERRORS

ROW, _ERROR, _FORMULA_ERROR, FIRST_CELL, LAST_CELL = 0, 3, 11, 1, 11
_SHARED_CELL, _SHARED, _FONT, _RICH_CELL = 7, 19, 43, 62
_FORMAT, _XF, _CELL_FORMATS, _CELL_FORMATS_END = 44, 47, 617, 618
_BOOK, _SHEET = 153, 156
BOOK, _TEXTS = "xl/workbook.bin", "xl/sharedStrings.bin"


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and what follows it."""
    number = 0
    for place in range(most):
        number |= (data[at + place] & 0x7F) << (7 * place)
        if not data[at + place] & 0x80:
            return number, at + place + 1
    return number, at + most


def records_of(data: bytes) -> Iterator[tuple[int, int]]:
    """(kind, start) of a part's records."""
    at = 0
    while at < len(data):
        low = data[at]
        kind, at = (low, at + 1) if low < 0x80 else (low & 0x7F | (data[at + 1] & 0x7F) << 7, at + 2)
        size, at = _number(data, at, 4)
        yield kind, at
        at += size


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + 2 * (length if length != 0xFFFFFFFF else 0)
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _fonts(styles: bytes) -> list[str | None]:
    return [other_kind(*struct.unpack_from("<2xH2xH", styles, at)) for kind, at in records_of(styles) if kind == _FONT]


def _shown(styles: bytes) -> dict[int, str]:
    """Format kinds by the number of a cell's style."""
    codes, formats, is_cell = dict(BUILT_IN), [], False
    struck = {i for i, other in enumerate(_fonts(styles)) if other == STRUCK}
    for kind, at in records_of(styles):
        if kind == _FORMAT and (shown := format_kind(_text(styles, at + 2)[0])):
            codes[struct.unpack_from("<H", styles, at)[0]] = shown
        elif kind in {_CELL_FORMATS, _CELL_FORMATS_END}:
            is_cell = kind == _CELL_FORMATS
        elif kind == _XF and is_cell:
            formats.append(struct.unpack_from("<HH", styles, at + 2))
    return {i: kind for i, (number, font) in enumerate(formats) if (kind := STRUCK if font in struck else codes.get(number))}


def _apart(package: zipfile.ZipFile, styles: bytes) -> tuple[frozenset[int], dict[int, str]]:
    """Fonts that raise or strike out, and the shared texts in which they set digits apart."""
    others = frozenset(i for i, other in enumerate(_fonts(styles)) if other)
    if not others or _TEXTS not in package.namelist():
        return others, {}
    texts = package.read(_TEXTS)
    told = (rich_of_xlsb(texts, at, others)[1] for kind, at in records_of(texts) if kind == _SHARED)
    return others, {i: text for i, text in enumerate(told) if text}


def look(path: Path, sheet: str, with_formats: bool) -> Marks:
    """The marks of a sheet by its name. Raises LookupError or struct.error where the package is not whole."""
    with zipfile.ZipFile(path) as package:
        return _look(package, sheet, with_formats)


def cells_part(package: zipfile.ZipFile, sheet: str) -> bytes:
    """The part with a sheet's cells, by way of the workbook's relations."""
    book, relation = package.read(BOOK), ""
    for kind, at in records_of(book):
        if kind == _SHEET:
            key, after = _text(book, at + 8)
            if _text(book, after)[0] == sheet:
                relation = key
    relations = etree.fromstring(package.read("xl/_rels/workbook.bin.rels"), etree.XMLParser(resolve_entities=False, no_network=True))
    target = {node.get("Id"): node.get("Target") for node in relations}[relation]
    return package.read(target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target)))


def farthest(cells: bytes) -> tuple[int, int]:
    """Numbers of the last row and of the last column that hold a value."""
    row = last = column = 0
    for kind, at in records_of(cells):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", cells, at)
        elif FIRST_CELL < kind <= LAST_CELL or kind == _RICH_CELL:  # the first kind is a cell that is only coloured
            last, column = max(last, row + 1), max(column, struct.unpack_from("<I", cells, at)[0] + 1)
    return last, column


def _look(package: zipfile.ZipFile, sheet: str, with_formats: bool) -> Marks:
    marks, book = Marks(), package.read(BOOK)
    marks.is_1904 = any(kind == _BOOK and book[at] & 1 for kind, at in records_of(book))
    cells = cells_part(package, sheet)
    styles = package.read("xl/styles.bin") if "xl/styles.bin" in package.namelist() else b""
    shown = formats_of_use(_shown(styles), with_formats)
    others, apart = _apart(package, styles)
    row = 0
    for kind, at in records_of(cells):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", cells, at)
        elif FIRST_CELL <= kind <= LAST_CELL:
            column, style = struct.unpack_from("<II", cells, at)
            if kind in {_ERROR, _FORMULA_ERROR}:
                marks.errors[row, column] = ERRORS.get(cells[at + 8], "#VALUE!")
            elif kind == _SHARED_CELL and (text := apart.get(struct.unpack_from("<I", cells, at + 8)[0])):
                marks.apart[row, column] = text
            elif form := shown.get(style & 0xFFFFFF):
                marks.formats[row, column] = form
        elif kind == _RICH_CELL:  # which calamine passes over
            text, told = rich_of_xlsb(cells, at + 8, others)
            marks.apart[row, struct.unpack_from("<I", cells, at)[0]] = told or text
    return marks
