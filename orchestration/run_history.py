"""Dagster's run history in SQLite, its files kept open.

Here: that, and the settings file that names it. Not here: what is written into the history (orchestration/defs).
Dagster's own storage opens and closes a file for each of the 800 events of a small run, with a SQLAlchemy engine that has compiled no
statement yet, and closing the last connection writes the log back into the file: a sixth of such a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event

FILES_OPEN = 8  # a web server looks at one run after the other

_SETTINGS = """telemetry:
  enabled: false
python_logs:
  python_log_level: WARNING
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
event_log_storage:
  module: orchestration.run_history
  class: RunHistory
  config:
    base_dir: {history}
"""


def settings_of(home: Path) -> str:
    """The text of `dagster.yaml` for a folder of run history: no telemetry, no captured output, events kept by `RunHistory`."""
    return _SETTINGS.format(history=json.dumps(str(home / "history" / "runs")))


class RunHistory(SqliteEventLogStorage):
    """Dagster's storage, file for file and table for table, with one engine and one open connection a file."""

    def __init__(self, *args, **kwargs):
        self._engines: dict[str, Engine] = {}
        self._known_tables: set[str] = set()
        super().__init__(*args, **kwargs)

    @classmethod
    def from_config_value(cls, inst_data, config_value):
        """Dagster's own names its class, not the one that is configured."""
        return cls(inst_data=inst_data, **config_value)

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            if len(self._engines) >= FILES_OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            engine = create_engine(
                self.conn_string_for_shard(shard), pool_size=1, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
            )
            # What a power cut loses of a history is its end, of a run that was cut off with it; a killed process loses nothing.
            event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous = normal"))
            self._engines[shard] = engine
        return self._engines[shard]

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Asked anew only of what was not there: no table of a history goes away."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def dispose(self) -> None:
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()
