"""A contract in a few lines, for tests of what a contract may ask for."""

from __future__ import annotations

from pathlib import Path

import yaml

from orchestration.contracts import Contract
from orchestration.contracts.model import read_contract


def custom(**values) -> list[dict]:
    return [{"property": name, "value": value} for name, value in values.items()]


def small_contract(folder: Path, name: str, columns: list[dict], **own) -> Contract:
    """Write and read a contract; `columns` are ODCS properties, `own` goes into the contract's customProperties."""
    plain = {
        "containers": ["csv", "sheet", "json"], "delivery": "upsert", "deliveryGroup": name, "periodCalendar": "none",
        "corrections": "in_workbook", "heldAbovePct": 30, "heldFromRows": 5, "sourceSystem": "test", "validFrom": "2020-01-01",
    }  # fmt: skip
    document = {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "name": f"Biểu thử {name}", "version": "1.0.0", "status": "active",
        "domain": "test", "team": {"name": "Sở Mẫu"}, "slaProperties": [{"property": "dueDay", "value": 5}],
        "customProperties": custom(**{**plain, **own}),
        "schema": [{"name": name, "dataGranularityDescription": "Một dòng là một dòng.", "properties": columns}],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return read_contract(path)


def column(name: str, header: str, key: int | None = None, **own) -> dict:
    """One ODCS property with one header."""
    examples = {"examples": own.pop("examples")} if "examples" in own else {}
    kind = own.pop("type", "string")
    keyed = {"primaryKey": True, "primaryKeyPosition": key, "required": True} if key else {}
    return {
        "name": name, "businessName": header, "logicalType": kind, **keyed, **examples, "customProperties": custom(headers=[header], **own),
    }  # fmt: skip
