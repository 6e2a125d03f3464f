"""The page docs/seed_systems.md says what contracts and cards say, and every row is answered for."""

from __future__ import annotations

import csv

import pytest

from orchestration.contracts import ContractError, load_contracts
from orchestration.contracts.traceability import NO_CONTRACT, NO_INDICATOR, PAGE, SEEDS, System, indicators_by_extract, main, page, systems
from orchestration.deployment import PROJECT_ROOT

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
ELSEWHERE = {15}  # feedback and petitions: their contract comes with the public-service extracts


def test_the_committed_page_is_fresh() -> None:
    assert main(["--check"]) == 0, "python -m orchestration.contracts.traceability"


def test_the_rows_are_the_34_of_the_documents() -> None:
    with SEEDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(r["row_no"]) for r in rows] == list(range(1, 35))
    assert all(r["source_vi"] and r["system_vi"] and r["needed_vi"] for r in rows)


def test_every_row_has_a_contract_or_a_reason() -> None:
    bare = {r.row_no for r in systems(CONTRACTS, {}) if not r.extracts and not r.unserved_reason_vi}
    assert bare <= ELSEWHERE


def test_a_gap_is_named() -> None:
    row = System(1, "a", "b", "c", "", ("x",), ())
    assert row.gap_vi == NO_INDICATOR
    assert System(1, "a", "b", "c", "", (), ()).gap_vi == NO_CONTRACT
    assert System(1, "a", "b", "c", "vì …", (), ()).gap_vi == "vì …"
    assert System(1, "a", "b", "c", "", ("x",), ("HT-01",)).gap_vi == ""


def test_indicators_come_from_the_cards() -> None:
    found = indicators_by_extract()
    assert found["village_coverage"] == ["HT-01", "HT-02", "HT-03", "HT-04"]
    assert set(found["doc_register"]) == {"VB-01", "VB-02", "VB-03"}
    text = page(CONTRACTS, found)
    (line,) = [row for row in text.splitlines() if row.startswith("| 25 |")]
    assert "HT-01, HT-02, HT-03, HT-04" in line and "village_coverage.odcs.yaml" in line
    (line,) = [row for row in text.splitlines() if row.startswith("| 33 |")]
    assert "party_growth" in line and line.endswith(f"| – | {NO_INDICATOR} |")


def test_a_row_that_does_not_exist_is_refused() -> None:
    from dataclasses import replace

    wrong = replace(CONTRACTS["party_growth"], seed_systems=(99,))
    with pytest.raises(ContractError, match="99"):
        systems({"party_growth": wrong}, {})


def test_the_page_is_written_where_docs_are() -> None:
    assert PAGE.parent == PROJECT_ROOT / "docs"
