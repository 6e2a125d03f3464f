"""Run the query of every imported chart in this process and say how many rows it gave.

No browser is needed to find a broken chart: `python -m dashboards.check` prints one line a chart; exit code 1 when a
query fails, 3 when a chart has no rows. Charts behind a filter that starts on its first value are asked with that
value, as a browser would.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

from dashboards import app, settings
from dashboards.render import chart_params
from dashboards.spec import Dashboard, asset_uuid, dashboards
from orchestration.deployment import Deployment


@dataclass(frozen=True)
class ChartResult:
    dashboard: str
    chart: str
    row_count: int
    error: str | None


def _as_list(value: Any) -> list:
    return [] if value is None else value if isinstance(value, list) else [value]


def _axis(params: dict[str, Any]) -> list:
    """The x axis as the front end sends it: a date axis is cut to the chart's time grain."""
    if "x_axis" not in params:
        return []
    if "time_grain_sqla" not in params:
        return [params["x_axis"]]
    return [
        {
            "timeGrain": params["time_grain_sqla"],
            "columnType": "BASE_AXIS",
            "sqlExpression": params["x_axis"],
            "label": params["x_axis"],
            "expressionType": "SQL",
        }
    ]


def query_of(params: dict[str, Any], filters: list[dict]) -> dict[str, Any]:
    """A chart's parameters → the query its front end would send."""
    query: dict[str, Any] = {"filters": filters, "row_limit": params.get("row_limit", 1000), "extras": {}}
    if params.get("query_mode") == "raw":
        orderby = [json.loads(pair) for pair in params["order_by_cols"]]
        return {**query, "columns": params["all_columns"], "metrics": None, "orderby": orderby}
    dimensions = [name for key in ("groupby", "groupbyRows", "groupbyColumns") for name in _as_list(params.get(key))]
    return {
        **query,
        "columns": [*_axis(params), *dimensions],
        "metrics": _as_list(params.get("metrics")) or _as_list(params.get("metric")),
    }


def run_query(dataset_uuid: str, query: dict[str, Any]):
    """One query through Superset's own query layer; the data frame of its answer."""
    from superset import db
    from superset.common.query_context_factory import QueryContextFactory
    from superset.connectors.sqla.models import SqlaTable

    dataset = db.session.query(SqlaTable).filter_by(uuid=dataset_uuid).one()
    context = QueryContextFactory().create(
        datasource={"id": dataset.id, "type": "table"}, queries=[query], form_data={}, force=True
    )
    payload = context.get_df_payload(context.queries[0], force_cached=False)
    if payload["error"]:
        raise RuntimeError(payload["error"])
    return payload["df"]


def first_values(board: Dashboard) -> dict[str, list[dict]]:
    """Chart slug → the filters that stand on their first value when the dashboard opens."""
    chosen: dict[str, dict] = {}
    by_chart: dict[str, list[dict]] = {slug: [] for slug in board.charts}
    for spec in board.filters:
        if not spec.get("first"):
            continue
        query = {
            "columns": [spec["column"]],
            "metrics": _as_list(spec.get("order")),
            "filters": [chosen[spec["after"]]] if spec.get("after") in chosen else [],
            "orderby": [[spec.get("order", spec["column"]), not spec.get("descending", False)]],
            "row_limit": 1000,
            "extras": {"where": spec.get("where", "")},
        }
        values = run_query(asset_uuid("dataset", spec["dataset"]), query)[spec["column"]].dropna()
        if values.empty:
            continue
        chosen[spec["slug"]] = {"col": spec["column"], "op": "IN", "val": [values.iloc[0]]}
        for slug in spec.get("charts", board.charts):
            by_chart[slug].append(chosen[spec["slug"]])
    return by_chart


def check_charts(deployment: Deployment) -> list[ChartResult]:
    """Needs an application context. Runs as the administrator."""
    from flask import g
    from superset import security_manager

    g.user = security_manager.find_user(username=settings.credentials(deployment)["admin"]["username"])
    results = []
    for board in dashboards():
        filters = first_values(board)
        for slug, chart in board.charts.items():
            try:
                frame = run_query(asset_uuid("dataset", chart["dataset"]), query_of(chart_params(chart), filters[slug]))
                results.append(ChartResult(board.slug, slug, len(frame), None))
            except Exception as error:  # the report names every broken chart, not only the first
                results.append(ChartResult(board.slug, slug, 0, str(error)))
    return results


def main() -> int:
    deployment = settings.current_deployment()
    with app.create().app_context():
        results = check_charts(deployment)
    for result in results:
        state = f"LỖI {result.error}" if result.error else f"{result.row_count} dòng"
        print(f"{result.dashboard:<22} {result.chart:<28} {state}")
    if any(result.error for result in results):
        return 1
    return 3 if any(result.row_count == 0 for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
