"""What a workbook says of its cells beside their values: failed formulas, formulas nobody calculated, the date system, percent formats."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from orchestration.intake import marks_xlsx
from orchestration.intake.marks import format_kind
from orchestration.intake.marks_of import look_up
from tests.unit.typing import old_books
from tests.unit.typing.conftest import HEADERS, record
from tests.unit.typing.old_books import Failed, Runs, Shown, Struck, Uncalculated

AT = {c: i for i, c in enumerate(["row_code", "count_vn", "count_plain", "measure_vn", "measure_en", "done_pct", "share_pct", "budget_vnd", "filed_at",
                                  "due_on", "month_on", "plan_year", "due_text", "place", "technologies", "is_shared", "remark_name"])}  # fmt: skip


def openpyxl_book(path, rows, top=2):
    """A library's file: formulas are written, their values are not."""
    book = openpyxl.Workbook()
    page = book.active
    for _ in range(top):
        page.append(["BIỂU"])
    for row in [HEADERS, *rows]:
        page.append(row)
    book.save(path)
    return path


def test_formulas_that_nobody_calculated(place):
    """T17."""
    path = openpyxl_book(place.drop / "p.xlsx", [record(1), record(2, count_vn="=B4+1"), record(3, measure_vn="=B4*2")])
    result = place.one(path)
    assert (result.reason_code, result.extract) == ("FORMULA_NOT_CALCULATED", "typing_values")
    assert "ô B5" in result.reason_vi and "ô D6" in result.reason_vi and "mở bằng Excel rồi lưu" in result.reason_vi


def test_a_row_of_formulas_only_is_not_dropped(place):
    row = [f"=B4{'' if i else '+1'}" for i in range(len(HEADERS))]
    result = place.one(openpyxl_book(place.drop / "p.xlsx", [record(1), row]))
    assert result.reason_code == "FORMULA_NOT_CALCULATED" and "ô khác" in result.reason_vi


def written(place, formulas, name="x.xlsx", **options):
    """A file of the other library: it writes 0, or the value it is given, and orders Excel to calculate."""
    path = place.drop / name
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, record(1))
        for column, (formula, value) in formulas.items():
            page.write_formula(1, AT[column], formula, None, value)
        page.write(5, 40, "xa bảng")
    return path


@pytest.mark.parametrize(
    ("formulas", "refused"),
    [
        ({"count_vn": ("=1+1", 0)}, True),
        ({"count_vn": ("=1+1", 2)}, False),
        ({"measure_vn": ('=""', "")}, True),
    ],
)
def test_a_library_that_writes_zeros(place, formulas, refused):
    assert (place.one(written(place, formulas)).reason_code == "FORMULA_NOT_CALCULATED") is refused


@pytest.mark.parametrize(
    ("engine", "value", "other", "refused"),
    [
        ("124519", "0", "7", True),  # a library whose default is 0 may have been told one result and not the other
        ("191029", "0", "7", False),  # one that calculates: the zero is a result
        ("191029", "0", "0", True),
        (None, "0.0", "0.0", True),  # nothing was calculated in Java
        (None, "0.0", "7.0", False),
        (None, "0", "0", False),  # as Excel writes
    ],
)
def test_zeros_in_the_place_of_results(place, engine, value, other, refused):
    path = written(place, {"count_vn": ("=1+1", 555), "count_plain": ("=1+6", 777)})

    def change(xml: str) -> str:
        return xml.replace("<v>555</v>", f"<v>{value}</v>").replace("<v>777</v>", f"<v>{other}</v>")

    def book(xml: str) -> str:
        return re.sub("<calcPr[^>]*>", f'<calcPr calcId="{engine}" fullCalcOnLoad="1"/>' if engine else "", xml)

    path = rewritten(rewritten(path, change), book, "xl/workbook.xml")
    assert (place.one(path).reason_code == "FORMULA_NOT_CALCULATED") is refused


def test_a_calculated_nothing_is_nothing(place):
    path = rewritten(written(place, {"measure_vn": ('=""', "x")}), lambda xml: xml.replace("<v>x</v>", "<v></v>"))
    assert not place.rows(place.one(path))[0]["measure_vn"]


