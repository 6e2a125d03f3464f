"""Records in memory as a table of texts, as DuckDB would read them from a file.

Here: texts, nothing and lists of objects with texts. Not here: anything else (numbers, marks of truth, objects within objects): how those
are written as text DuckDB decides, over a file of the records (json_read.py).
"""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa

from orchestration.contracts import Column, Contract
from orchestration.intake.reading import schema_of

_TEXTS = {str, type(None)}


class _Other(Exception):
    """A value that is neither text nor nothing."""


def table_of(contract: Contract, sources: list[tuple[Column, list[str]]], records: Any) -> pa.Table | None:
    """Records in their order, `source_row` from 1; None where a value is for DuckDB to decide. `sources`: kept columns and their keys."""
    if not all(type(record) is dict for record in records):
        return None
    texts: dict[str, list[str | None]] = {}
    try:
        for column, names in sources:
            held = [_texts(records, name, column) for name in names]
            texts[column.name] = held[0] if len(held) == 1 else [next((t for t in row if t is not None), None) for row in zip(*held, strict=True)]
        count = len(records)
        columns = [pa.array(range(1, count + 1), pa.int64()), pa.nulls(count, pa.string())]
        schema = schema_of(contract)
        columns += [pa.array(texts[name], pa.string()) if texts.get(name) else pa.nulls(count, pa.string()) for name in schema.names[2:]]
        return pa.Table.from_arrays(columns, schema=schema)
    except (_Other, UnicodeEncodeError, orjson.JSONEncodeError):  # the latter two: half of a surrogate pair
        return None


def _texts(records: Any, name: str, column: Column) -> list[str | None]:
    """What all records hold under a key."""
    values = [record.get(name) for record in records]
    if column.items:
        return [None if value is None else _list_text(value, column) for value in values]
    if not set(map(type, values)) <= _TEXTS:
        raise _Other
    return values


def _list_text(value: Any, column: Column) -> str:
    """A list of objects with the contract's keys alone, those that are missing as null."""
    if type(value) is not list:
        raise _Other
    if not value:
        return "[]"
    rows = []
    for item in value:
        if type(item) is not dict:
            raise _Other
        row = {key: item.get(key) for _, key in column.items}
        if not set(map(type, row.values())) <= _TEXTS:
            raise _Other
        rows.append(row)
    return orjson.dumps(rows).decode()
