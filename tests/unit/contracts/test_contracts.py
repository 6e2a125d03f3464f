"""Contracts obey the standard and our conventions; their rules are whole."""

from __future__ import annotations

import json
import re

import duckdb
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
    with pytest.raises(ContractError, match=r"broken.odcs.yaml, dòng \d+: cột “registered_on” là ngày nên phải nêu rõ"):
        read_contract(path)


def _changed(tmp_path, extract: str, column: str, **node):
    document = yaml.safe_load(CONTRACTS[extract].path.read_text(encoding="utf-8"))
    next(c for c in document["schema"][0]["properties"] if c["name"] == column).update(node)
    path = tmp_path / f"{extract}.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return read_contract(path)


def test_limits_become_one_rule_of_the_column(tmp_path):
    contract = _changed(tmp_path, "village_coverage", "household_count", logicalTypeOptions={"minimum": 1, "maximum": 5000})
    (rule,) = [r for r in rules_of(contract) if r.name == "household_count.range"]
    assert (rule.predicate, rule.severity) == ("household_count >= 1 and household_count <= 5000", "error")
    assert rule.expected_vi == "không nhỏ hơn 1 và không lớn hơn 5000"


def test_limits_of_a_text_are_refused(tmp_path):
    with pytest.raises(ContractError, match="chỉ ở cột số"):
        _changed(tmp_path, "village_coverage", "village_name", logicalTypeOptions={"minimum": 1})


@pytest.mark.parametrize(
    ("printed", "part", "whole", "holds"),
    [
        (84, 48597, 57597, True),  # 84,374…: printed without decimals
        (84.4, 48597, 57597, True), (84.37, 48597, 57597, True), (84.38, 48597, 57597, False), (84.3, 48597, 57597, False), (85, 48597, 57597, False),
        (96.2, 2602, 2760, False),  # a published figure that does not fit its own numerator and denominator
        (33.3, 1, 3, True), (33.33, 1, 3, True), (66.67, 2, 3, True), (0.3, 3, 1000, True), (104, 48597, 46728, True), (100, 0, 0, None),
    ],
)  # fmt: skip
def test_a_printed_percent_is_its_quotient_as_rounded(printed, part, whole, holds):
    (rule,) = [r for r in rules_of(CONTRACTS["party_handbook"]) if r.name == "installed_pct.printed"]
    query = f"select {rule.predicate} from (select {printed}::double as installed_pct, {part} as installed_count, {whole} as member_count)"
    assert duckdb.sql(query).fetchall() == [(holds,)]
    assert rule.severity == "warning"
