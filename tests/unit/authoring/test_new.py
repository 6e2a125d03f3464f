"""From nothing, or from a sample file, to an extract that lints, has a template, and loads what is filled into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from orchestration.authoring.guess import found_of
from orchestration.authoring.lint import ERROR, lint_files
from orchestration.authoring.sample import read_sample
from orchestration.authoring.skeleton import snake
from orchestration.cli import cli
from orchestration.contracts import load_contracts
from orchestration.template import write_template
from tests.unit.intake.conftest import CONTRACTS, Place, workbook
from tests.unit.template.test_template import _expected, _fill


def _new(project: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["contract", "new", *arguments, "--project", str(project)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _errors(project: Path, extract: str) -> list[str]:
    found = lint_files([project / "expectations" / f"{extract}.odcs.yaml"], CONTRACTS, project / "dbt_project" / "models" / "staging")
    return [str(f) for f in found if f.severity == ERROR]


def _loads_what_is_filled(project: Path, extract: str, tmp_path: Path) -> list[dict]:
    place = Place(tmp_path / "place")
    place.contracts = {**CONTRACTS, **load_contracts([project / "expectations"])}
    contract = place.contracts[extract]
    path = place.drop / "biểu.xlsx"
    form = write_template(contract, path)
    _fill(path, contract, form)
    result = place.one(path)
    assert (result.status, result.extract) == ("accepted", extract), result.reason_vi
    found = place.rows(result)
    expected = _expected(contract, form)
    assert sorted(str({n: r[n] or "" for n in expected[0]}) for r in found) == sorted(map(str, expected))
    return found


def test_from_nothing(tmp_path):
    said = _new(tmp_path, "skills_class", "--name", "Lớp kỹ năng số theo xã")
    assert "expectations/skills_class.odcs.yaml" in said and "XÁC NHẬN" in said
    assert (tmp_path / "dbt_project/models/staging/form/stg_form__skills_class.sql").read_text() == "{{ stage('skills_class') }}\n"
    assert _errors(tmp_path, "skills_class") == []
    rows = _loads_what_is_filled(tmp_path, "skills_class", tmp_path)
    assert {(r["commune_name"], r["item_count"], r["report_month"]) for r in rows} == {("Xã Mẫu 01", "12", "07/2025"), ("Xã Mẫu 02", "7", "07/2025")}


def test_two_of_one_source_share_a_description_file_and_nothing_is_overwritten(tmp_path):
    _new(tmp_path, "skills_class")
    _new(tmp_path, "skills_test")
    described = yaml.safe_load((tmp_path / "dbt_project/models/staging/form/_form.yml").read_text())
    assert [m["name"] for m in described["models"]] == ["stg_form__skills_class", "stg_form__skills_test"]
    before = (tmp_path / "expectations/skills_class.odcs.yaml").read_text()
    result = CliRunner().invoke(cli, ["contract", "new", "skills_class", "--project", str(tmp_path)])
    assert "Đã có" in str(result.exception)
    assert (tmp_path / "expectations/skills_class.odcs.yaml").read_text() == before


SECRET = ("Nguyễn Văn Kín", "0912345678", "038090001234")
FORM = [
    ["DANH SÁCH LỚP KỸ NĂNG SỐ"],
    ["Tháng 07/2025"],
    ["Đơn vị báo cáo: UBND Xã Mẫu 09"],
    ["STT", "Mã lớp", "Tên lớp", "Người phụ trách", "Liên hệ", "Ngày mở", "Số người học", "Tỷ lệ đạt (%)", "Kinh phí"],
    [1, "L-01", "Lớp một", SECRET[0], SECRET[1], "05/07/2025", 25, "91,5", "1.200"],
    [2, "L-02", "Lớp hai", SECRET[0], SECRET[2], "06/07/2025", 30, "88,25", "950"],
]


def test_from_a_workbook(tmp_path):
    sample = workbook(tmp_path / "mẫu.xlsx", FORM)
    said = _new(tmp_path, "skills_list", "--from", str(sample), "--name", "Danh sách lớp kỹ năng số")
    text = (tmp_path / "expectations/skills_list.odcs.yaml").read_text(encoding="utf-8")
    assert not any(value in text + said for value in (*SECRET, "Lớp một", "L-01", "Xã Mẫu 09"))
    columns = {c["name"]: c for c in yaml.safe_load(text)["schema"][0]["properties"]}
    kinds = {name: c["logicalType"] for name, c in columns.items()}
    assert kinds == {
        "report_month": "date", "unit_name": "string", "ma_lop": "string", "ten_lop": "string", "nguoi_phu_trach": "string", "lien_he": "string",
        "ngay_mo": "date", "so_nguoi_hoc": "integer", "ty_le_dat": "number", "kinh_phi": "string",
    }  # fmt: skip
    dropped = {n for n, c in columns.items() if {"property": "handling", "value": "drop"} in c["customProperties"]}
    assert dropped == {"nguoi_phu_trach", "lien_he"}  # by its header, and by its values
    assert {n for n, c in columns.items() if c.get("primaryKey")} == {"report_month", "ma_lop"}
    assert _errors(tmp_path, "skills_list") == []
    _loads_what_is_filled(tmp_path, "skills_list", tmp_path)


def test_from_csv_and_json(tmp_path):
    csv = tmp_path / "mẫu.csv"
    csv.write_text("Mã;Tên xã;Ngày\n01;Xã A;2025-07-01\n02;Xã B;2025-07-02\n", encoding="utf-8-sig")
    json = tmp_path / "mẫu.json"
    json.write_text('{"data": [{"MaHoSo": "A-1", "ChuHoSo": "x", "NgayNhan": "20250701080000", "SoLuong": 3}]}', encoding="utf-8")
    found = {c.header: c for c in read_sample(csv, tmp_path).columns}
    assert (found["Mã"].kind, found["Ngày"].kind, found["Ngày"].formats) == ("string", "date", ("iso_date",))
    sample = read_sample(json, tmp_path)
    assert sample.container == "json"
    found = {c.header: c for c in sample.columns}
    assert found["NgayNhan"].formats == ("yyyyMMddHHmmss",) and found["SoLuong"].kind == "integer" and not found["NgayNhan"].is_personal
    _new(tmp_path, "from_json", "--from", str(json))
    assert _errors(tmp_path, "from_json") == []


def test_a_header_of_two_levels(tmp_path):
    head = [["BÁO CÁO"], ["Xã", "Số hộ", "Phủ sóng", None], [None, None, "3G", "4G"], ["Xã A", 3, "x", "x"], ["Xã B", 4, "x", None]]
    merges = [(1, 0, 2, 0, "Xã"), (1, 1, 2, 1, "Số hộ"), (1, 2, 1, 3, "Phủ sóng")]
    sample = read_sample(workbook(tmp_path / "m.xlsx", head, merges), tmp_path)
    assert [c.header for c in sample.columns] == ["Xã", "Số hộ", "Phủ sóng / 3G", "Phủ sóng / 4G"]


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("Số", ["1", "2"], "integer"),
        ("Số", ["01", "2"], "string"),  # a code: the zero would go
        ("Mã", ["1", "2"], "string"),
        ("Số tiền", ["1.234", "567"], "string"),  # thousands or decimals: nobody can tell
        ("Số tiền", ["12,5", "7"], "number"),
        ("Số tiền", ["1,234", "567"], "string"),
        ("Số tiền", ["1.234.567", "890"], "integer"),  # two marks of three digits each: thousands
        ("Số tiền", ["1.234,5", "67"], "number"),
        ("Số tiền", ["1.234", "12,5"], "string"),  # in a column of decimals 1.234 has two readings
        ("Đã đạt", ["12,5%", "7 %"], "number"),
        ("Kỳ", ["Quý I/2025", "Quý II/2025"], "string"),
        ("Ngày", ["05/07/2025", "6/7/2025"], "date"),
        ("Ngày", ["05/07/2025", "13/13/2025"], "string"),
        ("Ngày", [datetime(2025, 7, 5), datetime(2025, 7, 6, 8)], "timestamp"),
        ("Năm", ["2024", "2025"], "date"),
        ("Số", ["2024", "2025"], "integer"),
        ("Trống", ["", None], "string"),
    ],
)
def test_a_type_is_guessed_only_where_every_value_agrees(header, values, kind):
    assert found_of(header, values).kind == kind


MONTHLY = [
    ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"],
    ["KẾT QUẢ TẬP HUẤN"],
    ["THÁNG 10 NĂM 2026"],
    ["Đơn vị báo cáo: Sở Giáo dục và Đào tạo"],
    ["STT", "Xã, phường", "Họ và tên giảng viên", "Ngày mở", "Số học viên", None, "Kinh phí", None, "Ghi chú"],
    [None, None, None, None, "Tổng số", "Nữ", "Dự toán", "Đã chi", None],
    [1, "Xã Một", SECRET[0], "01/10/2026", "1.200", "600", "12.000,5", "11.000", "x"],
    [2, "Xã Hai", SECRET[0], "15/10/2026", "1.300", "450", "8.000,0", "7.500", None],
    ["Tổng cộng", None, None, None, "2.500", "1.050", "20.000,5", "18.500", None],
    [],
    [None, None, None, None, None, None, "Người lập biểu"],
    [None, None, None, None, None, None, SECRET[0], "x"],
]
MONTHLY_MERGES = [
    (4, 0, 5, 0, "STT"), (4, 1, 5, 1, "Xã, phường"), (4, 2, 5, 2, "Họ và tên giảng viên"), (4, 3, 5, 3, "Ngày mở"), (4, 4, 4, 5, "Số học viên"),
    (4, 6, 4, 7, "Kinh phí"), (4, 8, 5, 8, "Ghi chú"), (8, 0, 8, 3, "Tổng cộng"),
]  # fmt: skip


def _properties(text: str) -> tuple[dict, dict[str, dict]]:
    """What stands in customProperties: of the contract, and of each column by its label."""
    document = yaml.safe_load(text)
    columns = {c["businessName"]: c | {p["property"]: p["value"] for p in c["customProperties"]} for c in document["schema"][0]["properties"]}
    return {p["property"]: p["value"] for p in document["customProperties"]}, columns


def test_a_form_with_title_lines_two_levels_and_a_total(tmp_path):
    """One column proves that dots stand between thousands, so those that do not tell are whole numbers; totals, notes and signatures are no rows."""
    sample = workbook(tmp_path / "mẫu.xlsx", MONTHLY, MONTHLY_MERGES)
    said = _new(tmp_path, "ai_training", "--from", str(sample), "--name", "Tập huấn theo xã")
    text = (tmp_path / "expectations/ai_training.odcs.yaml").read_text(encoding="utf-8")
    own, columns = _properties(text)
    assert SECRET[0] not in text + said
    assert {label: c["logicalType"] for label, c in columns.items()} == {
        "Kỳ báo cáo": "string", "Đơn vị báo cáo": "string", "Xã, phường": "string", "Họ và tên giảng viên": "string", "Ngày mở": "date",
        "Số học viên / Tổng số": "integer", "Số học viên / Nữ": "integer", "Kinh phí / Dự toán": "number", "Kinh phí / Đã chi": "integer", "Ghi chú": "string",
    }  # fmt: skip
    assert {label for label, c in columns.items() if c.get("handling") == "drop"} == {"Họ và tên giảng viên", "Ghi chú"}
    assert [label for label, c in columns.items() if c.get("primaryKey")] == ["Kỳ báo cáo", "Xã, phường"]
    assert own["totals"] == ["tong_so", "nu", "du_toan", "da_chi"]
    assert (own["deliveredFor"], own["periodCalendar"]) == ("report_period", "calendar_month")
    assert columns["Kỳ báo cáo"]["period"] == {"start": "report_period_from", "end": "report_period_to"}
    assert columns["Ngày mở"]["formats"] == ["dd/MM/yyyy"]
    assert _errors(tmp_path, "ai_training") == []
    place = Place(tmp_path / "place")
    place.contracts = {**CONTRACTS, **load_contracts([tmp_path / "expectations"])}
    result = place.one(sample)  # the very form is read by what was begun from it
    assert (result.status, result.extract) == ("accepted", "ai_training"), result.reason_vi
    assert [(r["report_period"].lower(), r["xa_phuong"], r["tong_so"], r["du_toan"]) for r in place.rows(result)] == [
        ("tháng 10/2026", "Xã Một", "1.200", "12.000,5"), ("tháng 10/2026", "Xã Hai", "1.300", "8.000,0"),
    ]  # fmt: skip


def test_a_total_that_is_no_sum_is_not_proposed(tmp_path):
    rows = [["Xã", "Số hộ", "Số máy"], ["Xã Một", 3, 1], ["Xã Hai", 4, 2], ["Tổng cộng", 8, 3]]
    found = {c.header: c.has_total for c in read_sample(workbook(tmp_path / "m.xlsx", rows), tmp_path).columns}
    assert found == {"Xã": False, "Số hộ": False, "Số máy": True}


def test_quarters_and_percentages_of_a_csv(tmp_path):
    lines = ["Quý;Cơ quan;Số trường;Tỷ lệ học bạ số (%);Đã ký số;Tỷ lệ phủ"]
    lines += [f"Quý {q}/2026;Xã {x};{n};9{n},5;7{n},25%;0,{n}" for q in ("II", "III") for n, x in ((3, "Một"), (4, "Hai"))]
    csv = tmp_path / "mẫu.csv"
    csv.write_text("\n".join(lines), encoding="utf-8-sig")
    _new(tmp_path, "school_record", "--from", str(csv), "--name", "Học bạ số theo quý")
    text = (tmp_path / "expectations/school_record.odcs.yaml").read_text(encoding="utf-8")
    own, columns = _properties(text)
    assert own["containers"] == ["csv", "sheet"] and (own["deliveredFor"], own["periodCalendar"]) == ("quy", "quarter")
    assert "{property: frequency, value: 3, unit: M}" in text
    assert [label for label, c in columns.items() if c.get("primaryKey")] == ["Quý", "Cơ quan"]  # neither alone tells the rows apart
    assert {label: c.get("percentScale") for label, c in columns.items() if c["logicalType"] == "number"} == {
        "Tỷ lệ học bạ số (%)": "percent", "Đã ký số": "percent", "Tỷ lệ phủ": None,
    }  # fmt: skip
    assert "at: quy_from}" in text  # the one day of a row without a date
    assert "XÁC NHẬN: các số nằm giữa 0 và 1" in text  # nobody can tell: the author is asked
    assert _errors(tmp_path, "school_record") == []
    _loads_what_is_filled(tmp_path, "school_record", tmp_path)


def test_what_nobody_can_tell_is_asked(tmp_path):
    rows = [["Xã", "Số tiền"], ["Xã Một", "1.234"], ["Xã Hai", "567"]]
    _new(tmp_path, "plain_money", "--from", str(workbook(tmp_path / "m.xlsx", rows)))
    text = (tmp_path / "expectations/plain_money.odcs.yaml").read_text(encoding="utf-8")
    assert "XÁC NHẬN: “1.234” là một nghìn hai trăm ba mươi tư hay" in text
    assert _properties(text)[1]["Số tiền"]["logicalType"] == "string"


def test_a_name_without_diacritics():
    assert snake("Số hộ dùng cáp quang (%)") == "so_ho_dung_cap_quang"
    assert snake("Đơn vị") == "don_vi"
    assert snake("3G") == "c_3g"
