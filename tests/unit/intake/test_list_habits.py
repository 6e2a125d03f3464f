"""Lists and scores of other publishers: a key said twice, rows that are no unit's, separators within quotes, times in other words."""

from __future__ import annotations

import json

import pytest

from orchestration.intake import raw
from orchestration.intake.entries import entries_json
from tests.unit.intake.conftest import CONTRACTS, workbook

SCORES = ["Năm 2023", "Province,SC11,SC12", "P01,1.25,2.5", "P02,,1.75"]


def scores(place, *more: str, lines: list[str] = SCORES):
    return place.one(place.put("p.csv", "\n".join([*lines, *more]) + "\n"))


def said(place, result) -> set[tuple]:
    return {(r["province_code"], r["subcriterion"], r["score"] or None) for r in place.rows(result)}


READ = {("P01", "SC11", "1.25"), ("P01", "SC12", "2.5"), ("P02", "SC11", None), ("P02", "SC12", "1.75")}


@pytest.mark.parametrize("small_rows", [5_000, 0])
def test_a_list_that_says_two_things_of_one_key_is_asked_about(place, monkeypatch, small_rows):
    """Nothing but the key orders its versions: one of the two scores would be taken by chance."""
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    result = scores(place, "P01,1.26,2.5")
    assert result.reason_code == "KEY_REPEATED" and "dòng 3" in result.reason_vi and "dòng 5" in result.reason_vi


def test_a_row_printed_twice_is_no_contradiction(place):
    assert said(place, scores(place, "P01,1.25,2.5")) == READ


def test_versions_that_something_else_orders_may_stand_side_by_side(place):
    lines = ["Số quyết định;Lĩnh vực;Cơ quan thực hiện;Tên;Mã số", "1/QĐ-BTP;Hộ tịch;UBND cấp xã;Cấp bản sao;1.003560"]
    result = place.one(place.put("t.csv", "\n".join([*lines, lines[1].replace("1/QĐ", "2/QĐ")])))
    assert [r["decision_no"] for r in place.rows(result)] == ["1/QĐ-BTP", "2/QĐ-BTP"]


@pytest.mark.parametrize("label", ["Cả nước", "TOÀN QUỐC", "Bình quân", "Giá trị trung bình", "Thấp nhất", "Max", "National"])
def test_the_country_and_its_mean_are_no_province(place, label):
    assert said(place, scores(place, f"{label},1.25,2.5")) == READ


@pytest.mark.parametrize("header", ["STT", "TT"])
def test_numbered_rows_are_no_strange_scores(place, header):
    numbered = [SCORES[0], f"{header},{SCORES[1]}", f"1,{SCORES[2]}", f"2,{SCORES[3]}"]
    assert said(place, scores(place, lines=numbered)) == READ


@pytest.mark.parametrize("label", ["Cả nước", "CẢ NƯỚC", "Toàn quốc"])
def test_the_whole_country_below_its_provinces_is_a_total(place, label):
    rows = [
        ["mahc", "tentinh", "dientichkm2", "dansonguoi", "kinhdo", "vido"],
        ["1", "tỉnh Mẫu Một", 3359.8, 8718000, 105.698, 21.0001],
        ["7", "tỉnh Mẫu Hai", 6700.4, 555809, 106.083, 22.7456],
        [None, label, 10060.2, 9273809],
    ]
    result = place.one(workbook(place.drop / "p.xlsx", rows))
    assert [r["province_name"] for r in place.rows(result)] == ["tỉnh Mẫu Một", "tỉnh Mẫu Hai"] and result.notes == {"total": 1}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_quotes_are_those_of_the_separator_that_reads(place, newline):
    """By commas, a quote opens within a field and never closes; the file is one of semicolons."""
    lines = ["Mã số;Tên;Cơ quan ban hành;Cơ quan thực hiện;Lĩnh vực"]
    lines += [f'1.00356{i};Cấp, đổi, "lại" thẻ;Bộ Mẫu;"Sở Mẫu{newline}, ""Phòng"" Mẫu{newline}";Hộ tịch'.replace('"lại"', "lại") for i in range(1, 4)]
    rows = place.rows(place.one(place.put("t.csv", newline.join(lines) + newline)))
    assert [(r["procedure_code"], r["procedure_name"], r["field_name"]) for r in rows] == [
        (f"1.00356{i}", "Cấp, đổi, lại thẻ", "Hộ tịch") for i in range(1, 4)
    ]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Trực tiếp24 giờ làm việcMiễn phí", ("Trực tiếp", "24", "giờ làm việc", "Miễn phí")),  # three days of work, not one by the clock
        ("Trực tiếp24 giờMiễn phí", ("Trực tiếp", "24", "giờ", "Miễn phí")),
        ("Trực tiếp05 ngày (làm việc)Miễn phí", ("Trực tiếp", None, None, None)),
        ("Trực tuyến toàn trình3 Ngày làm việcMiễn phí", ("Trực tuyến toàn trình", "3", "Ngày làm việc", "Miễn phí")),
        *((f"{channel}3 NgàyMiễn phí", (channel, "3", "Ngày", "Miễn phí")) for channel in ("Nộp trực tiếp", "Nộp trực tuyến toàn trình", "TRỰC TIẾP", "Qua BCCI", "Qua bưu điện", "Bưu chính công ích", "Qua dịch vụ bưu chính công ích")),
        ("Dịch vụ bưu chính công ích3 NgàyKhông có thông tin", ("Dịch vụ bưu chính công ích", "3", "Ngày", "Không có thông tin")),
    ],
)
def test_times_of_work_are_not_times_by_the_clock(text, entry):
    methods = CONTRACTS["procedure_catalogue"].column("submission_methods").entries
    assert json.loads(entries_json(text, methods)) == [dict(zip(("channel", "duration", "unit", "fee"), entry, strict=True))]


