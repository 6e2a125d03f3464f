"""A written file, and the workbook every sheet extract starts from.

Here: what is the same for all formats. Not here: the columns of any extract.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

LOCAL = timezone(timedelta(hours=7))
CREATED = datetime(2024, 11, 1, 8)  # inside every workbook, whenever it is made: the same call gives the same bytes


@dataclass(frozen=True)
class Written:
    path: Path
    extract: str
    rows: int
    sender: int


@contextmanager
def workbook(path: Path, sheet: str, in_order: bool = False) -> Iterator[tuple[xlsxwriter.Workbook, Worksheet]]:
    """One sheet with a fixed creation time. `in_order`: rows come from top to bottom and are not held in memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"constant_memory": in_order, "strings_to_numbers": False})
    book.set_properties({"title": "DỮ LIỆU MÔ PHỎNG", "company": "Tỉnh Minh Họa (không có thật)", "created": CREATED})
    yield book, book.add_worksheet(sheet)
    book.close()


def set_delivery_time(path: Path, at: datetime) -> None:
    """The file's own time says when the department delivered it; writing the demo again changes nothing."""
    seconds = int(at.replace(tzinfo=LOCAL).timestamp())
    os.utime(path, (seconds, seconds))


def vn(number: int) -> str:
    """1234 → `1.234`."""
    return f"{number:,}".replace(",", ".")
