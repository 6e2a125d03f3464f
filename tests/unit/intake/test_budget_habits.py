"""Form 46/CK-NSNN with the units, titles and pages of other offices, and with another form below it."""

from __future__ import annotations

import pytest
import xlsxwriter

from orchestration.intake.numbers import parse_number
from tests.unit.intake.conftest import CONTRACTS, workbook
from tests.unit.intake.legacy_writers import seen, tcvn3, vni

TITLE = "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2021"
HEADER = ["STT", "NỘI DUNG", "DỰ TOÁN"]
LINES = [
    ["A", "TỔNG NGUỒN THU NSĐP", 1500],
    ["I", "Thu NSĐP được hưởng theo phân cấp", 1000],
    ["II", "Thu bổ sung từ ngân sách trung ương", 500],
    ["B", "TỔNG CHI NSĐP", 1600.5],
]
AMOUNTS = [("A", "1500"), ("A/I", "1000"), ("A/II", "500"), ("B", "1600,5")]


def head(unit: str | None = "Đơn vị: Triệu đồng", title: str = TITLE, mark: str = "Biểu số 46/CK-NSNN") -> list[list]:
    return [["UBND TỈNH SƠN LA", None, mark], [title], [None, None, unit]]


def load(place, rows: list[list]):
    return place.one(workbook(place.drop / "b.xlsx", rows))


def amounts(place, result) -> list[tuple[str, str]]:
    return [(row["item_path"], row["amount_vnd"]) for row in place.rows(result)]


OTHER = [["A", "NGÂN SÁCH CẤP TỈNH", 900], ["I", "Nguồn thu ngân sách cấp tỉnh", 900]]


@pytest.mark.parametrize("mark", ["Biểu số 47/CK-NSNN", "Biểu mẫu số 47", "BIỂU SỐ: 47/CK-NSNN"])
@pytest.mark.parametrize("header", [[HEADER], []])
def test_rows_of_another_form_below_are_none_of_this_one(place, mark, header):
    below = [[], ["UBND TỈNH SƠN LA", None, mark], ["CÂN ĐỐI NGÂN SÁCH CẤP TỈNH NĂM 2021"], *header, *OTHER]
    result = load(place, [*head(), HEADER, *LINES, *below])
    assert result.reason_code == "AMBIGUOUS_SHEET" and "từ dòng 10" in result.reason_vi


def test_the_same_form_goes_on_under_its_title_on_the_next_page(place):
    result = load(place, [*head(), HEADER, *LINES[:2], *head(), HEADER, *LINES[2:]])
    assert amounts(place, result) == AMOUNTS and result.notes == {"group": 3, "header": 1}


def test_a_row_that_refers_to_another_form_stays_a_row(place):
    rows = [["A", LINES[0][1], 1500, "Biểu số 47/CK-NSNN"], *LINES[1:]]
    assert amounts(place, load(place, [*head(), [*HEADER, "Ghi chú"], *rows])) == AMOUNTS


def test_letters_that_number_the_columns_are_no_row(place):
    assert amounts(place, load(place, [*head(), HEADER, ["A", "B", "C"], *LINES])) == AMOUNTS


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("Đơn vị: triệu đồng; %", "1000000"), ("Đơn vị: Triệu đồng/%", "1000000"), ("ĐVT: Tr đồng", "1000000"), ("Đơn vị tính: 1 triệu đồng", "1000000"),
        ("Triệu đồng", "1000000"), ("Đơn vị tính: 1.000.000 đ", "1000000"), ("Đơn vị tính : nghìn đ", "1000"), ("Đơn vị: 1000đ", "1000"),
        ("Đvt: tỷ VNĐ", "1000000000"), ("Đơn vị tính: đồng Việt Nam", "1"),
    ],
)  # fmt: skip
def test_the_unit_in_still_other_words(place, unit, factor):
    rows = place.rows(load(place, [*head(unit), HEADER, *LINES]))
    assert {r["amount_vnd__unit"] for r in rows} == {factor} and [r["amount_vnd"] for r in rows] == [a for _, a in AMOUNTS]


@pytest.mark.parametrize("unit", ["Đơn vị: trăm triệu đồng", "Đơn vị: triệu đồng và USD", "Đơn vị: %", None])
def test_a_unit_that_nobody_knows_is_asked_about(place, unit):
    assert load(place, [*head(unit), HEADER, *LINES]).reason_code == "UNIT_MISSING"


