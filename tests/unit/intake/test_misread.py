"""Files that once loaded with wrong numbers, or would have: each is read right or refused with its place."""

from __future__ import annotations

import zipfile

import pytest
import xlsxwriter

from orchestration.intake import csv_read, extent, raw
from tests.unit.intake.conftest import Place, workbook
from tests.unit.typing.conftest import CONTRACTS, HEADERS, record

HEADER = [
    "STT", "Xã, phường", "Thôn, bản, tổ dân phố", "Số hộ", "Số khẩu", "Có điện lưới", "Phủ 3G", "Phủ 4G", "Phủ 5G", "Có cáp quang",
    "Số hộ dùng cáp quang", "Đặc biệt khó khăn",
]  # fmt: skip
TITLE = [["BIỂU PHỦ SÓNG"], ["Tháng 07/2025"], ["Ngày lập: 05/08/2025"], ["Đơn vị báo cáo: UBND Xã Mẫu 01"], []]
NUMBERS = ("household_count", "population_count", "fibre_household_count")


def village(number, name, households, people, fibre, commune="Xã Mẫu 01") -> list:
    return [number, commune, name, households, people, "x", "x", "x", "", "x", fibre, ""]


ROWS = [village(1, "Thôn Đông", "1.250", 4310, 1010), village(2, "Thôn Tây", 84, 352, 0), village(3, "Thôn Nam", 100, "400", "-")]
READ = [("Thôn Đông", "1.250", "4310", "1010"), ("Thôn Tây", "84", "352", "0"), ("Thôn Nam", "100", "400", "-")]


def load(place, rows, name="a.xlsx", **kwargs):
    return place.one(workbook(place.drop / name, rows, **kwargs))


def read(place, result) -> list[tuple]:
    return [(r["village_name"], *(r[n] for n in NUMBERS)) for r in place.rows(result)]


@pytest.mark.parametrize(
    "total",
    [
        village(None, "Tổng cộng", 1434, 5062, 1010),
        village(None, "Cộng xã Mẫu 01", 1434, 5062, 1010),
        village(4, "Cộng", 1434, 5062, 1010),
        village(None, None, 1434, 5062, 1010, "Cộng xã Mẫu 01"),
        village(None, None, 1434, 5062, 1010, "Toàn xã"),
        village("Tổng toàn xã", None, 1434, 5062, 1010, None),
    ],
)
def test_a_total_is_no_village_whichever_cell_names_it(place, total):
    result = load(place, [*TITLE, HEADER, *ROWS, total])
    assert read(place, result) == READ and result.notes == {"total": 1}


def test_a_total_beside_a_filled_key_is_checked(place):
    result = load(place, [*TITLE, HEADER, *ROWS, village(None, "Tổng cộng", 1435, 5062, 1010)])
    assert result.reason_code == "TOTAL_MISMATCH" and "ô D10" in result.reason_vi and "1.434" in result.reason_vi


def test_the_whole_province_first_is_a_total(place):
    result = load(place, [*TITLE, HEADER, village(None, None, 1434, 5062, 1010, "Toàn tỉnh"), *ROWS])
    assert read(place, result) == READ and result.notes == {"total": 1}


def test_a_village_without_figures_is_quarantined_not_left_out(place):
    result = load(place, [*TITLE, HEADER, *ROWS, [None, "Xã Mẫu 01", "Thôn Bắc"], [], [None, "NGƯỜI LẬP", "CHỦ TỊCH"], [None, "Nguyễn Văn Kín", "Trần Kín"]])
    assert read(place, result) == [*READ, ("Thôn Bắc", "", "", "")]
    assert b"K\xc3\xadn" not in place.bytes_written()


def test_a_first_row_that_counts_up_is_no_index_row(place):
    header = ["Xã", "Thôn/bản", "Số hộ", "Số khẩu", "Số hộ dùng cáp quang", "Phủ 3G", "Phủ 4G"]
    result = load(place, [*TITLE, header, ["Xã Mẫu 01", "1", 2, 3, 4, 5, 6], ["Xã Mẫu 01", "2", 8, 9, 1, "x", "x"]])
    assert read(place, result) == [("1", "2", "3", "4"), ("2", "8", "9", "1")]
    numbered = load(place, [*TITLE, header, ["(1)", "(2)", "(3)", "(4)", "(5)=(3)x2", "(6)", "(7)"], ["Xã Mẫu 01", "2", 8, 9, 1, "x", "x"]], "b.xlsx")
    assert numbered.notes == {"index": 1} and read(place, numbered) == [("2", "8", "9", "1")]


