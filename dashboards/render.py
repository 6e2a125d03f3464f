"""From the project's compact YAML to the files Superset imports: one bundle of type `assets`, found by UUID.

Titles are rendered for the deployment: in a simulated one “MÔ PHỎNG” stands inside every chart title.
Nothing here talks to Superset.
"""

from __future__ import annotations

from typing import Any

import yaml

from dashboards.layout import filter_css, native_filters, phone_css, position
from dashboards.settings import release_uri
from dashboards.spec import (
    Dashboard,
    asset_uuid,
    dashboards,
    datasets,
    label_colours,
    physical_columns,
    stylesheet,
    viz_defaults,
)
from dashboards.sql_macros import expand
from orchestration.deployment import Deployment

VERSION = "1.0.0"
DATABASE_SLUG = "release"
SIMULATED = "MÔ PHỎNG"


def chart_title(chart: dict, deployment: Deployment) -> str:
    return f"{SIMULATED} · {chart['title']}" if deployment.is_simulated else chart["title"]


def render_database(deployment: Deployment) -> dict[str, Any]:
    return {
        "database_name": "Bản phát hành",
        "sqlalchemy_uri": release_uri(deployment),
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "allow_run_async": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": asset_uuid("database", DATABASE_SLUG),
        "version": VERSION,
    }


def render_dataset(name: str, spec: dict) -> dict[str, Any]:
    columns = [
        {
            "column_name": column,
            "verbose_name": label,
            "type": kind,
            "is_dttm": kind in ("DATE", "TIMESTAMP"),
            "groupby": True,
            "filterable": True,
        }
        for column, (kind, label) in physical_columns(spec).items()
    ]
    columns += [
        {
            "column_name": column,
            "verbose_name": computed["label"],
            "type": "DOUBLE" if computed.get("type") == "number" else "VARCHAR",
            "expression": expand(computed["sql"]),
            "groupby": True,
            "filterable": False,
        }
        for column, computed in spec.get("computed", {}).items()
    ]
    metrics = [
        {
            "metric_name": metric,
            "verbose_name": body["label"],
            "expression": expand(body["sql"]),
            "d3format": body.get("format"),
        }
        for metric, body in spec.get("metrics", {}).items()
    ]
    return {
        "table_name": name,
        "schema": "reporting",
        "sql": spec.get("sql"),
        "description": spec["description"],
        "main_dttm_col": spec.get("time"),
        "columns": columns,
        "metrics": metrics,
        "uuid": asset_uuid("dataset", name),
        "database_uuid": asset_uuid("database", DATABASE_SLUG),
        "version": VERSION,
        "is_managed_externally": True,
    }


def chart_params(chart: dict) -> dict[str, Any]:
    params = {**viz_defaults()[chart["viz"]], **chart["params"], "viz_type": chart["viz"]}
    time_column = datasets()[chart["dataset"]].get("time")
    if time_column and not params["adhoc_filters"]:
        # A native time filter reaches a chart only through a filter of this kind.
        params["adhoc_filters"] = [
            {
                "clause": "WHERE",
                "comparator": "No filter",
                "expressionType": "SIMPLE",
                "operator": "TEMPORAL_RANGE",
                "subject": time_column,
            }
        ]
    return params


def render_chart(chart: dict, deployment: Deployment) -> dict[str, Any]:
    return {
        "slice_name": chart_title(chart, deployment),
        "viz_type": chart["viz"],
        "params": chart_params(chart),
        "uuid": asset_uuid("chart", chart["slug"]),
        "dataset_uuid": asset_uuid("dataset", chart["dataset"]),
        "version": VERSION,
        "is_managed_externally": True,
    }


def render_dashboard(board: Dashboard, deployment: Deployment) -> dict[str, Any]:
    titles = {slug: chart_title(chart, deployment) for slug, chart in board.charts.items()}
    return {
        "dashboard_title": f"{board.title} · {deployment.province_name}",
        "slug": board.slug,
        "css": stylesheet() + filter_css(board) + phone_css(board.phone_scale),
        "uuid": asset_uuid("dashboard", board.slug),
        "position": position(board, titles, deployment.banner),
        "metadata": {
            "color_scheme": "chiso",
            "label_colors": label_colours(),
            "shared_label_colors": [],
            "cross_filters_enabled": False,
            "expanded_slices": {},
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": native_filters(board),
            "refresh_frequency": 0,
            "timed_refresh_immune_slices": [],
        },
        "published": True,
        "version": VERSION,
        "is_managed_externally": True,
    }


def render_assets(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """File name → content of the whole bundle."""
    files: dict[str, dict[str, Any]] = {
        "metadata.yaml": {"version": VERSION, "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
        f"databases/{DATABASE_SLUG}.yaml": render_database(deployment),
    }
    for name, spec in datasets().items():
        files[f"datasets/{DATABASE_SLUG}/{name}.yaml"] = render_dataset(name, spec)
    for board in dashboards():
        for slug, chart in board.charts.items():
            files[f"charts/{slug}.yaml"] = render_chart(chart, deployment)
        files[f"dashboards/{board.slug}.yaml"] = render_dashboard(board, deployment)
    return files


def render_bundle(deployment: Deployment) -> dict[str, str]:
    return {
        name: yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=120)
        for name, content in render_assets(deployment).items()
    }
