"""dbt in this process: parse, build, and what came of each node.

Here: environment, variables and the call of `dbtRunner` (never a subprocess), and closing the adapter's connections afterwards, since
an open one keeps the build file locked. Not here: what is built (dbt_project/), when (orchestration/defs).
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.contracts.render_dbt import render_sources
from orchestration.deployment import PROJECT_ROOT, Deployment
from orchestration.progress import every
from orchestration.warehouse.control import fingerprint

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
CARD_KEYS = (
    "code",
    "name_vi",
    "definition_vi",
    "formula_vi",
    "numerator_vi",
    "denominator_vi",
    "legal_basis_vi",
    "unit_vi",
    "delivery_group",
)

_PARSED: dict[Path, tuple[str, Any]] = {}  # what this process parsed and did not build yet, by the file written of it


class BuildError(Exception):
    """dbt could not build; the message names the first node that failed and why."""


@dataclass(frozen=True)
class NodeResult:
    """One dbt node's outcome. `status`: success, pass, warn, fail, error, skipped."""

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    rows: int | None
    message: str


def target_dir(deployment: Deployment) -> Path:
    return deployment.root / "build" / "dbt"


def sources_dir(deployment: Deployment) -> Path:
    """Where a deployment's contracts are rendered for dbt: not in the project, which others may be building from."""
    return deployment.root / "build" / "sources"


def staging_by_extract() -> dict[str, str]:
    """Extract → its staging model, as the files say: dbt must know while parsing, and a new extract needs no list."""
    files = sorted((PROJECT_DIR / "models" / "staging").rglob("stg_*.sql"))
    return {extract: p.stem for p in files for extract in re.findall(r"\bstage\('(\w+)'", p.read_text(encoding="utf-8"))}


def staging_model_names() -> list[str]:
    return sorted(staging_by_extract().values())


def staging_off(extracts: tuple[str, ...]) -> list[str]:
    """Staging models a deployment does without: their extract is off, and no fact would miss them (one that is read stays, empty)."""
    models, staging = PROJECT_DIR / "models", PROJECT_DIR / "models" / "staging"
    others = (p for p in models.rglob("*.sql") if staging not in p.parents)
    read = {name for p in others for name in re.findall(r"\bref\('(stg_\w+)'\)", p.read_text(encoding="utf-8"))}
    return sorted(model for extract, model in staging_by_extract().items() if extract not in extracts and model not in read)


def need_staging_models(extracts: tuple[str, ...]) -> None:
    """Raise BuildError when an extract that is on has no staging model: its files would vanish without a word."""
    known = staging_by_extract()
    if missing := [e for e in extracts if e not in known]:
        raise BuildError(
            f"Loại tệp “{missing[0]}” chưa có mô hình chuẩn hóa: thêm tệp stg_*.sql gọi stage('{missing[0]}') vào dbt_project/models/staging/."
        )


def check_cards(document: dict) -> None:
    """Raise BuildError naming the card and the key when a ratio metric is no whole card, or asks for a dimension nobody declared."""
    declared = {
        f"{entity['name']}__{dimension['name']}"
        for model in document["semantic_models"].values()
        for entity in model["entities"]
        if entity["type"] == "primary"
        for dimension in model["dimensions"]
    }
    for metric in document["metrics"].values():
        if metric["type"] != "ratio":
            continue
        meta = (metric.get("config") or {}).get("meta") or {}
        if gaps := [key for key in CARD_KEYS if not meta.get(key)]:
            raise BuildError(f"Thẻ “{metric['name']}” thiếu mục “{gaps[0]}” trong config.meta: hãy bổ sung theo docs/them_moi.md.")
        for side in ("numerator", "denominator"):
            wheres = ((metric["type_params"][side] or {}).get("filter") or {}).get("where_filters") or []
            used = {n for w in wheres for n in re.findall(r"Dimension\('(\w+)'\)", w["where_sql_template"])}
            if unknown := used - declared:
                raise BuildError(
                    f"Thẻ “{metric['name']}” dùng chiều “{sorted(unknown)[0]}” chưa khai báo: thêm một dòng vào "
                    "dbt_project/models/cards/semantic_models.yml hoặc dùng một chiều đã có."
                )


def variables(deployment: Deployment) -> dict:
    """dbt vars of a deployment: only what is fixed between runs, so that the partial parse stays warm."""
    limits, staged = deployment.thresholds, staging_by_extract()
    return {
        "reference_dir": str(deployment.reference_dir),
        "timezone": deployment.timezone,
        "is_simulated": deployment.is_simulated,
        "province_name": deployment.province_name,
        "amber_margin_points": limits.amber_margin_points,
        "hysteresis_points": limits.hysteresis_points,
        "min_coverage_pct": limits.min_coverage_pct,
        "min_rank_denominator": limits.min_rank_denominator,
        "staging_models": sorted(staged[e] for e in deployment.extracts if e in staged),
        "staging_off": staging_off(deployment.extracts),
    }


