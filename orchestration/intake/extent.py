"""How large a sheet of .xlsx, .xlsb or .ods would be in memory, asked before it is read.

Here: the refusal of a sheet whose farthest cell with a value makes its grid larger than any honest one. Not here: reading it. A grid holds
every cell up to the farthest: one stray letter in XFD1048576 asks for half a terabyte, and running out of memory takes the whole run along.
Cells that are only coloured count for nothing. An .xlsx sheet says how large it is in its first bytes; only one that says too much is walked,
as are the others, which are small.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from lxml import etree

from orchestration.intake import marks_ods, marks_xlsb
from orchestration.intake.marks_xlsx import CHUNK, OVERLAP, Package, cells_of, column_number
from orchestration.intake.refusal import RefusedFile

MAX_CELLS = 64_000_000  # some 2 GB; a million rows of sixty columns
HEAD = 64 * 1024
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*\bref=[\"'](?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"([0-9]+)\"")
_WIDE = (re.compile(rb'r="[A-Z]{3}[0-9]'), re.compile(rb'r="[A-Z]{2}[0-9]'))
_WIDTHS = (16384, 702, 26)


def _at_most(file: IO[bytes]) -> int:
    """Cells that a sheet's grid may come to: what it says of itself, else by its last row and its longest column name."""
    text = file.read(HEAD)
    if said := _DIMENSION.search(text):
        return (column_number(said.group(1).decode()) + 1) * int(said.group(2))
    rows, width = 0, len(_WIDE)
    while text:
        rows = max(rows, *map(int, _ROW.findall(text)), 0)
        width = next((i for i, wide in enumerate(_WIDE[:width]) if wide.search(text)), width)
        chunk = file.read(CHUNK)
        text = text[-OVERLAP:] + chunk if chunk else b""
    return rows * _WIDTHS[width]


def _farthest(file: IO[bytes]) -> tuple[int, int]:
    """Numbers of the last row and of the last column that hold a value."""
    row = column = 0
    for r, c, cell in cells_of(file):
        if len(cell):
            row, column = max(row, r + 1), max(column, c + 1)
    return row, column


def refuse_huge_ods(path: Path) -> None:
    """The same of an .ods, all sheets of which are read as soon as it is opened."""
    try:
        if zipfile.is_zipfile(path):
            for extent in marks_ods.extents(path):
                _refuse(*extent)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, LookupError, ValueError):
        return


def refuse_huge(path: Path, sheets: list[str]) -> None:
    """Raise FILE_UNREADABLE for a workbook with a sheet too large to hold. Other files, and broken ones, are left to their reader."""
    try:
        with zipfile.ZipFile(path) as zipped:
            names = set(zipped.namelist())
            package = Package(zipped) if "xl/workbook.xml" in names else None
            for sheet in sheets if package or marks_xlsb.BOOK in names else ():
                if package is not None:
                    _refuse(*_in_xlsx(package, package.sheet_part(sheet)))
                else:
                    _refuse(*marks_xlsb.farthest(marks_xlsb.cells_part(zipped, sheet)))
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, struct.error, LookupError, ValueError):
        return


def _in_xlsx(package: Package, part: str) -> tuple[int, int]:
    with package.open(part) as file:
        if _at_most(file) <= MAX_CELLS:
            return 0, 0
    with package.open(part) as file:
        return _farthest(file)


def _refuse(row: int, column: int) -> None:
    if row * column > MAX_CELLS:
        raise RefusedFile(
            "FILE_UNREADABLE",
            f"Một trang tính có ô chứa chữ hoặc số ở rất xa bảng (dòng cuối {row}, cột cuối thứ {column}) nên quá lớn để đọc: "
            "hãy xóa mọi hàng, cột thừa ngoài bảng (bấm Ctrl+End để tìm ô cuối), lưu rồi gửi lại.",
        )
