"""What a load report says of messy files: expected words and counts worked out by hand from the files written here."""

from __future__ import annotations

import json
import re

from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.deployment import PROJECT_ROOT
from orchestration.intake.secrecy import has_stamp
from orchestration.load_report.page import page_html
from orchestration.load_report.terminal import lines
from orchestration.load_report.words import LEFT_OUT_VI, REMARKS_VI
from tests.unit.intake.conftest import workbook
from tests.unit.intake.legacy_writers import seen, tcvn3

HEADER = ["Mã đơn vị", "Tên đơn vị", "Số hồ sơ", "Người phụ trách", "Ghi chú của chị Lan", "Nội dung"]
UNITS = ["Phường Nghĩa Lộ", "Xã Nghĩa Tâm", "Phường Cầu Thia", "Xã Thượng Bằng La"]


def messy(path):
    """Two title rows, an index row, four rows in TCVN3 whose codes lost a zero, a total, a footer, a hidden sheet."""
    rows = [["BIỂU TỔNG HỢP"], [], HEADER, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]]
    rows += [[120 + i, seen(tcvn3(unit)), 10, "Trần Thị Kín", "x", None] for i, unit in enumerate(UNITS)]
    rows += [["Tổng cộng", None, 40], [], [None, None, None, "NGƯỜI LẬP BIỂU"]]
    return workbook(path, rows, sheet="Tháng 7", hidden={"Bản nháp": [["bỏ"]]})


def test_a_messy_workbook(place):
    result = place.one(messy(place.drop / "bieu.xlsx"))
    assert result.status == "accepted", result.reason_vi
    told = place.told(result)
    assert told["rows"] == {"read": 4, "kept": None, "quarantined": None, "failed_pct": None}
    assert {n["reason"]: n["count"] for n in told["left_out"]} == {"total": 1, "index": 1, "blank": 1, "footer": 1}
    assert told["sheets"] == {"read": ["Tháng 7"], "hidden": 1, "other": 0}
    assert [(r["kind"], r["column_vi"], r["count"]) for r in told["repairs"]] == [("zero_padded", "Mã đơn vị", 4)]
    assert told["encodings"] == [{"encoding": "tcvn3", "label_vi": "TCVN3 (.VnTime)", "count": 4}]
    assert told["dropped_columns"] == ["Người phụ trách"]
    assert told["unknown_columns"] == [{"sheet": "Tháng 7", "at": ["E"]}]
    places = {c["column"]: c["letters"] for c in told["places"][0]["columns"]}
    assert places == {"unit_code": "A", "unit_name": "B", "case_count": "C", "note_text": "F"}


def test_no_header_and_no_value_is_told(place):
    result = place.one(messy(place.drop / "bieu.xlsx"))
    told = place.told(result)
    for text in (json.dumps(told, ensure_ascii=False), page_html(told), "\n".join(lines(told))):
        assert "Lan" not in text and "Kín" not in text and "Nghĩa" not in text
    assert "chị Lan".encode() not in place.bytes_written()


def test_a_refused_file_says_what_it_was(place):
    rows = [HEADER, ["00001", "Xã Một", 5, "", "", ""], ["00002", "Xã Hai", 6, "", "", ""], ["Tổng cộng", None, 12]]
    told = place.told(place.one(workbook(place.drop / "sai.xlsx", rows, sheet="Tháng 8")))
    assert (told["status_code"], told["reason_code"], told["extract"]) == ("refused", "TOTAL_MISMATCH", "trial_form")
    assert told["kind_vi"] == "bảng tính Excel (.xlsx)" and "trang tính “Tháng 8”, ô C4" in told["reason_vi"]
    page = page_html(told)
    assert "Tệp bị từ chối: dòng tổng không khớp." in page and "Chưa có số liệu nào" in page


def test_what_is_no_data_at_all(place):
    told = place.told(place.one(place.put("thu.pdf", b"%PDF-1.7 ...")))
    assert told["status_code"] == "refused" and told["kind_vi"] is None and told["extract_vi"] is None
    assert "Chưa nhận ra loại dữ liệu" in page_html(told)


def test_a_file_with_a_secrecy_stamp_says_nothing_of_itself(place):
    assert has_stamp(["TUYỆT MẬT"])
    rows = [["TUYỆT MẬT"], HEADER, ["00001", "Xã Một", 5, "", "", ""]]
    told = place.told(place.one(workbook(place.drop / "bieu mat.xlsx", rows)))
    assert told["reason_code"] == "SECRECY_PRESENT" and told["is_closed"]
    assert told["kind_vi"] is None and told["file_label"] == "(ẩn)" and told["places"] == []


