"""What intake makes of cells whose values Excel or their sender has bent: repaired with a count, left for quarantine, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
import xlsxwriter

from tests.unit.intake.conftest import workbook
from tests.unit.typing.conftest import HEADERS, record


def sheet(place, rows, name="a.xlsx"):
    return workbook(place.drop / name, [["BIỂU"], HEADERS, *rows])


def test_codes_destroyed_by_excel(place, shared):
    """T04: the project's own sample."""
    result = place.one(shared / "extracts" / "samples" / "g_codes.xlsx")
    rows = place.rows(result)
    assert [r["commune_code"] for r in rows] == ["01234"] * 3
    assert [r["filed_on"] for r in rows] == ["05/08/2024"] * 3
    assert [r["amount_vnd"] for r in rows] == ["1234567", "1.234.567", "1,234,567"]
    assert [r["dossier_code"] for r in rows] == ["H56.14-240823-0001"] * 3
    assert result.repairs == {"zero_padded|commune_code": 1, "serial_date|filed_on": 1}
    assert b"38090001234" not in place.bytes_written()


def test_codes_destroyed_by_excel_as_made_here(place):
    header = ["Mã xã", "CCCD", "Ngày", "Số tiền", "Mã hồ sơ", "Mã thủ tục"]
    rows = [
        [70, 38090001234, datetime(2024, 8, 5), 1234567, "H56.14-240823-0001", 1.00356],
        ["00070", "038090001234", "05/08/2024", "1.234.567", "H56.14-240823-0001 ", "1003560"],
        ["70.0", "038090001234", 45509, "1,234,567", "H56.14-240823-0001\u00a0", "1.003560"],
        ["70a", "038090001234", "45509,708333", "1 234 567", "B", "1.003560.000.00.00.H56"],
    ]
    result = place.one(workbook(place.drop / "m.xlsx", [header, *rows]))
    got = place.rows(result)
    assert [r["commune_code"] for r in got] == ["00070", "00070", "00070", "70a"]
    assert [r["procedure_code"] for r in got] == ["1.003560", "1.003560", "1.003560", "1.003560.000.00.00.H56"]
    assert [r["filed_on"] for r in got] == ["05/08/2024"] * 4
    assert result.repairs == {
        "zero_padded|commune_code": 2,
        "decimals_restored|procedure_code": 2,
        "serial_date|filed_on": 2,
    }
    assert b"38090001234" not in place.bytes_written()


def test_semicolons_decimal_commas_and_coordinates(place, shared):
    """T10: the project's own sample."""
    result = place.one(shared / "extracts" / "samples" / "l_semicolon.csv")
    rows = place.rows(result)
    assert [(r["commune_name"], r["coverage_4g_pct"], r["place"]) for r in rows] == [
        ("Phường Hòa Bình", "98,5", "105.34808/22.62924"),
        ("Xã Kỳ Sơn", "100", ""),
    ]
    assert result.repairs == {"coordinates_ordered|place": 1} and result.notes["total"] == 1 and "note" not in rows[0]


def test_moments_in_cells_and_serials(place):
    rows = [
        record(1, filed_at=45509.708333, due_on=45509, month_on=date(2025, 8, 1), due_text=date(2025, 9, 15)),
        record(2, filed_at=datetime(2024, 8, 5, 16, 59, 59, 971000), due_on=datetime(2024, 8, 5), month_on=2025, due_text=45915),
        record(3, filed_at="45509.708333", due_on=12, month_on="08/2025", due_text="Tháng 12/2025", count_vn=45509),
        record(4, filed_at="05/08/2024", due_on="05/08/24"),
    ]
    result = place.one(sheet(place, rows))
    got = place.rows(result)
    assert [r["filed_at"] for r in got] == ["05/08/2024 17:00:00"] * 3 + ["05/08/2024"]
    assert [r["due_on"] for r in got] == ["05/08/2024", "05/08/2024", "12", "05/08/24"]
    assert [r["month_on"] for r in got] == ["08/2025", "2025", "08/2025", "08/2025"]
    assert [r["due_text"] for r in got] == ["15/09/2025", "15/09/2025", "Tháng 12/2025", "Quý III/2025"]
    assert got[2]["count_vn"] == "45509"
    assert result.repairs == {
        "serial_date|filed_at": 2, "serial_date|due_on": 1, "serial_date|due_text": 1, "coordinates_ordered|place": 4,
    }  # fmt: skip


