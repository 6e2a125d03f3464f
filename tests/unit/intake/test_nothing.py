"""“Không phát sinh”: a delivery without rows, and what is none."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pyarrow.parquet as pq
import pytest

from orchestration.intake.nothing import is_said
from orchestration.template import is_filled_by_people, write_template
from orchestration.template.sheet import nothing_note
from orchestration.template.worked import title_examples
from tests.unit.intake.conftest import CONTRACTS, REGISTER_HEADER, Place, register_row, workbook

TITLE = [["SỔ VĂN BẢN ĐẾN"], ["Đơn vị: Sở Mẫu"], ["Ngày xuất: 05/08/2025 08:00"], ["Từ ngày 01/07/2025 đến ngày 31/07/2025"], []]
JULY = (date(2025, 7, 1), date(2025, 7, 31))
COVERAGE = ["STT", "Tên thôn/bản", "Xã/Phường", "Đã phủ sóng 3G"]

SAID = [
    "Không phát sinh", "KHÔNG PHÁT SINH SỐ LIỆU", "Không phát sinh số liệu trong kỳ.", "Trong kỳ không phát sinh", "(Không có phát sinh)",
    "Ghi chú: Không phát sinh", "Tháng 7/2025: KHÔNG PHÁT SINH", "Không phát sinh hồ sơ trong tháng 7/2025", "Khong phat sinh so lieu",
    "“Không phát sinh”", "Không phát sinh trong quý III/2025", "Không có số liệu phát sinh", "Không\u00a0phát\u00a0sinh", "Không phát sinh",
]  # fmt: skip
NOT_SAID = [
    "Sự cố: không phát sinh", "Kỳ không phát sinh thì ghi “Không phát sinh” vào ô đầu", "Không phát sinh vướng mắc", "Có phát sinh",
    "Hồ sơ quá hạn: không phát sinh", None, 3, "Không phát sinh thì để trống",
]  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_ways_to_say_it(text):
    assert is_said(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_does_not_say_it(text):
    assert not is_said(text)


def form(place: Place, *below: list, title=TITLE, name="so.xlsx"):
    return place.one(workbook(place.drop / name, [*title, REGISTER_HEADER, *below], sheet="So VB"))


def declared(place: Place, result) -> dict:
    """The ledger row of a declaration; its raw file is there and holds no row."""
    assert (result.status, result.reason_code, result.rows_read) == ("accepted", "NOTHING_TO_REPORT", 0), result.reason_vi
    raw = pq.read_table(place.deployment.raw_dir / result.extract / f"{result.load_id}.parquet")
    assert len(raw) == 0 and {"load_id", "source_row", "registered_on"} <= set(raw.column_names)
    return place.loads()[-1]


def test_in_a_cell_below_the_header(place):
    row = declared(place, form(place, [], ["Không phát sinh"]))
    assert (row["sender_name"], row["period_start"], row["period_end"], row["version_at"]) == ("Sở Mẫu", *JULY, "2025-08-05T08:00:00")


def test_in_a_title_line_and_with_a_footer(place):
    title = [*TITLE[:4], ["KHÔNG PHÁT SINH SỐ LIỆU TRONG KỲ"], []]
    index = [f"({i})" for i in range(1, len(REGISTER_HEADER) + 1)]
    footer = [None, None, None, None, None, None, "Ngày 05 tháng 08 năm 2025"]
    assert declared(place, form(place, index, [], footer, title=title))["period_start"] == JULY[0]


def test_the_row_of_a_unit_says_whose_it_is(place):
    header = ["STT", "Mã hồ sơ", "Đơn vị tiếp nhận", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả", "Kênh tiếp nhận"]
    rows = [["Kỳ báo cáo: Tháng 7/2025"], header, [1, "Không phát sinh", "Xã Mẫu 01"]]
    row = declared_list(place, rows)
    assert (row["sender_name"], row["period_start"]) == ("Xã Mẫu 01", JULY[0])


def declared_list(place: Place, rows: list) -> dict:
    result = place.one(workbook(place.drop / "ds.xlsx", rows))
    assert (result.extract, result.status, result.rows_read) == ("onestop_dossier_list", "accepted", 0), result.reason_vi
    return place.loads()[-1]


def test_an_office_month_and_a_single_month_that_is_named(place):
    title = [*TITLE[:3], ["Kỳ báo cáo: Tháng 7 năm 2025"], []]
    assert declared(place, form(place, ["Không phát sinh"], title=title))["period_end"] == JULY[1]


def test_rows_and_the_words_contradict_each_other(place):
    result = form(place, register_row(1), ["Không phát sinh"])
    assert (result.status, result.reason_code, result.extract) == ("refused", "NOTHING_CONTRADICTED", "doc_register")
    assert "ô A8" in result.reason_vi
    title = [*TITLE[:4], ["Không phát sinh"]]
    result = form(place, register_row(1), title=title, name="b.xlsx")
    assert result.reason_code == "NOTHING_CONTRADICTED" and "ô A5" in result.reason_vi


def test_words_in_a_text_column_of_a_row_are_that_column_s(place):
    result = form(place, register_row(1), register_row(2, **{"Trích yếu": "Không phát sinh", "Bút phê": "Không phát sinh"}))
    assert (result.status, result.rows_read) == ("accepted", 2), result.reason_vi


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ([TITLE[0], *TITLE[2:]], "đơn vị gửi"),
        (TITLE[:3], "kỳ báo cáo"),
        ([*TITLE[:3], ["Từ ngày 01/07/2025 đến ngày 20/07/2025"]], "kỳ báo cáo"),  # no month of anybody's calendar
        ([*TITLE[:3], ["Kỳ báo cáo: Quý III/2025"]], "kỳ báo cáo"),
        ([TITLE[0], TITLE[2]], "đơn vị gửi và kỳ báo cáo"),
    ],
)
def test_what_cannot_be_told_is_asked_for(place, title, asked):
    result = form(place, ["Không phát sinh"], title=title)
    assert (result.status, result.reason_code) == ("refused", "TITLE_MISSING")
    assert f"không rõ {asked}:" in result.reason_vi and "ô A" in result.reason_vi


def test_two_answers_are_an_ambiguity(place):
    title = [*TITLE[:4], ["Kỳ báo cáo: Tháng 6/2025"], ["Kỳ báo cáo: Tháng 7/2025"]]
    assert form(place, ["Không phát sinh"], title=title).reason_code == "TITLE_AMBIGUOUS"


def test_an_empty_form_is_no_declaration(place):
    note = [["Kỳ không có số liệu: ghi “Không phát sinh” vào ô đầu tiên dưới tiêu đề"]]
    assert form(place, [], title=[*TITLE[:4], *note]).reason_code == "EMPTY_FILE"
    csv = "Mã thôn;Tên thôn;Xã\n"
    assert place.one(place.put("a.csv", csv)).status == "refused"
    assert place.one(place.put("a.json", json.dumps({"data": []}))).status == "refused"


TEXT = """KHÔNG PHÁT SINH SỐ LIỆU
Loại tệp: {name}
Đơn vị báo cáo: Sở Mẫu
Kỳ báo cáo: {period}
Ngày lập: 05/08/2025 08:00
"""


@pytest.mark.parametrize(
    ("extract", "period", "start", "end", "version"),
    [
        ("doc_register", "Tháng 7/2025", "2025-07-01", "2025-07-31", "2025-08-05T08:00:00"),
        ("dvc_dossier", "07/2025", "2025-07-01", "2025-07-31", None),  # its own files are JSON
        ("task_delay", "Tháng 7/2025", "2025-06-15", "2025-07-14", "2025-08-05T08:00:00"),
        ("task_delay", "từ ngày 15/6/2025 đến ngày 14/7/2025", "2025-06-15", "2025-07-14", "2025-08-05T08:00:00"),
        ("staff_skills", "Quý III/2025", "2025-07-01", "2025-09-30", "2025-08-05T08:00:00"),
        ("people_situation_report", "Tuần 28, từ 07/07/2025 đến 13/07/2025", "2025-07-07", "2025-07-13", "2025-08-05T08:00:00"),
    ],
)
def test_lines_without_a_table(place, extract, period, start, end, version):
    text = TEXT.format(name=place.contracts[extract].name_vi, period=period)
    place.deployment = replace_modules(place)
    result = place.one(place.put("kps.txt", text))
    assert (result.status, result.extract, result.rows_read) == ("accepted", extract, 0), result.reason_vi
    row = place.loads()[-1]
    assert (row["sender_name"], str(row["period_start"]), str(row["period_end"]), row["version_at"]) == ("Sở Mẫu", start, end, version)
    again = place.one(place.put("x/kps khac.txt", text))
    assert not again.is_new and len(place.loads()) == 1


def replace_modules(place: Place):
    """The same deployment with every module on."""
    from dataclasses import replace

    modules = tuple(sorted({c.module for c in place.contracts.values() if c.module}))
    return replace(place.deployment, modules=modules)


def test_lines_in_a_workbook_and_lines_that_are_a_table(place):
    lines = [line.split(": ") for line in TEXT.format(name=place.contracts["doc_register"].name_vi, period="Tháng 7/2025").splitlines()]
    lines = [[f"{cells[0]}:", *cells[1:]] if len(cells) > 1 else cells for cells in lines]
    assert declared(place, place.one(workbook(place.drop / "kps.xlsx", lines)))["sender_name"] == "Sở Mẫu"
    result = place.one(workbook(place.drop / "bang.xlsx", [*lines, ["A", "B", "C"], [1, 2, 3]]))
    assert result.reason_code == "NO_CONTRACT"


def test_a_list_without_periods_cannot_be_declared_empty(place):
    text = TEXT.format(name=place.contracts["agency_code_list"].name_vi, period="Tháng 7/2025")
    result = place.one(place.put("kps.txt", text))
    assert (result.reason_code, result.extract) == ("EMPTY_FILE", "agency_code_list")


def test_a_declaration_without_a_date_beside_a_file_is_asked_about(place):
    assert form(place, register_row(1)).status == "accepted"
    text = TEXT.format(name=place.contracts["doc_register"].name_vi, period="Tháng 7/2025")
    assert place.one(place.put("a.txt", text.replace("Ngày lập: 05/08/2025 08:00\n", ""))).reason_code == "SNAPSHOT_UNDECLARED"
    assert place.one(place.put("b.txt", text.replace("05/08", "06/08"))).status == "accepted"


def filled_template(contract, path):
    """The template with its title filled as in the contract's example and the reminder replaced by the words."""
    form = write_template(contract, path)
    book = openpyxl.load_workbook(path)
    page = book[form.sheet_name]
    spans = {(r.min_row, r.min_col): r.max_col for r in page.merged_cells.ranges}
    rows = {str(page.cell(n, 1).value): n for n in range(1, 40) if page.cell(n, 1).value}
    values = title_examples(form)
    for field in form.fields:
        if field.column and field.before in rows:
            row = rows[field.before]
            page.cell(row, spans.get((row, 1), 1) + 1).value = values[field.column.name]
    page.cell(rows[nothing_note(form)], 1).value = nothing_note(form).partition("“")[2].partition("”")[0]
    book.save(path)


FORMS = [c for c in CONTRACTS.values() if c.is_periodic and is_filled_by_people(c)]


@pytest.mark.parametrize("contract", FORMS, ids=lambda c: c.id)
def test_every_template_can_say_it(place, contract):
    place.deployment = replace_modules(place)
    path = place.drop / "bieu.xlsx"
    write_template(contract, path)
    assert place.one(path).status == "refused"  # the reminder itself says nothing
    filled_template(contract, path)
    result = place.one(path)
    if contract.delivered_by and not contract.column(contract.delivered_by).from_title:  # stands in the rows only: asked for
        assert (result.reason_code, result.extract) == ("TITLE_MISSING", contract.id), result.reason_vi
    else:
        assert (result.status, result.rows_read, result.extract) == ("accepted", 0, contract.id), result.reason_vi
