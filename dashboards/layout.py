"""Where charts and filters stand on a dashboard: rows of twelve columns, native filters, and the narrow-screen style.

Only shapes; what the charts show is in `render`.
"""

from __future__ import annotations

import zlib
from typing import Any

from dashboards.spec import Dashboard, asset_uuid

PHONE_WIDTH = 768
REQUIRED_WIDTH, OPTIONAL_WIDTH = 395, 320  # pixels of one filter with its name


def chart_number(slug: str) -> int:
    """A stable made-up id: the importer replaces it, and everything that points at it, by the real one."""
    return zlib.crc32(slug.encode()) % 1_000_000_000


def _element(kind: str, name: str, parents: list[str], meta: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{kind}-{name}", "type": kind, "children": [], "parents": parents, "meta": meta}


def position(board: Dashboard, titles: dict[str, str], banner: str) -> dict[str, Any]:
    """The dashboard's grid: one ROW a line of the layout, charts or one text in it."""
    grid_parents = ["ROOT_ID", "GRID_ID"]
    rows: dict[str, dict[str, Any]] = {}
    elements: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(board.layout, start=1):
        row = _element("ROW", f"{board.slug}-{number}", grid_parents, {"background": "BACKGROUND_TRANSPARENT"})
        parents = [*grid_parents, row["id"]]
        if isinstance(line, dict):
            meta = {"code": line["text"].format(banner=banner), "height": line["height"], "width": 12}
            children = [_element("MARKDOWN", f"{board.slug}-{number}", parents, meta)]
        else:
            children = [
                _element(
                    "CHART",
                    slug,
                    parents,
                    {
                        "chartId": chart_number(slug),
                        "sliceName": titles[slug],
                        "uuid": asset_uuid("chart", slug),
                        "width": width,
                        "height": height,
                    },
                )
                for slug, width, height in line
            ]
        row["children"] = [child["id"] for child in children]
        rows[row["id"]] = row
        elements |= {child["id"]: child for child in children}
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": list(rows), "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": board.title}},
        **rows,
        **elements,
    }


def filter_id(slug: str) -> str:
    return f"NATIVE_FILTER-{slug}"


def native_filters(board: Dashboard) -> list[dict[str, Any]]:
    """Filters that point at datasets by UUID; without `charts` one reaches every chart that has the column."""
    return [
        {
            "id": filter_id(spec["slug"]),
            "name": spec["title"],
            "type": "NATIVE_FILTER",
            "filterType": "filter_select",
            "description": "",
            "targets": [{"datasetUuid": asset_uuid("dataset", spec["dataset"]), "column": {"name": spec["column"]}}],
            "adhoc_filters": (
                [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": spec["where"]}]
                if "where" in spec
                else []
            ),
            "cascadeParentIds": [filter_id(spec["after"])] if "after" in spec else [],
            "requiredFirst": spec.get("first", False),
            "controlValues": {
                "defaultToFirstItem": spec.get("first", False),
                "enableEmptyFilter": spec.get("first", False),
                "inverseSelection": False,
                "multiSelect": spec.get("multiple", False),
                "searchAllOptions": False,
                "sortAscending": not spec.get("descending", False),
                **({"sortMetric": spec["order"]} if "order" in spec else {}),
            },
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "scope": {
                "rootPath": ["ROOT_ID"],
                "excluded": [
                    chart_number(slug) for slug in board.charts if slug not in spec.get("charts", board.charts)
                ],
            },
        }
        for spec in board.filters
    ]


def filter_css(board: Dashboard) -> str:
    """Keep the filter bar wide enough for all filters; on a narrow screen it scrolls.

    Superset would fold those that do not fit into a menu, and a page with required filters then waits for ever for the
    first value of a folded one.
    """
    if not any(spec.get("first") for spec in board.filters):
        return ""
    width = sum(REQUIRED_WIDTH if spec.get("first") else OPTIONAL_WIDTH for spec in board.filters)
    folded = '[data-test="container"] > .filter-item-wrapper'
    return f"""
[data-test="filter-bar"] div:has(> {folded}) {{ min-width: {width}px; }}
[data-test="filter-bar"] div:has(> div > {folded}) {{ overflow-x: auto; min-width: 0; }}
"""


def phone_css(scale: float) -> str:
    """Charts below each other on a narrow screen.

    Superset draws charts for the measured width of its grid. On a phone the grid is made `scale` times wider than the
    screen, so that a half-width chart fills it.
    """
    return f"""
@media (max-width: {PHONE_WIDTH}px) {{
  .dashboard {{ overflow-x: clip; max-width: 100vw; }}
  .dashboard-content .grid-container {{
    width: {scale * 100:.0f}vw !important; max-width: none !important; flex: none;
  }}
  .grid-row {{ flex-direction: column; height: auto !important; width: calc(100vw - 16px); }}
  .grid-row > * {{
    width: calc(100vw - 16px) !important; max-width: calc(100vw - 16px);
    margin: 0 0 12px 0 !important; overflow-x: auto;
  }}
  .cs-strip, .cs-tiles {{ max-width: calc(100vw - 64px); }}
  .grid-row > *:has(.cs-strip, .cs-tiles), .resizable-container:has(.cs-strip, .cs-tiles),
  .dashboard-component-chart-holder:has(.cs-strip, .cs-tiles), .chart-container:has(.cs-strip, .cs-tiles) {{
    height: auto !important;
  }}
  [data-test="filter-bar"] > div {{ flex-wrap: wrap; }}
  [data-test="filter-bar"] > div > div:first-child {{ flex-basis: 100%; max-width: calc(100vw - 24px); }}
  .cs-tile {{ min-height: 0; flex-basis: 100%; }}
  .cs-name {{ min-width: 150px; }}
  .cs-wide {{ min-width: 190px; }}
}}
"""
