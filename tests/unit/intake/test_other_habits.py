"""Files as another office, ministry or machine would write them: each is read as meant, or refused with what is in doubt."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
import xlsxwriter

from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake import raw
from orchestration.intake.entries import entries_json
from tests.unit.intake.conftest import CONTRACTS, workbook
from tests.unit.intake.small_contract import column, small_contract


@pytest.fixture
def measures(place, tmp_path):
    """Loads lines `code;vn;en` of a contract with a decimal column of each style."""
    columns = [
        column("row_code", "Mã dòng", key=1),
        column("measure_vn", "Số đo", type="number", numberStyle="vn"),
        column("measure_en", "Độ đo", type="number", numberStyle="en"),
    ]
    place.contracts = {"measures": small_contract(tmp_path / "contracts", "measures", columns)}

    def load(vn: list, en: list | None = None):
        lines = [f"HS-{i:03d};{v};{e}" for i, (v, e) in enumerate(zip(vn, en or [""] * len(vn), strict=True))]
        return place.one(place.put("m.csv", "\n".join(["Mã dòng;Số đo;Độ đo", *lines]) + "\n"))

    return load


@pytest.mark.parametrize("small_rows", [5_000, 0])
@pytest.mark.parametrize(
    "written",
    [
        ["1,234", "17,500,000"],  # thousands twice
        ["1,234", "9,876,543.254"],
        ["61,800", "12.5"],  # a point before decimals
        ["1,234", "0.750"],
        ["8,200", "17,500", "850"],  # nothing says which
    ],
)
def test_thousands_of_another_country_are_not_read_as_decimals(measures, monkeypatch, written, small_rows):
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    result = measures(written)
    assert result.reason_code == "NUMBER_STYLE_MIXED" and "“Số đo”" in result.reason_vi and "dòng 2" in result.reason_vi


@pytest.mark.parametrize("written", [["1.234", "28,69"], ["1.234", "3.359,80"], ["1.234", "8.718.000"]])
def test_the_same_in_a_column_of_the_other_style(measures, written):
    result = measures(["1"] * len(written), written)
    assert result.reason_code == "NUMBER_STYLE_MIXED" and "“Độ đo”" in result.reason_vi


@pytest.mark.parametrize(
    "written",
    [
        ["1,234", "12,5"],  # decimals of other lengths
        ["1,234", "0,750"],
        ["1,234", "17.500.000"],
        ["1,234", "12345"],  # no mark between thousands
        ["12.5", "1234.5"],  # the other style, every number with one reading
        ["1.234", "12,5"],  # one number that staging quarantines
        ["1,234", *["12,5"] * 20, "12.5"],  # a typing error
    ],
)
def test_numbers_that_leave_no_doubt_are_read(measures, place, written):
    assert [r["measure_vn"] for r in place.rows(measures(written))] == written


PROVEN = ["14.184.307", "1.600,5", "-2.000.000,25"]


@pytest.mark.parametrize("small_rows", [5_000, 0])
def test_thousands_that_the_column_proves_are_thousands(measures, place, monkeypatch, small_rows):
    monkeypatch.setattr(raw, "SMALL_ROWS", small_rows)
    result = measures(["61.800", *PROVEN, "-1.234", "850", "12,5"])
    assert [r["measure_vn"] for r in place.rows(result)] == ["61800", *PROVEN, "-1234", "850", "12,5"]
    assert result.repairs == {"thousands_proven|measure_vn": 2}


@pytest.mark.parametrize("more", [["12.5"], ["0.750"], ["1,234,567.5"]])
def test_a_point_before_decimals_anywhere_in_the_column_leaves_the_doubt(measures, place, more):
    written = ["61.800", *PROVEN, *more]
    assert [r["measure_vn"] for r in place.rows(measures(written))] == written


def test_two_numbers_are_no_proof(measures, place):
    written = ["61.800", *PROVEN[:2]]
    assert [r["measure_vn"] for r in place.rows(measures(written))] == written


def test_degrees_of_three_decimals_need_no_proof(measures, place):
    degrees = ["105.845", "21.057"]
    assert [r["measure_en"] for r in place.rows(measures(["1", "2"], degrees))] == degrees


@pytest.mark.parametrize("written", [["1,234", "17,500,000"], ["8,200"]])
def test_cells_that_hold_numbers_prove_nothing_of_written_ones(measures, place, written):
    """Their texts are intake's own: twenty of them make no typing error of what a person wrote."""
    cells = [[f"HS-{i:03d}", value] for i, value in enumerate([*written, *[9876543.5] * 20, 12345])]
    result = place.one(workbook(place.drop / "m.xlsx", [["Mã dòng", "Số đo", "Độ đo"], *cells]))
    assert result.reason_code == "NUMBER_STYLE_MIXED" and "ô B2" in result.reason_vi