def test_a_number_merged_over_columns_belongs_to_none(place):
    rows = [*TITLE, HEADER, village(1, "Thôn Đông", None, None, 5), ROWS[1]]
    result = load(place, rows, merges=[(6, 3, 6, 4, 120)])
    assert result.reason_code == "MERGED_NUMBER" and "ô D7" in result.reason_vi and "nhiều cột" in result.reason_vi
    note = load(place, rows, "b.xlsx", merges=[(6, 3, 6, 4, "-")])
    assert read(place, note)[0] == ("Thôn Đông", "-", "", "5")


@pytest.mark.parametrize(("name", "text"), [("done_pct", "98,5%"), ("budget_vnd", "1,2 tỷ")])
def test_a_written_number_merged_over_rows_belongs_to_none(tmp_path, name, text):
    """With a sign or a unit behind it a number is still one."""
    there = Place(tmp_path / "there")
    there.contracts = CONTRACTS
    at = HEADERS.index(there.contracts["typing_values"].column(name).headers[0])
    result = load(there, [HEADERS, record(1), record(2), record(3)], merges=[(1, at, 2, at, text)])
    assert result.reason_code == "MERGED_NUMBER"


def test_a_refused_form_is_told_by_its_month_and_sender(place):
    result = load(place, [*TITLE, HEADER, *ROWS, village(None, "Tổng cộng", 1435, 5062, 1010)])
    (row,) = place.loads()
    assert result.reason_code == "TOTAL_MISMATCH" and str(row["period_start"]) == "2025-07-01" and str(row["period_end"]) == "2025-07-31"


def test_two_months_in_one_line_are_an_ambiguity(place):
    lines = [TITLE[0], ["So với tháng 6/2025, tháng 07/2025"], *TITLE[2:]]
    assert load(place, [*lines, HEADER, *ROWS]).reason_code == "TITLE_AMBIGUOUS"
    lines[1] = ["BÁO CÁO THÁNG 7/2025"]
    assert {r["report_month"] for r in place.rows(load(place, [*lines, HEADER, *ROWS], "b.xlsx"))} == {"7/2025"}
    lines[1] = ["Tháng 7 năm 2025"]  # the same month in words: a second snapshot of it
    assert load(place, [*lines, HEADER, *ROWS], "words.xlsx").reason_code == "SNAPSHOT_UNDECLARED"
    lines[1] = ["Tháng bảy"]
    missing = load(place, [*lines, HEADER, *ROWS], "c.xlsx")
    assert missing.reason_code == "TITLE_MISSING" and "“Tháng báo cáo” (ví dụ: 07/2025)" in missing.reason_vi


def test_two_headers_for_one_number_are_an_ambiguity(place):
    result = load(place, [*TITLE, [*HEADER, "Hộ có cáp quang"], *[[*row, 55] for row in ROWS]])
    assert result.reason_code == "AMBIGUOUS_HEADER" and "ô M6" in result.reason_vi


def test_one_village_with_two_counts_is_asked_about(place):
    result = load(place, [*TITLE, HEADER, *ROWS, village(4, "THÔN  ĐÔNG", 999, 1, 1)])
    assert result.reason_code == "KEY_REPEATED" and "ô B7" in result.reason_vi and "ô B10" in result.reason_vi
    assert "“Thôn, bản, tổ dân phố”" in result.reason_vi and "999" not in result.reason_vi
    assert load(place, [*TITLE, HEADER, *ROWS, ROWS[0]], "b.xlsx").status == "accepted"  # the same row printed twice


@pytest.mark.parametrize("small_rows", [5_000, 0])
def test_one_village_with_one_count_in_two_spellings_says_one_thing(place, monkeypatch, small_rows):
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    once, twice = village(4, "Thôn Bắc", 1250, 1, 1), village(5, "Thôn  BẮC", "1.250", "1", 1)
    assert load(place, [*TITLE, HEADER, *ROWS, once, twice]).status == "accepted"
    twice = village(5, "Thôn  BẮC", "1.251", "1", 1)
    assert load(place, [*TITLE, HEADER, *ROWS, once, twice], "b.xlsx").reason_code == "KEY_REPEATED"


