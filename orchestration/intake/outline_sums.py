"""Lines of a numbered form against the lines directly below them: A = I + II, I = 1 + 2 + ….

Here: the comparison and what the load report says of it. Not here: refusing. Published forms do not always break a sum down to its end, or
say “of which” with a dash; most provinces print some sum that its lines do not add up to. A digit too many shows here all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from orchestration.intake.header import Table
from orchestration.intake.numbers import number_reader
from orchestration.intake.reading import Warned
from orchestration.intake.refusal import named_place
from orchestration.intake.unpivot import value_name

SHOWN = 5  # cells that the sentence names
LEAST = 2  # lines with a number from which a sum is one

Line = tuple[int, Decimal | None]  # row, and the number there; None where it cannot be read


@dataclass
class OutlineSums:
    """The numbers of one table by column and path."""

    table: Table
    lines: dict[str, dict[str, Line]] = field(default_factory=dict)

    def add(self, batch: pa.RecordBatch) -> None:
        """Take note of rows."""
        contract, value = self.table.contract, value_name(self.table.contract)
        if not (contract.outline and value and self.table.values):
            return
        read = number_reader(contract.column(value))
        names = (contract.outline["into"], value, "source_column", "source_row")
        for path, text, letters, row in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
            if path and text and text not in contract.column(value).null_tokens:
                self.lines.setdefault(letters, {})[path] = row, read(text)

    def warned(self) -> Warned | None:
        """Which cells differ from the sum of those below them by more than rounding."""
        places = [named_place(self.table.grid.name, row, letters) for letters, lines in self.lines.items() for row in _differing(lines)]
        if not places:
            return None
        more = f" và {len(places) - SHOWN} ô khác" if len(places) > SHOWN else ""
        return Warned(
            "SUM_DIFFERS",
            f"{len(places)} ô có số khác tổng các dòng ngay dưới nó ({', '.join(places[:SHOWN])}{more}): biểu vẫn được nhận vì có biểu không liệt kê "
            "hết các dòng con; hãy đối chiếu với bản đã công bố, sai thì sửa rồi gửi lại.",
        )


def _differing(lines: dict[str, Line]) -> list[int]:
    below: dict[str, list[Decimal | None]] = {}
    for path, (_, number) in lines.items():
        below.setdefault(path.rpartition("/")[0], []).append(number)
    found = []
    for path, (row, number) in lines.items():
        parts = below.get(path, [])
        known = [part for part in parts if part is not None]
        if number is not None and len(known) == len(parts) >= LEAST and abs(number - sum(known)) > _slack(number, known):
            found.append(row)
    return sorted(found)


def _slack(number: Decimal, parts: list[Decimal]) -> Decimal:
    """What rounding each number as printed may add up to; of binary fractions next to nothing."""
    digits = max(int(value.as_tuple().exponent) for value in (number, *parts))
    return Decimal(1).scaleb(min(digits, 0)) / 2 * (len(parts) + 1)
