"""What the transactional extracts say with thousands, lists, periods and coordinates, from the file to staging.

numberStyle `en` with thousands, `sheet`, `separator`, `period` (and the personal-data guard letting years pass), `coordinates`.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.unit.extracts.test_contracts import WITH_COMMAS, assert_examples_pass


@pytest.mark.parametrize("extract", sorted(WITH_COMMAS))
def test_examples_with_commas_between_thousands_pass(built, extract: str) -> None:
    assert_examples_pass(built, extract)


def test_amounts_with_commas(built) -> None:
    """`12,34` is no whole number of đồng: its row goes to quarantine (and to the total nothing can be said of it)."""
    assert built.staged("giao dich phay.xlsx", "amount_vnd") == [(150_000,), (1_234_567,), (None,)]
    assert ("amount_vnd.format", "error") in {(rule, severity) for _, rule, severity in built.quarantined("giao dich phay.xlsx")}


def test_receipts_with_commas(built) -> None:
    name = "bien lai phay.xls"
    assert built.staged(name, "fee_vnd, charge_vnd, total_vnd") == [(100_000, 50_000, 150_000), (1_000_000, 0, 1_000_000), (0, 8_000, 9_000)]
    assert built.staged(name, "failed_rules") == [(None,), (None,), ("total_adds_up",)]


def test_a_guide_sheet_with_a_table_is_not_looked_at(built) -> None:
    load = built.loads["nhiem vu co mau.xlsx"]
    assert (load.status, load.extract) == ("accepted", "resolution_task"), load.reason_vi
    assert {row["sheet_name"] for row in built.raw("nhiem vu co mau.xlsx")} == {"Sheet1"}


def test_due_texts_become_periods(built) -> None:
    """The text stays; the period's last day is the day it is due."""
    assert built.staged("nhiem vu co mau.xlsx", "due_text, due_from, due_to") == [
        ("Quý III/2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("31/12/2025", date(2025, 12, 31), date(2025, 12, 31)),
        ("2025-2030", date(2025, 1, 1), date(2030, 12, 31)),
    ]


def test_partner_units_are_told_apart_by_semicolons_only(built) -> None:
    found = [row["partner_unit_names"] for row in built.raw("nhiem vu.xlsx")]
    assert json.loads(found[0]) == ["Sở Nội vụ", "Sở Tài chính, Vật giá"]


def test_coordinates_are_told_apart_by_range(built) -> None:
    assert built.staged("tram.xlsx", "longitude_deg, latitude_deg") == [(105.34808, 22.62924), (105.351, 22.63011), (None, None)]


def test_two_technologies_in_one_cell(built) -> None:
    assert [json.loads(row["technologies"]) for row in built.raw("tram.xlsx")] == [["3G", "4G"], ["5G"], ["LTE"]]
