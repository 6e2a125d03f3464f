"""Units of real provinces against the published list: counts, types, text codes, islands."""

from __future__ import annotations

import csv

import pytest

from orchestration.reference import UnknownProvinceError, units_of_province, write_reference

COMMUNES = {"xa", "phuong", "dac_khu"}


def current(code):
    return [u for u in units_of_province(code) if u[5] == ""]


def test_communes_of_every_province_match_the_published_counts(shared):
    with (shared / "domain" / "province_codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counted = {r["nso_code"].zfill(2): sum(u[2] in COMMUNES for u in current(r["nso_code"].zfill(2))) for r in rows}
    assert counted == {r["nso_code"].zfill(2): int(r["communes_2025"]) for r in rows}
    assert sum(counted.values()) == 3321 and len(counted) == 34


def test_a_merged_province_keeps_what_it_was_before():
    units = units_of_province("08")
    old = {u[1] for u in units if u[2] == "tinh" and u[5] == "2025-06-30"}
    assert old == {"Tỉnh Hà Giang", "Tỉnh Tuyên Quang"}
    assert all(u[4] <= "2025-06-30" for u in units if u[5])


def test_island_zones_are_never_dropped():
    assert any(u[0] == "20333" for u in current("48"))
    assert any(u[0] == "22736" for u in current("56"))


def test_codes_are_text_with_leading_zeros(tmp_path):
    write_reference("01", tmp_path)
    with (tmp_path / "units.csv").open(encoding="utf-8") as file:
        codes = {r["unit_code"] for r in csv.DictReader(file)}
    assert "01" in codes and "00004" in codes


def test_an_unknown_province_is_told():
    with pytest.raises(UnknownProvinceError, match="hai chữ số"):
        units_of_province("99")
