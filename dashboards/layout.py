"""Where charts and filters stand on a dashboard: rows of twelve columns, native filters, and the narrow-screen style.

Only shapes; what the charts show is in `render`.
"""

from __future__ import annotations

import zlib
from typing import Any

from dashboards.spec import Dashboard, asset_uuid

PHONE_WIDTH = 768


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
    """Filters that point at datasets by UUID; `charts` limits one to some charts, otherwise it reaches all that have the column."""
    return [
        {
            "id": filter_id(spec["slug"]),
            "name": spec["title"],
            "type": "NATIVE_FILTER",
            "filterType": "filter_select",
            "description": "",
            "targets": [{"datasetUuid": asset_uuid("dataset", spec["dataset"]), "column": {"name": spec["column"]}}],
            "adhoc_filters": (
                [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": spec["where"]}] if "where" in spec else []
            ),
            "cascadeParentIds": [filter_id(spec["after"])] if "after" in spec else [],
            "controlValues": {
                "defaultToFirstItem": spec.get("first", False),
                "enableEmptyFilter": spec.get("first", False),
                "inverseSelection": False,
                "multiSelect": spec.get("multiple", False),
                "searchAllOptions": False,
                "sortAscending": not spec.get("descending", False),
            },
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "scope": {
                "rootPath": ["ROOT_ID"],
                "excluded": [chart_number(slug) for slug in board.charts if slug not in spec.get("charts", board.charts)],
            },
        }
        for spec in board.filters
    ]


def phone_css(scale: float) -> str:
    """Superset draws charts for the measured width of its grid. On a phone the grid is measured `scale` times wider than the
    screen and its charts are stacked below each other, so that a half-width chart fills the screen."""
    return f"""
@media (max-width: {PHONE_WIDTH}px) {{
  .grid-container {{ width: {scale * 100:.0f}vw; max-width: none; }}
  .grid-row {{ flex-direction: column; height: auto !important; width: calc(100vw - 16px); }}
  .grid-row > * {{ width: calc(100vw - 16px) !important; max-width: calc(100vw - 16px); margin: 0 0 12px 0 !important; overflow-x: auto; }}
  .cs-strip, .cs-tiles {{ max-width: calc(100vw - 48px); }}
}}
"""
