"""Dates that a spreadsheet of another country has turned round: `05/08` kept as 8 May, `23/08` left as text.

Here: taking note of a column's real dates and texts while rows go by, and the refusal. Not here: reading dates (staging).
Such a column holds real dates whose day could be a month, beside texts whose day could not. One text of another kind clears it: the
spreadsheet would have turned that round too; so does a real date on a later day than the 12th for each text, which it could not have made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration.contracts import Column
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.grid import Row
from orchestration.intake.header import Table
from orchestration.intake.refusal import RefusedFile, cell_place

_MONTHS = 12
_DAY_FIRST = re.compile(r"(?:\d{1,2}:\d{2}(?::\d{2})? )?(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
SHOWN = 3  # cells named of each kind


@dataclass
class _Seen:
    """`is_clear`: nothing more can make the column suspect. Row numbers of the first cells of each kind."""

    is_clear: bool = False
    turned: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    text_count: int = 0
    late_dates: int = 0


class DateSwaps:
    """The dates of one table, column by column."""

    def __init__(self, table: Table) -> None:
        self.table = table
        day_first = [c for c in table.contract.kept if c.name in table.columns and is_day_first(c)]
        self._seen = [(column, table.columns[column.name], _Seen()) for column in day_first]

    def add(self, rows: list[Row]) -> None:
        """Take note of data rows."""
        for _, at, seen in self._seen:
            if not seen.is_clear:
                for number, cells in rows:
                    if cells is not None and at < len(cells) and self._note(number, cells[at], seen):
                        break

    def _note(self, row: int, value: Any, seen: _Seen) -> bool:
        """Note one cell; true once the column is clear."""
        if isinstance(value, date):
            if value.day > _MONTHS:
                seen.late_dates += 1
            elif len(seen.turned) < SHOWN:
                seen.turned.append(row)
        elif isinstance(value, str) and (found := _DAY_FIRST.match(value.strip())):
            if int(found.group(1)) <= _MONTHS:
                seen.is_clear = True
            else:
                seen.text_count += 1
                if len(seen.texts) < SHOWN:
                    seen.texts.append(row)
        return seen.is_clear

    def check(self) -> None:
        """Raise DATE_SWAP_SUSPECTED naming the column and its cells."""
        for column, at, seen in self._seen:
            if not seen.is_clear and seen.turned and seen.texts and seen.late_dates < seen.text_count:
                raise self._refusal(column, at, seen)

    def _refusal(self, column: Column, at: int, seen: _Seen) -> RefusedFile:
        name, first = self.table.grid.name, self.table.grid.first_column
        dates, texts = (", ".join(cell_place(name, row, first + at) for row in rows) for rows in (seen.turned, seen.texts))
        return RefusedFile(
            "DATE_SWAP_SUSPECTED",
            f"Cột “{column.label_vi}”: nghi Excel đã đảo ngày và tháng: có ô là ngày thật ({dates}) với ngày không quá 12, "
            f"các ô còn lại là chữ ({texts}) đều có ngày lớn hơn 12. Hãy định dạng cả cột là Văn bản (Text), dán lại từ nguồn rồi gửi lại.",
        )


def is_day_first(column: Column) -> bool:
    """Whether a day may stand before a month in it, as in what people type."""
    written = ((MOMENT_FORMATS[name].strptime or "").removeprefix("%H:%M:%S ").removeprefix("%H:%M ") for name in column.formats)
    return column.period is not None or any(form.startswith("%d") for form in written)
