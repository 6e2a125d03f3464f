"""A file that no contract reads: the nearest one is named with what was recognised and what is missing, the rest by its place alone."""

from __future__ import annotations

import json

import pytest

from tests.unit.intake.conftest import Place, workbook
from tests.unit.intake.small_contract import column, small_contract

PERSON = "Nguyễn Văn Kín 0912345678"  # stands where a header should
FOUND = ["Mã lớp", "Tên lớp", "Số người học"]
LABELS = [*FOUND, "Số người đạt", "Kinh phí"]


@pytest.fixture
def near(tmp_path) -> Place:
    place = Place(tmp_path / "place")
    columns = [column(f"c{i}", label, i + 1) for i, label in enumerate(LABELS[:4])]
    one = small_contract(tmp_path / "contracts", "lop_hoc", [*columns, column("c4", "Kinh phí")], containers=["csv", "sheet", "json"])
    other = small_contract(tmp_path / "contracts", "khac", [column("a", "Ngày vào sổ", 1), column("b", "Mã lớp")])
    place.contracts = {"lop_hoc": one, "khac": other}
    return place


def _check(result, places: str) -> None:
    assert result.reason_code == "NO_CONTRACT"
    said = result.reason_vi
    assert "gần nhất là “Biểu thử lop_hoc”" in said
    assert "nhận ra cột “Mã lớp”, “Tên lớp”, “Số người học”;" in said
    assert "còn thiếu cột “Số người đạt”;" in said  # “Kinh phí” is not required
    assert places in said and said.endswith("rồi gửi lại.")
    assert "Kín" not in said and "0912" not in said


def test_a_sheet_by_the_letters_of_its_columns(near):
    rows = [["BIỂU"], [None, *FOUND, PERSON, None, "Sĩ số"], [None, "L1", "Lớp một", 3, "x", None, 1]]
    _check(near.one(workbook(near.drop / "a.xlsx", rows)), "không biết tiêu đề ở cột E, G:")


def test_a_csv_by_the_letters_it_has_in_excel(near):
    text = ";".join([PERSON, *FOUND]) + "\nx;L1;Lớp một;3\n"
    _check(near.one(near.put("a.csv", text)), "không biết tiêu đề ở cột A:")


def test_records_by_the_number_of_the_key(near):
    record = dict(zip([*FOUND, PERSON], ["L1", "Lớp một", "3", "x"], strict=True))
    _check(near.one(near.put("a.json", json.dumps([record], ensure_ascii=False))), "không biết khóa thứ 4:")


def test_long_lists_are_counted(tmp_path):
    place = Place(tmp_path / "place")
    labels = [f"Cột số {i}" for i in range(1, 13)]
    columns = [column(f"c{i}", label, i + 1) for i, label in enumerate(labels)]
    place.contracts = {"dai": small_contract(tmp_path / "contracts", "dai", columns)}
    said = place.one(place.put("a.csv", ";".join([*labels[:11], *(f"Lạ {i}" for i in range(10))]) + "\n" + ";".join("x" * 21) + "\n")).reason_vi
    assert "“Cột số 8” và 3 cột khác;" in said and "“Cột số 9”" not in said.split("còn thiếu")[0]
    assert "còn thiếu cột “Cột số 12”;" in said
    assert "không biết tiêu đề ở cột L, M, N, O, P, Q, R, S và 2 cột khác:" in said and "Lạ" not in said
