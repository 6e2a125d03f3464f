"""What every reader hands on: a contract and a relation with the file's rows.

Here: that small type. Not here: readers, and what is done to the text afterwards (normalise.py, raw.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from orchestration.contracts import Column, Contract
from orchestration.intake.refusal import named_place

if TYPE_CHECKING:
    from orchestration.intake.facts import LoadFacts

TABLE_NAME = "intake_rows"
# sheet (None for a text file) → contract column → the letters of the column it stands in, as Excel names it
Places = dict[str | None, dict[str, str]]
UNREADABLE = (duckdb.InvalidInputException, duckdb.ConversionException)  # what DuckDB says of a bad file, not of bad SQL


@dataclass(frozen=True)
class Warned:
    """Something to tell of a file that loads all the same: `code` is one of refusal.WARNINGS; no value out of the file."""

    code: str
    message_vi: str


@dataclass(frozen=True)
class Unread:
    """Columns (or keys) of a file that nobody reads: those the contract drops, by its own names for them, and those it does not know.

    Of the latter only where they stand is told (letters; of keys their number in order), by sheet: a header may hold a person's name.
    `absent`: the contract's names of optional columns that no table of the file has: one may stand there under a misspelt header.
    """

    dropped: tuple[str, ...] = ()
    unknown: dict[str | None, tuple[str, ...]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


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
    `unread` tells what of the file was left where it stood; `container` which kind of reader read it.
    `fallback` reads the same rows in another, slower way, for when DuckDB cannot read them to their end.
    `explain` turns DuckDB's complaint into a refusal.
    `nothing`: the facts of a file that says it has nothing to report; it has no rows then.
    `declared`: what an operator declared in the place of its title, and by which event; raw keeps it (declared.py).
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
    unread: Unread = field(default_factory=Unread)
    container: str | None = None
    fallback: Callable[[], Reading] | None = None
    explain: Callable[[Exception], Exception] | None = None
    nothing: LoadFacts | None = None
    declared: dict | None = None

    def take_over(self, other: Reading) -> None:
        """Tell what another way of reading the same file found, because its rows are the ones that were written."""
        self.notes |= other.notes
        self.encodings |= other.encodings
        self.warnings += [warned for warned in other.warnings if warned not in self.warnings]
        self.repairs.update(other.repairs)
        self.places, self.unread = other.places or self.places, other.unread if other.unread != Unread() else self.unread

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
