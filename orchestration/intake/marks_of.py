"""The marks of a sheet, whatever kind of workbook it is in.

Here: which reader looks. Not here: looking.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from orchestration.intake import marks_ods, marks_xls, marks_xlsb, marks_xlsx
from orchestration.intake.marks import Marks
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sniff import OLE_MAGIC


def look_up(path: Path, sheet: str, index: int, with_formats: bool) -> Marks:
    """The marks of one sheet by its own name and its place among the sheets. Raises RefusedFile for a package that is not whole."""
    try:
        return _look_up(path, sheet, index, with_formats)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, struct.error, LookupError, ValueError) as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Bảng tính bị cụt hoặc hỏng bên trong: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        ) from error


def _look_up(path: Path, sheet: str, index: int, with_formats: bool) -> Marks:
    with path.open("rb") as file:
        if file.read(len(OLE_MAGIC)) == OLE_MAGIC:  # asked first: a picture inside may be a package of its own
            return marks_xls.look(path, index, with_formats)
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
    if "xl/workbook.bin" in names:
        return marks_xlsb.look(path, sheet, with_formats)
    return (marks_xlsx if "[Content_Types].xml" in names else marks_ods).look(path, sheet, with_formats)
