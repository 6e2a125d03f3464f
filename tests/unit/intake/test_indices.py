"""Published indices and statistics: PAPI by year and province, GSO tables with year and item crossed, and what must not be read."""

from __future__ import annotations

import csv
from decimal import Decimal

import openpyxl
import pytest

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT
from tests.unit.intake.conftest import CONTRACTS, workbook
from tests.unit.intake.test_tables import column, contract

YEARS = range(2011, 2022)
MISSING = {2014: {"P15", "P56"}, 2021: {"P14", "P15", "P18"}}  # whole provinces
NEVER = {2018: {"SC83"}, 2019: set(), 2020: set(), 2021: {"SC52"}}  # whole columns; before 2018 seven of them
BEFORE_2018 = {"SC24", "SC71", "SC72", "SC73", "SC81", "SC82", "SC83"}


@pytest.mark.parametrize("year", YEARS)
def test_papi_by_year_is_long_and_what_is_missing_stays_missing(place, shared, year):
    source = (shared / "data" / "indices" / "papi" / f"{year}.csv").read_text(encoding="utf-8-sig")
    rows = place.rows(place.one(place.put("papi.csv", f"Năm {year}\n{source}")))
    theirs = {(r["Province"], name): text for r in csv.DictReader(source.splitlines()) for name, text in r.items() if name != "Province"}
    ours = {(r["province_code"], r["subcriterion"]): r["score"] for r in rows}
    assert len(rows) == 63 * 29 and {r["survey_year"] for r in rows} == {str(year)} and ours == theirs
    blank = {key for key, text in ours.items() if not text}
    assert {p for p, _ in ours if all((p, s) in blank for _, s in ours)} == MISSING.get(year, set())
    assert {s for _, s in ours if all((p, s) in blank for p, _ in ours)} == NEVER.get(year, BEFORE_2018)
    assert not any(text and Decimal(text) == 0 for text in ours.values())
    assert [(r["source_row"], r["source_column"]) for r in rows[:30]] == [(3, c) for c in columns_after_a(29)] + [(4, "B")]


def columns_after_a(count: int) -> list[str]:
    return [openpyxl.utils.get_column_letter(i) for i in range(2, count + 2)]


def test_papi_without_a_year_inside_is_asked_about_never_read_off_the_files_name(place, shared):
    result = place.one(shared / "data" / "indices" / "papi" / "2011.csv")
    assert (result.reason_code, result.extract) == ("TITLE_MISSING", "papi_score") and "“Năm khảo sát”" in result.reason_vi


def test_papi_workbook_of_six_years(place, shared):
    path = shared / "data" / "messy_xls" / "PAPI_2011-2016.xlsx"
    result = place.one(path)
    rows = place.rows(result)
    assert {(r["sheet_name"], r["survey_year"]) for r in rows} == {(f"{y}_PAPI", str(y)) for y in range(2011, 2017)}
    assert len(rows) == 6 * 63 * 28 and len({r["province_code"] for r in rows}) == 63
    assert result.notes["total"] == 6 and result.notes["header"] == 6  # “Highest” is no province; the second header is Vietnamese
    book = openpyxl.load_workbook(path, data_only=True)
    for row in rows:
        sheet = book[row["sheet_name"]]
        value = sheet[f"{row['source_column']}{row['source_row']}"].value
        assert (row["score"] or None) == (None if value is None else format(Decimal(repr(float(f"{value:.15g}"))), "f")), row
        assert sheet[f"{row['source_column']}1"].value == row["subcriterion"]
        assert int(sheet[f"A{row['source_row']}"].value) == int(row["province_code"])
    absent = {(r["survey_year"], r["province_code"]) for r in rows if not r["score"]}
    assert absent == {("2014", "24"), ("2014", "87")}


@pytest.mark.parametrize("name", ["PCI_2005.xls", "PCI_2008.xls", "Plan_2017.xls", "Final_2011.xls"])
def test_workbooks_of_no_contract_are_refused(place, shared, name):
    """PCI_2008 holds pairs (province, score), each sorted by itself: a row of it is no province."""
    result = place.one(shared / "data" / "messy_xls" / name)
    assert result.status == "refused" and result.reason_code in {"NO_CONTRACT", "AMBIGUOUS_HEADER"}, result.reason_vi


def test_pairs_sorted_each_by_itself_cannot_be_read_by_row(place):
    rows = [["Năm 2008"], ["Province", "SC11", "Province", "SC12"], ["P01", 1.5, "P02", 1.6], ["P02", 1.2, "P01", 1.1]]
    assert place.one(workbook(place.drop / "p.xlsx", rows)).reason_code == "AMBIGUOUS_HEADER"


def gso(folder, value: str, headers: list[dict], **own):
    columns = [
        column("place_name", required=True, key=1, headers=["Cities, provincies", "Items"]),
        column("year", "date", required=True, key=2, headers=["Year"], formats=["yyyy"]),
        column("item", required=True, key=3),
        column("is_preliminary"),
        column(value, "number", numberStyle="en", nullTokens=[".."]),
    ]
    unpivot = {"value": value, "headers": headers}
    return contract(folder, columns, "gso", containers=["csv"], unpivot=unpivot, **own)


def test_a_gso_table_with_year_and_item_crossed_in_its_header(place, shared, tmp_path):
    path = shared / "data" / "messy_xls" / "gso_area_population_density_by_province.csv"
    headers = [{"match": r"^(?P<year>[0-9]{4})(?P<is_preliminary> \(\*\))? (?P<item>.+)$"}]
    regions = "^(?:whole country|red river delta|northern midlands|northern central|central highlands|south east|mekong river delta)"
    place.contracts = {**CONTRACTS, "gso": gso(tmp_path, "amount", headers, summaryRows=regions)}
    result = place.one(path)
    rows = place.rows(result)
    header, *lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))[2:]
    theirs = {
        (" ".join(cells[0].split()), name): text for cells in lines for name, text in zip(header[1:], cells[1:], strict=True)
        if not cells[0].strip().lower().startswith(tuple(regions[4:-1].split("|")))
    }  # fmt: skip
    ours = {(r["place_name"], f"{r['year']}{' (*)' if r['is_preliminary'] else ''} {r['item']}"): r["amount"] for r in rows}
    assert ours == theirs and len(rows) == 63 * 18 and result.notes["total"] == len(lines) - 63
    first = rows[0]
    assert (first["place_name"], first["year"], first["item"], first["amount"], first["source_row"]) == ("Ha Noi", "2011", "Area (Km2)", "3328.9", 6)


def test_a_gso_table_with_years_in_rows(place, shared, tmp_path):
    headers = [{"match": "^(?P<item>number of .+|of which: .+)$"}]
    place.contracts = {"gso": gso(tmp_path, "amount", headers)}
    rows = place.rows(place.one(shared / "data" / "messy_xls" / "gso_telephone_internet_subscribers.csv"))
    found = {(r["place_name"], r["year"], r["item"]): r["amount"] for r in rows}
    assert len(found) == len(rows) == 24 * 3
    assert found["Total - Thous. Subcribers", "2005", "Of which: Mobi-phone"] == "8718.1"
    assert found["Index (Previous year = 100) - %", "2005", "Number of telephone subscribers"] == ".."
    assert found["Total - Thous. Subcribers", "Pre. 2016", "Number of internet subscribers (ADSL)"] == "8032.0"


def test_every_contract_that_unpivots_says_what_it_ignores_in_words(shared):
    for found in load_contracts([PROJECT_ROOT / "expectations"]).values():
        if found.unpivot:
            assert found.unpivot["value"] in found.key or found.column(found.unpivot["value"]).logical_type == "number"
