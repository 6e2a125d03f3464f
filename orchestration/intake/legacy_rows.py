"""Rows that DuckDB has read (JSON), with the legacy text in them decoded column by column.

Here: a table in memory as a grid, and back. Not here: how a text is to be read (legacy_evidence.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.intake.grid import Grid, Row
from orchestration.intake.legacy_grid import decoded, tell, watch_columns
from orchestration.intake.reading import Reading, from_table, schema_of

CHUNK_ROWS = 2_000


def _grid(rows: pa.Table) -> Grid:
    numbers = rows.column("source_row")

    def each() -> Iterator[Row]:
        at = 0
        for batch in rows.to_batches(max_chunksize=CHUNK_ROWS):
            columns = [column.to_pylist() for column in batch.columns[2:]]
            for cells in zip(*columns, strict=True):
                yield numbers[at].as_py(), list(cells)
                at += 1

    return Grid(None, [], each)


def decoded_reading(contract: Contract, rows: pa.Table) -> Reading:
    """A reading of the same rows in Unicode. Raises RefusedFile where a key cannot be decoded."""
    schema, grid = schema_of(contract), decoded(_grid(rows))
    names = schema.names[2:]
    watch_columns(grid, contract, {name: i for i, name in enumerate(names)}, below=0)
    cells = [row for _, row in grid.rows()]
    columns = [pa.array([row[i] for row in cells], pa.string()) for i in range(len(names))]
    fixed = [rows.column(name).combine_chunks() for name in ("source_row", "sheet_name")]
    return tell(from_table(contract, pa.Table.from_arrays([*fixed, *columns], schema=schema)), [grid])
