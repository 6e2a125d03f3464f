"""DuckDB as Great Expectations needs it: one kept connection, no transactions around its reads.

Two repairs, both found by running it on DuckDB 2.0: a dialect that is not in Great Expectations' list of kept connections gets a new
connection for every metric, and inside a transaction one check that cannot be bound makes every later one fail ("current transaction
is aborted"). The suites only read, so no transaction is needed.
"""

from __future__ import annotations

import duckdb_engine
import great_expectations.execution_engine.sqlalchemy_execution_engine as engine
from sqlalchemy.dialects import registry


class Dialect(duckdb_engine.Dialect):
    """duckdb-engine's dialect without BEGIN, COMMIT, ROLLBACK."""

    supports_statement_cache = False

    def do_begin(self, dbapi_connection) -> None:
        """Reads need no transaction."""

    def do_commit(self, dbapi_connection) -> None:
        """Reads need no transaction."""

    def do_rollback(self, dbapi_connection) -> None:
        """Reads need no transaction."""


class _KeptDialect(str):
    """Looks like a member of Great Expectations' dialect enumeration, which has none for DuckDB."""

    value = "duckdb"


def register() -> None:
    """Make `duckdb://` mean this dialect, with its connection kept. Idempotent."""
    registry.register("duckdb", __name__, "Dialect")
    if "duckdb" not in engine._PERSISTED_CONNECTION_DIALECTS:
        engine._PERSISTED_CONNECTION_DIALECTS = (*engine._PERSISTED_CONNECTION_DIALECTS, _KeptDialect("duckdb"))
