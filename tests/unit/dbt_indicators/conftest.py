"""The dbt project parsed and compiled once for these tests, away from any deployment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import duckdb
import pytest

from orchestration.contracts import load_contracts
from orchestration.contracts.render_dbt import render_sources
from orchestration.deployment import PROJECT_ROOT
from orchestration.warehouse.dbt import staging_model_names

PROJECT = PROJECT_ROOT / "dbt_project"
PASS = (
    "metricflow_time_spine", "indicator_registry", "int_subscriber_once", "int_indicator__touched_month", "int_dossier_cell",
    "int_document_cell", "int_village_coverage_cell", "int_subscriber_cell", "int_indicator_month", "int_indicator__doubt",
    "indicator_horizon", "int_indicator__unit_month", "int_indicator__coverage", "int_indicator__window", "indicator_target",
    "int_indicator__bounded", "indicator_value",
)  # fmt: skip


@dataclass(frozen=True)
class Compiled:
    """What dbt made of the generated pass: the manifest, and each model's relation and SQL in order of building."""

    manifest: dict
    catalog: str
    steps: tuple[tuple[str, str, str], ...]  # name, schema, sql

    def schema(self, name: str) -> str:
        return self.manifest["nodes"][f"model.chiso57.{name}"]["schema"]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Compiled:
    folder = tmp_path_factory.mktemp("dbt")
    render_sources(load_contracts((PROJECT_ROOT / "expectations",)), folder / "sources")
    environment = os.environ | {
        "CHISO_BUILD_PATH": str(folder / "pass.duckdb"),
        "CHISO_SOURCES_DIR": str(folder / "sources"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    command = [
        sys.executable,
        "-m",
        "dbt.cli.main",
        "compile",
        "--quiet",
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--vars",
        json.dumps({"staging_models": staging_model_names()}),
    ]
    done = subprocess.run([*command, "--select", *PASS], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = [manifest["nodes"][f"model.chiso57.{name}"] for name in PASS]
    steps = tuple((node["name"], node["schema"], node["compiled_code"]) for node in nodes)
    return Compiled(manifest, nodes[0]["database"], steps)


@pytest.fixture(scope="session")
def cards(compiled) -> dict[str, dict]:
    """Card by indicator code."""
    metas = [metric["config"]["meta"] for metric in compiled.manifest["metrics"].values()]
    return {meta["code"]: meta for meta in metas if meta.get("code")}


@pytest.fixture
def run_pass(compiled, tmp_path):
    """Runs the compiled pass over given tables: name → SQL of a select; returns the open connection, values in `v`."""
    opened = []

    def run(tables: dict[str, str]) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(str(tmp_path / f"{compiled.catalog}.duckdb"))
        opened.append(connection)
        connection.execute("create schema if not exists control")
        connection.execute("create table control.load as select 1 as load_seq, 'L' as load_id")
        connection.execute("create table control.pending as select 'L' as load_id, 'x' as extract")
        for name, sql in tables.items():
            schema = compiled.schema(name)
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {schema}.{name} as {sql}")
        for name, schema, sql in compiled.steps:
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {schema}.{name} as {sql}")
        connection.execute(f"create view v as select * from {compiled.schema('indicator_value')}.indicator_value")
        return connection

    yield run
    for connection in opened:
        connection.close()
