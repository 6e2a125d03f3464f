"""Old fonts inside workbooks, HTML and UTF-8 files: decided by sheet, column and run of text (acceptance test T05)."""

from __future__ import annotations

import csv
import random
import re
import unicodedata

import openpyxl
import pytest
import python_calamine as calamine
from openpyxl.styles import Font

from orchestration.intake import sheet_read, sniff
from orchestration.intake.grid import Grid
from orchestration.intake.legacy_grid import decoded
from orchestration.intake.text import fold
from tests.unit.intake.conftest import REGISTER_HEADER, register_row
from tests.unit.intake.legacy_writers import seen, tcvn3, vni
from tests.unit.intake.test_legacy_words import SYLLABLES

HEADER = ["STT", "Đơn vị tiếp nhận", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả"]
UNITS = ["Sở Khoa học và Công nghệ", "Bưu điện - bưu chính tỉnh", "Ủy ban nhân dân xã Hòa Bình", "Phòng Tư pháp"]
PROCEDURES = ["Cấp giấy phép xây dựng nhà ở", "Khai sinh", "Chứng thực chữ ký", "Đăng ký kết hôn"]


def old(text: str, font: str = "tcvn3") -> str:
    return seen({"tcvn3": tcvn3, "vni": vni}[font](text))


def dossiers(path, fonts: dict[int, str], title: str = "DANH SÁCH", header_font: str | None = None, units=UNITS):
    """A list of dossiers in which each column (by position) is typed in a font, written by an independent library."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Danh sach"
    names = {"tcvn3": ".VnTime", "vni": "VNI-Times", None: "Times New Roman"}
    rows = [
        [i, unit, procedure, f"H56.14-240823-{i:04d}", "Đang xử lý", "23/08/2024 08:05:11", "26/08/2024 17:00:00"]
        for i, (unit, procedure) in enumerate(zip(units, PROCEDURES, strict=True), 1)
    ]
    page["A1"] = old(title.lower()) if header_font == "tcvn3" else title
    page["A1"].font = Font(name=".VnTimeH" if header_font == "tcvn3" else "Times New Roman")
    for r, cells in enumerate([HEADER, *rows], 3):
        for c, value in enumerate(cells):
            font = fonts.get(c) if r > 3 else header_font if header_font else fonts.get(c)
            if isinstance(value, str) and font:
                value = old(value, font)
            cell = page.cell(r, c + 1, value)
            cell.font = Font(name=names[font])
    book.save(path)
    return path


def read(place, path) -> tuple[list[str], list[str], dict]:
    result = place.one(path)
    rows = place.rows(result)
    return [r["unit_name"] for r in rows], [r["procedure_name"] for r in rows], result


def folded(texts) -> list[str]:
    return [t.casefold() for t in texts]


def test_t05_a_sheet_in_tcvn3(place):
    everything = dict.fromkeys(range(7), "tcvn3")
    units, procedures, result = read(place, dossiers(place.drop / "h_tcvn3_font.xlsx", everything, header_font="tcvn3"))
    assert folded(units) == folded(UNITS) and folded(procedures) == folded(PROCEDURES)
    assert "Bưu điện - bưu chính tỉnh" in units  # ư is U+00AD, the soft hyphen that cleaning would take out
    assert "\u00ad" in old("bưu") and result.encodings["tcvn3"] >= 12 and result.warnings == ()


def test_t05_correct_unicode_is_left_alone(place):
    units = ["Sở «Khoa học» § 2", "30°C, m², ½ « » – HÒA BÌNH", "Café NINH BÌNH ÂU CƠ ®", "Hà Nội"]
    path = dossiers(place.drop / "u.xlsx", {}, units=units)
    got, procedures, result = read(place, path)
    assert got == units and procedures == PROCEDURES and result.encodings == {} and result.warnings == ()


FONTS = {
    "one column TCVN3, one VNI, the rest Unicode": ({1: "tcvn3", 2: "vni"}, None),
    "headers TCVN3, data Unicode": ({}, "tcvn3"),
    "headers VNI, one column TCVN3": ({1: "tcvn3"}, "vni"),
    "all VNI": (dict.fromkeys(range(7), "vni"), "vni"),
}


@pytest.mark.parametrize("name", FONTS)
def test_each_column_and_its_header_have_their_own_font(place, name):
    fonts, header_font = FONTS[name]
    units, procedures, result = read(place, dossiers(place.drop / "m.xlsx", fonts, header_font=header_font))
    assert folded(units) == folded(UNITS) and folded(procedures) == folded(PROCEDURES) and result.warnings == ()


def test_a_sheet_name_and_html_in_an_old_font(place):
    lines = [(i, [old(unit)]) for i, unit in enumerate(UNITS, 1)]
    assert decoded(Grid(old("Biểu 2 - nộp"), lines, lambda: iter(lines))).name == "Biểu 2 - nộp"
    rows = [[old(c) for c in HEADER], *([str(i), old(u), "Khai sinh", f"H56.14-240823-{i:04d}", "", "", ""] for i, u in enumerate(UNITS))]
    page = "<html><table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table></html>"
    for content in (page, page.replace("\u00ad", "&shy;"), page.encode("cp1252")):
        units, _, _ = read(place, place.put("ds.xls", content))
        assert folded(units) == folded(UNITS)


def a_grid(rows: list[list], head: int = 60) -> Grid:
    numbered = list(enumerate(rows, 1))
    return decoded(Grid("Trang", numbered[:head], lambda: iter(numbered)))


def texts(grid: Grid) -> list[list]:
    return [cells for _, cells in grid.rows()]


def test_a_word_that_could_be_either_goes_with_its_column():
    strong = ["ph\u00ad¬ng", "nghiÖp", "kh¸c", "th«ng", "häc"]
    grid = a_grid([[s, "đường phố"] for s in strong] + [["nép", "nép"], ["sè", "sè"]] + [[s, "Xã Đông"] for s in strong])
    assert [row for row in texts(grid)[5:7]] == [["nộp", "nép"], ["số", "sè"]] and grid.decoding.doubts == 0


def test_a_word_between_two_fonts_is_a_doubt_and_stays():
    grid = a_grid([["ph\u00ad¬ng nghiÖp kh¸c"], ["nép"], ["đường phố"], ["tỉnh"]])
    assert texts(grid)[1] == ["nép"] and (grid.decoding.doubts, grid.decoding.first_doubt) == (1, "trang tính “Trang”, ô A2")


def test_one_stray_word_is_no_evidence_and_is_told():
    grid = a_grid([["Tên đường"], ["Xã nghiÖp"], ["Phố Đông"]])
    assert texts(grid)[1] == ["Xã nghiÖp"] and grid.decoding.doubts == 1 and not grid.decoding.counts


def test_evidence_far_below_the_head_counts_for_what_stands_there():
    rows = [["Xã Đông"]] * 500 + [["ph\u00ad¬ng"], ["nghiÖp"], ["kh¸c"], ["Xã Tây"]]
    assert texts(a_grid(rows))[499:] == [["Xã Đông"], ["phương"], ["nghiệp"], ["khác"], ["Xã Tây"]]


def test_clean_grids_are_not_looked_through_twice():
    reads = []
    rows = [(i, ["Phường Hòa Bình", "30°C «x» § 2 Müller", i]) for i in range(1, 1000)]

    def each():
        reads.append(1)
        return iter(rows)

    grid = decoded(Grid(None, rows[:60], each))
    assert grid.head is not None and list(grid.rows()) == rows and len(reads) == 1


def test_a_doubt_in_a_key_refuses_the_file_and_elsewhere_is_told(place):
    def sheet(name: str, **cells):
        book = openpyxl.Workbook()
        rows = [["Đơn vị: Sở Mẫu"], ["Ngày xuất: 05/08/2025 08:00"], REGISTER_HEADER]
        rows += [register_row(i) for i in range(1, 4)] + [register_row(4, **cells)]
        for row in rows:
            book.active.append(row)
        book.save(place.drop / name)
        return place.drop / name

    result = place.one(sheet("a.xlsx", **{"Cơ quan ban hành": "Sở nghiÖp"}))
    (warned,) = result.warnings
    assert result.status == "accepted" and warned.code == "ENCODING_DOUBT"
    assert "“Sheet”, ô G7" in warned.message_vi and "nghi" not in warned.message_vi.replace("nghiệp", "")
    key = place.contracts["doc_register"].key
    label = next(c for c in place.contracts["doc_register"].columns if c.name in key and not (c.code_list or c.lookup) and c.logical_type == "string")
    header = next(h for h in REGISTER_HEADER if fold(h) in map(fold, label.headers))
    result = place.one(sheet("b.xlsx", **{header: "Sổ nghiÖp"}))
    assert result.reason_code == "ENCODING_UNSUPPORTED" and f"“{label.label_vi}”" in result.reason_vi and "ô " in result.reason_vi


def test_a_font_nobody_knows_is_the_reason_given(place):
    # VISCII typed into a workbook: RFC 1456 bytes as Windows shows them
    strange = [b"\xd0\xbdn v\xb8 ti\xaap nh\xa7n", b"th\xfc t\xf8c", b"m\xa7u s\xaf", b"Tr\xd5ng th\xe1i", b"l\xa6n v\xbd"]
    book = openpyxl.Workbook()
    book.active.append([s.decode("cp1252") for s in strange])
    book.active.append(["1", "2", "3", "4", "5"])
    book.save(place.drop / "v.xlsx")
    result = place.one(place.drop / "v.xlsx")
    assert result.reason_code == "ENCODING_UNSUPPORTED" and "ô A1" in result.reason_vi


HEADERS = ["Tên đơn vị", "Số hộ", "Địa bàn", "Tổng số", "Ghi chú", "Kế hoạch", "Chỉ tiêu", "Thực hiện", "Tỷ lệ"]
FONT = {"tcvn3": lambda t: old(t), "vni": lambda t: old(t, "vni"), "unicode": lambda t: t}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_fonts_meet_on_a_sheet_no_cell_is_read_wrong(seed):
    """Every column and the header in a font of their own, short random names: a cell comes out right or as it was, and nearly all do."""
    chance, cells, kept, doubts = random.Random(seed), 0, 0, 0
    for _ in range(250):
        width, length = chance.randint(1, 6), chance.choice([3, 5, 10, 40])
        fonts, header_font = [chance.choice([*FONT]) for _ in range(width)], chance.choice([*FONT])
        names = [[" ".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))).capitalize() for _ in fonts] for _ in range(length)]
        rows = [[FONT[header_font](h) for h in chance.sample(HEADERS, width)]]
        rows += [[FONT[font](name) for font, name in zip(fonts, row, strict=True)] for row in names]
        grid = a_grid(rows)
        grid.decoding.header_row = 1
        for row, before, after in zip(names, rows[1:], texts(grid)[1:], strict=True):
            for font, name, was, now in zip(fonts, row, before, after, strict=True):
                assert now.casefold() == name.casefold() or (now == was and font != "unicode"), (name, was, now)
                kept += now.casefold() != name.casefold()
                cells += 1
        doubts += grid.decoding.doubts
    assert kept < 0.006 * cells and doubts < 0.015 * cells


# Real files


def sheets(path) -> dict[str, list[tuple[int, list]]]:
    """The texts as calamine gives them, undecoded."""
    book = calamine.CalamineWorkbook.from_filelike(path.open("rb"))
    names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    return {name: list(enumerate(sheet.iter_rows(), 1)) for name in names if (sheet := book.get_sheet_by_name(name)).start is not None}


def grid_of(name: str, rows) -> Grid:
    return decoded(Grid(name, rows[:60], lambda: iter(rows)))


def matched(text: str) -> str:
    return fold(" ".join(text.split()))


def test_plan_2003_both_sheets_say_the_same(shared):
    first, second = sheets(shared / "data" / "messy_xls" / "Plan_2003.xls").values()
    ours, theirs = grid_of("Sheet1", first), dict(second)
    pairs = [
        (cell, theirs[number][at])
        for number, cells in ours.rows()
        for at, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip() and isinstance(theirs[number][at], str)
    ]
    assert len(pairs) == 108 and [p for p in pairs if matched(p[0]) != matched(p[1])] == []
    legacy = sum(isinstance(c, str) and not c.isascii() for _, cells in first for c in cells)
    assert ours.decoding.counts == {"tcvn3": legacy} == {"tcvn3": 95} and ours.decoding.doubts == 0


def words_of(grid: Grid) -> str:
    return "\n".join(c for _, cells in grid.rows() for c in cells if isinstance(c, str))


def test_hau_giang_three_encodings_in_one_workbook(shared):
    grids = {n: grid_of(n, r) for n, r in sheets(shared / "data" / "messy_xls" / "HauGiang_quyettoan_2008_954310.XLS").items()}
    text = {name: words_of(grid) for name, grid in grids.items()}
    for name, expected in {
        "mau 12-R": ["Thu kết dư", "Thu bổ sung từ NSTW", "Thu từ NS cấp dưới nộp lên", "Thuế thu nhập Doanh nghiệp"],
        "mau13-R": ["quyết toán chi Ngân sách Địa Phương năm 2008", "Chi trả nợ gốc và lãi vay đầu tư và phí ứng vốn KB", "Tổng chi NSĐP"],
        "mau15-R": ["Tên đơn vị", "Tổng chi  (Kể cả chi bằng nguồn huy động, viện trợ)", "CƠ QUAN, ĐƠN VỊ THUỘC CẤP TỈNH"],
        "Mau 19-R": ["ĐƠN VỊ", "Thuế giá trị gia tăng", "Thị xã Vị Thanh", "Thị xã Ngã Bảy", "Mẫu số 19/CKTC-NSĐP", "ĐVT: %"],
        "Mau 20-R": ["LỆ PHÍ TRƯỚC BẠ NHÀ ĐẤT", "Thị xã Ngã Bảy", "Lương Nghĩa", "Vị Trung", "Long Trị", "Vĩnh Thuận Đông", "T.Trấn Ngã Sáu"],
    }.items():
        assert [e for e in expected if e not in text[name]] == [], name
    told = {name: dict(grid.decoding.counts) for name, grid in grids.items() if grid.decoding.counts}
    assert told == {
        "mau 12-R": {"tcvn3": 4}, "mau13-R": {"tcvn3": 18}, "mau15-R": {"tcvn3": 6},
        "Mau 19-R": {"tcvn3": 7, "vni": 16}, "Mau 20-R": {"tcvn3": 6, "vni": 84},
    }  # fmt: skip
    assert not any(grid.decoding.doubts for grid in grids.values())
    legacy_left = re.compile("[µ¶¹¸¬\u00ad®ÖÑØÞßäåæçëîïñö÷øûüþ©]")
    assert {name: legacy_left.findall(t) for name, t in text.items() if legacy_left.search(t)} == {}


def test_bac_lieu_vni_runs_inside_a_unicode_column(shared):
    ((name, rows),) = sheets(shared / "data" / "messy_xls" / "DT-2020-N-B53-TT343-95.xlsx").items()
    grid = grid_of(name, rows)
    text = words_of(grid).split("\n")
    for expected in ("TỔNG SỐ", "Sở Kế hoạch & Đầu tư", "Ban Dân tộc và Tôn giáo", "Hỗ trợ các đơn vị ngành dọc", "Văn phòng Tỉnh uỷ",
                     "UBND huyện Hồng Dân", "Bộ CH Bộ đội biên phòng", "Liên minh  Hợp tác xã", "Kinh phí thực hiện Nghị định 64"):  # fmt: skip
        assert expected in text
    assert (dict(grid.decoding.counts), grid.decoding.doubts) == ({"vni": 44}, 0)


def test_yen_bai_stray_headers_go_with_their_row(shared):
    grids = {n: grid_of(n, r) for n, r in sheets(shared / "data" / "messy_xls" / "YenBai_dutoan_2014.xls").items()}
    rows = {number: cells for number, cells in grids["phu luc 5"].rows()}
    assert rows[9][2:12] == ["Tổng", "lý", "nghiệp", "dục đào", "nghiệp", "nghiệp", "văn hoá", "nghiệp", "nghiệp", "vụ"]
    assert rows[10][2:12] == ["số", "hành", "kinh tế", "tạo dạy", "Y tế", "khoa", "thông", "PTTH", "xã", "chi"]
    assert "Thu doanh nghiệp địa phương" in words_of(grids["Phu luc 6"])
    assert {n: dict(g.decoding.counts) for n, g in grids.items() if g.decoding.counts} == {"phu luc 5": {"tcvn3": 22}, "Phu luc 6": {"tcvn3": 1}}


LEGACY = {"Plan_2003.xls", "HauGiang_quyettoan_2008_954310.XLS", "DT-2020-N-B53-TT343-95.xlsx", "YenBai_dutoan_2014.xls"}


def test_no_cell_of_any_other_real_file_is_touched(shared):
    """Control: every workbook and every CSV of correct Unicode comes out as the independent readers give it."""
    cells = 0
    for path in sorted((shared / "data").rglob("*.*")):
        if path.name in LEGACY or not path.is_file():
            continue
        if path.suffix.lower() in {".xls", ".xlsx"}:
            grids = sheets(path)
        elif path.suffix == ".csv":
            data = path.read_bytes()
            text = unicodedata.normalize("NFC", data.decode("utf-8-sig", "surrogateescape"))
            delimiter = ";" if path.name.startswith("gso_") else ","
            grids = {None: list(enumerate(csv.reader(text.splitlines(), delimiter=delimiter), 1))}
        else:
            continue
        for name, rows in grids.items():
            grid = grid_of(name, rows)
            assert list(grid.rows()) == rows and grid.head == rows[:60] and grid.name == name, (path.name, name)
            assert not grid.decoding.counts and not grid.decoding.doubts
            cells += sum(isinstance(c, str) for _, row in rows for c in row)
    assert cells > 400_000


def test_the_readers_leave_the_real_workbooks_alone(shared):
    """The same through the project's own readers, sheet by sheet."""
    seen_sheets = 0
    for folder in ("b46_2020", "tthc"):
        for path in sorted((shared / "data" / folder).glob("*.xls*")):
            assert sniff.sniff(path) in sniff.WORKBOOKS
            theirs = sheets(path)
            for grid in sheet_read.workbook_grids(path)[0]:
                assert [r for _, r in grid.rows()] == [r for _, r in theirs[grid.name]] and not grid.decoding.counts
                seen_sheets += 1
    assert seen_sheets > 20
