"""Columns of a file's tables: where those of the contract stand, which nobody reads, which are not there.

Here: that, for the load report and for places in refusals. Not here: which header is which column (header.py).
"""

from __future__ import annotations

from orchestration.intake.header import Table
from orchestration.intake.match import dropped_names, synonyms
from orchestration.intake.reading import Places, Unread
from orchestration.intake.refusal import column_letters
from orchestration.intake.unpivot import is_ignored, value_name


def unread(tables: list[Table]) -> Unread:
    """Columns of the tables that the contract drops or does not know."""
    dropped = dict.fromkeys(name for table in tables for name in dropped_names(table.match))
    unknown: dict[str | None, dict[str, None]] = {}
    for table in tables:
        known = synonyms(table.contract)
        new = [at for at in unknown_columns(table) if table.header[at] not in known]
        if new:
            unknown.setdefault(table.grid.name, {}).update(dict.fromkeys(column_letters(table.grid.first_column + at) for at in new))
    return Unread(tuple(dropped), {sheet: tuple(letters) for sheet, letters in unknown.items()}, _absent(tables))


def _absent(tables: list[Table]) -> tuple[str, ...]:
    """Optional columns of the contract under no header of the tables, and said nowhere else."""
    contract = tables[0].contract
    found = {name for table in tables for name in table.columns} | {name for table in tables for v in table.values for name, _ in v.sets}
    found |= {value_name(contract)} if any(table.values for table in tables) else set()
    elsewhere = (c.name for c in contract.kept if c.required or not c.headers or c.is_elsewhere)
    missing = {c.name for c in contract.kept}.difference(found, elsewhere)
    return tuple(c.label_vi for c in contract.kept if c.name in missing)


def places_of(tables: list[Table]) -> Places:
    """Where columns stand by sheet; a column that stands elsewhere in another table of the sheet is left out."""
    places: Places = {}
    for table in tables:
        own = {n: column_letters(table.grid.first_column + at) for n, at in table.columns.items() if table.contract.column(n).kept}
        known = places.setdefault(table.grid.name, own)
        places[table.grid.name] = {name: letters for name, letters in known.items() if own.get(name) == letters}
    return places


def unknown_columns(table: Table) -> list[int]:
    """Positions under headers that the contract neither knows nor says to ignore."""
    known = {*table.columns.values(), *(v.at for v in table.values)}
    return [at for at, text in enumerate(table.header) if text and at not in known and not is_ignored(table.contract, text)]
