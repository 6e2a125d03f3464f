"""From a table found in a grid to rows in memory.

Here: values out of the title, data rows in chunks as Arrow text, and the checks a table must pass, secrecy first.
Not here: finding the table (header.py), telling rows apart (body.py).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.intake import secrecy
from orchestration.intake.body import Body
from orchestration.intake.cells import column_text
from orchestration.intake.grid import Row
from orchestration.intake.header import Table, title_cells, title_lines
from orchestration.intake.reading import Reading, from_table, schema_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.shift import SAMPLE, check_columns
from orchestration.intake.text import clean
from orchestration.intake.totals import Totals

CHUNK_ROWS = 20_000


def title_values(table: Table) -> dict[str, str]:
    """Values of `fromTitle` columns, out of the lines above the header.

    Raises TITLE_MISSING for a required one that is not there.
    """
    lines = title_lines(table)
    found = {}
    for column in table.contract.kept:
        if not column.from_title or column.name in table.columns:
            continue
        match = next((m for pattern in column.from_title for m in map(re.compile(pattern).search, lines) if m), None)
        if match:
            found[column.name] = clean(match.group(1))
        elif column.required:
            where = f"trang tính “{table.grid.name}”" if table.grid.name else "đầu tệp"
            raise RefusedFile(
                "TITLE_MISSING",
                f"Không tìm thấy “{column.label_vi}” ở các dòng phía trên bảng ({where}): "
                "hãy ghi rõ ở phần đầu biểu rồi gửi lại.",
            )
    return found


def _cells(rows: list[Row], at: int) -> list[Any]:
    return [cells[at] if cells is not None and at < len(cells) else None for _, cells in rows]


def _batch(rows: list[Row], table: Table, titles: dict[str, str], schema: pa.Schema) -> pa.RecordBatch:
    numbers = pa.array([number for number, _ in rows], pa.int64())
    arrays = [numbers, pa.array([table.grid.name] * len(rows), pa.string())]
    for column in table.contract.kept:
        if column.name in titles:
            arrays.append(pa.array([titles[column.name]] * len(rows), pa.string()))
        elif column.name in table.columns:
            arrays.append(pa.array(column_text(_cells(rows, table.columns[column.name]), column), pa.string()))
        else:
            arrays.append(pa.nulls(len(rows), pa.string()))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _blank_misfits(rows: pa.Table, widths: list[int], header_width: int) -> tuple[pa.Table, int]:
    """Rows that are neither as wide as the header nor as most rows cannot be assigned to columns.

    All-null rows, to be quarantined.
    """
    allowed = {header_width, Counter(widths).most_common(1)[0][0]}
    good = pa.array([w in allowed for w in widths])
    misfits = len(widths) - (pc.sum(good).as_py() or 0)
    if not misfits:
        return rows, 0
    for i, name in enumerate(rows.schema.names[2:], start=2):
        blanked = pc.if_else(good, rows.column(i).combine_chunks(), pa.nulls(len(widths), pa.string()))
        rows = rows.set_column(i, name, blanked)
    return rows, misfits


def _width(cells: list[Any] | None) -> int:
    return -1 if cells is None else len(cells)


def read_table(table: Table) -> Reading:
    """All data rows of a table. Raises RefusedFile."""
    try:
        return _read(table)
    except RefusedFile as refusal:
        refusal.extract = table.contract.id
        raise


def _read(table: Table) -> Reading:
    if secrecy.has_stamp(title_cells(table)):
        raise secrecy.refusal()
    body, totals, schema = Body(table), Totals(table), schema_of(table.contract)
    batches: list[pa.RecordBatch] = []
    widths: list[int] = []
    titles = title_values(table)
    chunk: list[Row] = []

    def flush() -> None:
        totals.add(chunk)
        if table.grid.ragged:
            widths.extend(_width(cells) for _, cells in chunk)
        batches.append(_batch(chunk, table, titles, schema))
        chunk.clear()

    for row in body.data():
        chunk.append(row)
        if len(chunk) >= CHUNK_ROWS:
            flush()
    flush()
    rows = pa.Table.from_batches(batches, schema=schema)
    secrecy.refuse_secret_rows(table.contract, rows)
    sample = {
        name: rows.column(name).slice(0, SAMPLE).to_pylist()
        for name in table.columns
        if table.contract.column(name).kept
    }
    check_columns(table, sample, Counter(w for w in widths if w >= 0))
    totals.check(body.totals, body.dropped)
    if widths:
        rows, misfits = _blank_misfits(rows, widths, len(table.grid.head[table.top][1]))
        if misfits:
            body.dropped["malformed"] = misfits
    return from_table(table.contract, rows, body.dropped)