def test_formulas_outside_what_is_read_do_not_matter(place):
    book = openpyxl.Workbook()
    page = book.active
    page.append([*HEADERS, "Cột lạ"])
    page.append([*record(1), "=A1"])
    book.create_sheet("Khác").append(["=1+1"])
    book.save(path := place.drop / "p.xlsx")
    assert place.one(path).status == "accepted"


def test_failed_formulas_stay_in_their_cells(place):
    formulas = {
        "count_vn": ("=1/0", "#DIV/0!"), "remark_name": ("=NA()", "#N/A"), "due_on": ("=X!A1", "#REF!"), "technologies": ("=x", "#NAME?"),
    }  # fmt: skip
    (row,) = place.rows(place.one(written(place, formulas)))
    assert [row[name] for name in formulas] == ["#DIV/0!", "#N/A", "#REF!", "#NAME?"]


def test_dates_of_the_other_system(place):
    path = written(place, {}, date_1904=True)
    result = place.one(path)
    assert result.reason_code == "DATE_SYSTEM_1904" and "“Thời điểm”" in result.reason_vi


def rewritten(path, change, name="xl/worksheets/sheet1.xml"):
    """The workbook with a part's XML changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return path


def test_cells_without_references_and_with_prefixes(place):
    path = written(place, {"count_vn": ("=1/0", "#DIV/0!"), "count_plain": ("=1+1", 2)})
    bare = rewritten(path, lambda xml: re.sub(r'<(row|c) r="[A-Z0-9]+"', r"<\1", xml))
    assert marks_xlsx.look(bare, "Sheet1", False).errors == {(1, 1): "#DIV/0!"}
    prefixed = rewritten(
        written(place, {"count_vn": ("=1/0", "#DIV/0!"), "count_plain": ("=1+1", 0)}, "y.xlsx"),
        lambda xml: re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x="),
    )
    marks = marks_xlsx.look(prefixed, "Sheet1", False)
    assert (marks.errors, marks.uncalculated) == ({(1, 1): "#DIV/0!"}, [(1, 2)])


def test_the_quick_look_finds_marks_across_chunks(place, monkeypatch):
    path = openpyxl_book(place.drop / "p.xlsx", [record(i) for i in range(30)] + [record(99, count_vn="=1+1")])
    plain = openpyxl_book(place.drop / "q.xlsx", [record(i) for i in range(30)])
    for chunk in (1, 7, 64, 1 << 20):
        monkeypatch.setattr(marks_xlsx, "CHUNK", chunk)
        assert marks_xlsx.look(path, "Sheet", False).uncalculated == [(33, 1)]
    monkeypatch.setattr(marks_xlsx, "cells_of", lambda file: pytest.fail("a sheet without marks is not walked"))
    assert marks_xlsx.look(plain, "Sheet", False).errors == {}


BOOKS = [("a.xls", old_books.xls), ("a.xlsb", old_books.xlsb), ("a.ods", old_books.ods)]


@pytest.mark.parametrize(("name", "write"), BOOKS)
def test_the_other_kinds_of_workbook(place, name, write):
    serial = (date(2025, 7, 1) - date(1899, 12, 30)).days
    rows = [
        record(1, done_pct=Shown(0.9583, True), due_text=Shown(serial, False)),
        record(2, count_vn=Failed(7, "#DIV/0!"), remark_name=Failed(0x2A, "#N/A"), done_pct=95.5),
    ]
    got = place.rows(place.one(write(place.drop / name, [[], [], HEADERS, *rows])))
    assert [(r["done_pct"], r["due_text"]) for r in got] == [("95,83%", "07/2025"), ("95,5", "Quý III/2025")]
    assert (got[1]["count_vn"], got[1]["remark_name"]) == ("#DIV/0!", "#N/A")


SPANS = ['style:text-line-through-style="solid"', 'style:text-position="sub 58%"']
RUNS = [
    *((*BOOKS[0], {"font": font, "cut": cut}) for font, cut in (((8, 0), 1 << 20), ((0, 1), 1 << 20), ((0, 2), 30), ((10, 0), 1))),
    *((*BOOKS[1], {"font": font, "is_shared": is_shared}) for font in ((8, 0), (0, 1)) for is_shared in (True, False)),
    *((*BOOKS[2], {"font": font}) for font in SPANS),
]


@pytest.mark.parametrize(("name", "write", "font"), RUNS)
def test_a_raised_or_struck_digit_in_the_other_kinds(place, name, write, font):
    cells = [Runs(["1.600,5", "1"]), Runs(["", "400", " 500"]), Runs(["850", "(1)"]), Runs(["8", "50"])]
    path = write(place.drop / name, [HEADERS, *(record(i, measure_vn=cell) for i, cell in enumerate([*cells, *[7.5] * 8]))], **font)
    got = [r["measure_vn"] for r in place.rows(place.one(path))][: len(cells)]
    assert got == ["1.600,5 / 1", "400 / 500", "850(1)", "8 / 50"]


@pytest.mark.parametrize(("name", "write", "font"), [(*BOOKS[0], {}), (*BOOKS[1], {}), (*BOOKS[2], {"font": SPANS[0]})])
def test_a_number_struck_out_as_a_whole_is_asked_about(place, name, write, font):
    result = place.one(write(place.drop / name, [HEADERS, record(1), record(2, measure_vn=Struck(850))], **font))
    assert result.reason_code == "NUMBER_STRUCK" and "ô D3" in result.reason_vi


def test_a_struck_text_or_number_that_nobody_reads_is_none(place):
    path = place.drop / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        page.write_row(0, 0, [*HEADERS, "Thừa"])
        page.write_row(1, 0, record(1))
        page.write(1, AT["remark_name"], "Đã bỏ", struck)
        page.write(1, len(HEADERS), 7, struck)
        page.write_blank(2, AT["measure_vn"], None, struck)
    assert len(place.rows(place.one(path))) == 1
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, record(1))
        page.write(1, AT["measure_vn"], 850, book.add_format({"font_strikeout": True}))
    assert place.one(path).reason_code == "NUMBER_STRUCK"


@pytest.mark.parametrize(("name", "write", "font"), [(*BOOKS[0], {"font": (1, 0)}), (*BOOKS[1], {"font": (2, 0)}), (*BOOKS[2], {"font": 'style:text-position="0% 100%"'})])
def test_a_digit_in_another_letter_is_one_of_the_number(place, name, write, font):
    path = write(place.drop / name, [HEADERS, record(1, measure_vn=Runs(["8", "50"]))], **font)
    assert place.rows(place.one(path))[0]["measure_vn"] == "850"


def test_a_raised_digit_in_a_text_that_stands_in_its_cell(place):
    path = openpyxl_book(place.drop / "p.xlsx", [record(1, measure_vn="RICH")])
    rich = "<is><r><t>1.600,5</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r></is>"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    at = re.search(r'<c r="D4"[^>]*>.*?</c>', sheet)
    parts["xl/worksheets/sheet1.xml"] = (sheet[: at.start()] + f'<c r="D4" t="inlineStr">{rich}</c>' + sheet[at.end() :]).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert place.rows(place.one(path))[0]["measure_vn"] == "1.600,5 / 1"


@pytest.mark.parametrize(("name", "write"), [BOOKS[0], BOOKS[2]])
def test_uncalculated_in_the_other_kinds(place, name, write):
    result = place.one(write(place.drop / name, [HEADERS, record(1, measure_vn=Uncalculated())]))
    assert result.reason_code == "FORMULA_NOT_CALCULATED" and "ô D2" in result.reason_vi


def test_an_empty_result_of_excel_itself_is_nothing(place):
    path = old_books.xls(place.drop / "a.xls", [HEADERS, record(1, measure_vn=Uncalculated())], by_excel=True)
    assert place.rows(place.one(path))[0]["measure_vn"] in (None, "")


@pytest.mark.parametrize(("name", "write"), BOOKS[:2])
def test_the_other_date_system_in_the_other_kinds(place, name, write):
    assert place.one(write(place.drop / name, [HEADERS, record(1)], date_1904=True)).reason_code == "DATE_SYSTEM_1904"


@pytest.mark.parametrize(
    ("sheet", "errors"), [("Sheet1", 68), ("Sheet1 (2)", 68)]
)  # the second counted with LibreOffice, which recalculates the first
def test_a_real_old_workbook(shared, sheet, errors):
    path = shared / "data" / "messy_xls" / "Plan_2003.xls"
    index = ["Sheet1", "Sheet1 (2)"].index(sheet)
    marks = look_up(path, sheet, index, False)
    assert (len(marks.errors), marks.uncalculated, marks.is_1904) == (errors, [], False)


def test_real_workbooks_agree_with_another_reader(shared):
    path = shared / "data" / "b46_2020" / "DT-2020-N-B46-TT343-75.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    for index, page in enumerate(book.worksheets):
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        marks = look_up(path, page.title, index, True)
        assert marks.errors == {(c.row - 1, c.column - 1): c.value for c in cells if c.data_type == "e"}, page.title
        shown = {(c.row - 1, c.column - 1) for c in cells if "%" in (c.number_format or "")}
        assert shown <= {place for place, kind in marks.formats.items() if kind == "percent"}, page.title


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0%", "percent"), ("0.00\\%", None), ('0"%"', None), ("#,##0.0 %", "percent"), ("mm/yyyy", "month"), ("mmm\\-yy", "month"), ("dd/mm/yyyy", None),
     ("[$-42A]mm/yyyy", "month"), ("General", None), ("hh:mm", None), ("yyyy", None), ("0;-0;0%", None)],
)  # fmt: skip
def test_number_formats(code, kind):
    assert format_kind(code) == kind


def test_a_real_day_in_a_year_nobody_means_is_text_as_found(place):
    (row,) = place.rows(place.one(written_days(place, datetime(2204, 8, 5))))
    assert row["due_on"] == "05/08/2204"


def written_days(place, day):
    path = place.drop / "d.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, record(1))
        page.write_datetime(1, AT["due_on"], day)
    return path


@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_package_that_is_not_whole_is_refused(place, part):
    path = written(place, {"count_vn": ("=1/0", "#DIV/0!")})
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = parts[part][: len(parts[part]) - 20]
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert place.one(path).reason_code == "FILE_UNREADABLE"


def test_an_old_workbook_cut_short_is_refused(place):
    path = old_books.xls(place.drop / "a.xls", [HEADERS, record(1)])
    path.write_bytes(path.read_bytes()[:3000])
    assert place.one(path).reason_code == "FILE_UNREADABLE"


FAR_ODS = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row><table:table-row>'
    '<table:table-cell table:number-columns-repeated="16000"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
EMPTY_ODS = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def with_rows(path, more: str | bytes):
    """The workbook with further rows before the end of its sheet."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "content.xml" if path.suffix == ".ods" else "xl/worksheets/sheet1.bin"
    end = b"</table:table>" if path.suffix == ".ods" else old_books.SHEET_END
    parts[name] = parts[name].replace(end, (more.encode() if isinstance(more, str) else more) + end)
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return path


def test_a_value_far_from_the_table_in_the_other_kinds(place):
    """A grid holds every cell up to the farthest: half a terabyte, for one letter."""
    far = with_rows(old_books.ods(place.drop / "a.ods", [HEADERS, record(1)]), FAR_ODS)
    binary = with_rows(old_books.xlsb(place.drop / "a.xlsb", [HEADERS, record(1)]), old_books.far_cell(1_000_000, 16_000))
    for path in (far, binary):
        result = place.one(path)
        assert result.reason_code == "FILE_UNREADABLE" and "cột cuối thứ 16001" in result.reason_vi
    empty = with_rows(old_books.ods(place.drop / "b.ods", [HEADERS, record(1)]), EMPTY_ODS)
    assert len(place.rows(place.one(empty))) == 1
