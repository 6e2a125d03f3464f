"""Lint: every kind of mistake is found, on its line, in one Vietnamese sentence; the project's own contracts have none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.authoring.lint import ERROR, Finding, lint_files
from orchestration.authoring.lint.conventions import known_properties
from orchestration.authoring.personal import looks_personal
from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT

EXPECTATIONS = PROJECT_ROOT / "expectations"
CONTRACTS = load_contracts([EXPECTATIONS])
GOOD = (EXPECTATIONS / "village_coverage.odcs.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("extract", CONTRACTS)
def test_the_projects_own_contracts_have_no_error(extract):
    found = lint_files([CONTRACTS[extract].path], CONTRACTS)
    assert [str(f) for f in found if f.severity == ERROR] == []


def _lint(tmp_path: Path, text: str) -> list[Finding]:
    path = tmp_path / "village_coverage.odcs.yaml"
    path.write_text(text, encoding="utf-8")
    return lint_files([path], CONTRACTS)


def _line_of(text: str, part: str, nth: int = 1) -> int:
    return [i for i, line in enumerate(text.splitlines(), 1) if part in line][nth - 1]


MISTAKES = [
    # what is written, what it becomes, what the sentence says, part of the line it must name
    ("heldFromRows, value: 5", "heldFormRows, value: 5", "“heldFormRows”.*có phải là “heldFromRows”", "heldFormRows"),
    ("{property: numberStyle, value: vn}", "{property: numberStile, value: vn}", "“numberStile”.*“numberStyle”", "numberStile"),
    ("{property: numberStyle, value: vn}", "{property: numberStyle, value: vi}", "“numberStyle” không nhận “vi”", "numberStyle, value: vi"),
    ("delivery, value: snapshot", "delivery, value: snapsot", "“delivery” không nhận “snapsot”.*“snapshot”", "snapsot"),
    ("implementation: household_count > 0", "implementation: houshold_count > 0", "“houshold_count”.*“household_count”", "houshold_count > 0"),
    ("implementation: household_count > 0", "implementation: household_count >> > 0", "SQL đúng cú pháp", ">> > 0"),
    ("implementation: household_count > 0", "implementation: household_count + 1", "điều kiện đúng/sai", "household_count + 1"),
    ("implementation: household_count > 0", "implementation: household_count > report_month", "không chạy được", "> report_month"),
    ("description: Số hộ phải lớn hơn 0.", "description: Too few households.", "chưa nói nguyên nhân", "name: households_positive"),
    ("deliveredBy, value: reporting_unit_name", "deliveredBy, value: reporting_unit", "“reporting_unit”.*“reporting_unit_name”", "deliveredBy"),
    ("examples: ['Thôn Đông', 'Bản Tây']", "examples: []", "“village_name” chưa có ví dụ", "name: village_name"),
    ("examples: ['Thôn Đông', 'Bản Tây']", "examples: ['Thôn Đông']", "Số ví dụ của các cột khác nhau", "properties:"),
    ("businessName: Số khẩu", "businessname: Số khẩu", "ODCS 3.1 không có mục “businessname”.*“businessName”", "name: population_count"),
    ("[Số khẩu]", "[Số hộ]", "“Số hộ”.*trùng với cột “household_count”", "headers, value: [Số hộ]"),
    ("businessName: Thôn, bản, tổ dân phố", "businessName: Số điện thoại", "có vẻ chứa dữ liệu cá nhân", "name: village_name"),
    ("báo cáo)?\\s*:?\\s*(\\d{1,2}/\\d{4})'", "báo cáo)?\\s*:?\\s*\\d{1,2}/\\d{4}'", "một nhóm", "tháng(?: báo"),
    ("báo cáo)?\\s*:?\\s*(\\d{1,2}/\\d{4})'", "báo cáo)?\\s*:?\\s*(\\d{1,2}/\\d{4}'", "không đọc được ở ký tự", "tháng(?: báo"),
    ("logicalType: integer", "logicalType: int", "kiểu|Kiểu|ODCS", "logicalType: int"),
    ("at: report_month", "at: report_mont", "lấy ngày ở cột “report_mont”.*“report_month”", "at: report_mont"),
    ("id: village_coverage", "id: village_cover", "Chưa có mô hình chuẩn hóa", "id: village_cover"),
    ("- {property: dueDay, value: 10, unit: d, description: ngày của tháng sau}\n", "", "Thiếu “dueDay”", "slaProperties"),
    ("value: in_workbook}", "value: in_workbook}\n- {property: noTemplate, value: tệp do nơi khác công bố}", "noTemplate.*in_workbook", "noTemplate"),
    ("{property: headers, value: [Có điện lưới, Điện lưới]}", "{property: codeList, value: secrecyy}", "“secrecyy”.*“secrecy”", "secrecyy"),
    ("value: in_workbook}", "value: in_workbook}  # XÁC NHẬN: nơi sửa", "chờ xác nhận", "XÁC NHẬN"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "sentence", "place"), MISTAKES, ids=[m[1][:40] or m[2] for m in MISTAKES])
def test_a_mistake_is_found_on_its_line(tmp_path, good, bad, sentence, place):
    assert good in GOOD
    text = GOOD.replace(good, bad, 1)
    found = _lint(tmp_path, text)
    hits = [f for f in found if re.search(sentence, f.message_vi)]
    assert hits, [str(f) for f in found]
    wanted = [i for i, line in enumerate(text.splitlines(), 1) if place in line]
    assert any(f.line in wanted for f in hits), (wanted, [str(f) for f in hits])
    assert all(f.message_vi.endswith(".") for f in found)


def test_a_name_may_be_looked_up_at_a_date_that_a_period_becomes(tmp_path):
    at = GOOD.replace("at: report_month", "at: village_from", 1)
    assert any("“village_from”" in str(f) for f in _lint(tmp_path, at))
    with_period = at.replace("  - name: village_name\n", "  - name: plan_text\n    businessName: Kỳ\n    logicalType: string\n    customProperties:\n"
                             "    - {property: period, value: {start: village_from, end: village_to}}\n  - name: village_name\n", 1)  # fmt: skip
    assert with_period != at
    assert not any("lookup" in str(f) for f in _lint(tmp_path, with_period))


def test_broken_yaml_is_one_finding_with_its_line(tmp_path):
    (finding,) = _lint(tmp_path, GOOD.replace("team:", "team: [", 1))
    assert "YAML" in finding.message_vi and finding.line >= _line_of(GOOD, "team:")


def test_a_twin_of_another_contract_is_told(tmp_path):
    path = tmp_path / "village_twin.odcs.yaml"
    path.write_text(GOOD.replace("id: village_coverage", "id: village_twin", 1), encoding="utf-8")
    found = lint_files([path], CONTRACTS)
    assert any("village_coverage" in f.message_vi and "khớp như nhau" in f.message_vi for f in found)


def test_the_vocabulary_of_the_design_is_what_the_code_asks_for():
    """docs/design.md §2 lists every custom property that means something, and no other."""
    section = (PROJECT_ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("## 2. ")[1].split("## 3. ")[0]
    on_contract, rest = section.split("On a property\n")
    on_column = rest.split("Rules. Every typed column")[0]

    def named(part: str) -> set[str]:
        rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
        return {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    for part, asked in zip((on_contract, on_column), known_properties(), strict=True):
        assert named(part) - {"dueDay", "examples", "logicalTypeOptions"} <= asked
        assert asked <= set(re.findall(r"\w+", part))


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Họ và tên", True), ("Người nộp", True), ("Số CCCD", True), ("Số điện thoại", True), ("Địa chỉ thường trú", True), ("Ngày sinh", True),
        ("applicant_name", True), ("SĐT", True), ("Trích yếu", True),
        ("Số hộ", False), ("Số người học", False), ("Thuê bao dùng điện thoại thông minh", False), ("Tên thủ tục", False), ("Tỷ lệ người dân có tài khoản", False),
        ("Đơn vị", False), ("commune_name", False), ("Số lượng người phụ trách", False), ("Ngày tiếp nhận", False), ("procedure_name", False), ("Chức vụ người ký", False),
    ],
)  # fmt: skip
def test_what_reads_like_a_person(text, personal):
    assert looks_personal(text) is personal
