"""Contracts as dbt hears of them: `contracts.yml` in a folder of its own, generated before dbt parses, never committed.

Each extract becomes one table of source `raw`; `config.meta` carries what the staging macros read from `graph.sources`. Columns and
expanded rules stand there as JSON text: as YAML, dbt would compile each of their thousands of texts as a template, at every first
parse. What all contracts share (written forms of times, numbers, periods) stands once, at the only table of source `contracts`. The
file is only rewritten when its text changes, so that dbt's partial parse stays warm.
All contracts found are rendered, also those a deployment has off: their raw is then simply empty.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import yaml

from orchestration.contracts import degrees, formats, numbers, periods
from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.contracts.model import Contract
from orchestration.contracts.rules import rules_of

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
COLUMN_META = (
    "name", "label_vi", "logical_type", "required", "key_position", "formats", "number_style", "code_list", "code_from", "lookup",
    "null_tokens", "true_tokens", "false_tokens", "first_line_only", "code_width", "decimals", "unit_from_title", "percent_scale",
    "unit_words", "period", "coordinates", "from_title",
)  # fmt: skip


def _as_json(value: list[dict]) -> str:
    """JSON text that dbt leaves as it stands: no `{%`, `{#` or `{{`, which open a template."""
    return json.dumps(value, ensure_ascii=False).replace("{%", "\\u007b%").replace("{#", "\\u007b#").replace("{{", "\\u007b{")


def source_document(contracts: dict[str, Contract]) -> dict:
    """The dbt source YAML as a dict."""
    tables = []
    for contract in contracts.values():
        columns = [{k: v for k, v in asdict(c).items() if k in COLUMN_META} for c in contract.kept]
        meta = {
            "contract_version": contract.version,
            "extract_vi": contract.name_vi,
            "owner": contract.owner,
            "delivery": contract.delivery,
            "delivery_group": contract.delivery_group,
            "delivered_by": contract.delivered_by,
            "period_calendar": contract.period_calendar,
            "due_day": contract.due_day,
            "held_above_pct": contract.held_above_pct,
            "held_from_rows": contract.held_from_rows,
            "source_system": contract.source_system,
            "audience": contract.audience,
            "small_cells_below": contract.small_cells_below,
            "version_order": list(contract.version_order),
            "parts": list(contract.parts),
            "same_as": contract.same_as,
            "key": list(contract.key),
            "extras": list(contract.extras),
            "unpivoted_column": contract.unpivot["value"] if contract.unpivot else None,
            "columns_json": _as_json(columns),
            "rules_json": _as_json([rule.as_dict() for rule in rules_of(contract)]),
        }
        tables.append({"name": contract.id, "description": contract.grain_vi, "config": {"meta": json.loads(json.dumps(meta))}})
    meta = {
        "time_formats": formats.rendered(),
        "number_forms": numbers.rendered(),
        "periods": periods.rendered(),
        "degrees": degrees.rendered(),
        "excel_errors": list(EXCEL_ERRORS),
    }
    shared = {"name": "written_forms", "config": {"meta": json.loads(json.dumps(meta))}}
    sources = [{"name": "raw", "schema": "raw", "tables": tables}, {"name": "contracts", "tables": [shared]}]
    return {"version": 2, "sources": sources}


def render_sources(contracts: dict[str, Contract], folder: Path) -> bool:
    """Write the source YAML into `folder`, which dbt is told by CHISO_SOURCES_DIR; returns whether it changed."""
    path = folder / "contracts.yml"
    text = "# generated from expectations/*.odcs.yaml by orchestration.contracts.render_dbt; do not edit\n" + yaml.dump(
        source_document(contracts), Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=160
    )
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
