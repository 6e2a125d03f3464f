"""The marks of a sheet, whatever kind of workbook it is in.

Here: which reader looks. Not here: looking.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from orchestration.intake import marks_ods, marks_xls, marks_xlsb, marks_xlsx
from orchestration.intake.marks import Marks
from orchestration.intake.sniff import OLE_MAGIC


def look_up(path: Path, sheet: str, index: int, with_formats: bool) -> Marks:
    """The marks of one sheet by its own name and its place among the sheets."""
    with path.open("rb") as file:
        if file.read(len(OLE_MAGIC)) == OLE_MAGIC:  # asked first: a picture inside may be a package of its own
            return marks_xls.look(path, index, with_formats)
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
    if "xl/workbook.bin" in names:
        return marks_xlsb.look(path, sheet, with_formats)
    return (marks_xlsx if "[Content_Types].xml" in names else marks_ods).look(path, sheet, with_formats)
