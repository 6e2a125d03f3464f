"""A grid of cells as a workbook sheet, an HTML table or a CSV file gives it.

Here: that shape, and the questions every grid answers alike (emptiness, plain text of a cell). Not here: finding the
table in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestration.intake.text import clean

HEAD_ROWS = 60  # a header stands within these
# 1-based row as the sender sees it, cells from the grid's first column; None where a record could not be split into
# cells
Row = tuple[int, list[Any] | None]


@dataclass
class Grid:
    """`merged`: 0-based inclusive (top, left, bottom, right) in the grid's own rows and columns.

    `first_column` is added to name a column as Excel does. `ragged` grids keep each row's own width, so that a body
    narrower than its header shows. A `delimited` grid comes from records with separators: a short one was cut.
    `rows()` may be called more than once.
    """

    name: str | None
    head: list[tuple[int, list[Any]]]
    rows: Callable[[], Iterator[Row]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    first_column: int = 0
    title: str | None = None  # the sheet's own name, to be matched and never to be written or shown; `name` is its label
    ragged: bool = False
    delimited: bool = False


def is_blank(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def plain(cell: Any) -> str:
    """A cell's text for headers, titles and labels (values go through cells.py)."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
