"""The raw Parquet file of a load: written aside; made durable together with others of its batch, then renamed.

Here: running a reading through normalisation into Parquet, in memory where it is small, streamed by DuckDB where it
is not.
Not here: the ledger row, which comes after.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contracts import Contract
from orchestration.durable import aside_path, settle
from orchestration.intake import date_order, number_style, repeated, scales, secrecy, swapped, thousands
from orchestration.intake.declared import stamp
from orchestration.intake.facts import LoadFacts, read_facts
from orchestration.intake.normalise import raw_sql, raw_table
from orchestration.intake.reading import TABLE_NAME, UNREADABLE, Reading, schema_of
from orchestration.intake.refusal import NO_ROWS_VI, RefusedFile
from orchestration.intake.repairs import placeholders_in, placeholders_in_file
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace
from orchestration.state.ledger import load_id_of

SMALL_BYTES = 4 << 20  # of the source that DuckDB reads
SMALL_ROWS = 5_000  # of a table in memory
HEAD = ("load_id", "file_sha256", "sheet_name", "source_row")  # what every raw file begins with, whatever its contract
_VARIED = {"timestamp", "date", "array"}


def raw_path(raw_dir: Path, extract: str, load_id: str) -> Path:
    return raw_dir / extract / f"{load_id}.parquet"


def _refuse_secret_source(space: Workspace, contract: Contract, source_sql: str) -> None:
    for column in secrecy.guarded(contract):
        values = space.connection.execute(f"select distinct {identifier(column.name)} from ({source_sql})").fetchall()
        if any(secrecy.is_secret(value, column) for (value,) in values):
            raise secrecy.refusal()


def _in_memory(space: Workspace, reading: Reading) -> pa.Table | None:
    """The rows of a small reading; None for a large one."""
    if reading.table is not None:
        return reading.table if len(reading.table) <= SMALL_ROWS else None
    if reading.source is None or os.path.getsize(reading.source) > SMALL_BYTES:
        return None
    return space.fetch_arrow(reading.sql).cast(schema_of(reading.contract))


def _write_parquet(contract: Contract, raw: pa.Table, target: Path) -> None:
    """Write rows in memory. Columns of ever new values do without a dictionary; those with one are small already."""
    varied = {"source_row", *contract.key, *(c.name for c in contract.kept if c.logical_type in _VARIED)}
    pq.write_table(
        raw,
        target,
        compression={name: "zstd" if name in varied else "snappy" for name in raw.column_names},
        use_dictionary=[name for name in raw.column_names if name not in varied],
        write_statistics=["load_id", "source_row"],
        store_schema=False,
    )


def _write(space: Workspace, reading: Reading, sha256: str, target: Path) -> pa.Table | None:
    """Write a reading's raw file, secrecy looked at before a byte is written; its rows where they are in memory."""
    contract, load_id = reading.contract, load_id_of(sha256)
    space.mender.masked = space.handling.communes_unknown = 0
    space.mender.repairs.clear()
    rows = _in_memory(space, reading)
    if rows is not None:
        secrecy.refuse_secret_rows(contract, rows)
        raw = raw_table(space.mender, contract, rows, load_id, sha256)
        raw, hidden = swapped.judged_table(contract, raw, space.mender.masked > 0, space.handling)
        space.mender.masked += hidden
        _write_parquet(contract, raw, target)
        return raw
    if reading.table is not None:
        space.connection.register(TABLE_NAME, reading.table)
    try:
        _refuse_secret_source(space, contract, reading.sql)
        select = raw_sql(space.mender, space.connection, contract, reading.sql, load_id, sha256)
        space.connection.execute(f"copy ({select}) to {quote(str(target))} (format parquet, compression zstd)")
    finally:
        if reading.table is not None:
            space.connection.unregister(TABLE_NAME)
    space.mender.masked += swapped.judge_file(space.connection, contract, target, space.mender.masked > 0, space.handling)
    return None


def _write_or_explain(space: Workspace, reading: Reading, sha256: str, target: Path) -> pa.Table | None:
    try:
        return _write(space, reading, sha256, target)
    except UNREADABLE as error:
        if reading.fallback is not None:
            careful = reading.fallback()
            rows = _write_or_explain(space, careful, sha256, target)
            reading.take_over(careful)
            return rows
        if reading.explain is not None:
            raise reading.explain(error) from None
        raise


def _nothing(reading: Reading) -> LoadFacts:
    """The facts of a file without rows, which says that it has none; else it is no delivery. Its raw file holds the columns alone."""
    if reading.nothing is None:
        raise RefusedFile("EMPTY_FILE", NO_ROWS_VI)
    return reading.nothing


@dataclass(frozen=True)
class RawLoad:
    """A raw file written aside: it stands at `target` once it is settled."""

    facts: LoadFacts
    masked_values: int
    raw_bytes: int
    aside: Path
    target: Path


def write_raw(space: Workspace, reading: Reading, sha256: str) -> RawLoad:
    """Write the raw file of a load aside. Raises RefusedFile and then leaves nothing."""
    target = raw_path(space.raw_dir, reading.contract.id, load_id_of(sha256))
    target.parent.mkdir(exist_ok=True)
    path = aside_path(target)
    try:
        rows = _write_or_explain(space, reading, sha256, path)
        scales.refuse_mixed(space, reading, path, rows)
        date_order.refuse_month_first(space, reading, path, rows)
        number_style.refuse_other_style(space, reading, path, rows)
        settled = thousands.settle(space, reading, path, rows)
        if settled is not rows:
            rows = settled
            _write_parquet(reading.contract, rows, path)
        repeated.refuse_contradicted(space, reading, path, rows)
        facts = read_facts(space, reading.contract, path, rows)
        if not facts.rows:
            facts = _nothing(reading)
        reading.repairs.update(space.mender.repairs)
        if rows is not None:
            reading.repairs.update(placeholders_in(reading.contract, rows))
        else:
            reading.repairs.update(placeholders_in_file(reading.contract, path, space.connection))
        if reading.declared:
            stamp(path, reading.declared)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if space.handling.communes_unknown:
        reading.notes["commune_unknown"] = space.handling.communes_unknown
    return RawLoad(facts, space.mender.masked, path.stat().st_size, path, target)


def settle_raw(written: Iterable[RawLoad]) -> None:
    """Make raw files durable, each under its name."""
    settle((raw.aside, raw.target) for raw in written)
