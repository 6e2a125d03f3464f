"""Form 46/CK-NSNN as twelve provinces filled it in, and as others may: read right, or asked about."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
import python_calamine as calamine

from tests.unit.intake.conftest import workbook
from tests.unit.intake.legacy_writers import seen, tcvn3, vni

NAME = "DT-2020-N-B46-TT343-{}"
# what each sheet says, read by eye: province, rows, (path, column, amount in million VND) of some cells
READ = {
    "02.xls": ("HÀ GIANG", 28, [("A", "C", "14184307"), ("A/II/-2", "C", "3987075"), ("Đ/1", "C", "61800"), ("A/IV", "C", None)]),
    "06.xls": ("Bắc Kạn", 84, [("A/V", "C", "0"), ("A/V", "D", "1030661"), ("A/V", "E", None), ("B", "D", "5351253.967356"),
                               ("B/I/2", "E", "3243915.2541232"), ("Đ/II", "E", "36700")]),
    "12.xls": ("LAI CHÂU", 28, [("B/I/5", "C", "132770"), ("D/1", "C", None)]),
    "15.xls": ("YÊN BÁI", 28, [("B", "C", "11373461.3268267"), ("C", "C", "85100.3268266711")]),
    "48.xls": ("ĐÀ NẴNG", 28, [("C", "C", "-597100"), ("A/II/-1", "C", "0"), ("B/II/1", "C", None)]),
    "75.xlsx": ("ĐỒNG NAI", 29, [("A/VI", "C", None), ("A/II/1", "C", "0"), ("B", "C", "29106049.8833657")]),
    "84.xlsx": ("TRÀ VINH", 93, [("B/I/7", "E", "130000"), ("E", "D", "0"), ("B/IV", "E", "239758"), ("C", "C", "54499.696419999")]),
    "89.xls": ("AN GIANG", 28, [("D/2", "C", "0"), ("B/II", "C", "2464294")]),
    "92.xlsx": ("CẦN THƠ", 28, [("A", "C", "13380409.8"), ("B/II/1", "C", "0")]),
}  # fmt: skip


def amount(row: dict) -> Decimal | None:
    """Million VND, out of the text as Vietnamese write it."""
    text = row["amount_vnd"]
    return Decimal(text.replace(".", "").replace(",", ".")) if text else None


def cells(rows: list[dict]) -> dict[tuple[str, str], Decimal | None]:
    assert len({(r["item_path"], r["source_column"]) for r in rows}) == len(rows)
    assert len({(r["source_row"], r["source_column"]) for r in rows}) == len(rows)
    return {(r["item_path"], r["source_column"]): amount(r) for r in rows}


@pytest.mark.parametrize("name", READ)
def test_nine_provinces_are_read_by_one_contract(place, shared, name):
    province, count, wanted = READ[name]
    result = place.one(shared / "data" / "b46_2020" / NAME.format(name))
    rows = place.rows(result)
    assert result.extract == "budget_balance_b46" and len(rows) == count
    assert {r["province_name"] for r in rows} == {province} and {r["report_year"] for r in rows} == {"2020"}
    assert {r["amount_vnd__unit"] for r in rows} == {"1000000"}
    found = cells(rows)
    assert {(p, c): found[p, c] for p, c, _ in wanted} == {(p, c): Decimal(a) if a else None for p, c, a in wanted}
    (load,) = place.loads()
    assert load["sender_name"] == province and (str(load["period_start"]), str(load["period_end"])) == ("2020-01-01", "2020-12-31")


@pytest.mark.parametrize("name", ["06.xls", "12.xls", "75.xlsx", "84.xlsx", "92.xlsx"])
def test_every_number_is_where_another_reader_finds_it(place, shared, name):
    """openpyxl, by the sheet row and column that raw names."""
    path = shared / "data" / "b46_2020" / NAME.format(name)
    with path.open("rb") as file:
        sheet = openpyxl.load_workbook(file, data_only=True).worksheets[0]
    for row in place.rows(place.one(path)):
        value = sheet[f"{row['source_column']}{row['source_row']}"].value
        wanted = None if value is None else Decimal(repr(float(f"{float(value):.15g}")))
        assert amount(row) == wanted, row
        assert " ".join(str(sheet[f"B{row['source_row']}"].value).split()) == row["item_name"]


def test_years_side_by_side_are_named_by_their_headers(place, shared):
    for name in ("06.xls", "84.xlsx"):
        rows = place.rows(place.one(shared / "data" / "b46_2020" / NAME.format(name)))
        sides = {(r["source_column"], r["basis"], r["budget_year"]) for r in rows}
        assert sides == {("C", "plan", "2019"), ("D", "estimate", "2019"), ("E", "plan", "2020")}


@pytest.mark.parametrize(
    ("name", "code", "named"),
    [
        ("22.xls", "TITLE_MISSING", ["“Tỉnh, thành phố”", "“Năm của biểu”"]),
        ("27.xlsx", "UNIT_MISSING", ["“Số tiền”", "Đơn vị: Triệu đồng", "“Sheet1”"]),
        ("31.xls", "TITLE_MISSING", ["“Tỉnh, thành phố”"]),
    ],
)
def test_what_the_sheet_does_not_say_is_asked_for(place, shared, name, code, named):
    result = place.one(shared / "data" / "b46_2020" / NAME.format(name))
    assert (result.status, result.reason_code, result.extract) == ("refused", code, "budget_balance_b46")
    assert all(text in result.reason_vi for text in named)
    assert ("Năm" in result.reason_vi) == (name == "22.xls")


def sheet_rows(path, sheet: int = 0) -> list[list]:
    with path.open("rb") as file:
        page = calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(sheet)
        return [[None if c == "" else c for c in cells] for cells in page.iter_rows()]


@pytest.fixture
def ha_giang(shared) -> list[list]:
    return sheet_rows(shared / "data" / "b46_2020" / NAME.format("02.xls"))


def base(rows: list[list]) -> list[Decimal | None]:
    return [None if r[2] is None else Decimal(str(r[2])) for r in rows[7:]]


def put(place, rows: list[list], name: str = "b.xlsx", merges=(), **kwargs):
    return place.one(workbook(place.drop / name, rows, merges, **kwargs))


def got(place, result) -> list[Decimal | None]:
    return [amount(r) for r in place.rows(result)]


def test_other_forms_of_the_same_circular_are_not_taken_for_it(place, shared):
    source = shared / "data" / "b46_2020" / NAME.format("75.xlsx")
    names = openpyxl.load_workbook(source).sheetnames
    assert len(names) == 13
    for name in names[1:]:
        book = openpyxl.load_workbook(source, data_only=True)
        for other in set(names) - {name}:
            del book[other]
        book.save(place.drop / f"{name}.xlsx")
    results = place.load(place.drop)
    assert {r.reason_code for r in results} == {"NO_CONTRACT"} and len(results) == 12
    b47 = next(r for r in results if "B47" in r.file_label)
    assert "“Biểu số 46/CK-NSNN”" in b47.reason_vi
    b53 = place.one(shared / "data" / "messy_xls" / "DT-2020-N-B53-TT343-95.xlsx")
    assert b53.status == "refused"


def test_titles_and_columns_may_move(place, ha_giang):
    moved = [[None, *row[:2], None, row[2]] for row in ha_giang]
    moved[6][3] = "Mã số"
    moved = [["PHỤ LỤC II"], ["(Kèm theo Nghị quyết số 12/NQ-HĐND)"], [], *moved]
    moved += [[], [None, None, "Hà Giang, ngày 15 tháng 01 năm 2020"], [None, None, "TM. ỦY BAN NHÂN DÂN"], [None, None, "CHỦ TỊCH"]]
    result = put(place, moved)
    assert got(place, result) == base(ha_giang)
    assert {(r["source_column"], r["source_row"]) for r in place.rows(result)} == {("E", n) for n in range(11, 39)}


def test_numbers_written_as_text_are_the_same_numbers(place, ha_giang):
    text = [row if i < 7 or row[2] is None else [*row[:2], f"{int(row[2]):,}".replace(",", ".")] for i, row in enumerate(ha_giang)]
    assert got(place, put(place, text)) == base(ha_giang)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("Đơn vị tính: Tỷ đồng", "1000000000"), ("(ĐVT: đồng)", "1"), ("Đơn vị: 1.000 đồng", "1000"), ("Đơn vị tính: tr.đ", "1000000")],
)
def test_the_printed_unit_is_kept_beside_the_amount(place, ha_giang, unit, factor):
    ha_giang[5][2] = unit
    rows = place.rows(put(place, ha_giang))
    assert {r["amount_vnd__unit"] for r in rows} == {factor} and [amount(r) for r in rows] == base(ha_giang)


def test_a_unit_in_the_header_or_below_it_will_do(place, ha_giang):
    ha_giang[5][2] = None
    in_header = [list(r) for r in ha_giang]
    in_header[6][2] = "Dự toán năm 2020 (triệu đồng)"
    below = [*ha_giang[:7], [None, None, "(Triệu đồng)"], ["A", "B", 1], *ha_giang[7:]]
    for name, rows in (("a.xlsx", in_header), ("b.xlsx", below)):
        one = type(place)(place.deployment.root.parent / name.removesuffix(".xlsx"))
        result = put(one, rows, name)
        assert got(one, result) == base(ha_giang) and {r["amount_vnd__unit"] for r in one.rows(result)} == {"1000000"}


@pytest.mark.parametrize(("unit", "code"), [("Đơn vị: nghìn USD", "UNIT_MISSING"), ("Đơn vị: đồng", "TITLE_AMBIGUOUS")])
def test_a_strange_or_second_unit_is_asked_about(place, ha_giang, unit, code):
    ha_giang[5][0 if code == "TITLE_AMBIGUOUS" else 2] = unit
    assert put(place, ha_giang).reason_code == code


def test_two_level_headers_with_years_above(place, ha_giang):
    top = ["STT", "NỘI DUNG", "NĂM 2022", None, "NĂM 2023"]
    low = [None, None, "DỰ TOÁN", "ƯỚC TH", "DỰ TOÁN"]
    body = [[*r[:2], 7, 8, r[2]] for r in ha_giang[7:]]
    rows = [*[[str(c).replace("2020", "2023") if c else c for c in r] for r in ha_giang[:6]], top, low, ["A", "B", 1, 2, 3], *body]
    merges = [(6, 0, 7, 0, "STT"), (6, 1, 7, 1, "NỘI DUNG"), (6, 2, 6, 3, "NĂM 2022")]
    rows = place.rows(put(place, rows, merges=merges))
    assert {(r["source_column"], r["basis"], r["budget_year"], r["report_year"]) for r in rows} == {
        ("C", "plan", "2022", "2023"),
        ("D", "estimate", "2022", "2023"),
        ("E", "plan", "2023", "2023"),
    }
    assert [amount(r) for r in rows if r["source_column"] == "E"] == base(ha_giang)


@pytest.mark.parametrize("merged", [True, False])
def test_one_header_over_two_columns_is_an_ambiguity(place, ha_giang, merged):
    rows = [*ha_giang[:7], [None, None, "Trung ương giao", "Địa phương giao"], *[[*r, 5] for r in ha_giang[7:]]]
    result = put(place, rows, merges=[(6, 2, 6, 3, "DỰ TOÁN")] if merged else ())
    assert result.reason_code == "AMBIGUOUS_HEADER" and "C" in result.reason_vi


def test_a_number_column_that_nobody_knows_is_not_lost_in_silence(place, ha_giang):
    rows = [[*r, None] for r in ha_giang[:6]] + [[*ha_giang[6], "Kế hoạch vốn"]] + [[*r, 5] for r in ha_giang[7:]]
    result = put(place, rows)
    assert result.reason_code == "COLUMN_UNKNOWN" and "ô D7" in result.reason_vi
    notes = [[*r, None] for r in ha_giang[:6]] + [[*ha_giang[6], "Căn cứ"]] + [[*r, "NQ"] for r in ha_giang[7:]]
    assert got(place, put(place, notes, "n.xlsx")) == base(ha_giang)


def test_the_same_year_twice_is_an_ambiguity(place, ha_giang):
    rows = [[*r, None] for r in ha_giang[:6]] + [[*ha_giang[6], "Dự toán năm 2020"]] + [[*r, 5] for r in ha_giang[7:]]
    assert put(place, rows).reason_code == "AMBIGUOUS_HEADER"


def test_a_heading_or_note_without_number_is_no_line_of_the_form(place, ha_giang):
    rows = [*ha_giang[:10], [None, "Trong đó:"], *ha_giang[10:], [None, "(1) Năm đầu thời kỳ ổn định ngân sách"]]
    result = put(place, rows)
    assert got(place, result) == base(ha_giang) and result.notes == {"group": 1, "footer": 1}


def test_a_number_merged_over_rows_belongs_to_none(place, ha_giang):
    result = put(place, ha_giang, merges=[(9, 2, 10, 2, 1992481)])
    assert result.reason_code == "MERGED_NUMBER" and "ô C10" in result.reason_vi


def test_a_blank_form_is_not_reported_and_never_zero(place, ha_giang):
    blank = [*ha_giang[:7], *[[*r[:2], "-" if i == 3 else None] for i, r in enumerate(ha_giang[7:])]]
    result = put(place, blank)
    assert (result.status, result.reason_code) == ("refused", "NOT_REPORTED")
    assert "chưa báo cáo" in result.reason_vi and "cột C" in result.reason_vi
    blank[9][2] = 0
    rows = place.rows(put(place, blank, "z.xlsx"))
    assert [amount(r) for r in rows if r["amount_vnd"] not in ("", None, "-")] == [Decimal(0)]


def test_two_sheets_of_the_form_are_asked_about_and_hidden_ones_counted(place, ha_giang):
    path = place.drop / "two.xlsx"
    hidden = put(place, ha_giang, "hidden.xlsx", hidden={"cũ": [[c or "" for c in r] for r in ha_giang]})
    assert got(place, hidden) == base(ha_giang) and hidden.notes["hidden_sheets"] == 1
    book = openpyxl.load_workbook(place.drop / "hidden.xlsx")
    book["cũ"].sheet_state = "visible"
    book.save(path)
    result = place.one(path)
    assert result.reason_code == "AMBIGUOUS_SHEET" and "“thứ 2”" in result.reason_vi


def test_bac_ninh_with_its_unit_is_read_with_every_path_its_own(place, shared):
    rows = sheet_rows(shared / "data" / "b46_2020" / NAME.format("27.xlsx"))
    rows.insert(3, [None, None, "Đơn vị: Triệu đồng"])
    result = put(place, rows)
    found = cells(place.rows(result))
    assert found["C/1/1", "C"] is None and found["C/1", "C"] == 207360 and found["C/2", "C"] == 41000 and found["A/I/2", "C"] == Decimal("14681521.4")
    assert len(found) == 35 and result.notes["footer"] == 1  # the stray number below the table is none of its rows


@pytest.mark.parametrize(
    ("heading", "province"),
    [
        ("UBND TP. HỒ CHÍ MINH", "HỒ CHÍ MINH"),
        ("Uỷ ban nhân dân tỉnh Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("HỘI ĐỒNG NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "HÀ NỘI"),
        ("UBND TỈNH HÀ GIANG\nSỞ TÀI CHÍNH", "HÀ GIANG"),
        ("UBND TỈNH, THÀNH PHỐ......", None),
        ("UBND TỈNH ................", None),
        ("SỞ TÀI CHÍNH", None),
    ],
)
def test_the_province_in_many_shapes(place, ha_giang, heading, province):
    ha_giang[0][0] = heading
    result = put(place, ha_giang)
    if province is None:
        assert result.reason_code == "TITLE_MISSING"
    else:
        assert {r["province_name"] for r in place.rows(result)} == {province}


def test_a_second_file_of_the_same_province_and_year_is_held(place, ha_giang):
    assert put(place, ha_giang).status == "accepted"
    ha_giang[0][0] = "UBND tỉnh Hà Giang"
    ha_giang[7][2] = 1
    assert put(place, ha_giang, "again.xlsx").reason_code == "SNAPSHOT_UNDECLARED"
    other_year = [[str(c).replace("NĂM 2020", "NĂM 2021") if isinstance(c, str) else c for c in r] for r in ha_giang]
    assert put(place, other_year, "2021.xlsx").status == "accepted"


@pytest.mark.parametrize("font", [tcvn3, vni])
@pytest.mark.parametrize("name", ["02.xls", "06.xls", "75.xlsx", "84.xlsx"])
def test_the_form_typed_in_an_old_font_is_the_same_form(place, shared, tmp_path, name, font):
    """Its lettered lines too: Đ alone in a cell is Ñ in VNI, § in TCVN3."""
    rows = sheet_rows(shared / "data" / "b46_2020" / NAME.format(name))
    other = type(place)(tmp_path / "other")
    plain = other.rows(put(other, rows))
    typed = place.rows(put(place, [[seen(font(unicodedata.normalize("NFC", c))) if isinstance(c, str) else c for c in row] for row in rows]))
    columns = ("source_row", "source_column", "item_path", "item_no", "item_name", "amount_vnd", "province_name", "report_year")
    assert [[str(r[c]).casefold() for c in columns] for r in typed] == [[str(r[c]).casefold() for c in columns] for r in plain]


def test_an_ods_workbook_is_read_alike(place, ha_giang):
    def cell(value) -> str:
        if value is None:
            return "<table:table-cell/>"
        kind = f'office:value-type="float" office:value="{value}"' if isinstance(value, float | int) else 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"' for n, u in (("office", "office"), ("table", "table"), ("text", "text")))
    rows = "".join(f"<table:table-row>{''.join(map(cell, r))}</table:table-row>" for r in ha_giang)
    body = f'<office:body><office:spreadsheet><table:table table:name="B46">{rows}</table:table></office:spreadsheet></office:body>'
    with ZipFile(place.drop / "b.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}>{body}</office:document-content>')
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    result = place.one(place.drop / "b.ods")
    assert result.extract == "budget_balance_b46", result.reason_vi
    assert got(place, result) == base(ha_giang)
