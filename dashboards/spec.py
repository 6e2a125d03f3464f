"""The dashboards as people write them: YAML in this folder, read into plain dictionaries.

Only reading and naming. What Superset imports is made of it in `render`; the offline tests read the same functions.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache

import yaml

from dashboards.settings import ASSETS_DIR

FOLDERS = ("executive", "quality", "analysis")
# Identity of every asset: uuid5 of its kind and slug below this name. Fixed for life.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "chiso57/dashboards")
COLUMN_KINDS = {"texts": "VARCHAR", "numbers": "DOUBLE", "dates": "DATE", "times": "TIMESTAMP", "flags": "BOOLEAN"}


def asset_uuid(kind: str, slug: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{slug}"))


def _read(name: str):
    return yaml.safe_load((ASSETS_DIR / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Dashboard:
    folder: str
    slug: str
    title: str
    roles: tuple[str, ...]
    phone_scale: float
    layout: list
    filters: list[dict]
    charts: dict[str, dict]


@cache
def dashboards() -> tuple[Dashboard, ...]:
    found = []
    for folder in FOLDERS:
        head = _read(f"{folder}/dashboard.yaml")
        charts = {chart["slug"]: chart for chart in _read(f"{folder}/charts.yaml")}
        found.append(Dashboard(folder=folder, charts=charts, **{**head, "roles": tuple(head["roles"])}))
    return tuple(found)


@cache
def datasets() -> dict[str, dict]:
    """Table name → its YAML."""
    paths = sorted((ASSETS_DIR / "_shared" / "datasets").glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


def physical_columns(dataset: dict) -> dict[str, tuple[str, str]]:
    """Column → (database type, Vietnamese label), for the columns the dataset reads from the release."""
    return {
        column: (kind_type, label)
        for kind, kind_type in COLUMN_KINDS.items()
        for column, label in dataset.get(kind, {}).items()
    }


def viz_defaults() -> dict[str, dict]:
    return _read("_shared/viz_defaults.yaml")


def label_colours() -> dict[str, str]:
    return _read("_shared/labels.yaml")


def stylesheet() -> str:
    return (ASSETS_DIR / "_shared" / "dashboard.css").read_text(encoding="utf-8")
