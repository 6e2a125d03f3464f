"""A release's identity: a logical hash of its content, not of its bytes.

Two identical builds give different DuckDB files, so the identity is computed from the rows: for every published table and month
partition the row count and the sum of the lower MD5 halves of the rows' text (a sum does not depend on their order), then SHA-256 over
the sorted partitions. Columns that tell when, in which order or under which name something arrived are left out: the same deliveries
renamed, in another order, repeated or interrupted, are the same release.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

RECEIPT_COLUMNS = frozenset(
    {"load_id", "load_seq", "file_label", "received_at", "received_on", "days_late", "run_id", "known_from", "known_to"}
)
# Columns by which a row says which extract it is about. A release is for everybody who may open a dashboard, so rows about an
# extract whose `audience` is narrower are left out of it, whatever table they stand in.
EXTRACT_COLUMNS = ("extract", "extract_code", "extract_vi", "delivery_group", "group_vi")


@dataclass(frozen=True)
class Published:
    """A table that goes into a release; `receipt_columns` are left out of its identity beside RECEIPT_COLUMNS.

    `withheld`: ids, names and delivery groups of extracts that not everybody may see.
    """

    schema: str
    name: str
    month_column: str | None
    receipt_columns: frozenset[str]
    withheld: frozenset[str] = frozenset()

    @property
    def relation(self) -> str:
        return f"{self.schema}.{self.name}"

    def rows_sql(self, catalog: str, columns: list[str]) -> str:
        """What of the build's table is published, as the end of a select."""
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(self.withheld))
        tests = [f'("{c}" is null or "{c}" not in ({names}))' for c in EXTRACT_COLUMNS if c in columns and names]
        return f"from {catalog}.{self.relation}" + (f" where {' and '.join(tests)}" if tests else "")


@dataclass(frozen=True)
class Partition:
    relation: str
    part: str
    rows: int
    digest: int


def published_tables(manifest: dict) -> list[Published]:
    """Models whose `config.meta.publish` is true, from dbt's manifest, sorted by name."""
    tables, withheld = [], withheld_names(manifest)
    for node in manifest["nodes"].values():
        meta = node.get("config", {}).get("meta", {})
        if node["resource_type"] == "model" and meta.get("publish"):
            tables.append(
                Published(node["schema"], node["alias"], meta.get("month_column"), frozenset(meta.get("receipt_columns", [])), withheld)
            )
    return sorted(tables, key=lambda t: t.relation)


def withheld_names(manifest: dict) -> frozenset[str]:
    """How tables call the extracts that not everybody may see: ids, names, and delivery groups no other extract serves."""
    metas = {s["name"]: s["config"]["meta"] for s in manifest.get("sources", {}).values() if s["source_name"] == "raw"}
    closed = {name: meta for name, meta in metas.items() if meta.get("audience", "all") != "all"}
    open_groups = {meta["delivery_group"] for name, meta in metas.items() if name not in closed}
    groups = {meta["delivery_group"] for meta in closed.values()} - open_groups
    return frozenset({*closed, *(meta["extract_vi"] for meta in closed.values()), *groups})


def columns_of(connection: duckdb.DuckDBPyConnection, table: Published, catalog: str) -> list[tuple[str, str]]:
    """Name and type of a table's columns."""
    return connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ?",
        [catalog, table.schema, table.name],
    ).fetchall()


def _row_text(columns: list[tuple[str, str]]) -> str:
    """SQL text of a row: columns in name order, nulls told from empty text, fractions to nine decimals."""
    parts = []
    for name, kind in sorted(columns):
        value = f'round("{name}", 9)' if kind in {"DOUBLE", "FLOAT"} else f'"{name}"'
        parts.append(f"coalesce(cast({value} as varchar), chr(30))")
    return f"concat_ws(chr(31), {', '.join(parts)})"


def partitions(connection: duckdb.DuckDBPyConnection, tables: list[Published], catalog: str) -> list[Partition]:
    """Count and digest of every month partition of every published table, in one scan a table."""
    found = []
    for table in tables:
        columns = columns_of(connection, table, catalog)
        content = [(n, t) for n, t in columns if n not in RECEIPT_COLUMNS and n not in table.receipt_columns]
        month = f"coalesce(cast(\"{table.month_column}\" as varchar), '')" if table.month_column else "''"
        rows = connection.execute(
            f"select {month}, count(*), sum(md5_number_lower({_row_text(content)})) "
            f"{table.rows_sql(catalog, [n for n, _ in columns])} group by 1"
        ).fetchall()
        found += [Partition(table.relation, part, n, int(digest)) for part, n, digest in rows]
    return sorted(found, key=lambda p: (p.relation, p.part))


def content_hash(parts: list[Partition]) -> str:
    """SHA-256 over the sorted partitions."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.relation}\0{part.part}\0{part.rows}\0{part.digest}\n".encode())
    return digest.hexdigest()