@pytest.mark.parametrize("title", ["BẢNG CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG, NĂM 2021", "CÂN ĐỐI THU, CHI NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2021"])
def test_a_title_with_a_comma_or_two_more_words(place, title):
    assert {r["report_year"] for r in place.rows(load(place, [*head(title=title), HEADER, *LINES]))} == {"2021"}


@pytest.mark.parametrize("years", ["2021-2023", "2021 – 2023", "2021 VÀ NĂM 2022", "2021, 2022", "2021/2022"])
def test_a_plan_for_several_years_is_no_form_of_its_first(place, years):
    result = load(place, [*head(title=f"CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM {years}"), HEADER, *LINES])
    assert result.reason_code == "TITLE_MISSING" and "“Năm của biểu”" in result.reason_vi


def test_headers_in_short_are_the_same_headers(place):
    rows = place.rows(load(place, [*head(), ["S\nT\nT", "NỘI DUNG", "ƯTH 2020", "DT 2021"], *[[*line[:2], 7, line[2]] for line in LINES]]))
    assert {(r["source_column"], r["basis"], r["budget_year"]) for r in rows} == {("C", "estimate", "2020"), ("D", "plan", "2021")}
    assert [(r["item_path"], r["amount_vnd"]) for r in rows if r["basis"] == "plan"] == AMOUNTS


def test_a_line_without_number_above_the_letters_has_nothing_below_it(place):
    rows = [[None, "TỔNG THU, CHI NSĐP", 3100], *LINES, ["-", "Chi đầu tư", 9], ["I", "Chi khác", 8]]
    assert amounts(place, load(place, [*head(), HEADER, *rows])) == [("*1", "3100"), *AMOUNTS, ("B/-1", "9"), ("B/I", "8")]


@pytest.mark.parametrize("text", ["400\n500", "1.500\n 600", "400\r\n500\n"])
def test_two_numbers_on_two_lines_of_a_cell_are_not_one(place, text):
    """A space may separate thousands, the end of a line may not: 400 and 500 are not 400.500."""
    rows = place.rows(load(place, [*head(), HEADER, ["A", LINES[0][1], text], *LINES[1:]]))
    assert " / " in rows[0]["amount_vnd"] and parse_number(rows[0]["amount_vnd"], CONTRACTS["budget_balance_b46"].column("amount_vnd")) is None


def test_a_number_alone_on_its_line_is_itself(place):
    rows = place.rows(load(place, [*head(), HEADER, ["A", LINES[0][1], "\n1 500\n"], *LINES[1:]]))
    assert rows[0]["amount_vnd"] == "1 500"


@pytest.mark.parametrize("header", ["DỰ TOÁN 2021/DỰ TOÁN 2020 (%)", "DỰ TOÁN NĂM 2021 (%)", "% so với dự toán"])
def test_a_column_of_percentages_holds_no_amounts(place, header):
    result = load(place, [*head(), [*HEADER, header], *[[*line, 105.5] for line in LINES]])
    assert amounts(place, result) == AMOUNTS
    only = load(place, [*head(title=TITLE + " "), ["STT", "NỘI DUNG", header], *LINES])
    assert only.reason_code == "NO_CONTRACT" and "“Số tiền”" in only.reason_vi


@pytest.mark.parametrize("note", ["Ghi chú: thu bổ sung chưa gồm cải cách tiền lương", "Ghi chú (1):", "Chú thích: số năm trước"])
def test_a_note_with_a_number_beside_it_is_no_line_of_the_form(place, note):
    result = load(place, [*head(), HEADER, *LINES[:2], [None, note, 77], *LINES[2:], [None, note, 78]])
    assert amounts(place, result) == AMOUNTS and result.notes == {"group": 1, "footer": 1}


def page(place, amount: str):
    rows = [*head(), HEADER, [*LINES[0][:2], amount], *LINES[1:]]
    cells = ["".join(f"<td>{'' if c is None else c}</td>" for c in [*row, *[None] * (3 - len(row))]) for row in rows]
    return place.one(place.put("b.xls", "<html><table>" + "".join(f"<tr>{line}</tr>" for line in cells).replace("1600.5", "1600,5") + "</table></html>"))