def test_money_in_words_is_exact(place):
    texts = ["1,2 tỷ", "350 triệu đồng", "15.000đ", "15.000 VNĐ", "1.000.000", "nghìn tỷ", "1.234 triệu", "0,12 đồng", "2 nghìn tỷ đồng", "3 chỉ", "0,5 tỷ/năm"]
    result = place.one(sheet(place, [record(i, budget_vnd=text) for i, text in enumerate(texts)]))
    assert [r["budget_vnd"] for r in place.rows(result)] == [
        "1200000000", "350000000", "15000", "15000", "1.000.000", "nghìn tỷ", "1.234 triệu", "0,12 đồng", "2000000000000", "3 chỉ", "0,5 tỷ/năm",
    ]  # fmt: skip
    assert result.repairs == {"unit_applied|budget_vnd": 5, "coordinates_ordered|place": len(texts)}


def test_lists_flags_and_fractions_in_whole_columns(place):
    rows = [
        record(1, technologies="3G/4G", is_shared=True, count_vn=1.234, measure_vn=1.234, measure_en=1.234),
        record(2, technologies=" 3G / 4G//", is_shared=1, count_vn=12.5, measure_vn=1234567.25),
        record(3, technologies="-", is_shared=False, count_vn=1234.0),
        record(4, technologies="4G, 5G", is_shared=0, count_vn="-"),
    ]
    result = place.one(sheet(place, rows))
    got = place.rows(result)
    assert [r["technologies"] for r in got] == ['["3G","4G"]', '["3G","4G"]', "-", '["4G, 5G"]']
    assert [r["is_shared"] for r in got] == ["x", "1", "-", "0"]
    # a fraction must not turn into a thousand where a mark before three digits has two readings
    assert [r["count_vn"] for r in got] == ["1,2340", "12,5", "1234", "-"]
    assert [r["measure_vn"] for r in got][:2] == ["1,2340", "1234567,25"] and got[0]["measure_en"] == "1.234"
    assert result.repairs["placeholder|count_vn"] == 1


def test_a_phone_in_a_list_is_masked(place):
    (row,) = place.rows(place.one(sheet(place, [record(1, technologies="4G/0912 345 678")])))
    assert row["technologies"] == '["4G","[số điện thoại]"]'


REAL = [date(2024, 5, 8), date(2024, 6, 8)]


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ([*REAL, "23/08/2024", "25/08/2024"], True),  # T11
        ([*REAL, "23/08/2024", "25/08/2024", "-", ""], True),
        ([*REAL, "23/08/2024", "05/08/2024"], False),  # Excel would have turned 05/08 round as well
        (["23/08/2024", "25/08/2024", "26/08/2024"], False),
        (REAL, False),
        ([date(2024, 8, 23), date(2024, 8, 24), date(2024, 8, 5), "25/08/2024"], False),  # whoever made them knew the order
        ([date(2024, 8, 23), date(2024, 8, 5), "25/08/2024", "26/08/2024"], True),
        ([*REAL, "2024/08/23"], False),  # no other order can be meant
    ],
)
def test_dates_turned_round_by_excel(place, days, refused):
    result = place.one(sheet(place, [record(i, due_on=day) for i, day in enumerate(days)]))
    assert (result.reason_code == "DATE_SWAP_SUSPECTED") is refused, result.reason_vi
    if refused:
        assert result.extract == "typing_values" and "“Ngày”" in result.reason_vi
        late = next(i for i, d in enumerate(days) if isinstance(d, str))
        assert f"ô J{3 + late}" in result.reason_vi and "2024" not in result.reason_vi


