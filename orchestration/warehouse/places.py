"""Where the columns of pending loads stand in their files, so that the build can name a cell as Excel does.

Here: the tables `control.load_layout` (what kind of file) and `control.load_place` (sheet, column, letters), out of the ledger's load
reports. Not here: the text of a cell's place (dbt_project/macros/cell_ref.sql).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import islice

import duckdb
import pyarrow as pa

CHUNK_LOADS = 500  # reports held in memory at a time
_PLACES = """
    insert into control.load_place
    with place as (
        select load_id, unnest(from_json(places, '[{"sheet": "VARCHAR", "columns": "MAP(VARCHAR, VARCHAR)"}]')) as place from layout_rows
    )
    select load_id, place.sheet, unnest(map_keys(place.columns)), unnest(map_values(place.columns)) from place
"""


def write_places(
    connection: duckdb.DuckDBPyConnection, reports_of: Callable[[Iterable[str]], dict[str, dict]], load_ids: Iterable[str]
) -> None:
    """Write both tables for these loads. A load without report has no rows: its cells are told by their row and column."""
    connection.execute("create or replace table control.load_layout (load_id varchar, container varchar)")
    connection.execute(
        "create or replace table control.load_place (load_id varchar, sheet_name varchar, column_name varchar, letters varchar)"
    )
    ids = iter(load_ids)
    while chunk := list(islice(ids, CHUNK_LOADS)):
        reports = reports_of(chunk)
        rows = pa.table(
            {
                "load_id": pa.array(list(reports), pa.string()),
                "container": pa.array([r.get("container") for r in reports.values()], pa.string()),
                "places": pa.array([json.dumps(r.get("places") or []) for r in reports.values()], pa.string()),
            }
        )
        connection.register("layout_rows", rows)
        connection.execute("insert into control.load_layout select load_id, container from layout_rows")
        connection.execute(_PLACES)
        connection.unregister("layout_rows")