def test_one_village_with_two_counts_in_a_large_file(place):
    many = [village(i, f"Thôn {i}", 10, 20, 1) for i in range(6000)]
    result = load(place, [*TITLE, HEADER, *many, village(1, "Thôn 7", 11, 20, 1)])
    assert result.reason_code == "KEY_REPEATED" and "ô B14" in result.reason_vi and "ô B6007" in result.reason_vi


@pytest.mark.parametrize("rows_between", [2, 80])
def test_a_further_header_with_its_columns_moved_is_another_table(place, rows_between):
    """Far below, where no header is looked for, as well as near the top."""
    moved = [*HEADER[:3], HEADER[4], HEADER[3], *HEADER[5:]]
    many = [village(i, f"Thôn {i}", 10, 20, 1) for i in range(rows_between)]
    result = load(place, [*TITLE, HEADER, *many, moved, village(99, "Thôn 99", 20, 10, 1)])
    assert result.reason_code == "AMBIGUOUS_SHEET" and f"dòng {7 + rows_between}" in result.reason_vi
    same = load(place, [*TITLE, HEADER, *many, HEADER, village(99, "Thôn 99", 10, 20, 1)], "b.xlsx")
    assert len(place.rows(same)) == rows_between + 1 and same.notes == {"header": 1}


FEEDBACK = "Mã phản ánh;Nguồn phản ánh;Đơn vị xử lý;Ngày phản ánh;Hạn xử lý;Ngày hoàn tất;Trạng thái;Hài lòng"


@pytest.mark.parametrize("total", ["Tổng cộng", "TỔNG SỐ", "Cộng xã Mẫu 01", "Toàn tỉnh"])
def test_a_total_in_a_large_file_is_no_row(place, monkeypatch, total):
    """The quick way takes every line for a row: a file in which a line may be a total goes the careful way."""
    monkeypatch.setattr(csv_read, "LARGE_BYTES", 100)
    lines = [line.replace("Sở Y tế", f"Đơn vị {i}") for i, line in enumerate(feedback("01/07/2025", "02/07/2025").splitlines())]
    result = place.one(place.put("a.csv", "\n".join([*lines, f"{total};;;;;;;2"])))
    assert [r["feedback_code"] for r in place.rows(result)] == ["000000-0001", "000001-0001"] and result.notes == {"total": 1}


def feedback(*days: str, sep: str = ";", extra: str = "") -> str:
    lines = [f"{i:06d}-0001;1022;Sở Y tế;{day};;;HOAN_TAT;1".replace(";", sep) + extra for i, day in enumerate(days)]
    return "\r\n".join([FEEDBACK.replace(";", sep), *lines])


@pytest.mark.parametrize("days", [("07/13/2025", "07/05/2025"), ("7/13/2025 2:15:00 PM", "7/5/2025 1:00:00 AM"), ("08:05 07-21-2025", "08:05 07-05-2025")])
def test_days_written_month_first_are_not_read_day_first(place, days):
    result = place.one(place.put("a.csv", feedback(*days)))
    assert result.reason_code == "DATE_ORDER_MIXED" and "“Ngày phản ánh”" in result.reason_vi
    assert "dòng 2" in result.reason_vi and "dòng 3" in result.reason_vi


def test_one_mistyped_day_among_many_stays_one_bad_row(place):
    days = [f"{day}/07/2025" for day in range(13, 30)]
    result = place.one(place.put("a.csv", feedback("07/13/2025", "05/07/2025", *days)))
    assert result.status == "accepted" and len(place.rows(result)) == 19


def test_one_column_written_month_first_doubts_the_others(place):
    """All days sent fall on the first twelve of a month, the days due do not: read day first, May would be taken for August."""
    lines = [f"{i:06d}-0001;1022;Sở Y tế;08/0{i}/2025;08/2{i}/2025;;HOAN_TAT;1" for i in range(1, 5)]
    result = place.one(place.put("a.csv", "\r\n".join([FEEDBACK, *lines])))
    assert result.reason_code == "DATE_ORDER_MIXED" and "“Ngày phản ánh”" in result.reason_vi and "“Hạn xử lý được giao”" in result.reason_vi
    apart = [line.replace(";08/0", ";21/0", 1) for line in lines]
    assert place.one(place.put("b.csv", "\r\n".join([FEEDBACK, *apart]))).status == "accepted"


