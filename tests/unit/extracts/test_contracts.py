"""What every contract of this folder must hold beyond the standard: examples that pass, words of its own, a way back from its own headers."""

from __future__ import annotations

import csv

import pytest

from orchestration.intake.match import choose, fit
from orchestration.intake.text import fold
from tests.unit.dbt_core import project
from tests.unit.extracts.cases import CASES
from tests.unit.extracts.examples import ROWS
from tests.unit.intake.conftest import CONTRACTS

EXTRACTS = sorted({case.extract for case in CASES})
# Amounts with commas between thousands: asked in test_waiting.py.
WITH_COMMAS = {"online_payment_txn", "onestop_fee_receipt"}


@pytest.mark.parametrize("extract", EXTRACTS)
def test_every_kept_column_has_two_examples(extract: str) -> None:
    assert not [c.name for c in CONTRACTS[extract].kept if len(c.examples) != ROWS]


@pytest.mark.parametrize("extract", EXTRACTS)
def test_the_service_terms_are_stated(extract: str) -> None:
    contract = CONTRACTS[extract]
    assert contract.seed_systems and contract.due_day and contract.delivered_for and contract.owner
    assert contract.version_order or contract.delivery == "append"
    assert all(c.label_vi != c.name for c in contract.columns)


@pytest.mark.parametrize("extract", sorted(set(EXTRACTS) - WITH_COMMAS))
def test_the_examples_pass_the_contracts_own_rules(built, extract: str) -> None:
    assert_examples_pass(built, extract)


def assert_examples_pass(built, extract: str) -> None:
    found = project.rows(
        built.folder, f"select is_accepted, failed_rules from staging.{built.models[extract]} where load_id = 'examples_{extract}'"
    )
    assert found == [(True, None)] * ROWS


@pytest.mark.parametrize("extract", EXTRACTS)
def test_its_own_headers_lead_back_to_it(extract: str) -> None:
    """No other contract of the same container takes a file that has every first header, or only the required ones."""
    contract = CONTRACTS[extract]
    for wanted in (lambda c: True, lambda c: c.required or c.key_position):
        headers = [fold(c.headers[0]) for c in contract.columns if c.headers and wanted(c)]
        for container in contract.containers:
            rivals = [c for c in CONTRACTS.values() if container in c.containers]
            assert choose([fit(c, headers) for c in rivals]).contract.id == extract


def test_one_text_stands_for_one_code() -> None:
    """A label that meant two codes of one list would be a guess."""
    lines = (project.ROOT / "seeds" / "code_list.csv").read_text("utf-8").splitlines()[1:]
    seen: dict[tuple[str, str], str] = {}
    for name, code, label, *_ in csv.reader(lines):
        assert seen.setdefault((name, label.lower()), code) == code, (name, label)


def test_a_bts_list_is_for_security_officers_only() -> None:
    assert CONTRACTS["bts_station"].audience == "security_officer"


def test_a_dossier_of_two_codes_is_declared_one_thing() -> None:
    """T18: what the other side calls the dossier is kept, so that it can be counted once."""
    contract = CONTRACTS["dvc_dossier"]
    assert contract.same_as == {"column": "source_dossier_code", "extract": "onestop_dossier_list"}
    assert contract.column("source_dossier_code").headers == ("MaHoSoKhac",) and contract.column("source_dossier_code").kept