@pytest.mark.parametrize(
    ("name", "cells", "refused"),
    [
        ("done_pct", ["95,83", "0,9583"], True),
        ("done_pct", [95.83, 0.9583], True),
        ("done_pct", ["95,83%", "0,9583"], True),
        ("done_pct", ["0,95", "0,87"], True),
        ("done_pct", ["95,83%", "0,5%", "100", "0", "1", "-"], False),
        ("share_pct", ["0,9583", "95,83"], True),
        ("share_pct", ["95,83", "87"], True),
        ("share_pct", ["0,9583", "95,83%", "1", "0"], False),
    ],
)
def test_percent_scales(place, name, cells, refused):
    result = place.one(sheet(place, [record(i, **{name: cell}) for i, cell in enumerate(cells)]))
    assert (result.reason_code == "PERCENT_SCALE_MIXED") is refused, result.reason_vi
    if refused:
        letter = "F" if name == "done_pct" else "G"
        assert f"ô {letter}4" in result.reason_vi or f"ô {letter}3" in result.reason_vi
        assert "95,83 " not in result.reason_vi.replace("(95,83)", "") and not list(place.deployment.raw_dir.rglob("*.parquet"))


def test_a_large_file_is_told_the_same(place, monkeypatch):
    """The way through DuckDB: the same repairs, counts and refusals."""
    from orchestration.intake import raw

    monkeypatch.setattr(raw, "SMALL_ROWS", 1)
    rows = [
        record(1, filed_at="45509.708333", budget_vnd="1,2 tỷ", count_vn="-", technologies="3G/4G"),
        record(2, filed_at=45509.708333, place="22.62924, 105.34808", count_vn="x"),
    ]
    result = place.one(sheet(place, rows))
    got = place.rows(result)
    assert [r["filed_at"] for r in got] == ["05/08/2024 17:00:00"] * 2
    assert [r["place"] for r in got] == ["105.34808/22.62924"] * 2 and got[0]["technologies"] == '["3G","4G"]'
    assert result.repairs == {
        "serial_date|filed_at": 2, "unit_applied|budget_vnd": 1, "placeholder|count_vn": 2, "coordinates_ordered|place": 2,
    }  # fmt: skip
    mixed = place.one(sheet(place, [record(1), record(2, done_pct="0,95")], "b.xlsx"))
    assert mixed.reason_code == "PERCENT_SCALE_MIXED" and "ô F4" in mixed.reason_vi


def test_percent_formats_say_how_a_number_is_meant(place):
    path = place.drop / "p.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        percent, month = book.add_format({"num_format": "0.00%"}), book.add_format({"num_format": "mm/yyyy"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, HEADERS)
        for r in range(1, 4):
            page.write_row(r, 0, record(r))
            page.write_number(r, 5, [0.9583, 0.005, 1][r - 1], percent)
            page.write_number(r, 6, [0.9583, 0.5, 0][r - 1], percent if r == 1 else None)
        page.write_datetime(1, 12, datetime(2025, 7, 1), month)
        page.write_datetime(2, 12, datetime(2025, 7, 1), day)
    got = place.rows(place.one(path))
    assert [r["done_pct"] for r in got] == ["95,83%", "0,5%", "100%"]
    assert [r["share_pct"] for r in got] == ["95,83%", "0,5", "0"]
    assert [r["due_text"] for r in got] == ["07/2025", "01/07/2025", "Quý III/2025"]


@pytest.mark.parametrize("small_rows", [5000, 1])
def test_a_period_in_words_is_the_loads_period(place, monkeypatch, small_rows):
    from orchestration.intake import raw

    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    place.contracts = {"typing_values": replace(place.contracts["typing_values"], delivered_for="due_text")}
    said = ["Quý III/2025", "Thường xuyên", "9 tháng", "Quý 3 năm 2025", "Thường xuyên", "Thường xuyên"]
    place.one(sheet(place, [record(i, due_text=text) for i, text in enumerate(said)]))
    (load,) = place.loads()
    assert (str(load["period_start"]), str(load["period_end"])) == ("2025-07-01", "2025-09-30")