def test_days_written_month_first_in_a_large_file(place):
    days = ["07/05/2025"] * 5000 + ["07/21/2025"]
    result = place.one(place.put("a.csv", feedback(*days)))
    assert result.reason_code == "DATE_ORDER_MIXED" and "dòng 5002" in result.reason_vi


def test_a_decimal_comma_that_splits_cells_shifts_the_rest(place):
    result = place.one(place.put("a.csv", feedback("01/07/2025", "02/07/2025", sep=",", extra=",5")))
    assert result.reason_code == "COLUMN_SHIFT" and "9 ô" in result.reason_vi and "8 ô" in result.reason_vi and "ngoặc kép" in result.reason_vi
    padded = place.one(place.put("b.csv", feedback("01/07/2025", "02/07/2025", extra=";;")))
    assert [r["like_count"] for r in place.rows(padded)] == ["1", "1"]  # empty cells beyond the header say nothing
    mixed = feedback("01/07/2025", "02/07/2025", "03/07/2025", extra=";") + "5"
    assert [r["like_count"] for r in place.rows(place.one(place.put("c.csv", mixed)))] == ["1", "1", None]


def test_rows_that_all_lack_a_cell_are_not_guessed_at(place):
    lines = feedback("01/07/2025", "02/07/2025").splitlines()
    cut = [lines[0], *(line.rpartition(";")[0] for line in lines[1:])]
    result = place.one(place.put("a.csv", "\n".join(cut)))
    assert result.reason_code == "COLUMN_SHIFT" and "7 ô" in result.reason_vi and "ngày" not in result.reason_vi.partition(";")[0].partition("(H)")[2]


def far(path, row: int, column: int, value) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Biểu")
        for r, cells in enumerate([*TITLE, HEADER, *ROWS]):
            for c, cell in enumerate(cells):
                if cell is not None:
                    page.write(r, c, cell)
        page.write(row, column, value, book.add_format({"bg_color": "red"}))


@pytest.mark.parametrize("with_dimension", [True, False])
def test_a_stray_letter_far_away_does_not_take_the_run_along(place, monkeypatch, with_dimension):
    """The grid up to it would be half a terabyte: the process would die, and die again at every run."""
    monkeypatch.setattr(extent, "HEAD", 512)
    path = place.drop / "far.xlsx"
    path.parent.mkdir(exist_ok=True)
    far(path, 1_048_575, 16_383, "x")
    if not with_dimension:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        with zipfile.ZipFile(path, "w") as package:
            for name, data in parts.items():
                package.writestr(name, data.replace(b'<dimension ref="A1:XFD1048576"/>', b""))
    result = place.one(path)
    assert result.reason_code == "FILE_UNREADABLE" and "1048576" in result.reason_vi and "16384" in result.reason_vi


def test_coloured_cells_far_away_are_nothing(place):
    path = place.drop / "far.xlsx"
    path.parent.mkdir(exist_ok=True)
    far(path, 1_048_575, 16_383, None)
    assert read(place, place.one(path)) == READ


@pytest.mark.parametrize("small_rows", [5_000, 0])
def test_two_lines_under_a_commune_nobody_knows_contradict_nothing(place, monkeypatch, small_rows):
    """Neither can count: each goes to quarantine by its name, and the other lines load."""
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    place.deployment.reference_dir.mkdir(exist_ok=True)
    (place.deployment.reference_dir / "agencies.csv").write_text("agency_code,name_vi\nH99.101,UBND xã Mẫu 01\n", encoding="utf-8")
    twice = [village(4, "Thôn Bắc", count, 1, 1, "Xã Lạ") for count in (120, 130)]
    assert load(place, [*TITLE, HEADER, *ROWS, *twice]).status == "accepted"
    twice = [village(4, "Thôn Bắc", count, 1, 1) for count in (120, 130)]
    assert load(place, [*TITLE, HEADER, *ROWS, *twice], "b.xlsx").reason_code == "KEY_REPEATED"
