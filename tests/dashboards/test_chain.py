"""Offline: dashboard → chart → dataset → column of the reporting layer, and what every screen promises.

Columns come from the dbt YAML; `rpt_release_info` is written while publishing, so its columns stand here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp
from sqlglot.optimizer.scope import build_scope

from dashboards import render, spec, sql_macros
from orchestration.deployment import PROJECT_ROOT, Deployment, Ports, Thresholds

RELEASE_INFO = {
    "release_id", "province_name", "data_as_of", "data_as_of_text", "published_at",
    "is_simulated", "banner_vi", "file_count", "dossier_count",
}  # fmt: skip
ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|by|with|for|chart|table|count|status|month|total|data|load|unit|rate)\b", re.I
)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory) -> Deployment:
    root = tmp_path_factory.mktemp("deployment")
    return Deployment(
        config_path=root / "chiso.toml", root=root, code="x", province_name="Tỉnh Thử", province_code="99",
        agency_code="H99", language="vi", timezone="Asia/Ho_Chi_Minh", is_simulated=True, banner="Số liệu điều hành",
        extracts=(), modules=(),
        contracts_dirs=(), drop_dir=root, reference_dir=root, ports=Ports(1, 2), thresholds=Thresholds(5, 0.5, 90, 30),
        landing_retention_days=1, daily_run_at="05:00", memory_limit="1GB", threads=2,
    )  # fmt: skip


@pytest.fixture(scope="module")
def reporting() -> dict[str, set[str]]:
    found = {"rpt_release_info": RELEASE_INFO}
    for path in (PROJECT_ROOT / "dbt_project" / "models" / "reporting").rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            found[model["name"]] = {column["name"] for column in model.get("columns", [])}
    return found


def charts() -> list[tuple[spec.Dashboard, dict]]:
    return [(board, chart) for board in spec.dashboards() for chart in board.charts.values()]


def columns_of(dataset: dict) -> set[str]:
    return set(spec.physical_columns(dataset)) | set(dataset.get("computed", {}))


@pytest.mark.parametrize("name", sorted(spec.datasets()))
def test_dataset_columns_exist_in_reporting(name, reporting):
    dataset = spec.datasets()[name]
    assert name in reporting, f"{name} không phải mô hình của lớp reporting"
    known = set(reporting[name])
    if "sql" in dataset:
        known |= {"trend_bars"}
    assert set(spec.physical_columns(dataset)) <= known


@pytest.mark.parametrize("name", sorted(spec.datasets()))
def test_expressions_read_only_known_columns(name):
    dataset = spec.datasets()[name]
    known = set(spec.physical_columns(dataset))
    bodies = [*dataset.get("computed", {}).values(), *dataset.get("metrics", {}).values()]
    for body in bodies:
        tree = sqlglot.parse_one(f"select {sql_macros.expand(body['sql'])}", dialect="duckdb")
        assert {column.name for column in tree.find_all(exp.Column)} <= known, body["label"]


def test_virtual_datasets_read_reporting_only(reporting):
    for dataset in spec.datasets().values():
        if "sql" not in dataset:
            continue
        tree = sqlglot.parse_one(dataset["sql"], dialect="duckdb")
        real = {s for scope in build_scope(tree).traverse() for s in scope.sources.values() if isinstance(s, exp.Table)}
        assert real
        for table in real:
            assert table.db == "reporting" and table.name in reporting


@pytest.mark.parametrize("name", sorted(spec.datasets()))
def test_metric_and_column_names_differ(name):
    dataset = spec.datasets()[name]
    assert not set(dataset.get("metrics", {})) & columns_of(dataset), "Superset lẫn số đo với cột cùng tên khi sắp xếp"


@pytest.mark.parametrize("chart", [chart for _, chart in charts()], ids=lambda chart: chart["slug"])
def test_chart_uses_columns_and_metrics_of_its_dataset(chart):
    dataset = spec.datasets()[chart["dataset"]]
    params = render.chart_params(chart)
    used = [params.get("x_axis"), *params.get("all_columns", [])]
    for key in ("groupby", "groupbyRows", "groupbyColumns"):
        value = params.get(key) or []
        used += value if isinstance(value, list) else [value]
    names = {name["sqlExpression"] if isinstance(name, dict) else name for name in used if name}
    assert names <= columns_of(dataset)
    metrics = {
        *(params.get("metrics") or []),
        *filter(None, [params.get("metric"), params.get("timeseries_limit_metric")]),
    }
    assert all(isinstance(metric, str) for metric in metrics), "số đo viết một lần trong bộ dữ liệu"
    assert metrics <= set(dataset.get("metrics", {}))
    assert names or metrics


@pytest.mark.parametrize("board", spec.dashboards(), ids=lambda board: board.slug)
def test_layout_and_filters_point_at_charts_and_columns(board):
    placed = [slug for line in board.layout if isinstance(line, list) for slug, _, _ in line]
    assert sorted(placed) == sorted(board.charts)
    assert all(sum(width for _, width, _ in line) == 12 for line in board.layout if isinstance(line, list))
    slugs = [f["slug"] for f in board.filters]
    for f in board.filters:
        dataset = spec.datasets()[f["dataset"]]
        assert f["column"] in spec.physical_columns(dataset)
        assert "order" not in f or f["order"] in dataset["metrics"]
        assert set(f.get("charts", [])) <= set(board.charts)
        assert "after" not in f or slugs.index(f["after"]) < slugs.index(f["slug"])


@pytest.mark.parametrize("board", spec.dashboards(), ids=lambda board: board.slug)
def test_every_dashboard_shows_release_and_banner(board):
    assert any(chart["dataset"] == "rpt_release_info" for chart in board.charts.values())
    assert "{banner}" in board.layout[-1]["text"]


def test_uuids_are_stable_and_unique(deployment):
    assert spec.asset_uuid("chart", "executive-scorecard") == "eab830f0-179e-5e93-b9a1-56cda520f22a"
    uuids = [content["uuid"] for content in render.render_assets(deployment).values() if "uuid" in content]
    assert len(uuids) == len(set(uuids))
    assert render.render_bundle(deployment) == render.render_bundle(deployment)


def test_simulated_stands_in_every_title_and_only_there(deployment):
    for is_simulated in (True, False):
        assets = render.render_assets(replace(deployment, is_simulated=is_simulated))
        titles = [content["slice_name"] for name, content in assets.items() if name.startswith("charts/")]
        assert titles and all((render.SIMULATED in title) == is_simulated for title in titles)


def shown_texts() -> list[str]:
    texts = [text for board in spec.dashboards() for text in [board.title, *(f["title"] for f in board.filters)]]
    texts += [chart["title"] for _, chart in charts()]
    for dataset in spec.datasets().values():
        texts += [label for _, label in spec.physical_columns(dataset).values()]
        texts += [body["label"] for kind in ("computed", "metrics") for body in dataset.get(kind, {}).values()]
    return texts


def test_texts_are_vietnamese_and_nfc():
    for text in shown_texts():
        assert not ENGLISH_WORDS.search(text), text
        assert unicodedata.is_normalized("NFC", text), text


def test_no_province_or_outside_host_in_assets():
    for path in Path(render.__file__).parent.rglob("*"):
        if path.suffix in {".py", ".yaml", ".json", ".css"}:
            text = path.read_text(encoding="utf-8")
            assert "https://" not in text, path.name
            assert "Minh Họa" not in text, path.name


def test_language_pack_is_clean():
    import json

    strings = json.loads((spec.ASSETS_DIR / "language" / "vi.json").read_text(encoding="utf-8"))
    placeholder = re.compile(r"%\(\w+\)s|%[sd]")
    for english, vietnamese in strings.items():
        assert vietnamese.strip(), english
        assert set(placeholder.findall(vietnamese)) <= set(placeholder.findall(english)), english
