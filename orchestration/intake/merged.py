"""Merged cells among a table's rows: a name stands on every row of its merge, a number on none.

Here: rows with such names repeated, and the refusal of such numbers. Not here: merged headers (header_places.py), telling rows apart (body.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from orchestration.intake.grid import Row, is_blank, is_number
from orchestration.intake.header import Table
from orchestration.intake.refusal import RefusedFile, cell_place

Numeric = dict[int, Callable[[Any], Any]]  # by position: a reader of the column's numbers


def is_value(cell: Any, read: Callable[[Any], Any]) -> bool:
    return not is_blank(cell) and (is_number(cell) or bool(read(cell)))


def unmerged(table: Table, positions: Iterable[int], numeric: Numeric) -> Iterator[Row]:
    """Rows of the table's grid with vertically merged data cells repeated within their merge.

    A number over several rows, or over several columns of numbers, belongs to none of them: raises RefusedFile.
    """
    body_top, wanted = table.top + table.depth, set(positions)
    merges = [m for m in table.grid.merged if m[0] >= body_top and m[1] in wanted and (m[2] > m[0] or _is_shared(m, numeric))]
    if not merges:
        yield from table.grid.rows()
        return
    by_top: dict[int, list[tuple[int, int, int, int]]] = {}
    for merge in merges:
        by_top.setdefault(merge[0], []).append(merge)
    active: list[tuple[int, int, Any]] = []
    for index, (number, cells) in enumerate(table.grid.rows()):
        active = [a for a in active if a[0] >= index]
        if active and cells is not None:
            cells = [*cells, *[""] * (max(a[1] for a in active) + 1 - len(cells))]
            for _, column, value in active:
                if is_blank(cells[column]):
                    cells[column] = value
        for _, left, bottom, _ in by_top.get(index, ()):
            if cells is not None and left < len(cells):
                if left in numeric and is_value(cells[left], numeric[left]):
                    raise _merged_number(table, number, left)
                if bottom > index:
                    active.append((bottom, left, cells[left]))
        yield number, cells


def _is_shared(merge: tuple[int, int, int, int], numeric: Numeric) -> bool:
    """Whether a merged cell spans several columns of numbers."""
    return merge[1] in numeric and any(at in numeric for at in range(merge[1] + 1, merge[3] + 1))


def _merged_number(table: Table, row: int, at: int) -> RefusedFile:
    where = cell_place(table.grid.name, row, table.grid.first_column + at)
    return RefusedFile(
        "MERGED_NUMBER",
        f"Ô số ở {where} gộp nhiều dòng hoặc nhiều cột nên không rõ là số của ô nào: hãy bỏ gộp, ghi số cho từng ô rồi gửi lại.",
    )
