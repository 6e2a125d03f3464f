"""Printed totals against the sum of the rows.

Here: collecting the numbers of the contract's `totals` columns while rows go by, and the comparison. Not here:
finding the total row. A total may stand first or last, for the whole table or for the group above or below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from orchestration.contracts import Column
from orchestration.intake.grid import Row, is_blank
from orchestration.intake.header import Table
from orchestration.intake.numbers import number_reader
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.unpivot import value_name


def number_vi(value: Decimal) -> str:
    """A number as Vietnamese readers write it: 1.290,5."""
    text = f"{value.normalize():,f}" if value != value.to_integral_value() else f"{value.to_integral_value():,}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


@dataclass
class Totals:
    """The numbers of one table by position and row; a contract's value column stands at several positions."""

    table: Table
    numbers: dict[int, list[tuple[int, Decimal | None]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        contract, positions = self.table.contract, self.table.columns
        self._columns: dict[int, Column] = {positions[n]: contract.column(n) for n in contract.totals if n in positions}
        if (value := value_name(contract)) in contract.totals:
            self._columns |= {v.at: contract.column(value) for v in self.table.values}
        self._readers = {at: number_reader(c) for at, c in self._columns.items()}
        self.numbers = {at: [] for at in self._columns}

    def add(self, rows: list[Row]) -> None:
        """Take note of data rows."""
        for at in self._columns:
            read, seen = self._readers[at], self.numbers[at]
            seen.extend(
                (number, read(cells[at]) if at < len(cells) else Decimal(0))
                for number, cells in rows
                if cells is not None
            )

    def check(self, total_rows: list[Row], dropped: dict[str, int]) -> None:
        """Compare.

        Raises TOTAL_MISMATCH naming column, printed and computed value; counts what could not be compared.
        """
        borders = [number for number, _ in total_rows]
        for at, column in self._columns.items():
            numbers = self.numbers[at]
            for place, (number, cells) in enumerate(total_rows):
                cell: Any = cells[at] if cells is not None and at < len(cells) else None
                if is_blank(cell):
                    continue
                printed = self._readers[at](cell)
                if printed is None or any(value is None for _, value in numbers):
                    dropped["total_unverified"] = dropped.get("total_unverified", 0) + 1
                    continue
                before = borders[place - 1] if place else 0
                after = borders[place + 1] if place + 1 < len(borders) else None
                whole = sum((v for _, v in numbers if v is not None), Decimal(0))
                above = sum((v for n, v in numbers if v is not None and before < n < number), Decimal(0))
                below = sum(
                    (v for n, v in numbers if v is not None and n > number and (after is None or n < after)), Decimal(0)
                )
                if all(abs(printed - candidate) > self._slack(column, at, printed) for candidate in (whole, above, below)):
                    raise self._mismatch(column, number, at, printed, whole)

    def _slack(self, column: Column, at: int, printed: Decimal) -> Decimal:
        """Nothing for counts; for measured numbers what rounding each row may add up to."""
        if column.logical_type == "integer":
            return Decimal(0)
        exponent = printed.as_tuple().exponent
        unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
        return unit / 2 * max(1, len(self.numbers[at]))

    def _mismatch(self, column: Column, row: int, at: int, printed: Decimal, computed: Decimal) -> RefusedFile:
        where = cell_place(self.table.grid.name, row, self.table.grid.first_column + at)
        return RefusedFile(
            "TOTAL_MISMATCH",
            f"Dòng tổng ({where}) ghi {number_vi(printed)} ở cột “{column.label_vi}” "
            f"nhưng cộng các dòng được {number_vi(computed)}: "
            "hãy kiểm tra lại số liệu từng dòng rồi gửi lại cả biểu.",
        )
