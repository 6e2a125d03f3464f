"""Each transactional extract end to end: the file as it is sent, raw, typed rows, the one bad row in quarantine, nothing personal kept."""

from __future__ import annotations

import pytest

from tests.unit.extracts.cases import CASES
from tests.unit.extracts.files import PLANTED
from tests.unit.intake.conftest import CONTRACTS

BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@BY_NAME
def test_the_file_is_recognised_and_read_whole(built, case) -> None:
    load = built.loads[case.name]
    assert (load.status, load.extract) == ("accepted", case.extract), load.reason_vi
    assert len(built.raw(case.name)) == len(case.rows)


@BY_NAME
def test_rows_are_typed(built, case) -> None:
    assert built.staged(case.name, case.columns) == case.rows


@BY_NAME
def test_the_bad_row_is_in_quarantine_with_its_rule(built, case) -> None:
    expected = {number: (case.failed.get(number), number not in case.rejected) for number in range(1, len(case.rows) + 1)}
    found = built.staged(case.name, "failed_rules, is_accepted")
    assert dict(enumerate(found, 1)) == expected
    rules = [rule for number in sorted(case.failed) for rule in case.failed[number].split("|")]
    assert sorted(rule for _, rule, _ in built.quarantined(case.name)) == sorted(rules)
    assert {severity for _, rule, severity in built.quarantined(case.name)} <= {"error", "warning"}


@BY_NAME
def test_what_is_personal_is_not_in_raw(built, case) -> None:
    contract = CONTRACTS[case.extract]
    kept = set(built.raw(case.name)[0])
    for name in case.absent:
        assert contract.column(name).handling == "drop" and name not in kept, name


def test_nothing_planted_was_written_anywhere(built) -> None:
    """Raw, ledger and the build itself, byte by byte."""
    written = built.place.bytes_written() + (built.folder / "warehouse.duckdb").read_bytes()
    assert written and not [secret for secret in PLANTED if secret.encode() in written]
