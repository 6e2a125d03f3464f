"""Files as another office, ministry or machine would write them: each is read as meant, or refused with what is in doubt."""

from __future__ import annotations

import pytest
import xlsxwriter

from orchestration.intake import raw
from tests.unit.intake.conftest import workbook
from tests.unit.intake.small_contract import column, small_contract


@pytest.fixture
def measures(place, tmp_path):
    """Loads lines `code;vn;en` of a contract with a decimal column of each style."""
    columns = [
        column("row_code", "Mã dòng", key=1),
        column("measure_vn", "Số đo", type="number", numberStyle="vn"),
        column("measure_en", "Độ đo", type="number", numberStyle="en"),
    ]
    place.contracts = {"measures": small_contract(tmp_path / "contracts", "measures", columns)}

    def load(vn: list, en: list | None = None):
        lines = [f"HS-{i:03d};{v};{e}" for i, (v, e) in enumerate(zip(vn, en or [""] * len(vn), strict=True))]
        return place.one(place.put("m.csv", "\n".join(["Mã dòng;Số đo;Độ đo", *lines]) + "\n"))

    return load


@pytest.mark.parametrize("small_rows", [5_000, 0])
@pytest.mark.parametrize(
    "written",
    [
        ["1,234", "17,500,000"],  # thousands twice
        ["1,234", "9,876,543.254"],
        ["61,800", "12.5"],  # a point before decimals
        ["1,234", "0.750"],
        ["8,200", "17,500", "850"],  # nothing says which
    ],
)
def test_thousands_of_another_country_are_not_read_as_decimals(measures, monkeypatch, written, small_rows):
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    result = measures(written)
    assert result.reason_code == "NUMBER_STYLE_MIXED" and "“Số đo”" in result.reason_vi and "dòng 2" in result.reason_vi


@pytest.mark.parametrize("written", [["1.234", "28,69"], ["1.234", "3.359,80"], ["1.234", "8.718.000"]])
def test_the_same_in_a_column_of_the_other_style(measures, written):
    result = measures(["1"] * len(written), written)
    assert result.reason_code == "NUMBER_STYLE_MIXED" and "“Độ đo”" in result.reason_vi


@pytest.mark.parametrize(
    "written",
    [
        ["1,234", "12,5"],  # decimals of other lengths
        ["1,234", "0,750"],
        ["1,234", "17.500.000"],
        ["1,234", "12345"],  # no mark between thousands
        ["12.5", "1234.5"],  # the other style, every number with one reading
        ["1.234", "12,5"],  # one number that staging quarantines
        ["1,234", *["12,5"] * 20, "12.5"],  # a typing error
    ],
)
def test_numbers_that_leave_no_doubt_are_read(measures, place, written):
    assert [r["measure_vn"] for r in place.rows(measures(written))] == written


def test_degrees_of_three_decimals_need_no_proof(measures, place):
    degrees = ["105.845", "21.057"]
    assert [r["measure_en"] for r in place.rows(measures(["1", "2"], degrees))] == degrees


def test_a_cell_that_holds_a_number_is_no_doubtful_text(measures, place):
    path = workbook(place.drop / "m.xlsx", [["Mã dòng", "Số đo", "Độ đo"], ["HS-001", 1.234, 1.234], ["HS-002", 850, 105.845]])
    rows = place.rows(place.one(path))
    assert [(r["measure_vn"], r["measure_en"]) for r in rows] == [("1,2340", "1.234"), ("850", "105.845")]


@pytest.mark.parametrize("code", ["#,##0,", "#,##0,,", "#,##0.0,,", '#,##0,," tr"', "0,.00"])
def test_a_number_shown_in_thousands_is_asked_about(place, measures, code):
    path = place.drop / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Mã dòng", "Số đo", "Độ đo"])
        page.write_row(1, 0, ["HS-001", 17500000])
        page.write(2, 0, "HS-002")
        page.write(2, 1, 8200000, book.add_format({"num_format": code}))
    result = place.one(path)
    assert result.reason_code == "NUMBER_SCALED" and "ô B3" in result.reason_vi


@pytest.mark.parametrize("code", ["#,##0", "#,##0.00", "#,##0_);(#,##0)", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', '#,##0" ,"'])
def test_a_number_shown_with_its_thousands_is_itself(place, measures, code):
    path = place.drop / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Mã dòng", "Số đo", "Độ đo"])
        page.write(1, 0, "HS-001")
        page.write(1, 1, 8200000, book.add_format({"num_format": code}))
        page.write(4, 1, None, book.add_format({"num_format": "#,##0,,"}))  # a format on an empty cell shows nothing
    (row,) = place.rows(place.one(path))
    assert row["measure_vn"] == "8200000"
