"""What all files of a run share: the lock, the DuckDB connection, the folders, the personal-data wall.

Here: opening them once, sweeping what an interrupted run left. Not here: reading a file.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import warnings
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.deployment import Deployment
from orchestration.durable import sweep
from orchestration.intake.handling import Handling
from orchestration.intake.label import Labels
from orchestration.intake.landing import Landing
from orchestration.intake.normalise import Mender
from orchestration.intake.places import Places
from orchestration.intake.wall import Wall

MEMORY_LIMIT = "600MB"


class Workspace:
    """One intake at a time a deployment (a file lock); one DuckDB connection for all its files."""

    def __init__(self, deployment: Deployment, contracts: Iterable[Contract] = ()):
        contracts = list(contracts)
        self.raw_dir = deployment.raw_dir
        self.timezone = deployment.timezone
        self._threads = deployment.threads
        deployment.state_dir.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(deployment.state_dir / "intake.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.landing = Landing(deployment.landing_dir)
        self.raw_dir.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.landing.work_dir)
        self.landing.work_dir.mkdir(mode=0o700)
        sweep(self.raw_dir)
        self.places = Places(deployment.reference_dir)
        self.handling = Handling(deployment.state_dir, self.places)
        self.mender = Mender(self.handling)
        self.labels, self.wall = Labels(contracts, self.places), Wall(contracts)
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def work_dir(self) -> Path:
        return self.landing.work_dir

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """DuckDB in memory, opened at first use.

        Spilling goes inside landing, nothing is downloaded, times are plain.
        """
        if self._connection is None:
            self._connection = duckdb.connect(
                config={
                    "memory_limit": MEMORY_LIMIT,
                    "threads": self._threads,
                    "temp_directory": str(self.work_dir / "spill"),
                    "enable_external_file_cache": False,  # no file is read twice
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                }
            )
            self._connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        return self._connection

    def fetch_arrow(self, sql: str) -> pa.Table:
        """The rows of a small query.

        DuckDB's advice against the copy made here is not followed: the way it names plans the query twice.
        """
        result = self.connection.execute(sql)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return result.to_arrow_table()

    def clear_work(self) -> None:
        """Remove the copies made for the file just read."""
        with os.scandir(self.work_dir) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "spill":
                        shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        shutil.rmtree(self.work_dir, ignore_errors=True)
        os.close(self._lock)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_) -> None:
        self.close()
