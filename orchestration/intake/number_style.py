"""Numbers written in the style of another country (`17,500,000`) in a column that is read in its own (`17.500.000`).

Here: the proof out of a table's written cells or a load's raw texts, and the refusal. Not here: the styles
(orchestration/contracts/numbers.py), its own mark proven (thousands.py), reading a number (numbers.py, staging). `1,234` in a Vietnamese column is one and a bit, to a machine of another country a thousand. A text that only the other
style can mean proves such a writer, unless texts of the column's own style are many times more: then it is a typing error. In a column that
people write, one in which no text with a mark, and no long number without one, tells the style at all has two readings too.
Whole numbers have no decimals and percentages no thousands: they are left alone, as are the texts that staging reads in neither way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Column
from orchestration.intake.grid import Row
from orchestration.intake.header import Table
from orchestration.intake.raw_search import ENOUGH, SHOWN, TYPING_ERROR, RawColumn
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import clean_number
from orchestration.intake.unpivot import value_name
from orchestration.intake.workspace import Workspace

_POINT = {"vn": ",", "en": "."}
_WRITTEN_BY_PEOPLE = "vn"
_UNMARKED = "^-?[0-9]{4,}$"  # whoever writes this sets no mark between thousands


def by_thousands(point: str, mark: str) -> str:
    """Texts in which `mark` can only stand between thousands: twice, or before decimals behind `point`."""
    group = f"^-?[1-9][0-9]{{0,2}}[{mark}][0-9]{{3}}"
    return f"{group}([{mark}][0-9]{{3}})+([{point}][0-9]+)?$|{group}[{point}][0-9]+$"


def only_by(point: str, mark: str) -> str:
    """Texts that only a writer can mean who puts `point` before decimals and `mark` between thousands."""
    decimals = f"^-?[0-9]+[{point}]([0-9]{{1,2}}|[0-9]{{4,}})$|^-?(0[0-9]*|[0-9]{{4,}})[{point}][0-9]+$"
    return f"{by_thousands(point, mark)}|{decimals}"


def two_readings(point: str) -> str:
    """Texts that are decimals by `point`, and thousands if it is the other style's mark."""
    return f"^-?[1-9][0-9]{{0,2}}[{point}][0-9]{{3}}$"


def marks_of(column: Column) -> tuple[str, str]:
    """What stands before decimals and between thousands in a column's own style."""
    point = _POINT[column.number_style]
    return point, "," if point == "." else "."


def is_concerned(column: Column) -> bool:
    return column.logical_type == "number" and column.number_style in _POINT and not column.percent_scale


@dataclass
class _Seen:
    """What the texts of a column tell: places of proofs of the other style (ENOUGH at most) and of texts in doubt (those shown), how many
    are of its own.
    """

    others: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    own: int = 0
    is_unmarked: bool = False

    def is_in_doubt(self, column: Column) -> bool:
        if not self.doubtful:
            return False
        if self.others:
            return self.own < TYPING_ERROR * len(self.others)
        return column.number_style == _WRITTEN_BY_PEOPLE and not self.own and not self.is_unmarked


class _Shapes:
    """The shapes that matter to a column, as RE2 and as Python reads them."""

    def __init__(self, column: Column) -> None:
        point, mark = marks_of(column)
        self.own, self.other, self.doubtful = only_by(point, mark), only_by(mark, point), two_readings(point)

    def note(self, seen: _Seen, text: str, place: Callable[[], str]) -> None:
        """Take note of a clean text."""
        if re.search(self.doubtful, text):
            if len(seen.doubtful) < SHOWN:
                seen.doubtful.append(place())
        elif re.search(self.own, text):
            seen.own += 1
        elif re.search(self.other, text):
            if len(seen.others) < ENOUGH:
                seen.others.append(place())
        elif re.search(_UNMARKED, text):
            seen.is_unmarked = True


class NumberStyles:
    """The written numbers of one sheet's table, column by column.

    Cells that hold a number prove nothing: intake writes their texts. Of delimited texts, where all are written, the raw file tells.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        places: dict[str, list[int]] = {name: [at] for name, at in table.columns.items()}
        if table.values and (name := value_name(table.contract)):
            places[name] = [value.at for value in table.values]
        concerned = [] if table.grid.delimited else [c for c in table.contract.kept if c.name in places and is_concerned(c)]
        self._seen = [(column, places[column.name], _Shapes(column), _Seen()) for column in concerned]

    def add(self, rows: list[Row]) -> None:
        """Take note of data rows."""
        for _, positions, shapes, seen in self._seen:
            for number, cells in rows:
                for at in positions:
                    if cells is not None and at < len(cells) and isinstance(cells[at], str) and cells[at]:
                        shapes.note(seen, clean_number(cells[at]), lambda row=number, at=at: self._place(row, at))

    def _place(self, row: int, at: int) -> str:
        return cell_place(self.table.grid.name, row, self.table.grid.first_column + at)

    def check(self) -> None:
        """Raise NUMBER_STYLE_MIXED for the first column whose decimals may be thousands."""
        for column, _, _, seen in self._seen:
            if seen.is_in_doubt(column):
                raise _refusal(column, seen)


def refuse_other_style(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """The same of a load's raw texts; `rows` is the raw file where it is in memory."""
    for column in filter(is_concerned, reading.contract.kept):
        raw, shapes = RawColumn(space, parquet, rows, column), _Shapes(column)
        if not (doubtful := raw.find(shapes.doubtful, SHOWN)):
            continue
        seen = _Seen(doubtful=[reading.where(column, *place) for place in doubtful])
        seen.others = [reading.where(column, *place) for place in raw.find(shapes.other, ENOUGH)]
        seen.own = len(raw.find(shapes.own, TYPING_ERROR * max(1, len(seen.others))))
        seen.is_unmarked = bool(raw.find(_UNMARKED, 1))
        if seen.is_in_doubt(column):
            raise _refusal(column, seen)


def _refusal(column: Column, seen: _Seen) -> RefusedFile:
    shown, others = ", ".join(seen.others[:SHOWN]), ", ".join(seen.doubtful)
    point, other = ("dấu phẩy", "dấu chấm") if column.number_style == "vn" else ("dấu chấm", "dấu phẩy")
    proven = f"có số viết {other} trước phần thập phân hoặc {point} ngăn hàng nghìn ({shown}), nên"
    return RefusedFile(
        "NUMBER_STYLE_MIXED",
        f"Cột “{column.label_vi}” {proven if shown else 'không có số nào cho biết cách viết, nên'} các số chỉ có một {point} trước ba chữ số "
        f"({others}) không rõ là phần thập phân hay hàng nghìn: hãy để ô ở dạng số của Excel, hoặc viết thống nhất cả cột với {point} trước "
        f"phần thập phân và {other} ngăn hàng nghìn, rồi gửi lại.",
    )