@pytest.mark.parametrize(
    ("amount", "raw"),
    [
        ("1.600,5<sup>1</sup>", "1.600,5 / 1"),  # a footnote
        ("<del>1</del>500", "1 / 500"),
        ("<b>1</b>500", "1500"),
        ("<del>900</del><ins>1500</ins>", "900 / 1500"),
        ("<s>400</s> 500", "400 / 500"),  # a space may separate thousands
        ("400 <s>500</s>", "400 / 500"),
        ("<s>400</s> <b> 500</b>", "400 / 500"),
        ('<span style="text-decoration: line-through">400</span> 500', "400 / 500"),
        ('1500<span style="vertical-align:super">1</span>', "1500 / 1"),
        ("1500<sup>(1)</sup>", "1500(1)"),
        ("1500<br>1600", "1500 / 1600"),
    ],
)
def test_a_mark_beside_a_number_is_no_digit_of_it(place, amount, raw):
    assert place.rows(page(place, amount))[0]["amount_vnd"] == raw


@pytest.mark.parametrize("hidden", ['style="display: none"', "hidden", 'style="color:red;DISPLAY:NONE"', 'style="visibility:hidden"'])
def test_what_a_page_hides_within_a_cell_is_not_read(place, hidden):
    assert amounts(place, page(place, f"<span {hidden}>0000</span>1500<i>{''}</i>")) == AMOUNTS


@pytest.mark.parametrize(
    ("runs", "raw"),
    [
        (["1.600,5", "sup", "1"], "1.600,5 / 1"),
        (["strike", "400", " 500"], "400 / 500"),
        (["400 ", "strike", "500"], "400 / 500"),
        (["1500", "sup", "(1)"], "1500(1)"),
        (["15", "bold", "00"], "1500"),
    ],
)
def test_a_raised_or_struck_digit_of_a_workbook_is_none_of_the_number(place, runs, raw):
    path = place.drop / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        styles = {"sup": {"font_script": 1}, "strike": {"font_strikeout": True}, "bold": {"bold": True}}
        page = book.add_worksheet()
        for at, row in enumerate([*head(), HEADER, *LINES]):
            page.write_row(at, 0, row)
        page.write_rich_string(4, 2, *(book.add_format(styles[run]) if run in styles else run for run in runs))
    assert place.rows(place.one(path))[0]["amount_vnd"] == raw


NOTES = [["(1)", "Gồm thu xổ số kiến thiết", 77], ["(2)", "Gồm thu tiền sử dụng đất", None]]


def test_a_numbered_note_that_a_line_refers_to_is_no_line(place):
    lines = [LINES[0], [LINES[1][0], f"{LINES[1][1]} (1)", LINES[1][2]], *LINES[2:]]
    for foot in (NOTES, [[], *NOTES], [[None, "(1) Gồm thu xổ số kiến thiết", 77]]):
        result = load(place, [*head(), HEADER, *lines, *foot])
        assert amounts(place, result) == AMOUNTS and result.notes["footer"] == sum(map(bool, foot))


@pytest.mark.parametrize("mark", ["(1)", "[1]", "*", "(*)", "¹"])
def test_a_number_beside_a_note_that_may_be_a_line_is_asked_about(place, mark):
    result = load(place, [*head(), HEADER, *LINES, [], [mark, "Gồm thu xổ số kiến thiết", 77]])
    assert result.reason_code == "NOTE_IN_DOUBT" and "ô A10" in result.reason_vi and result.extract == "budget_balance_b46"


def test_notes_without_numbers_are_left_out(place):
    result = load(place, [*head(), HEADER, *LINES, *([mark, "Gồm thu xổ số kiến thiết"] for mark in ("(1)", "*"))])
    assert amounts(place, result) == AMOUNTS and result.notes == {"footer": 2}


def test_lines_that_are_numbered_as_notes_are_and_go_on_are_lines(place):
    inner = [["(1)", "Thu hưởng 100%", 600], ["(2)", "Thu phân chia", 400]]
    rows = place.rows(load(place, [*head(), HEADER, *LINES[:2], *inner, *LINES[2:], ["(1)", "Bội chi ngân sách tỉnh", 100.5]]))
    assert [r["amount_vnd"] for r in rows] == ["1500", "1000", "600", "400", "500", "1600,5", "100,5"]


