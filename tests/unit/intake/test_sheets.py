"""Sheets as departments send them.

Titles, merged headers, index rows, totals, signatures, shifted columns, HTML as .xls.
"""

from __future__ import annotations

from datetime import datetime
from zipfile import ZipFile

import pytest

from tests.unit.intake.conftest import REGISTER_HEADER, register, register_row, workbook

COVERAGE_TOP = [
    "STT",
    "Xã, phường",
    "Thôn, bản, tổ dân phố",
    "Số hộ",
    "Số khẩu",
    "Có điện lưới",
    "Phủ sóng di động",
    None,
    None,
    "Có cáp quang",
]
COVERAGE_LOW = [None] * 6 + ["3G", "4G", "5G", None]
COVERAGE_MERGES = [(3, c, 4, c, COVERAGE_TOP[c]) for c in (0, 1, 2, 3, 4, 5, 9)] + [(3, 6, 3, 8, "Phủ sóng di động")]


def coverage(path, rows, total=("Tổng cộng", "1.290"), merges=()):
    title = [["PHỦ SÓNG DI ĐỘNG"], ["Tháng 07/2025"], ["Ngày lập: 05/08/2025 08:30"]]
    low = [None, None, None, None, None, None, "3G", "4G", "5G"]
    foot = [
        [total[0], None, None, total[1]],
        [],
        ["Ghi chú: x là có"],
        [None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"],
        [None, "Trần Thị D"],
    ]
    return workbook(path, [*title, [], low, *rows, *foot], [*COVERAGE_MERGES, *merges], sheet="Biểu 1")


ROWS = [
    [1, "Xã Mẫu 01", "Thôn Một", "1.234", "5.000", "x", "x", "x", "-", "x"],
    [],
    [2, "Xã Mẫu 01", "Thôn\nHai", 56, 200, "x", "x", "", "", ""],
]


def test_register_survives_with_titles_index_and_signature(place):
    result = place.one(register(place.drop / "so.xlsx", [register_row(1), register_row(2), register_row(3)]))
    rows = place.rows(result)
    assert [r["register_no"] for r in rows] == ["001", "002", "003"] and [r["source_row"] for r in rows] == [8, 9, 10]
    assert (
        rows[0]["unit_name"] == "Sở Mẫu"
        and rows[0]["exported_at"] == "05/08/2025 08:00"
        and rows[0]["sheet_name"] == "So VB"
    )
    assert rows[0]["doc_number_symbol"] == "1/UBND-KSTTHC" and "subject" not in rows[0]
    assert result.notes == {"index": 1, "blank": 1, "footer": 2}
    (load,) = place.loads()
    assert (
        load["version_at"] == "2025-08-05T08:00:00"
        and load["sender_name"] == "Sở Mẫu"
        and str(load["period_start"]) == "2025-07-01"
    )
    assert "Nguyễn".encode() not in place.bytes_written()


def test_a_second_snapshot_without_a_version_of_its_own_is_held(place):
    first = place.one(register(place.drop / "a.xlsx", [register_row(1)]))
    same_time = place.one(register(place.drop / "b.xlsx", [register_row(1), register_row(2)]))
    later = place.one(
        register(place.drop / "c.xlsx", [register_row(1), register_row(2)], "Ngày xuất: 06/08/2025 09:00")
    )
    other_unit = place.one(register(place.drop / "d.xlsx", [register_row(1)], unit="Đơn vị: Sở Khác"))
    assert [r.status for r in (first, same_time, later, other_unit)] == ["accepted", "held", "accepted", "accepted"]
    assert "hỏi người gửi" in same_time.reason_vi and place.rows(same_time)


@pytest.mark.parametrize("where", ["row", "title"])
def test_a_secret_refuses_the_file_and_leaves_nothing(place, where):
    rows = [register_row(1), register_row(2, "Mật" if where == "row" else "Thường", **{"Số ký hiệu": "99/KH-BIMAT"})]
    path = register(place.drop / "ke hoach bi mat.xlsx", rows, unit="Đơn vị: Sở Mẫu")
    if where == "title":
        path = workbook(
            place.drop / "ke hoach bi mat.xlsx", [["TUYỆT MẬT"], ["Đơn vị: Sở Mẫu"], REGISTER_HEADER, *rows]
        )
    content = path.read_bytes()
    for _ in range(2):
        result = place.one(path)
        assert (result.status, result.reason_code, result.file_label) == ("refused", "SECRECY_PRESENT", "(ẩn)")
        (isolated,) = [p for p in place.deployment.landing_dir.rglob("*") if p.is_file() and p.name not in {"access.log", ".retention"}]
        assert isolated.parent.name == "isolated" and isolated.stat().st_mode & 0o777 == 0
        assert not list(place.deployment.raw_dir.rglob("*.parquet"))
    written = place.bytes_written()
    assert b"BIMAT" not in written and b"bi mat" not in written and path.read_bytes() == content
    log = (place.deployment.landing_dir / "access.log").read_text()
    assert log.count('"land"') == log.count('"isolate"') == 1 and "bi mat" not in log


def test_coverage_two_level_header_total_and_vietnamese_numbers(place):
    result = place.one(coverage(place.drop / "c.xlsx", ROWS))
    rows = place.rows(result)
    assert [(r["village_name"], r["household_count"], r["has_3g"], r["has_4g"]) for r in rows] == [
        ("Thôn Một", "1.234", "x", "x"),
        ("Thôn Hai", "56", "x", ""),
    ]
    assert rows[0]["report_month"] == "07/2025" and rows[0]["exported_at"] == "05/08/2025 08:30"
    assert [r["source_row"] for r in rows] == [6, 8]
    assert result.notes["total"] == 1 and "malformed" not in result.notes


def test_a_total_first_is_checked_too(place):
    total_first = [["Toàn tỉnh", None, None, "1.290"], *ROWS]
    assert place.one(coverage(place.drop / "c.xlsx", total_first, total=(None, None))).status == "accepted"


def test_a_wrong_total_is_refused_with_place_and_values(place):
    result = place.one(coverage(place.drop / "c.xlsx", ROWS, total=("TỔNG CỘNG:", "1.291")))
    assert result.reason_code == "TOTAL_MISMATCH" and result.extract == "village_coverage"
    assert all(part in result.reason_vi for part in ("“Biểu 1”", "ô D9", "1.291", "1.290", "“Số hộ”"))


def test_group_rows_repeated_headers_and_merged_units(place):
    rows = [
        ["I", "Xã Mẫu 01"],
        [1, "Xã Mẫu 01", "Thôn Một", 10, 20, "x", "x", "x", "", ""],
        [*COVERAGE_TOP[:3], "Số hộ", "Số khẩu", "Có điện lưới", "3G", "4G", "5G", "Có cáp quang"],
        [2, None, "Thôn Hai", 5, 9, "x", "x", "x", "", ""],
        [3, None, "Thôn Ba", 5, 9, "x", "x", "x", "", ""],
    ]
    result = place.one(coverage(place.drop / "c.xlsx", rows, total=("Tổng số", 20), merges=[(8, 1, 9, 1, "Xã Mẫu 02")]))
    assert [(r["commune_name"], r["village_name"]) for r in place.rows(result)] == [
        ("Xã Mẫu 01", "Thôn Một"),
        ("Xã Mẫu 02", "Thôn Hai"),
        ("Xã Mẫu 02", "Thôn Ba"),
    ]
    assert result.notes["group"] == 1 and result.notes["header"] == 1


def test_a_row_without_its_key_survives_to_be_quarantined(place):
    rows = [*ROWS, [3, None, None, 7, 20, "x", "x", "x", "", "x"]]
    result = place.one(coverage(place.drop / "c.xlsx", rows, total=("Tổng cộng", 1297)))
    assert [r["village_name"] for r in place.rows(result)][-1] in (None, "")


def test_what_excel_made_of_codes_and_dates(place):
    header = ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"]
    rows = [
        header,
        [1.00356, "A", "Bộ", "Sở A\nSở B\n", "L"],
        ["1003561", "B", "Bộ", "", "L"],
        ["2.002195 ", "C", "Bộ", "", "L"],
    ]
    got = place.rows(place.one(workbook(place.drop / "p.xlsx", [["DANH MỤC"], *rows])))
    assert [r["procedure_code"] for r in got] == ["1.003560", "1.003561", "2.002195"]
    assert got[0]["implementing_agency_names"] == "Sở A Sở B"
    days = [register_row(1, **{"Ngày vào sổ": d}) for d in (datetime(2025, 7, 5), 45843, "05/07/2025")]
    got = place.rows(place.one(register(place.drop / "d.xlsx", days)))
    assert [r["registered_on"] for r in got] == ["05/07/2025"] * 3


HTML_ROW = "<tr>" + "<td>{}</td>" * 7 + "</tr>"
HTML_HEAD = ["STT", "Đơn vị tiếp nhận", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả"]
HTML_BODY = [
    "1",
    "UBND xã Hoà<br>Bình",
    "Khai sinh",
    "H56.14-240823-0001",
    "Đang xử lý",
    "23/08/2024 08:05:11",
    "26/08/2024 17:00:00",
]


def html(rows) -> str:
    return (
        "<html><head></head><body><table border=1><tr><td colspan=7>THỐNG KÊ</td></tr>"
        + "".join(rows)
        + "</table></body></html>"
    )


def test_html_saved_as_xls(place):
    page = html(
        [HTML_ROW.format(*HTML_HEAD), HTML_ROW.format(*HTML_BODY), HTML_ROW.format(*HTML_BODY).replace("0001", "0002")]
    )
    rows = place.rows(place.one(place.put("ds.xls", page)))
    assert [r["dossier_code"] for r in rows] == ["H56.14-240823-0001", "H56.14-240823-0002"]
    assert (
        rows[0]["unit_name"] == "UBND xã Hoà Bình"
        and rows[0]["received_at"] == "23/08/2024 08:05:11"
        and rows[0]["source_row"] == 3
    )


def test_shifted_html_columns_are_refused_by_name(place):
    shifted = "<tr>" + "".join(f"<td>{c}</td>" for c in HTML_BODY[:1] + HTML_BODY[2:]) + "</tr>"
    result = place.one(place.put("ds.xls", html([HTML_ROW.format(*HTML_HEAD), shifted, shifted])))
    assert (
        result.reason_code == "COLUMN_SHIFT"
        and "“Mã hồ sơ” (D)" in result.reason_vi
        and "6 ô" in result.reason_vi
        and "7 ô" in result.reason_vi
    )


def test_shifted_excel_columns_are_refused(place):
    rows = [["DANH SÁCH"], HTML_HEAD, *[[str(i), *HTML_BODY[2:]] for i in range(1, 6)]]
    result = place.one(workbook(place.drop / "s.xlsx", rows))
    assert result.reason_code == "COLUMN_SHIFT" and "“Sheet1”" in result.reason_vi


def test_hidden_sheets_are_ignored_and_two_tables_are_asked_about(place):
    rows = [["Đơn vị: Sở Mẫu"], ["Ngày xuất: 05/08/2025"], REGISTER_HEADER, register_row(1), register_row(2)]
    hidden = workbook(place.drop / "h.xlsx", rows, hidden={"ds": [["Họ tên", "CCCD"], ["Lê Thị Ẩn", "038090009999"]]})
    assert len(place.rows(place.one(hidden))) == 2
    assert b"038090009999" not in place.bytes_written()


def test_a_missing_title_value_is_named(place):
    result = place.one(workbook(place.drop / "t.xlsx", [["SỔ VĂN BẢN"], REGISTER_HEADER, register_row(1)]))
    assert result.reason_code == "TITLE_MISSING" and "“Đơn vị”" in result.reason_vi


def test_missing_headers_are_named(place):
    rows = [["Đơn vị: X"], REGISTER_HEADER[:3] + REGISTER_HEADER[4:], register_row(1)[:3] + register_row(1)[4:]]
    result = place.one(workbook(place.drop / "t.xlsx", rows))
    assert (
        result.reason_code == "NO_CONTRACT" and "“Ngày vào sổ”" in result.reason_vi and "Sổ văn bản" in result.reason_vi
    )


def test_containers_that_are_no_data(place):
    (place.drop / "d").mkdir()
    with ZipFile(place.drop / "d" / "a.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", "<x/>")
    good = register(place.drop / "d" / "b.xlsx", [register_row(1)]).read_bytes()
    place.put("d/c.xlsx", good[: len(good) // 2])
    place.put("d/e.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    place.put("d/f.xlsx", b"")
    place.put("d/g.pdf", b"%PDF-1.7 abc")
    codes = {r.file_label: r.reason_code for r in place.load(place.drop / "d")}
    assert codes == {
        "a.docx": "FILE_UNREADABLE",
        "b.xlsx": None,
        "c.xlsx": "FILE_UNREADABLE",
        "e.xls": "FILE_ENCRYPTED",
        "f.xlsx": "EMPTY_FILE",
        "g.pdf": "FILE_UNREADABLE",
    }


def test_the_extension_does_not_matter(place):
    path = register(place.drop / "a.xlsx", [register_row(1)])
    assert place.one(path.rename(place.drop / "a.csv")).extract == "doc_register"
