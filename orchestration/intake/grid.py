"""A grid of cells as a workbook sheet, an HTML table or a CSV file gives it.

Here: that shape, and the questions every grid answers alike (emptiness, plain text of a cell). Not here: finding the
table in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from orchestration.intake.text import clean

if TYPE_CHECKING:
    from orchestration.intake.marks import Marks

_NUMBER = re.compile(r"[+-]?[0-9][0-9., ]*")
HEAD_ROWS = 60  # a header stands within these
# 1-based row as the sender sees it, cells from the grid's first column; None where a record could not be split into
# cells
Row = tuple[int, list[Any] | None]


@dataclass
class Grid:
    """`merged`: 0-based inclusive (top, left, bottom, right) in the grid's own rows and columns.

    `first_column` is added to name a column as Excel does. `ragged` grids keep each row's own width, so that a body
    narrower than its header shows. A `delimited` grid comes from records with separators: a short one was cut.
    `rows()` may be called more than once. `decoding` tells what legacy text was decoded on the way (legacy_grid.py). `marks`, of a
    workbook's sheet, looks up what its cells say beside their values (marks.py), with or without their formats.
    """

    name: str | None
    head: list[tuple[int, list[Any]]]
    rows: Callable[[], Iterator[Row]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    first_column: int = 0
    title: str | None = None  # the sheet's own name, to be matched and never to be written or shown; `name` is its label
    ragged: bool = False
    delimited: bool = False
    decoding: Any = None
    marks: Callable[[bool], Marks] | None = None

    def whole(self) -> Grid:
        """The same grid with all its rows in the head, for tables that may stand anywhere."""
        rows = list(self.rows())
        return replace(self, head=[(number, cells or []) for number, cells in rows], rows=lambda: iter(rows))


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def is_number(cell: Any) -> bool:
    """A number, kept as one or written as text."""
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(cell.strip()))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def plain(cell: Any) -> str:
    """A cell's text for headers, titles and labels (values go through cells.py)."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