def test_a_line_in_the_midst_whose_mark_another_refers_to_is_asked_about(place):
    lines = [["A", "TỔNG NGUỒN THU NSĐP (1)", 1500], ["(1)", "Gồm thu xổ số", 77], *LINES[1:]]
    assert load(place, [*head(), HEADER, *lines]).reason_code == "NOTE_IN_DOUBT"


@pytest.mark.parametrize("heading", [[None, "Ghi chú:"], ["Ghi chú"], [None, "CHÚ THÍCH:"]])
def test_numbered_rows_below_the_word_notes_are_notes(place, heading):
    notes = [[1, "Gồm thu xổ số", 77], [2, "Gồm tiền sử dụng đất", 78], [None, "Số liệu ước", 79]]
    assert amounts(place, load(place, [*head(), HEADER, *LINES, heading, *notes])) == AMOUNTS
    assert amounts(place, load(place, [*head(), HEADER, *LINES[:2], heading, *notes, *LINES[2:]])) == AMOUNTS


@pytest.mark.parametrize("index", [["A", "B", 1], ["A", "B", "1.0"], ["(1)", "(2)", "(3)"], [1, 2, "3=1+2"]])
def test_numbers_of_the_columns_on_every_page_are_no_line(place, index):
    for again in ([HEADER, index], [index]):
        result = load(place, [*head(), HEADER, index, *LINES[:2], *again, *LINES[2:]])
        assert amounts(place, result) == AMOUNTS and result.notes["index"] == 2


def test_years_in_figures_below_a_header_that_is_not_merged_are_asked_about(place):
    """The first column is of 2020, whatever the title says, and the second stands under no header."""
    lines = [[*line, 7] for line in LINES]
    result = load(place, [*head(), [*HEADER, None], [None, None, 2020, 2021], *lines])
    assert result.reason_code == "AMBIGUOUS_HEADER" and "ô C5" in result.reason_vi


@pytest.mark.parametrize("inside", ["triệu đồng", "ĐVT: tr.đ", "1", "3=1+2", "năm kế hoạch", "HĐND tỉnh giao", "Trung ương giao"])
def test_brackets_behind_a_header_that_leave_its_meaning(place, inside):
    assert amounts(place, load(place, [*head(), [*HEADER[:2], f"DỰ TOÁN NĂM 2021 ({inside})"], *LINES])) == AMOUNTS


@pytest.mark.parametrize("inside", ["ngân sách tỉnh", "tăng/giảm", "so với 2020", "quý I", "điều chỉnh"])
def test_brackets_behind_a_header_that_make_it_another_amount(place, inside):
    alone = load(place, [*head(), [*HEADER[:2], f"DỰ TOÁN NĂM 2021 ({inside})"], *LINES])
    assert alone.reason_code == "NO_CONTRACT" and "cột C" in alone.reason_vi
    beside = load(place, [*head(), [*HEADER[:2], "DỰ TOÁN NĂM 2021", f"DỰ TOÁN NĂM 2020 ({inside})"], *([*line, 7] for line in LINES)])
    assert beside.reason_code == "COLUMN_UNKNOWN" and "ô D4" in beside.reason_vi


@pytest.mark.parametrize("number", ["I", "II"])
def test_one_number_given_to_two_lines_is_asked_about(place, number):
    """A line left hidden, or a slip: `I` below `I` is no level of its own."""
    lines = [*LINES[:2], [number, "Thu bổ sung", 7], *LINES[2:]] if number == "I" else [*LINES[:3], [number, "Thu bổ sung", 7], *LINES[3:]]
    result = load(place, [*head(), HEADER, *lines])
    row = 6 if number == "I" else 7
    assert result.reason_code == "KEY_REPEATED" and f"ô A{row} và trang tính “Sheet1”, ô A{row + 1}) cùng “STT”" in result.reason_vi


def test_headers_in_a_font_each_are_asked_for_in_unicode(place):
    """Too little of each font to be sure of any."""
    header = ["STT", seen(tcvn3("NỘI DUNG CHỈ TIÊU")), seen(vni("DỰ TOÁN"))]
    result = load(place, [*head(), header, *LINES])
    assert result.reason_code == "ENCODING_UNSUPPORTED"
    assert "TCVN3: trang tính “Sheet1”, ô B4" in result.reason_vi and "VNI: trang tính “Sheet1”, ô C4" in result.reason_vi


