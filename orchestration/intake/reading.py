"""What every reader hands on: a contract and a relation with the file's rows.

Here: that small type. Not here: readers, and what is done to the text afterwards (normalise.py, raw.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Contract

TABLE_NAME = "intake_rows"


@dataclass
class Reading:
    """`sql` selects `source_row`, `sheet_name` and the contract's kept columns as text, as found in the file.

    `source` is the file that `sql` reads, where it reads one.
    `table`, where a reader has the rows in memory, is registered as TABLE_NAME while `sql` runs.
    `notes` counts what was left out (totals, titles, blank rows): numbers only.
    `repairs` counts values turned into what they were meant to be, by `kind|column` (kinds: repairs.py).
    `positions`: 0-based column of the file that a column of the contract stands in, where the file has columns.
    `fallback` reads the same rows in another, slower way, for when DuckDB cannot read them to their end.
    `explain` turns DuckDB's complaint into a refusal.
    """

    contract: Contract
    sql: str
    table: pa.Table | None = None
    source: Path | None = None
    notes: dict[str, int] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    positions: dict[str, int] = field(default_factory=dict)
    fallback: Callable[[], Reading] | None = None
    explain: Callable[[Exception], Exception] | None = None


def from_table(contract: Contract, table: pa.Table, notes: dict[str, int] | None = None) -> Reading:
    return Reading(contract, f"select * from {TABLE_NAME}", table, notes=notes or {})


def schema_of(contract: Contract) -> pa.Schema:
    """The Arrow schema of rows in memory."""
    fields = [("source_row", pa.int64()), ("sheet_name", pa.string())]
    return pa.schema([*fields, *((c.name, pa.string()) for c in contract.kept)])