@contextmanager
def _environment(deployment: Deployment):
    wanted = {
        "CHISO_BUILD_PATH": str(deployment.build_path),
        "CHISO_THREADS": str(deployment.threads),
        "CHISO_MEMORY_LIMIT": deployment.memory_limit,
        "CHISO_TIMEZONE": deployment.timezone,
        "CHISO_SOURCES_DIR": str(sources_dir(deployment)),
        "DBT_TARGET_PATH": str(target_dir(deployment)),
        "DBT_LOG_PATH": str(deployment.logs_dir / "dbt"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _tell_progress():
    """A dbt callback that says how many nodes are done."""
    tell = every(40, "dbt: {n}/{total} bước")

    def callback(event) -> None:
        if event.info.name == "LogModelResult" or event.info.name == "LogTestResult":
            tell(event.data.index, event.data.total if hasattr(event.data, "total") else event.data.num_models)

    return callback


def _invoke(deployment: Deployment, arguments: list[str], parsed=None):
    """Call dbt; `parsed`: the manifest it need not read again."""
    from dbt.adapters.factory import reset_adapters
    from dbt.cli.main import dbtRunner

    deployment.logs_dir.mkdir(parents=True, exist_ok=True)
    deployment.build_path.parent.mkdir(parents=True, exist_ok=True)
    arguments = [
        *arguments,
        "--project-dir", str(PROJECT_DIR),
        "--profiles-dir", str(PROJECT_DIR),
        "--target", "duckdb",
        "--vars", json.dumps(variables(deployment), ensure_ascii=False, sort_keys=True),
        "--quiet",
        "--log-level-file", "info",  # each statement stands in target/run; writing them to the log as well is a twentieth of a run
    ]  # fmt: skip
    with _environment(deployment):
        try:
            return dbtRunner(manifest=parsed, callbacks=[_tell_progress()]).invoke(arguments)
        finally:
            from dbt.adapters.duckdb.connections import DuckDBConnectionManager

            DuckDBConnectionManager.close_all_connections()
            reset_adapters()


def _manifest_path(deployment: Deployment) -> Path:
    return target_dir(deployment) / "manifest.json"


def _made_of(deployment: Deployment, contracts: dict[str, Contract]) -> str:
    """All that decides what parsing comes to, as one text."""
    return f"{version('dbt-core')} {fingerprint(deployment, contracts)} {sources_dir(deployment)} {json.dumps(variables(deployment), sort_keys=True)}"


def parse(deployment: Deployment, contracts: dict[str, Contract]) -> str:
    """Render the contracts' sources and parse, unless the manifest was made of the very same; returns what it is made of.

    Raises BuildError.
    """
    path, made_of = _manifest_path(deployment), _made_of(deployment, contracts)
    stamp = path.with_name("manifest.made-of")
    if path.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == made_of:
        return made_of
    stamp.unlink(missing_ok=True)
    render_sources(contracts, sources_dir(deployment))
    outcome = _invoke(deployment, ["parse"])
    if not outcome.success:
        raise BuildError(f"dbt parse: {outcome.exception}")
    check_cards(manifest(deployment))
    stamp.write_text(made_of, encoding="utf-8")
    _PARSED[path] = made_of, outcome.result
    return made_of


def build(deployment: Deployment, contracts: dict[str, Contract], full_refresh: bool) -> list[NodeResult]:
    """Build every model and run the data tests (unit tests belong to `make test`); failing tests do not raise.

    Raises BuildError when a model errors or dbt itself fails.
    """
    made_of = parse(deployment, contracts)
    # What parsing wrote stays as it is: written again with each node's SQL it would cost as much as a third of parsing.
    arguments = ["build", "--exclude-resource-type", "unit_test", "--no-write-json"]
    if full_refresh:
        arguments.append("--full-refresh")
    else:
        arguments += ["--exclude-resource-type", "seed"]
    parsed_of, parsed = _PARSED.pop(_manifest_path(deployment), ("", None))
    outcome = _invoke(deployment, arguments, parsed if parsed_of == made_of else None)
    if outcome.exception is not None:
        raise BuildError(f"dbt build: {outcome.exception}")
    results = [
        NodeResult(
            unique_id=r.node.unique_id,
            status=str(r.status.value if hasattr(r.status, "value") else r.status),
            seconds=round(r.execution_time or 0.0, 3),
            failures=r.failures,
            rows=(r.adapter_response or {}).get("rows_affected"),
            message=(r.message or "").strip(),
        )
        for r in outcome.result.results
    ]
    broken = [r for r in results if r.status == "error"]
    if broken:
        raise BuildError(f"{broken[0].unique_id}: {broken[0].message}")
    return results


def manifest(deployment: Deployment) -> dict:
    return json.loads(_manifest_path(deployment).read_text(encoding="utf-8"))


def staging_models(document: dict) -> dict[str, str]:
    """Extract → name of the staging model that reads it, from the manifest."""
    found = {}
    for source_id, children in document["child_map"].items():
        if source_id.startswith("source.") and document["sources"][source_id]["source_name"] == "raw":
            models = [c for c in children if c.startswith("model.") and document["nodes"][c]["name"].startswith("stg_")]
            for model in models:
                found[document["sources"][source_id]["name"]] = document["nodes"][model]["name"]
    return found