def test_a_misspelt_optional_header_is_seen(place):
    text = "Mã đơn vị;Tên đơn vị;Số hồ xơ\n00001;Xã Một;5\n"
    told = place.told(place.one(place.put("a.csv", text)))
    assert "Số hồ sơ" in told["absent_columns"] and told["unknown_columns"] == [{"sheet": None, "at": ["C"]}]
    assert "Cột không bắt buộc mà tệp không có" in "\n".join(lines(told)) and "Mã đơn vị" not in told["absent_columns"]


def test_json_keys(place):
    records = [{"Mã đơn vị": "00001", "Tên đơn vị": "Xã Một", "Bí danh": "x", "Số hồ sơ": "1.234", "Người phụ trách": "Kín", "Khác": 1}]
    told = place.told(place.one(place.put("a.json", json.dumps(records))))
    assert told["kind_vi"] == "JSON" and told["dropped_columns"] == ["Người phụ trách"] and told["places"] == []
    assert told["unknown_columns"] == [{"sheet": None, "at": ["3", "6"]}]
    assert "Cột hợp đồng không biết, bỏ qua: khóa thứ 3, 6" in "\n".join(lines(told))


def test_csv_columns_have_letters_and_a_record_cut_short_is_remarked(place):
    text = "Mã đơn vị;Tên đơn vị;Số hồ sơ;Lạ\n00001;Xã Một;5;x\n00002;Xã Hai\n00003;Xã Ba;7;y\n"
    told = place.told(place.one(place.put("a.csv", text)))
    assert told["unknown_columns"] == [{"sheet": None, "at": ["D"]}]
    assert [(r["reason"], r["count"]) for r in told["remarks"]] == [("malformed", 1)]


def test_of_a_closed_extract_only_counts_are_told(place):
    rows = [["Mã kín", "Loại kín", "Lạ"], ["K1", "a", "b"], ["K2", "a", "b"]]
    told = place.told(place.one(workbook(place.drop / "kin.xlsx", rows, sheet="Tháng 9")))
    assert told["is_closed"] and told["rows"]["read"] == 2 and told["sender_name"] is None
    assert told["places"] == [] and told["sheets"]["read"] == [] and told["unknown_columns"] == [{"sheet": None, "at": ["C"]}]
    assert "Tháng 9" not in page_html(told) and "chỉ có số đếm" in page_html(told)


def test_a_page_escapes_and_calls_nobody(place):
    told = place.told(place.one(messy(place.drop / "bieu.xlsx"))) | {"reason_vi": "<b>x</b>", "status_code": "held"}
    page = page_html(told)
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<script" not in page and not re.search(r"""(?:src|href|url)\s*[=(]""", page)


def test_every_reason_for_leaving_out_has_words():
    sources = "".join(p.read_text(encoding="utf-8") for p in (PROJECT_ROOT / "orchestration" / "intake").glob("*.py"))
    used = set(re.findall(r"_drop\(\"(\w+)\"\)|dropped\[\"(\w+)\"\]|notes\[\"(\w+)\"\]", sources))
    names = {name for group in used for name in group if name}
    assert len(names) >= 9 and names <= {*LEFT_OUT_VI, *REMARKS_VI}


def test_the_command_by_id_by_file_and_for_what_is_unknown(place):
    path = messy(place.drop / "bieu.xlsx")
    result, before = place.one(path), ["-d", str(place.deployment.config_path), "loads"]
    run = CliRunner().invoke
    listed = run(cli, [*before, "list", "--status", "accepted"])
    assert listed.exit_code == 0 and result.load_id[:8] in listed.output and "4 dòng" in listed.output
    assert result.load_id[:8] not in run(cli, [*before, "list", "--status", "refused"]).output
    by_id, by_file = (run(cli, [*before, "show", target, "--json"]) for target in (result.load_id[:6], str(path)))
    assert by_id.output == by_file.output and json.loads(by_id.output)["load_id"] == result.load_id
    page = place.deployment.root / "phieu.html"
    assert run(cli, [*before, "show", result.load_id, "--html", str(page)]).exit_code == 0 and "Phiếu nạp" in page.read_text(encoding="utf-8")
    unknown = run(cli, [*before, "show", "ffff"])
    assert unknown.exit_code == 2 and "Không có tệp nào" in unknown.output
