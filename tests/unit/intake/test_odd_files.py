"""Small oddities of departmental files that no other module is about: names, colours, codes with dates in them, running numbers."""

from __future__ import annotations

import csv
import unicodedata

import pytest
import xlsxwriter

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT
from orchestration.intake.text import fold, without_marks
from tests.unit.intake.conftest import REGISTER_HEADER, register, register_row

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])


@pytest.mark.parametrize(("text", "bare"), [("Đắk Lắk", "Dak Lak"), ("Đường Thuỷ", "Duong Thuy"), (unicodedata.normalize("NFD", "Hòa Bịnh"), "Hoa Binh")])
def test_without_diacritics_d_is_d(text, bare):
    assert without_marks(text) == bare


def test_headers_compare_with_either_d_and_either_place_of_the_tone():
    assert fold("Ðơn vị xử lý :") == fold("Đơn vị xử lý") and fold("Uỷ ban Thuý") == fold("Ủy ban Thúy")
    assert fold(unicodedata.normalize("NFD", "Đơn\u00a0vị\u200b")) == "đơn vị"


def test_other_spellings_of_a_province_mean_one():
    with (PROJECT_ROOT / "seeds" / "code_list.csv").open(encoding="utf-8", newline="") as file:
        names = {label: code for name, code, label, *_ in csv.reader(file) if name == "province_name"}
    assert {names[n] for n in ("Đắk Lắk", "Đắc Lắc", "Đăk Lăk", "Đắc Lắk")} == {"Đắk Lắk"}
    assert names["Bắc Cạn"] == names["Bắc Kạn"] and names["KonTum"] == names["Kon Tum"]


def test_colour_says_nothing(place):
    """Where a register marks late documents red, the words of the row count and the colour is not looked at."""
    found = []
    for name, format_of in (("plain.xlsx", {}), ("red.xlsx", {"font_color": "red", "bg_color": "yellow"})):
        plain = register(place.drop / name, [register_row(1), register_row(2, **{"Trạng thái": "Chưa xử lý"})])
        if format_of:
            with xlsxwriter.Workbook(str(plain)) as book:
                page, painted = book.add_worksheet("So VB"), book.add_format(format_of)
                page.write(0, 0, "Đơn vị: Sở Mẫu Hai")
                page.write(1, 0, "Ngày xuất: 05/08/2025 08:00")
                for r, cells in enumerate([REGISTER_HEADER, register_row(1), register_row(2, **{"Trạng thái": "Chưa xử lý"})], 3):
                    for c, cell in enumerate(cells):
                        page.write(r, c, cell, painted if r == 5 else None)
        rows = place.rows(place.one(plain))
        found.append([{k: v for k, v in row.items() if k not in {"load_id", "file_sha256", "source_row", "unit_name"}} for row in rows])
    assert found[0] == found[1] and [r["handling_status"] for r in found[1]] == ["Đã xử lý", "Chưa xử lý"]


def test_a_date_inside_a_code_fills_no_date(place):
    """PAYC writes ddMMyy, dossiers yyMMdd: a blank day stays blank."""
    header = "Mã phản ánh;Nguồn phản ánh;Đơn vị xử lý;Ngày phản ánh;Hạn xử lý;Ngày hoàn tất;Trạng thái;Hài lòng"
    rows = place.rows(place.one(place.put("a.csv", f"{header}\n190521-0001;1022;Sở Y tế;;;;HOAN_TAT;1\n010725-0002;1022;Sở Y tế;02/07/2025;;;HOAN_TAT;1\n")))
    assert [(r["feedback_code"], r["created_at"]) for r in rows] == [("190521-0001", ""), ("010725-0002", "02/07/2025")]


@pytest.mark.parametrize("extract", CONTRACTS)
def test_a_running_number_is_no_key(extract):
    """It begins anew on every sheet, in every group, in every file."""
    contract = CONTRACTS[extract]
    running = {"stt", "tt", "số tt", "số thứ tự"}
    assert not [name for name in contract.key if running & {fold(h) for h in contract.column(name).headers}]
