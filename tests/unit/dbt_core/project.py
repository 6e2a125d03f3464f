"""The dbt project in tests: a scratch build, compiled SQL, a run on raw Parquet made by a test.

Here: environment, variables, the control schema, dbtRunner. Not here: what is asserted.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from unittest import mock

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contracts import load_contracts
from orchestration.contracts.render_dbt import render_sources
from orchestration.warehouse.control import LOAD_SCHEMA
from orchestration.warehouse.dbt import staging_model_names
from orchestration.warehouse.places import write_places

ROOT = Path(__file__).resolve().parents[3]
PROJECT = ROOT / "dbt_project"
EXPECTATIONS = (ROOT / "expectations",)


@contextmanager
def _environment(folder: Path, build: Path, timezone: str):
    wanted = {
        "CHISO_BUILD_PATH": str(build),
        "CHISO_TIMEZONE": timezone,
        "CHISO_SOURCES_DIR": str(folder / "sources"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with mock.patch.dict(os.environ, wanted):
        yield


_PARSED: dict[tuple, bytes] = {}  # manifests this process parsed, by what parsing depends on: it costs ten times what a small run does


def _frozen(manifest) -> bytes:
    """A manifest as bytes: running writes into it, and its own copy fails where models are disabled."""
    return pickle.dumps({field.name: getattr(manifest, field.name) for field in fields(manifest) if field.init and not field.name.startswith("_")})


def _thawed(frozen: bytes):
    from dbt.contracts.graph.manifest import Manifest

    manifest = Manifest(**pickle.loads(frozen))
    manifest.build_flat_graph()
    return manifest


def _dbt(folder: Path, arguments: list[str], target: str, values: dict, timezone: str, project: Path, parsed=None):
    """Run dbt in this process on `folder/warehouse.duckdb`; every connection is closed afterwards."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters
    from dbt.cli.main import dbtRunner

    with _environment(folder, folder / "warehouse.duckdb", timezone):
        try:
            return dbtRunner(manifest=parsed).invoke(
                [
                    *arguments, "--project-dir", str(project), "--profiles-dir", str(project), "--target", target,
                    "--vars", json.dumps(values), "--quiet", "--no-write-json",
                ]
            )  # fmt: skip
        finally:
            DuckDBConnectionManager.close_all_connections()
            reset_adapters()


def invoke(
    folder: Path,
    arguments: list[str],
    target: str = "duckdb",
    variables: dict | None = None,
    timezone: str = "Asia/Ho_Chi_Minh",
    project: Path = PROJECT,
    contracts: tuple[Path, ...] = EXPECTATIONS,
):
    """Parse, unless the same was parsed before, and run dbt on `folder/warehouse.duckdb`; a parse that fails is the outcome."""
    given = load_contracts(contracts)
    render_sources(given, folder / "sources")
    values = {"timezone": timezone, "staging_models": staging_model_names(), **(variables or {})}
    # The folder of reference files is read while running, never while parsing.
    said = json.dumps({name: value for name, value in values.items() if name != "reference_dir"}, sort_keys=True)
    key = (target, timezone, project, said, *(contract.sha256 for contract in given.values()))
    if key not in _PARSED:
        outcome = _dbt(folder, ["parse"], target, values, timezone, project)
        if not outcome.success:
            return outcome
        _PARSED[key] = _frozen(outcome.result)
    return _dbt(folder, arguments, target, values, timezone, project, _thawed(_PARSED[key]))


def write_control(folder: Path, loads: list[dict], pending: dict[str, list[Path]], reports: dict[str, dict] | None = None) -> None:
    """The schema `control` as the pipeline writes it; a load's missing columns get plain values. `reports`: load id → load report."""
    plain = {
        "file_sha256": "", "file_label": "tệp", "contract_version": "1.0.0", "status": "accepted", "reason_code": None, "reason_vi": None,
        "sender_name": None, "period_start": None, "period_end": None, "version_at": None, "rows_read": 1, "file_bytes": 0, "raw_bytes": 0,
        "received_at": datetime(2026, 11, 3, 8), "run_id": "test",
    }  # fmt: skip
    table = pa.Table.from_pylist([{**plain, **load} for load in loads], schema=LOAD_SCHEMA)
    rows = [{"load_id": p.stem, "extract": e, "path": str(p)} for e, paths in pending.items() for p in paths]
    waiting = pa.Table.from_pylist(
        rows, schema=pa.schema([("load_id", pa.string()), ("extract", pa.string()), ("path", pa.string())])
    )
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema if not exists control")
        connection.register("loads", table)
        connection.register("waiting", waiting)
        connection.execute("create or replace table control.load as select * from loads")
        connection.execute("create or replace table control.pending as select * from waiting")
        write_places(connection, lambda ids: {i: (reports or {})[i] for i in ids if i in (reports or {})}, [row["load_id"] for row in rows])


