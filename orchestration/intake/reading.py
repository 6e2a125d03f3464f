"""What every reader hands on: a contract and a relation with the file's rows.

Here: that small type. Not here: readers, and what is done to the text afterwards (normalise.py, raw.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.contracts import Column, Contract
from orchestration.intake.refusal import named_place

TABLE_NAME = "intake_rows"
# sheet (None for a text file) → contract column → the letters of the column it stands in, as Excel names it
Places = dict[str | None, dict[str, str]]
UNREADABLE = (duckdb.InvalidInputException, duckdb.ConversionException)  # what DuckDB says of a bad file, not of bad SQL


@dataclass(frozen=True)
class Warned:
    """Something to tell of a file that loads all the same: `code` is one of refusal.WARNINGS; no value out of the file."""

    code: str
    message_vi: str


@dataclass
class Reading:
    """`sql` selects `source_row`, `sheet_name` and the contract's kept columns as text, as found in the file.

    `source` is the file that `sql` reads, where it reads one.
    `table`, where a reader has the rows in memory, is registered as TABLE_NAME while `sql` runs.
    `notes` counts what was left out (totals, titles, blank rows): numbers only.
    `places` tells where columns stand, where all tables of a sheet agree; an unpivoted value's column stands in its row's
    `source_column`.
    `encodings`: how many texts (cells; of a text file its lines) were read through another encoding than UTF-8.
    `warnings`: what the load report shows beside counts.
    `repairs` counts values turned into what they were meant to be, by `kind|column` (kinds: repairs.py).
    `fallback` reads the same rows in another, slower way, for when DuckDB cannot read them to their end.
    `explain` turns DuckDB's complaint into a refusal.
    """

    contract: Contract
    sql: str
    table: pa.Table | None = None
    source: Path | None = None
    notes: dict[str, int] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    encodings: dict[str, int] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    fallback: Callable[[], Reading] | None = None
    explain: Callable[[Exception], Exception] | None = None

    def where(self, column: Column, sheet: str | None, row: int) -> str:
        """The place of a value, as its sender sees it."""
        letters = self.places.get(sheet, {}).get(column.name)
        return named_place(sheet, row, letters) if letters else f"dòng {row}"


def from_table(
    contract: Contract, table: pa.Table, notes: dict[str, int] | None = None, places: Places | None = None
) -> Reading:
    return Reading(contract, f"select * from {TABLE_NAME}", table, notes=notes or {}, places=places or {})


def schema_of(contract: Contract) -> pa.Schema:
    """The Arrow schema of rows in memory."""
    fields = [("source_row", pa.int64()), ("sheet_name", pa.string())]
    texts = (*contract.extras, *(c.name for c in contract.kept))
    return pa.schema([*fields, *((name, pa.string()) for name in texts)])
