"""Where a dbt node stands on the path of a number: its Dagster key, group and kinds follow its folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

GROUPS = {
    "reference": "0_danh_muc",
    "staging": "3_chuan_hoa",
    "quality": "4_chat_luong",
    "intermediate": "5_trung_gian",
    "marts": "6_su_kien_va_chi_so",
    "reporting": "7_bang_dieu_hanh",
}


class PathTranslator(DagsterDbtTranslator):
    """Keys are `[schema, name]`, groups the steps of the path in order; the release, not Dagster, decides what a failed test blocks."""

    def __init__(self) -> None:
        super().__init__(settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] == "source":
            return spec.replace_attributes(key=dg.AssetKey([props["source_name"], props["name"]]))
        folder = "reference" if props["resource_type"] == "seed" else props["fqn"][1]
        key = dg.AssetKey(["seeds" if props["resource_type"] == "seed" else props["schema"], props["name"]])
        return spec.replace_attributes(key=key, group_name=GROUPS.get(folder, "5_trung_gian"), description=props.get("description") or None)

    def get_asset_check_spec(self, *args: Any, **kwargs: Any) -> dg.AssetCheckSpec | None:
        spec = super().get_asset_check_spec(*args, **kwargs)
        return spec._replace(blocking=False) if spec is not None else None
