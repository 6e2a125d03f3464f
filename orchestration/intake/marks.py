"""What a workbook says of its cells beside their values, and calamine does not hand on: failed formulas, formulas that nobody calculated,
percent and month formats, formats that show a number in thousands or millions, the date system.

Here: that type, what of it refuses a file, and putting the rest into the rows of the table found. Not here: reading it out of the four
kinds of workbook (marks_*.py). Looked up for the one sheet that holds the table, and formats of percents and months only where the contract
has a use for them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration.contracts import Column
from orchestration.intake.cells import MonthCell
from orchestration.intake.grid import Grid, Row, is_number
from orchestration.intake.header import Table
from orchestration.intake.numbers import Percent
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.repairs import is_moment
from orchestration.intake.unpivot import value_name

SHOWN = 5  # cells named in a refusal
SCALED, STRUCK = "scaled", "struck"
_ALWAYS = {SCALED, STRUCK}
_NUMBERS = {"integer", "number"}
_DIVIDES = re.compile(r"[0#?],+(?![,0#?])")  # `#,##0,`: a comma after the last digit hides three more
Place = tuple[int, int]  # 0-based row and column of the sheet


@dataclass
class Marks:
    """`formats` holds `scaled` for the cells so shown, `struck` for those struck out as a whole, and `percent` or `month` where it was asked for; `apart` the texts of cells in which
    a raised or struck digit stands beside another, with a mark between the two."""

    is_1904: bool = False
    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: list[Place] = field(default_factory=list)
    formats: dict[Place, str] = field(default_factory=dict)
    apart: dict[Place, str] = field(default_factory=dict)


def format_kind(code: str) -> str | None:
    """What a number format shows that a value does not tell: a percentage, a month without its day, or a number divided by thousands."""
    bare, quoted, skip = [], False, False
    for letter in code.split(";")[0].lower():
        if skip:
            skip = False
        elif letter in '"[]' :
            quoted = letter == "[" if letter != '"' else not quoted
        elif letter in "\\_*":
            skip = True
        elif not quoted:
            bare.append(letter)
    shown = set(bare)
    if "%" in shown:
        return "percent"
    if _DIVIDES.search("".join(bare)):
        return SCALED
    return "month" if {"y", "m"} <= shown and not shown & {"d", "h", "s"} else None


def formats_of_use(codes: Mapping[Any, str | None], with_formats: bool) -> dict[Any, str]:
    """Of format kinds by style those to look for: `scaled` and `struck` always, the others where the contract has a use for them."""
    return {style: kind for style, kind in codes.items() if kind and (with_formats or kind in _ALWAYS)}


BUILT_IN = {9: "percent", 10: "percent", 17: "month"}  # numbers of formats that need no code: 0%, 0.00%, mmm-yy


def marked(table: Table) -> Table:
    """The table with the marks of its sheet put into its rows. Raises RefusedFile."""
    if table.grid.marks is None:
        return table
    columns = {table.grid.first_column + at: table.contract.column(name) for name, at in table.columns.items()}
    columns |= {table.grid.first_column + v.at: table.contract.column(value_name(table.contract) or "") for v in table.values}
    columns = {at: column for at, column in columns.items() if column.kept}
    marks = table.grid.marks(any(c.percent_scale or c.period for c in columns.values()))
    if marks.is_1904 and (moments := [c for c in columns.values() if is_moment(c)]):
        raise _refusal_1904(moments[0].label_vi)
    header = table.grid.head[table.top + table.depth - 1][0] - 1
    reads_titles = any(c.from_title for c in table.contract.kept)
    blank = [(r, c) for r, c in marks.uncalculated if (c in columns and r > header) or (reads_titles and r < header)]
    if blank:
        raise _refusal_uncalculated(table.grid.name, blank)
    found: dict[int, dict[int, Any]] = {}
    for (row, column), text in marks.errors.items():
        if column in columns and row > header:
            found.setdefault(row + 1, {})[column - table.grid.first_column] = text
    for (row, column), text in marks.apart.items():
        if column in columns and row > header and columns[column].logical_type in _NUMBERS:
            found.setdefault(row + 1, {})[column - table.grid.first_column] = text
    for (row, column), kind in marks.formats.items():
        wanted = columns.get(column)
        if wanted and row > header and _is_of_use(kind, wanted):
            found.setdefault(row + 1, {}).setdefault(column - table.grid.first_column, kind)
    return dataclasses.replace(table, grid=_patched(table.grid, found)) if found else table


def _is_of_use(kind: str, column: Column) -> bool:
    if kind in _ALWAYS:
        return column.logical_type in _NUMBERS
    return bool(column.percent_scale if kind == "percent" else column.period)


def _patched(grid: Grid, found: dict[int, dict[int, Any]]) -> Grid:
    """The grid with the cells of some rows replaced: by number of the row, then position in it."""

    def rows() -> Iterator[Row]:
        for number, cells in grid.rows():
            if cells is not None and number in found:
                cells = [*cells, *[""] * (max(found[number]) + 1 - len(cells))]
                for at, mark in found[number].items():
                    if mark == STRUCK and is_number(cells[at]):
                        raise _refusal_struck(cell_place(grid.name, number, grid.first_column + at))
                    if mark == SCALED and is_number(cells[at]) and cells[at]:
                        raise _refusal_scaled(cell_place(grid.name, number, grid.first_column + at))
                    cells[at] = _with_mark(cells[at], mark)
            yield number, cells

    return dataclasses.replace(grid, rows=rows)


def _with_mark(value: Any, mark: str) -> Any:
    if mark == "percent":
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return Percent(value) if is_number else value
    if mark == "month":
        return MonthCell(value.year, value.month, 1) if isinstance(value, date) and value.day == 1 else value
    return value if mark in _ALWAYS else mark


def _refusal_struck(place: str) -> RefusedFile:
    return RefusedFile(
        "NUMBER_STRUCK",
        f"Số ở {place} bị gạch ngang cả ô, không rõ còn dùng hay đã bỏ: hãy xóa số đã bỏ, hoặc bỏ gạch ngang nếu vẫn dùng, rồi gửi lại.",
    )


def _refusal_scaled(place: str) -> RefusedFile:
    return RefusedFile(
        "NUMBER_SCALED",
        f"Ô ở {place} hiện số đã rút gọn (định dạng bỏ bớt hàng nghìn hoặc hàng triệu) nên số nhìn thấy khác số trong ô, không rõ đơn vị tính là "
        "của số nào: hãy đổi định dạng cột về số thường (#.##0), kiểm tra số và đơn vị tính rồi gửi lại.",
    )


def _refusal_1904(label_vi: str) -> RefusedFile:
    return RefusedFile(
        "DATE_SYSTEM_1904",
        f"Bảng tính dùng hệ ngày 1904 nên ngày ở cột “{label_vi}” lệch 4 năm 1 ngày: hãy bỏ chọn “Use 1904 date system” "
        "(Tệp › Tùy chọn › Nâng cao), kiểm tra lại các ngày rồi gửi lại.",
    )


def _refusal_uncalculated(sheet: str | None, places: list[Place]) -> RefusedFile:
    places = sorted(places)
    named = ", ".join(cell_place(sheet, row + 1, column) for row, column in places[:SHOWN])
    more = f" và {len(places) - SHOWN} ô khác" if len(places) > SHOWN else ""
    return RefusedFile(
        "FORMULA_NOT_CALCULATED",
        f"Có công thức chưa được tính ({named}{more}), tệp do phần mềm ghi ra mà chưa mở bằng Excel: hãy mở bằng Excel rồi lưu, gửi lại.",
    )