def test_a_cell_that_holds_a_number_is_no_doubtful_text(measures, place):
    path = workbook(place.drop / "m.xlsx", [["Mã dòng", "Số đo", "Độ đo"], ["HS-001", 1.234, 1.234], ["HS-002", 850, 105.845]])
    rows = place.rows(place.one(path))
    assert [(r["measure_vn"], r["measure_en"]) for r in rows] == [("1,2340", "1.234"), ("850", "105.845")]


def shown(path, rows: list[tuple[str | None, int | None, str]]):
    """A workbook of measures: code of the row, number, and the format that shows it."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Mã dòng", "Số đo", "Độ đo"])
        for at, (code, number, form) in enumerate(rows, 1):
            page.write(at, 0, code)
            page.write(at, 1, number, book.add_format({"num_format": form}))
    return path


@pytest.mark.parametrize("code", ["#,##0,", "#,##0,,", "#,##0.0,,", '#,##0,," tr"', "0,.00"])
def test_a_number_shown_in_thousands_is_asked_about(place, measures, code):
    result = place.one(shown(place.drop / "m.xlsx", [("HS-001", 17500000, "General"), ("HS-002", 8200000, code)]))
    assert result.reason_code == "NUMBER_SCALED" and "ô B3" in result.reason_vi


@pytest.mark.parametrize("code", ["#,##0", "#,##0.00", "#,##0_);(#,##0)", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', '#,##0" ,"'])
def test_a_number_shown_with_its_thousands_is_itself(place, measures, code):
    empty = (None, None, "#,##0,,")  # a format on an empty cell shows nothing
    (row,) = place.rows(place.one(shown(place.drop / "m.xlsx", [("HS-001", 8200000, code), empty])))
    assert row["measure_vn"] == "8200000"


FEEDBACK = CONTRACTS["citizen_feedback"].column("created_at")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-08-05T10:00", datetime(2025, 8, 5, 10)),
        ("2025-08-05 10:00", datetime(2025, 8, 5, 10)),
        ("2025-08-05 10:00:00.5", datetime(2025, 8, 5, 10, 0, 0, 500_000)),
        ("2025-08-05T10:00:00.123", datetime(2025, 8, 5, 10, 0, 0, 123_000)),
        ("5-8-2025 10:00", datetime(2025, 8, 5, 10)),
        ("05.08.2025 10:00", datetime(2025, 8, 5, 10)),
        ("05.08.2025 10:00:30", datetime(2025, 8, 5, 10, 0, 30)),
        ("2025/08/05 10:00", datetime(2025, 8, 5, 10)),
        ("05/08/25", datetime(2025, 8, 5)),
        ("5/8/2025", datetime(2025, 8, 5)),
        ("8/5/2025 1:05:00 PM", None),
        ("05-Aug-2025", datetime(2025, 8, 5)),
        ("5-Aug-25", datetime(2025, 8, 5)),
        ("05/08/2025, 10:00", datetime(2025, 8, 5, 10)),
        ("5/8/2025, 10:00:30", datetime(2025, 8, 5, 10, 0, 30)),
        ("05/08/2025 - 10:00", datetime(2025, 8, 5, 10)),
        ("10:00 - 05/08/2025", datetime(2025, 8, 5, 10)),
        ("ngày 05 tháng 08 năm 2025", datetime(2025, 8, 5)),
        ("05/08/25 10:00", None),  # as a machine of another country writes the 8th of May
        ("ngày 5 tháng 8", None),
        ("1754362800", None),
    ],
)
def test_the_ways_in_which_portals_write_a_moment(text, moment):
    fitting = [MOMENT_FORMATS[name] for name in FEEDBACK.formats if re.search(MOMENT_FORMATS[name].shape, text)]
    assert [datetime.strptime(text, form.strptime) for form in fitting] == ([moment] if moment else [])


@pytest.mark.parametrize("zone", ["Z", "+07", "+0700", "+07:00", "-03:30", "+14:00"])
def test_a_time_zone_may_be_written_short(zone):
    assert all(
        re.search(MOMENT_FORMATS["iso_offset"].shape, f"2025-08-05{time}{zone}") for time in ("T10:00", " 10:00:00", " 10:00:00.688")
    )


@pytest.mark.parametrize("text", ["2025-08-05 08:00-17:00", "2025-08-05T10:00:00", "2025-08-05 lúc 10:00+07:00", "2025-08-05+07:00"])
def test_what_is_no_time_with_its_zone(text):
    assert not re.search(MOMENT_FORMATS["iso_offset"].shape, text)


METHODS = CONTRACTS["procedure_catalogue"].column("submission_methods").entries


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("15 Ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệMiễn phí", ("15", "Ngày làm việc", None)),
        ("03 ngày (24 giờ)Miễn phí", ("03", "ngày", None)),
        ("15 Ngày làm việc150.000 đồng", ("15", "Ngày làm việc", "150.000 đồng")),
        ("5 Ngày làm việcMiễn phí5 ngày làm việc, kể từ ngày nhận đủ hồ sơ", ("5", "Ngày làm việc", "Miễn phí")),
        ("Trong ngàyMiễn phí", (None, None, "Miễn phí")),
        ("trong ngày làm việc120.000 VNĐ", (None, None, "120.000 VNĐ")),
        ("15 - 20 ngày làm việcMiễn phí", (None, None, None)),
        ("10 ngày đến 15 ngàyMiễn phí", (None, None, None)),
        ("8 Ngày làm việc hoặc 12 ngày làm việcMiễn phí", (None, None, None)),
        ("20 ngày, trường hợp phức tạp 30 ngàyMiễn phí", (None, None, None)),
        ("Không quá 20 ngày, trường hợp phức tạp 30 ngàyMiễn phí", (None, None, None)),
        ("1 giờ 30 phútMiễn phí", (None, None, None)),
        ("2 Tháng 15 NgàyMiễn phí", (None, None, None)),
        ("0,5 Ngày làm việcMiễn phí", (None, None, None)),
        ("5 Ngày làm việc50.000 - 100.000 VNĐ", ("5", "Ngày làm việc", None)),
        ("30 Ngày0.5 Triệu đồng", ("30", "Ngày", None)),
    ],
)
def test_a_time_with_two_parts_or_two_ends_is_left_open(text, entry):
    expected = dict(zip(("channel", "duration", "unit", "fee"), ("Trực tiếp", *entry), strict=True))
    assert json.loads(entries_json(f"Trực tiếp{text}", METHODS)) == [expected]


CATALOGUE = {
    "MaTTHC": "1.003560", "TenTTHC": "Cấp bản sao", "LinhVucChinh": "Hộ tịch", "CoQuanThucHienChinh": "UBND cấp xã", "CapThucHien": "Cấp xã",
    "QuyetDinhCongBo": "1329/QĐ-BTP", "TrangThai": "1", "MucDo": "4",
}  # fmt: skip


def test_a_catalogue_with_the_keys_of_the_national_service(place):
    (row,) = place.rows(place.one(place.put("t.json", json.dumps([CATALOGUE], ensure_ascii=False))))
    assert (row["procedure_code"], row["field_name"], row["implementing_agency_names"], row["decision_no"]) == (
        "1.003560", "Hộ tịch", "UBND cấp xã", "1329/QĐ-BTP",
    )  # fmt: skip


def budget(place, title: list, unit: str | None, name: str = "b.xlsx"):
    lines = [["A", "TỔNG NGUỒN THU NSĐP", 17500000.5], ["I", "Thu NSĐP được hưởng theo phân cấp", 8200000]]
    rows = [
        *([line, None, None] for line in title),
        [None, None, "Biểu số 46/CK-NSNN"],
        [None, None, unit],
        ["STT", "NỘI DUNG", "DỰ TOÁN"],
        *lines,
    ]
    return place.one(workbook(place.drop / name, rows))


@pytest.mark.parametrize(
    "title",
    [
        ["SỞ TÀI CHÍNH", "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG TỈNH SƠN LA NĂM 2021"],
        ["UBND TỈNH SƠN LA", "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG DỰ TOÁN NĂM 2021"],
        ["UBND TỈNH SƠN LA", "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM NGÂN SÁCH 2021"],
        ["UBND TỈNH SƠN LA", "CÂN ĐỐI NSĐP TỈNH SƠN LA DỰ TOÁN NĂM 2021"],
    ],
)
def test_a_budget_form_titled_in_other_words(place, title):
    rows = place.rows(budget(place, title, "Đơn vị tính: Triệu đồng"))
    assert {(r["province_name"].casefold(), r["report_year"], r["budget_year"]) for r in rows} == {("sơn la", "2021", "2021")}
    assert [r["amount_vnd"] for r in rows] == ["17500000,5", "8200000"]


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("ĐVT: Trđ", "1000000"), ("Đơn vị tính: 1,000,000 đồng", "1000000"), ("Đơn vị tính: 1,000 đồng", "1000"), ("Đơn vị tính Triệu đồng", "1000000"),
        ("Đơn vị tính : triệu đồng Việt Nam", "1000000"), ("(Triệu đồng)", "1000000"),
    ],
)  # fmt: skip
def test_the_unit_of_a_budget_form_in_other_words(place, unit, factor):
    rows = place.rows(budget(place, ["UBND TỈNH SƠN LA", "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2021"], unit))
    assert {r["amount_vnd__unit"] for r in rows} == {factor}


def test_a_catalogue_and_a_budget_form_saved_as_csv(place):
    lines = [
        "Số quyết định;Lĩnh vực;Cơ quan thực hiện;Cơ quan ban hành;Tên;Mã số",
        "1329/QĐ-BTP;Hộ tịch;UBND cấp xã;Bộ Tư pháp;Cấp bản sao;1.003560",
    ]
    (row,) = place.rows(place.one(place.put("t.csv", "\n".join(lines))))
    assert (row["procedure_code"], row["procedure_name"], row["field_name"]) == ("1.003560", "Cấp bản sao", "Hộ tịch")
    lines = [
        "UBND TỈNH SƠN LA;;Biểu số 46/CK-NSNN", "CÂN ĐỐI NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2021;;", ";;Đơn vị: Tỷ đồng", "STT;NỘI DUNG;DỰ TOÁN;TỶ LỆ (%)",
        "A;TỔNG NGUỒN THU NSĐP;17.500,25;100", "I;Thu NSĐP được hưởng theo phân cấp;8200;46,9",
    ]  # fmt: skip
    rows = place.rows(place.one(place.put("b.csv", "\r\n".join(lines))))
    assert [(r["item_path"], r["amount_vnd"], r["amount_vnd__unit"]) for r in rows] == [
        ("A", "17.500,25", "1000000000"),
        ("A/I", "8200", "1000000000"),
    ]
