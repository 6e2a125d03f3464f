"""Templates: a filled one is loaded as it was filled, an empty one is told so, and both are what a department can be sent.

Filled by openpyxl, cell by cell as a person would, so that nothing of the writer is taken on trust.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.contracts import Column, Contract, load_contracts
from orchestration.contracts.model import read_contract
from orchestration.deployment import PROJECT_ROOT
from orchestration.template import Form, NoTemplateError, form_of, is_filled_by_people, write_template
from orchestration.template.pattern_text import around, texts
from orchestration.template.sheet import INDEX_FROM
from orchestration.template.worked import example_rows
from tests.unit.intake.conftest import Place

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
IN_SHEETS = [e for e, c in CONTRACTS.items() if is_filled_by_people(c)]
UNITS = ("Sở Nội vụ", "Xã Mẫu 01", "Xã Mẫu 02")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """With every module on, so that every form may be loaded."""
    place = Place(tmp_path / "place")
    modules = tuple({c.module for c in CONTRACTS.values() if c.module})
    place.deployment = replace(place.deployment, modules=modules)
    return place


def _first_data_row(page: Worksheet, form: Form) -> int:
    """1-based row below the header, found by its text."""
    path, depth = form.columns[-1].path, max(len(c.path) for c in form.columns)
    for row in range(1, 40):
        if str(page.cell(row, len(form.columns)).value or "").rstrip("*\u00a0 ") == path[-1]:
            return row - len(path) + 1 + depth + (len(form.columns) >= INDEX_FROM)
    raise AssertionError("no header")


def _entry(page: Worksheet, form: Form, name: str):
    """The cell for a value above the table: the first yellow or boxed one in the row of its label."""
    field = next(f for f in form.fields if f.column and f.column.name == name)
    for row in page.iter_rows(min_row=1, max_row=30):
        if field.before and row[0].value != field.before:
            continue
        boxed = [c for c in row if c.border.left.style and c.number_format == "@"]
        if boxed:
            return boxed[0]
    raise AssertionError(name)


def _numbers(text: str, column: Column):
    """What a person types into a cell for whole numbers: 1.250 is the number 1250 there."""
    return int(text.replace(".", "")) if column.logical_type == "integer" and re.fullmatch(r"[\d.]+", text) else text


def _fill(path: Path, contract: Contract, form: Form) -> None:
    book = openpyxl.load_workbook(path)
    page = book[form.sheet_name]
    for field in form.fields:
        if field.column and field.column.examples:
            _entry(page, form, field.column.name).value = field.column.examples[0]
    top = _first_data_row(page, form)
    done: dict[tuple, int] = {}
    plain = [c.column for c in form.columns if not c.says and c.column.kept]
    for i in range(_count(contract, form)):
        key = tuple(_at(c, i) for c in plain) if contract.unpivot else (i,)
        row = done.setdefault(key, top + len(done))
        for at, shown in enumerate(form.columns, 1):
            if not shown.column.kept:
                continue
            text = _at(shown.column, i)
            if text and all(_at(contract.column(name), i) == said for name, said in shown.says):
                page.cell(row, at).value = _numbers(text, shown.column)
    book.save(path)


def _at(column: Column, i: int) -> str:
    return column.examples[i] if i < len(column.examples) else ""


def _count(contract: Contract, form: Form) -> int:
    needed = [c.column for c in form.columns if c.needed and c.column.kept]
    return min(len(c.examples) for c in needed or [c.column for c in form.columns if c.column.kept])


def _expected(contract: Contract, form: Form) -> list[dict[str, str]]:
    """The example rows with every column that the template asks for, title columns standing on each."""
    above = [f.column for f in form.fields if f.column]
    below = list({c.column.name: c.column for c in form.columns if c.column.kept}.values())
    rows = []
    for i in range(_count(contract, form)):
        row = {c.name: _at(c, i) for c in below} | {c.name: _at(c, 0) for c in above}
        rows.append({name: _told(str(_numbers(text, contract.column(name))), contract.column(name)) for name, text in row.items()})
    return rows


def _told(text: str, column: Column) -> str:
    """What a cell says: of several values in one the values, of a place its numbers, however they are kept."""
    if column.coordinates:
        return str([float(n) for n in re.findall(r"[0-9]+[.][0-9]+", text.replace(",", "."))])
    if column.logical_type == "number" and column.number_style == "vn" and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
        return text.replace(".", "")  # thousands by the example's other amounts, kept with or without their mark
    if not column.separator:
        return text
    parts = json.loads(text) if text.startswith("[") else re.split(f"[{re.escape(column.separator)}]", text)
    return "; ".join(p.strip() for p in parts)


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_a_filled_template_is_loaded_as_it_was_filled(place, extract):
    contract = CONTRACTS[extract]
    path = place.drop / "biểu.xlsx"
    form = write_template(contract, path, units=UNITS)
    _fill(path, contract, form)
    result = place.one(path)
    assert (result.status, result.extract) == ("accepted", extract), result.reason_vi
    expected = _expected(contract, form)
    assert expected
    found = [{name: _told(row[name] or "", contract.column(name)) for name in expected[0]} for row in place.rows(result)]
    assert sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_an_untouched_template_says_that_it_holds_no_figures(place, extract):
    path = place.drop / "biểu trống.xlsx"
    write_template(CONTRACTS[extract], path, units=UNITS)
    result = place.one(path)
    assert (result.status, result.reason_code, result.extract) == ("refused", "EMPTY_FILE", extract)
    assert "chưa có số liệu" in result.reason_vi


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_the_example_alone_is_never_data(place, extract):
    """Whoever fills the sheet of the example has sent nothing, and hears it."""
    path = place.drop / "chỉ ví dụ.xlsx"
    form = write_template(CONTRACTS[extract], path)
    book = openpyxl.load_workbook(path)
    del book[form.sheet_name]
    book.save(path)
    assert place.one(path).status == "refused"


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_nothing_personal_is_asked_for(tmp_path, extract):
    contract = CONTRACTS[extract]
    form = write_template(contract, tmp_path / "t.xlsx")
    asked = {" / ".join(c.path) for c in form.columns if not c.is_row_number} | {f.column.label_vi for f in form.fields if f.column}
    dropped = {h for c in contract.columns if not c.kept for h in c.headers}
    assert not asked & dropped
    assert {c.path[-1] for c in form.columns if c.is_row_number} <= {"STT", "TT"}


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_a_department_reads_vietnamese_only(tmp_path, extract):
    """No name of ours, no word of Excel's: neither in a sheet's name nor in a cell, a hint or a message."""
    contract = CONTRACTS[extract]
    write_template(contract, tmp_path / "t.xlsx", units=UNITS)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    said = list(book.sheetnames)
    for page in book:
        said += [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
        for check in page.data_validations.dataValidation:
            said += [check.promptTitle or "", check.prompt or "", check.errorTitle or "", check.error or ""]
            assert len(check.prompt or "") <= 255 and len(check.promptTitle or "") <= 32
    ours = {c.name for c in contract.columns if "_" in c.name} | {extract}
    for text in said:
        assert not ours & set(re.findall(r"\w+", text)), text
        assert not re.search(r"\b(sheet\d*|row|column|required|true|false|none|null|code|value|date)\b", text, re.IGNORECASE), text


@pytest.mark.parametrize("extract", IN_SHEETS)
def test_the_page_prints_as_the_state_prints(tmp_path, extract):
    contract = CONTRACTS[extract]
    form = write_template(contract, tmp_path / "t.xlsx", units=UNITS)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    visible = [s for s in book.sheetnames if book[s].sheet_state == "visible"]
    assert visible == [form.sheet_name, "Hướng dẫn", "Ví dụ"]
    assert book.active.title == form.sheet_name
    for name in visible:
        page = book[name]
        assert (page.page_setup.orientation, int(page.page_setup.paperSize), page.page_setup.fitToWidth) == ("landscape", 9, 1) or (
            page.page_setup.fitToWidth is None and page.sheet_properties.pageSetUpPr.fitToPage
        )
    page = book[form.sheet_name]
    top = _first_data_row(page, form)
    assert page.freeze_panes == f"A{top}"
    assert page.print_title_rows.endswith(f"${top - 1}")
    coded = [c for c in form.columns if c.column.code_list or c.column.logical_type == "boolean" or c.column.lookup]
    lists = [c for c in page.data_validations.dataValidation if c.type == "list"]
    assert len(lists) >= len(coded)


def test_the_same_contract_gives_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_template(CONTRACTS["village_coverage"], tmp_path / name, units=UNITS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_only_what_programs_name_has_no_template():
    """A sheet whose needed columns have words for headers has a form; nothing else escapes the tests above."""
    for extract, contract in CONTRACTS.items():
        words = [
            any(" " in h or not h.isascii() or (h[0].isupper() and not re.search("[a-z][A-Z]", h)) for h in c.headers)
            for c in contract.kept
            if c.headers and (c.required or c.key_position) and not c.from_title
        ]
        assert (extract in IN_SHEETS) == ("sheet" in contract.containers and all(words) and extract not in PUBLISHED)


# Files that somebody publishes and nobody fills in. A form is not to be hidden among them.
PUBLISHED = {
    "admin_unit": "Cục Thống kê", "admin_unit_legacy": "Cục Thống kê", "admin_district_legacy": "Cục Thống kê", "admin_unit_history": "công bố",
    "commune_population": "công bố", "province_population": "công bố", "papi_score": "PAPI",
}  # fmt: skip


def test_what_others_publish_has_no_template():
    assert {e for e, c in CONTRACTS.items() if c.no_template} == set(PUBLISHED)
    for extract, publisher in PUBLISHED.items():
        assert CONTRACTS[extract].corrections == "at_source"
        with pytest.raises(NoTemplateError, match=rf"{publisher}.*không có biểu mẫu để điền: hãy gửi nguyên tệp đã công bố\.$"):
            form_of(CONTRACTS[extract])


def test_what_programs_export_has_no_template():
    with pytest.raises(NoTemplateError, match=r"phần mềm xuất.*không có biểu mẫu"):
        form_of(CONTRACTS["dvc_dossier"])


def test_unit_and_period_are_printed_where_intake_reads_them(place):
    contract = CONTRACTS["village_coverage"]
    path = place.drop / "biểu.xlsx"
    form = write_template(contract, path, unit="UBND Xã Mẫu 02", period="09/2025")
    book = openpyxl.load_workbook(path)
    page = book[form.sheet_name]
    top = _first_data_row(page, form)
    page.cell(top, 2).value, page.cell(top, 3).value, page.cell(top, 4).value = "Xã Mẫu 02", "Thôn Nam", 12
    book.save(path)
    (row,) = place.rows(place.one(path))
    assert (row["reporting_unit_name"], row["report_month"], row["household_count"]) == ("UBND Xã Mẫu 02", "09/2025", "12")


def test_headers_that_name_years_go_with_the_year_of_the_form(place):
    """In a form of 2027 nobody can write the figures of 2027 under “2025”."""
    contract = CONTRACTS["budget_balance_b46"]
    path = place.drop / "biểu.xlsx"
    form = write_template(contract, path, unit="Lào Cai", period="2027")
    assert [c.path for c in form.columns] == [("STT",), ("Nội dung",), ("Dự toán 2027",), ("Ước thực hiện 2026",)]
    book = openpyxl.load_workbook(path)
    page = book[form.sheet_name]
    texts = [cell.value for row in page.iter_rows(max_row=12) for cell in row if cell.value]
    assert "Cân đối ngân sách địa phương năm 2027" in texts and "Đơn vị: triệu đồng" in texts
    top = _first_data_row(page, form)
    rows = [("A", "TỔNG NGUỒN THU NSĐP", "900,5", "800"), ("I", "Thu NSĐP được hưởng", "900,5", "800"), ("-", "Thu hưởng 100%", "400", ""), ("-", "Thu phân chia", "500,5", "")]
    for r, cells in enumerate(rows):
        for at, text in enumerate(cells, 1):
            page.cell(top + r, at).value = text
    book.save(path)
    found = {(r["item_path"], r["basis"], r["budget_year"]): r["amount_vnd"] for r in place.rows(place.one(path))}
    plan, estimate = ("plan", "2027"), ("estimate", "2026")
    assert found == {
        ("A", *plan): "900,5", ("A", *estimate): "800", ("A/I", *plan): "900,5", ("A/I", *estimate): "800",
        ("A/I/-1", *plan): "400", ("A/I/-1", *estimate): "", ("A/I/-2", *plan): "500,5", ("A/I/-2", *estimate): "",
    }  # fmt: skip
    row = place.rows(place.one(path))[0]
    assert (row["province_name"], row["report_year"], row["amount_vnd__unit"]) == ("Lào Cai", "2027", "1000000")
    for wrong in ({"period": "quý I"}, {"unit": "Sở Tài chính"}):
        with pytest.raises(NoTemplateError, match=r"không (đúng cách ghi|có trong danh mục)"):
            write_template(contract, path, **wrong)


def test_a_period_in_the_wrong_form_is_told(tmp_path):
    with pytest.raises(NoTemplateError, match="07/2025"):
        write_template(CONTRACTS["village_coverage"], tmp_path / "t.xlsx", period="quý III")
    with pytest.raises(NoTemplateError, match="không có dòng ghi kỳ"):
        write_template(CONTRACTS["subscriber_stats"], tmp_path / "t.xlsx", period="07/2025")


@pytest.mark.parametrize(
    ("pattern", "value", "first"),
    [
        (r"(?:Đơn vị|Cơ quan)\s*:\s*(.+?)\s*$", "Sở Mẫu", ("Đơn vị:", "")),
        (r"[Tt]háng\s+(\d{1,2}/\d{4})", "07/2025", ("Tháng", "")),
        (r"^kỳ\s*:?\s*(quý [IVX]+) năm 2025$", "quý III", ("Kỳ", "năm 2025")),
        (r"(?i)^(quý\s+[ivx]+[ /]+\d{4})", "Quý III/2025", ("", "")),
    ],
)
def test_words_around_a_value(pattern, value, first):
    found = list(around(pattern, value))
    if pattern.startswith("^kỳ"):  # the pattern knows lower case only, so the word must stay as it is
        first = ("kỳ", "năm 2025")
    assert found[0] == first


def test_words_with_named_groups():
    assert next(texts(r"^dự toán(?: năm (?P<budget_year>[0-9]{4}))?$", {"budget_year": "2025"})) == "dự toán năm 2025"


def test_several_value_columns_are_written_side_by_side(tmp_path):
    """An `unpivot`: one row of the form for each item, one column for each kind of amount."""
    document = yaml.safe_load(CONTRACTS["village_coverage"].path.read_text(encoding="utf-8"))
    long = {"item": ["Cáp quang", "Cáp quang", "Trạm"], "basis": ["plan", "actual", "plan"], "year": ["2025"] * 3, "amount": ["10", "7,5", "3"]}
    document["schema"][0]["properties"] = [
        {
            "name": name, "businessName": name, "logicalType": "number" if name == "amount" else "string", "examples": values,
            "primaryKey": name == "item", "primaryKeyPosition": 1,
            "customProperties": [
                {"property": "headers", "value": ["Nội dung"] if name == "item" else []}, {"property": "numberStyle", "value": "vn"},
            ],
        }
        for name, values in long.items()
    ]  # fmt: skip
    headers = [{"match": "^dự toán năm (?P<year>[0-9]{4})$", "set": {"basis": "plan"}}, {"match": "^thực hiện$", "set": {"basis": "actual"}}]
    dropped = {"totals", "deliveredBy", "deliveredFor", "versionOrder"}
    document["customProperties"] = [p for p in document["customProperties"] if p["property"] not in dropped]
    document["customProperties"].append({"property": "unpivot", "value": {"value": "amount", "headers": headers}})
    path = tmp_path / "x.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    form = form_of(read_contract(path))
    assert [c.path for c in form.columns] == [("Nội dung",), ("Dự toán năm 2025",), ("Thực hiện",)]
    assert example_rows(form) == [["Cáp quang", "10", "7,5"], ["Trạm", "3", ""]]