def write_raw(folder: Path, extract: str, load_id: str, rows: list[dict], contracts: tuple[Path, ...] = EXPECTATIONS) -> Path:
    """A raw file as intake writes it (docs/design.md §3): every contract column as text."""
    contract = load_contracts(contracts)[extract]
    names = [c.name for c in contract.kept]
    path = folder / "raw" / extract / f"{load_id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {"load_id": load_id, "file_sha256": load_id, "sheet_name": None}
    full = [{**head, "source_row": i, **dict.fromkeys(names), **row} for i, row in enumerate(rows, 1)]
    text = [(n, pa.string()) for n in ("load_id", "file_sha256", "sheet_name")]
    schema = pa.schema([*text, ("source_row", pa.int64()), *((n, pa.string()) for n in names)])
    pq.write_table(pa.Table.from_pylist(full, schema=schema), path)
    return path


def write_reference(folder: Path, **files: str) -> Path:
    """Reference files from CSV text."""
    target = folder / "reference"
    target.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (target / f"{name}.csv").write_text(text, encoding="utf-8")
    return target


def rows(folder: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def copy_with(folder: Path, models: dict[str, str]) -> Path:
    """A copy of the project with further models, by path below `models`."""
    project = folder / "dbt_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    for path, sql in models.items():
        (project / "models" / path).parent.mkdir(parents=True, exist_ok=True)
        (project / "models" / path).write_text(sql, encoding="utf-8")
    return project


def compile_models(target: str, folder: Path, is_incremental: bool, selected: tuple[str, ...] = (), **kwargs) -> dict[str, str]:
    """Compiled SQL of models by name. For Spark nothing connects: every relation is said to stand, or none."""
    write_control(folder, [], {})
    arguments = ["compile", "--no-populate-cache", *(["--select", *selected] if selected else [])]
    if not is_incremental:
        arguments.append("--full-refresh")
    if target != "spark":
        outcome = invoke(folder, arguments, target, **kwargs)
    else:
        with _no_spark():
            outcome = invoke(folder, arguments, target, **kwargs)
    if not outcome.success:
        raise AssertionError(outcome.exception or [r.message for r in outcome.result.results if r.message])
    return {r.node.name: r.node.compiled_code for r in outcome.result.results if r.node.resource_type == "model"}


@contextmanager
def _no_spark():
    """dbt-spark without a driver and without a server."""
    from dbt.adapters.contracts.connection import ConnectionState
    from dbt.adapters.spark import connections
    from dbt.adapters.spark.impl import SparkAdapter

    def open_nothing(cls, connection):
        connection.state, connection.handle = ConnectionState.OPEN, mock.Mock()
        return connection

    def standing(self, database, schema, identifier):
        return self.Relation.create(schema=schema, identifier=identifier, type="table")

    drivers = {name: mock.Mock() for name in ("hive", "ThriftState", "THttpClient")}
    with (
        mock.patch.multiple(connections, **drivers),
        mock.patch.object(connections.SparkConnectionManager, "open", classmethod(open_nothing)),
        mock.patch.object(SparkAdapter, "get_relation", standing),
    ):
        yield


def load(load_id: str, load_seq: int, extract: str, **columns) -> dict:
    """A ledger row; `month` sets the period."""
    month = columns.pop("month", None)
    if month:
        columns |= {"period_start": date.fromisoformat(month), "period_end": date.fromisoformat(month)}
    return {"load_id": load_id, "load_seq": load_seq, "extract": extract, **columns}
