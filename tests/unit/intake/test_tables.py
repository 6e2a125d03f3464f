"""Finding tables: the vocabulary of docs/design.md §2 on contracts made for the purpose, and outlines by themselves."""

from __future__ import annotations

import json

import openpyxl
import pytest

from orchestration.contracts import ContractError
from orchestration.contracts.model import read_contract
from orchestration.intake.header import choose_tables
from orchestration.intake.outline import Outline
from orchestration.intake.sheet_read import workbook_grids
from orchestration.intake.tabular import read_tables
from tests.unit.intake.conftest import CONTRACTS, workbook


def column(name: str, kind: str = "string", required: bool = False, key: int | None = None, **own) -> dict:
    node = {"name": name, "businessName": name.upper(), "logicalType": kind, "required": required}
    node |= {"primaryKey": True, "primaryKeyPosition": key} if key else {}
    return node | {"customProperties": [{"property": k, "value": v} for k, v in own.items()]}


def contract(folder, columns: list[dict], name: str = "trial", containers=("sheet",), **own):
    """A contract of one's own, read from a file as all are."""
    plain = {
        "containers": list(containers), "delivery": "append", "deliveryGroup": "trial", "periodCalendar": "none",
        "corrections": "at_source", "heldAbovePct": 30, "heldFromRows": 5, "sourceSystem": "trial", "validFrom": "2020-01-01",
    }  # fmt: skip
    document = {
        "id": name, "name": "Biểu thử", "version": "1.0.0", "domain": "trial", "team": {"name": "Sở Thử"},
        "slaProperties": [{"property": "dueDay", "value": 1}],
        "customProperties": [{"property": k, "value": v} for k, v in {**plain, **own}.items()],
        "schema": [{"name": name, "dataGranularityDescription": "Một dòng.", "properties": columns}],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.odcs.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return read_contract(path)


UNIT = column("unit_name", required=True, key=1, headers=["Đơn vị"])
COUNT = column("dossier_count", "integer", headers=["Số hồ sơ"], numberStyle="vn")
MONTH = column("month", required=True, key=2, fromTitle=[r"[Tt]háng (\d{1,2}/\d{4})"])
HEADER = ["STT", "Đơn vị", "Số hồ sơ"]


@pytest.fixture
def trial(place, tmp_path):
    """Load a workbook of some sheets under one contract made for it, the project's own standing beside it."""

    def load(columns, sheets: dict[str, list[list]], merges=(), **own):
        place.contracts = {**CONTRACTS, "trial": contract(tmp_path / "c", columns, **own)}
        (first, rows), *rest = sheets.items()
        path = workbook(place.drop / "t.xlsx", rows, merges, sheet=first)
        if rest:
            book = openpyxl.load_workbook(path)
            for name, more in rest:
                page = book.create_sheet(name)
                for row in more:
                    page.append(row)
            book.save(path)
        return place.one(path)

    return load


def test_group_rows_become_a_column_and_their_sums_are_checked(place, trial):
    rows = [
        ["Tháng 07/2025"], HEADER,
        ["I", "Sở, ban, ngành", 12], [1, "Sở A", 5], [2, "Sở B", 7],
        ["II", "UBND cấp xã", None], [1, "Xã C", 3],
        ["Tổng cộng", None, 15],
    ]  # fmt: skip
    group = column("unit_group", fromGroup=[r"^[IVX]+ (.+)$"])
    result = trial([UNIT, COUNT, MONTH, group], {"Biểu": rows}, totals=["dossier_count"])
    got = [(r["unit_name"], r["dossier_count"], r["unit_group"]) for r in place.rows(result)]
    assert got == [("Sở A", "5", "Sở, ban, ngành"), ("Sở B", "7", "Sở, ban, ngành"), ("Xã C", "3", "UBND cấp xã")]
    assert result.notes["group"] == 2 and result.notes["total"] == 1
    rows[2][2] = 13
    wrong = trial([UNIT, COUNT, MONTH, group], {"Biểu": rows}, totals=["dossier_count"])
    assert wrong.reason_code == "TOTAL_MISMATCH" and "ô C3" in wrong.reason_vi


def test_a_lower_group_ends_with_the_one_above_it(place, trial):
    levels = [column("block", fromGroup="^[A-H]\\. (.+)$"), column("unit_group", fromGroup="^[IVX]+\\. (.+)$")]
    rows = [["Tháng 7/2025"], HEADER, [None, "A. Khối tỉnh"], [None, "I. Sở"], [1, "Sở A", 5], [None, "B. Khối xã"], [1, "Xã C", 3]]
    got = place.rows(trial([UNIT, COUNT, MONTH, *levels], {"Biểu": rows}))
    assert [(r["block"], r["unit_group"]) for r in got] == [("Khối tỉnh", "Sở"), ("Khối xã", None)]


def test_form_06a_group_row_index_row_and_total(place, shared, tmp_path):
    """Acceptance T03 on the sample: two rows, the total checked, the group kept; with the total wrong the file is refused."""
    number = {"numberStyle": "vn", "nullTokens": ["-", "x"]}
    columns = [
        UNIT,
        column("period_start", required=True, fromTitle=[r"Từ ngày (\d{2}/\d{2}/\d{4})"]),
        column("received_total", "integer", headers=["Tiếp nhận / Tổng số"], **number),
        column("received_online", "integer", headers=["Tiếp nhận / Trực tuyến"], **number),
        column("done_total", "integer", headers=["Đã xử lý / Tổng số"], **number),
        column("unit_group", fromGroup="^[IVX]+ (.+)$"),
    ]
    place.contracts = {"trial": contract(tmp_path, columns, totals=["received_total", "done_total"])}
    sample = shared / "extracts" / "samples" / "f_06a.xlsx"
    result = place.one(sample)
    got = [(r["unit_name"], r["received_total"], r["received_online"], r["done_total"], r["unit_group"], r["source_row"]) for r in place.rows(result)]
    assert got == [("Sở Nội vụ", "1.234", "1.000", "1.200", "Sở, ban, ngành", 9), ("Sở Y tế", "56", "-", "50", "Sở, ban, ngành", 10)]
    assert place.rows(result)[0]["period_start"] == "01/07/2025"
    assert (result.notes["index"], result.notes["group"], result.notes["total"]) == (1, 1, 1)
    book = openpyxl.load_workbook(sample)
    book.active["C12"] = 1291
    book.save(place.drop / "wrong.xlsx")
    wrong = place.one(place.drop / "wrong.xlsx")
    assert wrong.reason_code == "TOTAL_MISMATCH" and "ô C12" in wrong.reason_vi


def test_a_semicolon_file_with_a_line_break_in_quotes_and_a_total(place, shared, tmp_path):
    """Acceptance T10 on the sample."""
    columns = [
        column("commune_name", required=True, key=1, headers=["Xã/phường"]),
        column("coverage_pct", "number", headers=["Tỷ lệ phủ sóng 4G (%)"], numberStyle="vn"),
        column("place", headers=["Toạ độ"]),
    ]
    place.contracts = {"trial": contract(tmp_path, columns, containers=["csv"])}
    result = place.one(shared / "extracts" / "samples" / "l_semicolon.csv")
    rows = place.rows(result)
    assert [(r["commune_name"], r["coverage_pct"], r["place"], r["source_row"]) for r in rows] == [
        ("Phường Hòa Bình", "98,5", "105,34808/22,62924", 2),
        ("Xã Kỳ Sơn", "100", "", 4),
    ]
    assert result.notes == {"total": 1}


def test_where_columns_stand(tmp_path):
    made = contract(tmp_path, [UNIT, COUNT, MONTH], tables="all")
    path = workbook(tmp_path / "w.xlsx", [[None, *row] for row in TWO], sheet="Biểu")
    reading = read_tables(choose_tables(workbook_grids(path)[0], [made]), tmp_path)
    assert reading.places == {"Biểu": {"unit_name": "C", "dossier_count": "D"}}
    moved = [[], ["Tháng 09/2025"], ["Số hồ sơ", None, "Đơn vị"], [9, None, "Sở A"]]
    path = workbook(tmp_path / "m.xlsx", [[None, *row] for row in TWO] + moved, sheet="Biểu")
    assert read_tables(choose_tables(workbook_grids(path)[0], [made]), tmp_path).places == {"Biểu": {"unit_name": "C"}}


TWO = [["Tháng 07/2025"], HEADER, [1, "Sở A", 5], ["Tổng cộng", None, 5], [], ["Tháng 08/2025"], HEADER, [1, "Sở A", 6], [], ["NGƯỜI LẬP BIỂU"]]


def test_two_tables_on_a_sheet_are_asked_about_or_read_each_under_its_title(place, trial):
    one = trial([UNIT, COUNT, MONTH], {"Biểu": TWO}, totals=["dossier_count"])
    assert one.reason_code == "AMBIGUOUS_SHEET" and "dòng 7" in one.reason_vi and one.extract == "trial"
    every = trial([UNIT, COUNT, MONTH], {"Biểu": TWO}, totals=["dossier_count"], tables="all")
    got = [(r["source_row"], r["month"], r["dossier_count"]) for r in place.rows(every)]
    assert got == [(3, "07/2025", "5"), (8, "08/2025", "6")]


def test_a_second_table_far_below_is_found_too(place, trial):
    far = [*TWO[:2], *[[i, f"Sở {i}", i] for i in range(1, 200)], [], *TWO[5:]]
    assert trial([UNIT, COUNT, MONTH], {"Biểu": far}).reason_code == "AMBIGUOUS_SHEET"
    rows = place.rows(trial([UNIT, COUNT, MONTH], {"Biểu": far}, tables="all"))
    assert len(rows) == 200 and [r["month"] for r in rows[-2:]] == ["07/2025", "08/2025"]


def test_a_table_after_a_signature_needs_a_title_of_its_own(trial):
    signed = [*TWO[:4], ["NGƯỜI LẬP BIỂU"], ["Biểu số 2"], HEADER, [1, "Sở A", 6]]
    assert trial([UNIT, COUNT, MONTH], {"Biểu": signed}).reason_code == "AMBIGUOUS_SHEET"
    result = trial([UNIT, COUNT, MONTH], {"Biểu": signed}, tables="all")
    assert result.reason_code == "TITLE_MISSING" and "“MONTH”" in result.reason_vi


def test_a_header_on_every_printed_page_is_no_second_table(place, trial):
    pages = [["Tháng 07/2025"], HEADER, [1, "Sở A", 5], ["Tháng 07/2025"], HEADER, [2, "Sở B", 6], HEADER, [3, "Sở C", 7]]
    for tables in ("one", "all"):
        rows = place.rows(trial([UNIT, COUNT, MONTH], {"Biểu": pages}, tables=tables))
        assert [(r["unit_name"], r["month"]) for r in rows] == [("Sở A", "07/2025"), ("Sở B", "07/2025"), ("Sở C", "07/2025")]


def test_tables_with_columns_elsewhere_and_over_sheets(place, trial):
    moved = [["Tháng 09/2025"], ["Số hồ sơ", "Đơn vị"], [9, "Sở A"]]
    result = trial([UNIT, COUNT, MONTH], {"Biểu": [*TWO, [], *moved], "Xã": [["Tháng 7/2025"], HEADER, [1, "Xã C", 3]]}, tables="all")
    got = [(r["sheet_name"], r["unit_name"], r["month"], r["dossier_count"]) for r in place.rows(result)]
    assert sorted(got) == sorted(
        [("Biểu", "Sở A", "07/2025", "5"), ("Biểu", "Sở A", "08/2025", "6"), ("Biểu", "Sở A", "09/2025", "9"), ("Xã", "Xã C", "7/2025", "3")]
    )


def test_sheet_pattern_guide_sheet_and_value_from_the_sheet_name(place, trial):
    month = column("month", required=True, key=2, fromSheetName=r"^T(\d{1,2}-\d{4})$")
    sheets = {"Hướng dẫn": [HEADER, [1, "Sở Mẫu", 999]], "T7-2025": [HEADER, [1, "Sở A", 5]], "T8-2025": [HEADER, [1, "Sở A", 6]]}
    result = trial([UNIT, COUNT, month], sheets, tables="all", sheet="^t[0-9]+-")
    assert sorted((r["month"], r["dossier_count"]) for r in place.rows(result)) == [("7-2025", "5"), ("8-2025", "6")]
    assert result.notes["other_sheets"] == 1


def test_two_answers_in_a_title_are_an_ambiguity(trial):
    rows = [["Tháng 07/2025"], ["(số liệu tháng 08/2025)"], HEADER, [1, "Sở A", 5]]
    result = trial([UNIT, COUNT, MONTH], {"Biểu": rows})
    assert result.reason_code == "TITLE_AMBIGUOUS" and "“MONTH”" in result.reason_vi and "2025" not in result.reason_vi


def test_an_index_row_with_letters_is_never_data(place, trial):
    rows = [["Tháng 07/2025"], HEADER, ["A", "B", 1], [1, "Sở A", 5]]
    result = trial([UNIT, COUNT, MONTH], {"Biểu": rows})
    assert [r["unit_name"] for r in place.rows(result)] == ["Sở A"] and result.notes["index"] == 1


@pytest.mark.parametrize(
    ("labels", "paths"),
    [
        ("A I 1 2 II - - III B I 1 2 C D 1 Đ 1 2", "A A/I A/I/1 A/I/2 A/II A/II/-1 A/II/-2 A/III B B/I B/I/1 B/I/2 C D D/1 Đ Đ/1"),
        ("C 1 1 2 3 4 2 D 1", "C C/1 C/1/1 C/1/2 C/1/3 C/1/4 C/2 D D/1"),
        ("I 1 1.1 1.2 2 2.1 a) b) II 1", "I I/1 I/1/1.1 I/1/1.2 I/2 I/2/2.1 I/2/2.1/a I/2/2.1/b II II/1"),
        ("IV V VI X XI", "IV V VI X XI"),
        ("A 1.0 2.0 2.1 B 1.0", "A A/1 A/2 A/2/2.1 B B/1"),
        ("A (1) (2) B. i ii", "A A/1 A/2 B B/i B/ii"),
        ("1 3 7 2 _ _ 8", "1 3 7 2 2/*1 2/*2 8"),
        ("A B C D E G H I", "A B C D E G H H/I"),
    ],
)
def test_outlines(labels, paths):
    outline = Outline()
    got = [outline.path("" if label == "_" else label) for label in labels.split()]
    assert got[: len(paths.split())] == paths.split()
    assert len(set(got)) == len(got)


def test_a_contract_that_names_no_column_or_no_pattern_is_refused(tmp_path):
    with pytest.raises(ContractError, match="gọi cột không được giữ"):
        contract(tmp_path, [UNIT, COUNT], outline={"from": "item_no", "into": "unit_name"})
    with pytest.raises(ContractError, match="containers"):
        contract(tmp_path, [UNIT, COUNT], containers=["json"], unpivot={"value": "dossier_count", "headers": [{"match": "x"}]})
    with pytest.raises(ContractError, match="không đọc được ở ký tự 0"):
        contract(tmp_path, [UNIT, COUNT], sheet="(")


NARROW = [{**UNIT}, {**COUNT}]
SIGNATURES = {
    "side by side": [["NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"], ["(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"], ["Nguyễn Văn Kín", "Trần Thị Kín"]],
    "one known word": [["Tổ công tác", "Phó Chủ tịch"], ["Nguyễn Văn Kín", "Trần Thị Kín"]],
    "after the total": [["Tổng cộng", 11], ["Cán bộ tổng hợp", "TRƯỞNG PHÒNG"], [], ["Nguyễn Văn Kín", "Trần Thị Kín"]],
    "a name below each other": [["KT. CHỦ TỊCH", "Kế toán trưởng"], ["PHÓ CHỦ TỊCH", ""], ["Nguyễn Văn Kín", "Trần Thị Kín"]],
}


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signatures_side_by_side_are_no_rows_of_a_narrow_table(place, tmp_path, signature):
    place.contracts = {"trial": contract(tmp_path, NARROW)}
    rows = [["Đơn vị", "Số hồ sơ"], ["Sở A", 5], ["Chủ tịch UBND xã Mẫu 02", 6], *SIGNATURES[signature]]
    result = place.one(workbook(tmp_path / "w.xlsx", rows))
    assert [(r["unit_name"], r["dossier_count"]) for r in place.rows(result)] == [("Sở A", "5"), ("Chủ tịch UBND xã Mẫu 02", "6")]
    assert "Kín".encode() not in place.bytes_written()


def test_a_row_that_lacks_its_number_is_no_signature(place, tmp_path):
    place.contracts = {"trial": contract(tmp_path, NARROW)}
    rows = [["Đơn vị", "Số hồ sơ"], ["Sở A", 5], ["Sở B", "chưa có số liệu"], ["Sở C", 7], ["Sở D", "chưa có số liệu"]]
    result = place.one(workbook(tmp_path / "w.xlsx", rows))
    assert [r["unit_name"] for r in place.rows(result)] == ["Sở A", "Sở B", "Sở C", "Sở D"]


def test_signers_in_a_table_of_texts(place, tmp_path):
    place.contracts = {"trial": contract(tmp_path, [UNIT, {**COUNT, "logicalType": "string"}])}
    rows = [["Đơn vị", "Số hồ sơ"], ["Sở A", "năm"], ["Sở B", "sáu"], ["Người lập", "Giám đốc"], ["Nguyễn Văn Kín", "Trần Thị Kín"]]
    result = place.one(workbook(tmp_path / "w.xlsx", rows))
    assert [r["unit_name"] for r in place.rows(result)] == ["Sở A", "Sở B"] and "Kín".encode() not in place.bytes_written()


TITLED = {
    "in capitals": [["BÁO CÁO THÁNG 7 NĂM 2025"]],
    "below the place and day": [["UBND TỈNH", "Minh Họa, ngày 05 tháng 8 năm 2025"], ["Tháng 07 năm 2025"]],
    "with a dash": [["Tháng 7-2025"]],
}


@pytest.mark.parametrize("title", TITLED)
def test_a_month_in_words_is_the_month(place, tmp_path, title):
    titled = column("month", required=True, key=2, fromTitle=[r"(?i)tháng (\d{1,2}/\d{4})"])
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT, titled])}
    rows = [*TITLED[title], [], ["Đơn vị", "Số hồ sơ"], ["Sở A", 5], ["Minh Họa, ngày 05 tháng 9 năm 2025"], ["NGƯỜI LẬP", "GIÁM ĐỐC"]]
    result = place.one(workbook(tmp_path / "w.xlsx", rows))
    assert [r["month"].lstrip("0") for r in place.rows(result)] == ["7/2025"], result.reason_vi


def test_two_months_in_two_spellings_are_an_ambiguity(place, tmp_path):
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT, MONTH])}
    rows = [["Báo cáo tháng 8 năm 2025"], ["So với tháng 7/2025"], ["Đơn vị", "Số hồ sơ"], ["Sở A", 5]]
    assert place.one(workbook(tmp_path / "w.xlsx", rows)).reason_code == "TITLE_AMBIGUOUS"
