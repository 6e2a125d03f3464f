"""Looking through a column of a load's raw file, in memory or as Parquet, for texts of a shape.

Here: where the first such texts stand, and how many of one kind outweigh those of another. Not here: which shapes tell what
(date_order.py, number_style.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace

TYPING_ERROR = 10  # so many times more texts of the column's own way of writing make the others typing errors
ENOUGH = 1000  # proofs counted at most: so many are no typing errors
SHOWN = 3  # places named of each kind
Found = list[tuple[str | None, int]]  # sheets and rows


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw file; `rows` is the raw file where it is in memory."""

    space: Workspace
    parquet: Path
    rows: pa.Table | None
    column: Column

    def find(self, shape: str, count: int) -> Found:
        """The places of the first `count` texts that a regular expression (RE2) finds something in."""
        if self.rows is not None:
            hits = pc.fill_null(pc.match_substring_regex(self.rows.column(self.column.name), shape), False)
            found = self.rows.select(["sheet_name", "source_row"]).filter(hits).slice(0, count).to_pylist()
            return [(row["sheet_name"], row["source_row"]) for row in found]
        return self.space.connection.execute(
            f"select sheet_name, source_row from read_parquet({quote(str(self.parquet))}) "
            f"where regexp_matches({identifier(self.column.name)}, {quote(shape)}) order by source_row limit {count}"
        ).fetchall()
