"""The marks of a sheet, whatever kind of workbook it is in.

Here: which reader looks. Not here: looking.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from orchestration.intake import marks_xlsx
from orchestration.intake.marks import Marks


def look_up(path: Path, sheet: str, with_formats: bool) -> Marks:
    """The marks of one sheet by its own name."""
    if not zipfile.is_zipfile(path):
        return Marks()
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return marks_xlsx.look(path, sheet, with_formats)
    return Marks()
