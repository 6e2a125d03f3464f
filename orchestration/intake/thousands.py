"""Texts such as `61.800` in a Vietnamese decimal column whose other texts prove what the point is: thousands.

Here: the proof out of a load's raw texts, and writing such texts without the mark. Not here: a column in which somebody wrote in another
country's style (number_style.py). Alone such a text has two readings and goes to quarantine. Where PROOFS texts of the column set the mark
where it can only separate thousands (`14.184.307`, `1.600,5`), and none sets it before decimals, one reading is left.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column
from orchestration.intake.number_style import by_thousands, is_concerned, marks_of, only_by, two_readings
from orchestration.intake.raw_search import RawColumn
from orchestration.intake.reading import Reading
from orchestration.intake.repairs import THOUSANDS, key
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace

PROOFS = 3


def _is_proven(raw: RawColumn) -> bool:
    point, mark = marks_of(raw.column)
    if not raw.find(two_readings(mark), 1) or raw.find(only_by(mark, point), 1):
        return False
    return len(raw.find(by_thousands(point, mark), PROOFS)) == PROOFS


def settle(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> pa.Table | None:
    """Write the proven texts of a raw file without their mark, and count them; `rows` is the file where it is in memory, and comes back so."""
    proven = [c for c in filter(is_concerned, reading.contract.kept) if _is_proven(RawColumn(space, parquet, rows, c))]
    if rows is None:
        _settle_file(space, reading, parquet, proven)
        return None
    for column in proven:
        _, mark = marks_of(column)
        values = rows.column(column.name)
        hits = pc.fill_null(pc.match_substring_regex(values, two_readings(mark)), False)
        reading.repairs[key(THOUSANDS, column)] += pc.sum(hits).as_py()
        at = rows.schema.get_field_index(column.name)
        rows = rows.set_column(at, rows.schema.field(at), pc.if_else(hits, pc.replace_substring(values, mark, ""), values))
    return rows


def _settle_file(space: Workspace, reading: Reading, parquet: Path, proven: list[Column]) -> None:
    if not proven:
        return
    source, target = f"read_parquet({quote(str(parquet))})", parquet.with_name(parquet.name + ".again")
    tests = {c: f"regexp_matches({identifier(c.name)}, {quote(two_readings(marks_of(c)[1]))})" for c in proven}
    counted = space.connection.execute(f"select {', '.join(f'count_if({test})' for test in tests.values())} from {source}").fetchall()[0]
    reading.repairs.update({key(THOUSANDS, c): count for c, count in zip(proven, counted, strict=True)})
    replaced = (f"case when {test} then replace({(n := identifier(c.name))}, '{marks_of(c)[1]}', '') else {n} end as {n}" for c, test in tests.items())
    try:
        space.connection.execute(
            f"copy (select * replace ({', '.join(replaced)}) from {source}) to {quote(str(target))} (format parquet, compression zstd)"
        ).fetchall()  # a result not read to its end keeps the tables in use
        os.replace(target, parquet)
    finally:
        target.unlink(missing_ok=True)
