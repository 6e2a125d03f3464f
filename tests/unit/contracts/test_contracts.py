"""Contracts obey the standard and our conventions; their rules are whole."""

from __future__ import annotations

import json
import re

import jsonschema
import open_data_contract_standard.model as odcs
import pytest
import yaml

from orchestration.contracts import ContractError, load_contracts, rules_of
from orchestration.contracts.model import read_contract
from orchestration.deployment import PROJECT_ROOT

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
SCHEMA = json.loads(odcs.OpenDataContractStandard.json_schema())


@pytest.mark.parametrize("extract", CONTRACTS)
def test_contract_is_valid_odcs(extract):
    jsonschema.validate(yaml.safe_load(CONTRACTS[extract].path.read_text(encoding="utf-8")), SCHEMA)


@pytest.mark.parametrize("extract", CONTRACTS)
def test_every_rule_tells_a_clerk_what_to_do(extract):
    for rule in rules_of(CONTRACTS[extract]):
        assert rule.severity in {"error", "warning"}
        assert rule.cause_vi.endswith(".") and rule.fix_vi.endswith("."), rule.name
        assert rule.iso25012 and rule.dimension
        assert rule.column in {c.name for c in CONTRACTS[extract].kept}


@pytest.mark.parametrize("extract", CONTRACTS)
def test_rule_names_are_unique(extract):
    names = [r.name for r in rules_of(CONTRACTS[extract])]
    assert len(names) == len(set(names))


def test_personal_columns_are_dropped():
    """What names or reaches a person is never kept (extract_specs: DROP)."""
    personal = re.compile(
        r"^(applicant_(name|id_no|account_id|address)|phone|email|fax|signer_name|officer_name|identities|note|dossier_summary|subject|responsible)$"
    )
    kept = {(e, c.name) for e, contract in CONTRACTS.items() for c in contract.kept if personal.search(c.name)}
    assert kept == set()


def test_a_date_without_format_is_refused(tmp_path):
    document = yaml.safe_load(CONTRACTS["doc_register"].path.read_text(encoding="utf-8"))
    column = next(c for c in document["schema"][0]["properties"] if c["name"] == "registered_on")
    column["customProperties"] = [p for p in column["customProperties"] if p["property"] != "formats"]
    path = tmp_path / "broken.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContractError, match="explicit formats"):
        read_contract(path)
