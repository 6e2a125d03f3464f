"""Signs of a state secret wherever a file can carry them, and the words that only sound like one."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter

from orchestration.intake import csv_read
from orchestration.intake.secrecy import has_stamp
from orchestration.intake.secrecy_parts import _printed
from tests.unit.intake.conftest import DOSSIER, REGISTER_HEADER, Place, dossier, register_row

VILLAGES = ["Mã hồ sơ", "Đơn vị", "Ngày nhận", "Trạng thái", "Ghi chú"]
LIST_ROW = ["H99.14-250701-0001", "UBND Xã Mẫu 01", "01/07/2025 08:00:00", "Đã tiếp nhận", "x"]


def book(path: Path, rows: list[list], **parts) -> Path:
    with xlsxwriter.Workbook(str(path)) as file:
        page = file.add_worksheet(parts.get("sheet", "Sheet1"))
        for r, cells in enumerate(rows):
            page.write_row(r, 0, cells)
        for name in ("header", "footer"):
            if name in parts:
                getattr(page, f"set_{name}")(parts[name])
        if "properties" in parts:
            file.set_properties(parts["properties"])
        if "custom" in parts:
            file.set_custom_property(*parts["custom"])
        if "textbox" in parts:
            page.insert_textbox(8, 1, parts["textbox"])
        if "note" in parts:
            page.write_comment("B2", parts["note"])
        if "second" in parts:
            other = file.add_worksheet("Trang 2")
            for r, cells in enumerate(parts["second"]):
                other.write_row(r, 0, cells)
        if "hidden" in parts:
            other = file.add_worksheet("ds")
            other.hide()
            for r, cells in enumerate(parts["hidden"]):
                other.write_row(r, 0, cells)
    return path


GOOD = [["DANH SÁCH HỒ SƠ"], ["Mật độ dân số cao; bảo mật, an toàn thông tin"], VILLAGES, LIST_ROW]
REGISTER = [["SỔ VĂN BẢN"], ["Đơn vị: Sở Mẫu"], REGISTER_HEADER, register_row(1)]
SIGNS = {
    "a line above": {"rows": [["MẬT"], *GOOD]},
    "a line above in two lines": {"rows": [["UBND TỈNH\nTỐI MẬT"], *GOOD]},
    "a line below": {"rows": [*GOOD, [], [None, None, "Tuyệt mật"]]},
    "decomposed": {"rows": [[unicodedata.normalize("NFD", "Mật")], *GOOD]},
    "with its word": {"rows": [["Độ mật: Tối mật"], *GOOD]},
    "a title": {"rows": [["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN"], *GOOD]},
    "a column no contract knows": {"rows": [[*VILLAGES, "Độ mật"], [*LIST_ROW, "Mật"]]},
    "a column of codes": {"rows": [[*VILLAGES, "Mức độ mật"], [*LIST_ROW, "0"], [*LIST_ROW, 2]]},
    "the column of the contract": {"rows": [*REGISTER, register_row(2, "Tối mật")]},
    "page header": {"rows": GOOD, "header": '&C&"Times New Roman,Bold"&14MẬT'},
    "page footer": {"rows": GOOD, "footer": "&LTỉnh Mẫu&RTỐI MẬT"},
    "property": {"rows": GOOD, "properties": {"keywords": "Mật"}},
    "status property": {"rows": GOOD, "properties": {"status": "TUYỆT MẬT", "title": "Danh sách"}},
    "own property": {"rows": GOOD, "custom": ("Độ mật", "Mật")},
    "text box": {"rows": GOOD, "textbox": "MẬT"},
    "note": {"rows": GOOD, "note": "TỐI MẬT"},
    "second sheet": {"rows": GOOD, "second": [["Phụ lục"], ["x"], ["MẬT"]]},
}
HARMLESS = {
    "plain": {"rows": GOOD},
    "words": {"rows": [["Chương trình bảo mật"], ["Tổng số văn bản (không gồm văn bản mật)"], ["Bí mật nhà nước: không có"], *GOOD]},
    "a list of levels": {"rows": GOOD, "second": [["Danh mục"], ["Thường"], ["Mật"], ["Tối mật"], ["Tuyệt mật"]]},
    "levels as columns": {"rows": GOOD, "second": [["Thường", "Mật", "Tối mật", "Tuyệt mật"], [5, 0, 0, 0]]},
    "a hidden list": {"rows": GOOD, "hidden": [["Mật"], ["Tối mật"]]},
    "open column": {"rows": [[*VILLAGES, "Độ mật"], [*LIST_ROW, "Thường"], [*LIST_ROW, ""], [*LIST_ROW, "Không"]]},
    "honey": {"rows": [[*VILLAGES[:-1], "Sản phẩm"], [*LIST_ROW[:-1], "Mật ong"]]},
    "properties": {"rows": GOOD, "properties": {"title": "An toàn, bảo mật", "comments": "mật khẩu gửi riêng"}, "header": "&CMật độ: 3"},
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_anywhere_isolates_the_file(place, name):
    path = book(place.drop / "So MAT ho so.xlsx", **SIGNS[name])
    result = place.one(path)
    assert (result.reason_code, result.file_label) == ("SECRECY_PRESENT", "(ẩn)"), result
    assert [p.name for p in (place.deployment.landing_dir / "isolated").iterdir()] == [result.sha256]
    assert b"So MAT" not in place.bytes_written()


@pytest.mark.parametrize("name", HARMLESS)
def test_words_that_only_sound_like_it_do_not(place, name):
    result = place.one(book(place.drop / "a.xlsx", **HARMLESS[name]))
    assert result.reason_code in {None, "NO_CONTRACT"} and (name != "plain" or result.status == "accepted"), result


@pytest.mark.parametrize(
    "extra",
    [
        {"DoMat": "Mật"}, {"DoMat": 1}, {"do_mat": "Toi mat"}, {"MucDoMat": "tuyệt mật"}, {"LoaiVB": "MẬT"}, {"phu": {"Độ mật": "Mật"}},
        {"phu": [{"x": "Tối mật"}]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_fields_of_json(place, extra, escaped, encoding):
    text = json.dumps({"data": [dossier(1), dossier(2, **extra)]}, ensure_ascii=escaped)
    assert place.one(place.put("a.json", text.encode(encoding))).reason_code == "SECRECY_PRESENT"


@pytest.mark.parametrize(
    "extra", [{"DoMat": "Thường"}, {"DoMat": "0"}, {"DoMat": ""}, {"note": "bảo mật"}, {"note": "trừ văn bản mật"}, {"capDoBaoMat": "3"}]
)
def test_open_fields_of_json(place, extra):
    assert place.one(place.put("a.json", json.dumps([dossier(1, **extra)], ensure_ascii=False))).status == "accepted"


XES = (
    '<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="1"/><string key="channel" value="Post"/>'
    '<date key="startdate" value="2010-10-04T01:06:40+02:00"/><event><string key="concept:name" value="a"/>'
    '<string key="{key}" value="{value}"/><date key="time:timestamp" value="2010-10-04T01:06:40+02:00"/></event></trace></log>'
)


@pytest.mark.parametrize(
    ("key", "value", "is_secret"), [("Độ mật", "Mật", True), ("x", "TỐI MẬT", True), ("x", "bảo mật", False), ("Độ mật", "Thường", False)]
)
def test_attributes_of_event_logs(place, key, value, is_secret):
    result = place.one(place.put("a.xes", XES.format(key=key, value=value)))
    assert (result.reason_code == "SECRECY_PRESENT") is is_secret


@pytest.mark.parametrize(
    "stamp",
    [
        "<p>MẬT</p>{}",
        "{}<div><b>TỐI MẬT</b></div>",
        "<title>Mật</title>{}",
        '<meta name="x" content="Mật">{}',
        "<table><tr><td>MẬT</td></tr></table>{}",
    ],
)
def test_pages(place, stamp):
    row = lambda cells, tag: "<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"  # noqa: E731
    table = f"<table>{row(VILLAGES, 'th')}{row(LIST_ROW, 'td')}</table>"
    assert place.one(place.put("a.xls", f"<html><body>{table}<p>bảo mật</p></body></html>")).status == "accepted"
    assert place.one(place.put("b.xls", "<html><body>" + stamp.format(table) + "</body></html>")).reason_code == "SECRECY_PRESENT"


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("line", ["MẬT;;;;", ";;;;Tối mật"])
def test_csv_also_the_large_ones(place: Place, monkeypatch, is_large, line):
    place.contracts = {k: v for k, v in place.contracts.items()}
    monkeypatch.setattr(csv_read, "LARGE_BYTES", 1 if is_large else 1 << 40)
    header = ["Tháng", "Xã", "Nhà mạng", "Số hộ", "Thuê bao di động"]
    lines = [";".join(header), *(f"07/2025;Xã Mẫu {i:02d};A;10;20" for i in range(80))]
    assert place.one(place.put("a.csv", "\n".join(lines))).status == "accepted"
    assert place.one(place.put("b.csv", "\n".join([*lines, line]))).reason_code == "SECRECY_PRESENT"


def test_names_of_files_and_members(place):
    import io
    import zipfile

    text = json.dumps([DOSSIER], ensure_ascii=False)
    assert place.one(place.put("ho so (Tối mật).json", text)).reason_code == "SECRECY_PRESENT"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("thang 7/MẬT_ho so.json", text + " ")
        archive.writestr("an toan bảo mật.json", text + "  ")
    results = place.load(place.put("a.zip", packed.getvalue()))
    assert sorted(r.reason_code or "" for r in results) == ["", "SECRECY_PRESENT"]
    assert len(list(place.deployment.landing_dir.glob("??/*"))) == 1, "the envelope goes, its other member stays"


def test_old_workbooks_headers_are_found_among_their_bytes():
    def header(text: str) -> bytes:
        data = len(text).to_bytes(2, "little") + b"\x01" + text.encode("utf-16-le")
        return b"\x14\x00" + len(data).to_bytes(2, "little") + data

    for at in range(2):
        assert has_stamp(_printed(b"\0" * at + b"xyz" + header("&CMẬT&RTrang &P") + b"\x15\x00"))
        assert not has_stamp(_printed(b"\0" * at + header("&CBẢO MẬT THÔNG TIN") + b"\x15\x00"))
    cell = b"\x03\x00\x01" + "Mật".encode("utf-16-le")
    assert not has_stamp(_printed(b"\x05" + cell + cell)), "cells are looked at as cells"