@pytest.mark.parametrize(("amount", "cells"), [(1000, None), (1000.4, None), (10000, "ô C5, trang tính “Sheet1”, ô C6"), ("-", None), ("1.000 tr", None)])
def test_a_line_that_those_below_it_do_not_add_up_to_is_told(place, amount, cells):
    """Half of the provinces print one: the form loads all the same."""
    lines = [["A", "TỔNG NGUỒN THU NSĐP", 1500], ["I", "Thu theo phân cấp", amount], ["1", "Thu hưởng 100%", 600], ["2", "Thu phân chia", 400], *LINES[2:]]
    result = load(place, [*head(), HEADER, *lines])
    assert result.status == "accepted" and [w.code for w in result.warnings] == (["SUM_DIFFERS"] if cells else [])
    assert cells is None or cells in result.warnings[0].message_vi


def test_a_number_whose_name_stands_on_another_row_is_not_lost(place):
    """It goes to quarantine for having none, and moves no other line."""
    lines = [["A", "TỔNG NGUỒN THU NSĐP", None], [None, None, 1500], *LINES[1:], [None, None, 3]]
    result = load(place, [*head(), HEADER, *lines])
    rows = place.rows(result)
    assert [(r["item_path"], r["item_name"] or None, r["amount_vnd"] or None) for r in rows[:3]] == [
        ("A", "TỔNG NGUỒN THU NSĐP", None), (None, None, "1500"), ("A/I", LINES[1][1], "1000")
    ]  # fmt: skip
    assert len(rows) == 5 and result.notes == {"footer": 1}


@pytest.mark.parametrize("at", [1, 2])
def test_one_cell_over_two_columns_is_one_column(place, at):
    """A header merged as the cells below it are, the second column of the two empty."""
    rows = [[*line[: at + 1], None, *line[at + 1 :]] for line in [HEADER, *LINES]]
    rows[0][at] = None
    path = workbook(place.drop / "b.xlsx", [*head(), *rows], merges=[(3, at, 3, at + 1, HEADER[at])])
    assert amounts(place, place.one(path)) == AMOUNTS
    rows[2][at + 1] = "7" if at == 1 else 7
    path = workbook(place.drop / "c.xlsx", [*head(), *rows], merges=[(3, at, 3, at + 1, HEADER[at])])
    assert place.one(path).reason_code == "AMBIGUOUS_HEADER"


@pytest.mark.parametrize("line", ["(Kèm theo Nghị quyết số 12/NQ-HĐND ngày 05/01/2020 của HĐND tỉnh Hòa Bình)", "TỈNH HÒA BÌNH"])
def test_two_provinces_above_a_form_are_asked_about(place, line):
    result = load(place, [*head(), [line], HEADER, *LINES])
    assert result.reason_code == "TITLE_AMBIGUOUS" and "“Tỉnh, thành phố”" in result.reason_vi
    assert amounts(place, load(place, [*head(), [line.replace("Hòa Bình", "Sơn La").replace("HÒA BÌNH", "SƠN LA")], HEADER, *LINES])) == AMOUNTS


def test_a_city_of_a_province_is_not_the_province(place):
    rows = [["UBND THÀNH PHỐ SƠN LA", None, "Biểu số 46/CK-NSNN"], *head()[1:], HEADER, *LINES]
    result = load(place, rows)
    assert result.reason_code == "TITLE_MISSING" and "“Tỉnh, thành phố”" in result.reason_vi
    assert {r["province_name"] for r in place.rows(load(place, [["UBND THÀNH PHỐ HUẾ", *rows[0][1:]], *rows[1:]]))} == {"HUẾ"}


@pytest.mark.parametrize("line", ["(Dự toán năm 2020)", "NĂM 2020"])
def test_two_years_above_a_form_are_asked_about(place, line):
    result = load(place, [*head(), [line], HEADER, *LINES])
    assert result.reason_code == "TITLE_AMBIGUOUS" and "“Năm của biểu”" in result.reason_vi
    assert amounts(place, load(place, [*head(), [line.replace("2020", "2021")], HEADER, *LINES])) == AMOUNTS