def test_the_next_channel_in_other_words_ends_the_time_of_the_one_before():
    methods = CONTRACTS["procedure_catalogue"].column("submission_methods").entries
    entries = json.loads(entries_json("Nộp trực tiếp7 NgàyKhông thu phíQua BCCI5 NgàyMiễn phíNộp hồ sơ trực tiếp tại quầy 3 ngày", methods))
    assert [(e["channel"], e["duration"]) for e in entries] == [("Nộp trực tiếp", "7"), ("Qua BCCI", "5")]


FEEDBACK = "Mã phản ánh, kiến nghị;Thời gian gửi;Thời gian tiếp nhận;Tình trạng"


def feedback(place, *moments: str):
    lines = [FEEDBACK, *(f"PA-{i};{moment};{moment};Xử lý" for i, moment in enumerate(moments, 1))]
    return place.one(place.put("f.csv", "\n".join(lines) + "\n"))


def test_a_feedback_list_with_the_headers_of_another_portal(place):
    rows = place.rows(feedback(place, "01/07/2025, 08:05", "13/07/2025, 10:00"))
    assert [(r["feedback_code"], r["created_at"], r["received_at"], r["status_code"]) for r in rows] == [
        ("PA-1", "01/07/2025, 08:05", "01/07/2025, 08:05", "Xử lý"),
        ("PA-2", "13/07/2025, 10:00", "13/07/2025, 10:00", "Xử lý"),
    ]


@pytest.mark.parametrize("written", ["{}, 10:00", "{}, 10:00:30", "{} - 10:00", "10:00 - {}", "10:00, {}"])
def test_the_month_first_behind_a_comma_is_seen_too(place, written):
    result = feedback(place, written.format("07/05/2025"), written.format("07/21/2025"))
    assert result.reason_code == "DATE_ORDER_MIXED" and "dòng 3" in result.reason_vi


def test_moments_counted_in_milliseconds_are_asked_for_as_days(place):
    rows = [{"soPAKN": f"PA-{i}", "ngayPhanAnh": 1_754_362_800_000 + i, "tenTrangThai": "Xử lý"} for i in range(4)]
    result = place.one(place.put("f.json", json.dumps(rows, ensure_ascii=False)))
    assert result.reason_code == "PD_COLUMN" and "mili giây" in result.reason_vi


def test_a_count_below_the_codes_is_no_code(place):
    """The label stands under STT, which nobody reads, and what it counts stands under the codes."""
    rows = [["STT", "Mã phản ánh", "Ngày phản ánh", "Trạng thái", "Hài lòng"], [1, "PA-1", "01/07/2025", "Xử lý", 3], [2, "PA-2", "20250713", "Xử lý", 4]]
    result = place.one(workbook(place.drop / "f.xlsx", [*rows, ["Tổng cộng", 2, None, None, 7]]))
    assert [(r["feedback_code"], r["created_at"]) for r in place.rows(result)] == [("PA-1", "01/07/2025"), ("PA-2", "20250713")]
    assert result.notes == {"total": 1}


def test_times_of_day_in_words_are_read_and_counted(place):
    result = feedback(place, "01/07/2025 2:30 CH", "08h05 ngày 13/07/2025", "13/07/2025 2:30 PM")
    assert [r["created_at"] for r in place.rows(result)] == ["01/07/2025 14:30", "08:05 13/07/2025", "13/07/2025 2:30 PM"]
    assert result.repairs["clock_in_figures|created_at"] == 2
