"""Files of every container with persons' names, numbers, phones and addresses in every place a file can hide them.

Here: the planted values and the files. Not here: running the job and searching (test_canary.py).
Every plant is one place: its own person, so that a hit names the place that leaked. Names stand only where no contract reads
(a name in a column that is kept cannot be told from a unit's name); numbers and addresses stand in kept columns too.
"""

from __future__ import annotations

import gzip
import html
import io
import itertools
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from tests.unit.intake.conftest import DOSSIER, REGISTER_HEADER, register_row

_FAMILY = ("Quàng", "Lèng", "Giàng", "Tráng", "Kpă", "Ksor", "Vừ", "Lềnh", "Chảo", "Phàn")
_GIVEN = ("Khuyết", "Trũng", "Nhẫm", "Huếch", "Khoắng", "Ngoẹo", "Thuỗn", "Chuỵch", "Mằn", "Ruỵ")


@dataclass
class Plants:
    """Hands out persons; remembers every value by the place it stands in."""

    values: dict[str, str] = field(default_factory=dict)  # value → place
    _count: itertools.count = field(default_factory=itertools.count)
    _names: itertools.count = field(default_factory=itertools.count)

    def _new(self, value: str, place: str) -> str:
        assert value not in self.values
        self.values[value] = place
        return value

    def name(self, place: str) -> str:
        n = next(self._names)
        return self._new(f"{_FAMILY[n % 10]} {_GIVEN[n // 10 % 10]} {_GIVEN[n // 100]}", place)

    def citizen(self, place: str) -> str:
        return self._new(f"0121{90 + next(self._count) % 10:02d}{437000 + 7 * next(self._count):06d}", place)

    def phone(self, place: str) -> str:
        return self._new(f"0988{361000 + 11 * next(self._count):06d}", place)

    def mail(self, place: str) -> str:
        return self._new(f"kin{next(self._count)}.rieng@hopthu{next(self._count)}.example", place)

    def person(self, place: str) -> str:
        """All of one person in one text."""
        return f"{self.name(place)}, CCCD {self.citizen(place)}, {self.phone(place)}, {self.mail(place)}"


def _spaced(digits: str, mark: str = " ") -> str:
    return mark.join((digits[:4], digits[4:7], digits[7:]))


def _wide(digits: str) -> str:
    return "".join(chr(0xFF10 + int(d)) for d in digits)


def dossiers(p: Plants) -> bytes:
    """Kept texts with numbers in every writing, dropped and unknown keys, children, bad cells; accepted."""

    def record(number: int, **other) -> dict:
        return {**DOSSIER, "MaHoSo": f"H99.14-250701-{number:04d}", **other}

    records = [
        record(n, GhiChu="", ChuHoSo="", SoGiayToChuHoSo="", Email="", SoDienThoai="", DinhDanhCHS=[], TaiLieuNop=[]) for n in range(1, 30)
    ]
    writings = [
        p.citizen("json kept"), _spaced(p.citizen("json kept, spaced"), "."), p.citizen("json kept, lost zero")[1:], p.citizen("json kept, float")[1:] + ".0",
        _wide(p.citizen("json kept, full width")), "\u200b".join(p.citizen("json kept, zero width")), re.sub(r"(?<=^.{5})", "\n", p.phone("json kept, broken")),
        _spaced(p.phone("json kept, phone")), "+84 " + p.phone("json kept, +84")[1:], p.mail("json kept, mail"), "CMND " + p.phone("json kept, nine digits")[1:],
    ]  # fmt: skip
    for row, text in zip(records, writings, strict=False):
        row["TenTTHC"] = f"Cấp bản sao cho {text} nhận"
    records[12]["MaHoSo"] = p.citizen("json code column")
    records[13]["DonViXuLy"] = f"UBND Xã Mẫu 01 ({p.phone('json unit name, quarantined')})"
    records[14]["NgayTiepNhan"] = p.phone("json date, quarantined")
    records[15]["KenhThucHien"] = p.citizen("json code list, quarantined")
    records[16]["DSKetNoiCSDL"] = [{"MaCSDL": p.phone("json kept child")}]
    records[17]["TaiLieuNop"] = [
        {
            "TenTepDinhKem": p.person("json dropped child"),
            "IsDeleted": "False",
            "DuocSoHoa": "1",
            "NguoiTai": p.person("json unknown child"),
        }
    ]
    records[18]["DanhSachHoSoBoSung"] = [{"NguoiYeuCauBoSung": p.person("json dropped child 2"), "NgayBoSung": "20250702080000"}]
    records[19] |= {"NguoiLienHe": p.person("json unknown key"), "ThongTin": {"sau": [{"hon": p.person("json nested")}]}}
    records[20] |= {
        "ChuHoSo": p.name("json dropped"),
        "SoGiayToChuHoSo": p.citizen("json dropped"),
        "Email": p.mail("json dropped"),
        "GhiChu": p.person("json note"),
    }
    records[21] |= {"DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": p.citizen("json identity child")}], p.name("json key itself"): "1"}
    records[22]["NgayHenTra"] = {"nguoi": p.person("json object in a scalar's place")}
    records[23]["TenTTHC"] = [p.person("json array in a scalar's place")]
    records[24]["TaiLieuNop"] = [{"DuocSoHoa": {"nguoi": p.person("json object in a child's place")}, "IsDeleted": "0"}]
    records[25]["TaiLieuNop"] = {"nguoi": p.person("json object in an array's place")}
    records[26]["MaTTHC"] = {"nguoi": p.person("json object in a code's place")}
    records[27]["DSKetNoiCSDL"] = [p.person("json text in a child's place")]
    return json.dumps(
        {"nguoiGui": p.person("json wrapper"), "data": records, "kyTen": p.person("json wrapper end")}, ensure_ascii=False
    ).encode()


def register_book(p: Plants, path: Path) -> Path:
    """A workbook's every corner; accepted."""
    header = [*REGISTER_HEADER, "Họ và tên", "Người nộp", p.name("xlsx header") + " " + p.phone("xlsx header")]
    rows = [
        [*register_row(n), p.name("xlsx unknown column"), p.citizen("xlsx unknown column"), p.mail("xlsx unknown column")]
        for n in range(1, 9)
    ]
    at = REGISTER_HEADER.index
    rows[0][at("Trích yếu")], rows[0][at("Người ký")], rows[0][at("Bút phê")] = (
        p.person("xlsx dropped"),
        p.name("xlsx signer"),
        p.person("xlsx note column"),
    )
    rows[1][at("Đơn vị xử lý")] = f"Phòng Văn thư, gọi {_spaced(p.phone('xlsx kept'), '-')}"
    rows[2][at("Số ký hiệu")] = f"{p.citizen('xlsx code column')}"
    rows[3][at("Ngày hoàn thành")] = p.phone("xlsx date, quarantined")
    rows[4][at("Trạng thái")] = f"Đã giao {p.citizen('xlsx code list, quarantined')}"
    rows[5][at("Cơ quan ban hành")] = float(p.citizen("xlsx kept, number cell"))
    title = [["SỔ VĂN BẢN ĐẾN"], ["Đơn vị: UBND Xã Mẫu 03"], ["Ngày xuất: 05/08/2025 08:00"], [f"Người lập: {p.person('xlsx title')}"], []]
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            {k: p.person(f"xlsx property {k}") for k in ("title", "author", "manager", "company", "keywords", "comments", "subject")}
        )
        book.set_custom_property("Người kiểm tra", p.person("xlsx own property"))
        page = book.add_worksheet(p.name("xlsx sheet name")[:31])
        for r, cells in enumerate([*title, header, *rows, [], [None, None, f"NGƯỜI LẬP {p.person('xlsx footer row')}"]]):
            page.write_row(r, 0, cells)
        page.set_header("&C" + p.name("xlsx page header") + " " + p.phone("xlsx page header"))
        page.set_footer("&R" + p.mail("xlsx page footer"))
        page.write_comment("C8", p.person("xlsx comment"), {"author": p.name("xlsx comment author")})
        page.insert_textbox(30, 1, p.person("xlsx text box"))
        page.data_validation("A40", {"validate": "list", "source": [p.name("xlsx drop-down")], "input_message": p.phone("xlsx drop-down")})
        page.write_url("A41", "https://mau.example/" + p.mail("xlsx link"), string="x", tip=p.name("xlsx tip"))
        book.define_name("nguoi_lap", f'="{p.name("xlsx defined name")} {p.phone("xlsx defined name")}"')
        for kind in ("hide", "very_hidden"):
            extra = book.add_worksheet(f"ds {kind}")
            getattr(extra, kind)()
            extra.write_row(0, 0, ["Họ tên", "CCCD", "Điện thoại"])
            extra.write_row(1, 0, [p.name(f"xlsx {kind}"), p.citizen(f"xlsx {kind}"), p.phone(f"xlsx {kind}")])
        other = book.add_worksheet(p.name("xlsx second sheet name")[:31])
        other.write_row(0, 0, ["Ghi chú", p.person("xlsx second sheet")])
    return path


LIST = ["STT", "Đơn vị tiếp nhận", "Mã hồ sơ", "Ngày nhận", "Trạng thái", "Chủ hồ sơ", "Địa chỉ", "Điện thoại", "Ghi chú"]


def list_rows(p: Plants, kind: str, count: int = 6) -> list[list[str]]:
    return [
        [str(n), "UBND Xã Mẫu 02", f"H99.15-250701-{n:04d}", "01/07/2025 08:00:00", "Đã tiếp nhận", p.name(f"{kind} owner"),
         f"xóm {p.name(f'{kind} address')}", p.phone(f"{kind} phone column"), p.person(f"{kind} note")]
        for n in range(1, count)
    ]  # fmt: skip


def html_page(p: Plants) -> str:
    cells = lambda row, tag: "<tr>" + "".join(f'<{tag} title="{p.name("html attribute")}">{html.escape(c)}</{tag}>' for c in row) + "</tr>"  # noqa: E731
    rows = list_rows(p, "html")
    rows[1][1] = f"UBND Xã Mẫu 02 {_spaced(p.phone('html unit, quarantined'))}"
    return (
        f"<html><head><title>{p.person('html title')}</title><meta name='author' content='{p.name('html meta')}'>"
        f"<script>var u = '{p.person('html script')}'</script></head><body><!-- {p.person('html comment')} --><p>{p.person('html paragraph')}</p>"
        f"<input type='hidden' value='{p.citizen('html input')}'><table><tr><td colspan='9'>{p.person('html title row')}</td></tr>"
        f"{cells(LIST, 'th')}{''.join(cells(r, 'td') for r in rows)}</table></body></html>"
    )


def subscribers(p: Plants) -> str:
    lines = [f"Người lập;{p.person('csv line above')}", "Tháng;Xã;Nhà mạng;Số hộ;Thuê bao di động;Ngày lập;Họ tên;Ghi chú"]
    lines += [
        f'07/2025;Xã Mẫu {n:02d};Doanh nghiệp A;100;200;01/08/2025;{p.name("csv unknown column")};"{p.person("csv quoted")}\nhai dòng"'
        for n in range(1, 9)
    ]
    lines += [f"07/2025;Xã Mẫu 09;Doanh nghiệp A;{p.phone('csv number, quarantined')};1;01/08/2025;;;{p.person('csv cell beyond')}"]
    lines += [f"07/2025;Xã Mẫu 10 ({p.mail('csv unit, quarantined')});A;1;1;01/08/2025;;", f";;;{p.person('csv footer')}"]
    return "\n".join(lines)


def event_log(p: Plants) -> str:
    def trace(n: int) -> str:
        return (
            f'<trace><string key="concept:name" value="{n}"/><string key="responsible" value="{p.name("xes trace attribute")}"/>'
            f'<string key="department" value="Sở Mẫu"/><string key="group" value="A"/><string key="channel" value="Internet"/>'
            + "".join(
                f'<date key="{k}" value="2025-07-01T01:06:40+07:00"/>' for k in ("startdate", "enddate", "enddate_planned", "deadline")
            )
            + f'<event><string key="org:group" value="Nhóm 1"/>'
            f'<string key="concept:name" value="gọi {_spaced(p.phone("xes kept"))}"/><string key="concept:instance" value="task-{n}"/>'
            f'<string key="org:resource" value="{p.person("xes resource")}"><string key="x" value="{p.person("xes nested")}"/></string>'
            f'<date key="time:timestamp" value="2025-07-01T01:06:40+07:00"/></event></trace>'
        )

    return (
        f'<?xml version="1.0" encoding="UTF-8"?><!-- {p.person("xes comment")} --><log><global scope="trace"><string key="concept:name" '
        f'value="{p.person("xes global")}"/></global><string key="source" value="{p.person("xes log attribute")}"/>{"".join(map(trace, range(1, 5)))}</log>'
    )


def ods(p: Plants) -> bytes:
    space = " ".join(
        f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
        for k, v in (("office", "office"), ("table", "table"), ("text", "text"), ("meta", "meta"), ("style", "style"))
    )
    cell = lambda t: f'<table:table-cell office:value-type="string"><text:p>{html.escape(t)}</text:p></table:table-cell>'  # noqa: E731

    def table(name, rows, style=""):
        return (
            f'<table:table table:name="{name}" {style}>'
            + "".join(f"<table:table-row>{''.join(map(cell, r))}</table:table-row>" for r in rows)
            + "</table:table>"
        )

    rows = [LIST, *list_rows(p, "ods")]
    body = table(p.name("ods sheet name"), rows) + table("an", [[p.person("ods hidden sheet")]], 'table:style-name="ta2"')
    hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = f'<?xml version="1.0"?><office:document-content {space}><office:automatic-styles>{hidden}</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>'
    meta = f'<?xml version="1.0"?><office:document-meta {space}><office:meta><meta:initial-creator>{p.person("ods author")}</meta:initial-creator></office:meta></office:document-meta>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("meta.xml", meta)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return out.getvalue()


def _csv(header: list[str], rows: list[list[str]]) -> str:
    return "\n".join(";".join(r) for r in [header, *rows])


def _table(header: list[str], rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in r) + "</tr>" for r in [header, *rows]) + "</table>"


def refused(p: Plants) -> dict[str, bytes | str]:
    """Files that are refused for one reason each; what they hold must not be in the refusal."""
    record = json.dumps({**DOSSIER, "MaHoSo": "H99.14-250701-9001", "ChuHoSo": p.person("refused json")}, ensure_ascii=False)
    codes = [
        [str(n), "UBND Xã Mẫu 02", p.citizen("refused swapped column"), "01/07/2025 08:00:00", "Đã tiếp nhận", "", "", "", ""]
        for n in range(1, 8)
    ]
    secret = [["Đơn vị: Sở Mẫu"], REGISTER_HEADER, [*register_row(1, "Mật")[:-1], p.person("refused secret")]]
    totals = [["Tháng", "Xã", "Nhà mạng"], [p.person("refused nothing fits"), "x", "y"]]
    return {
        f"{p.name('file name')} {p.phone('file name')}.json": record[:-40],
        "không hợp đồng.csv": _csv([p.name("refused header"), "Họ tên", p.phone("refused header")], [[p.person("refused cell")] * 3] * 3),
        "mảng cụt.json": "[" + ", ".join([record] * 3) + ", {\"MaHoSo\": \"" + p.person("refused json tail"),
        "dòng hỏng.jsonl": "\n".join([record.replace("9001", str(n)) for n in range(9100, 9110)] + ["{hỏng " + p.person("jsonl bad line")]),
        "mã lạ.csv": ("Tháng;Xã;Nhà mạng\n07/2025;" + p.person("refused bytes") + ";A\n").encode() + b"\xff\xfe\x90\n",
        "ngoặc.csv": f'Tháng;Xã;Nhà mạng\n07/2025;"{p.person("refused quote")};A\n',
        "hoán cột.xls": _table(LIST, codes),
        "đảng viên.csv": _csv(["STT", "Họ và tên", "Ngày vào Đảng"], [["1", p.person("refused party"), "03/02/1999"]]),
        "trống.csv": _csv(*[totals[0], totals[1:]]),
        "văn bản.pdf": b"%PDF-1.7 " + p.person("refused pdf").encode(),
        "lời nhắn.xml": f"<thu><nguoi>{p.person('refused xml')}</nguoi></thu>",
        "lạ.bin": b"\x00\x01" + p.person("refused binary").encode("utf-16-le"),
        "hai đầu.xls": _table([*LIST, "Mã hồ sơ"], [[*r, p.person("refused double header")] for r in list_rows(p, "refused double", 3)]),
        "_secret": json.dumps(secret, ensure_ascii=False),
    }  # fmt: skip


def write_all(p: Plants, drop: Path) -> None:
    """Every file into the drop zone."""
    drop.mkdir(parents=True, exist_ok=True)
    (drop / f"DongBo {p.name('accepted file name')} {p.phone('accepted file name')}.json").write_bytes(dossiers(p))
    folder = drop / f"{p.name('folder name')}"
    folder.mkdir()
    register_book(p, folder / f"So VB {p.mail('workbook file name')}.xlsx")
    (drop / "danh sach.xls").write_text(html_page(p), encoding="utf-8")
    (drop / "thue bao.csv").write_text(subscribers(p), encoding="utf-8")
    (drop / "thue bao 16.csv").write_text(subscribers(p).replace("07/2025", "06/2025"), encoding="utf-16")
    (drop / "nhat ky.xes").write_text(event_log(p), encoding="utf-8")
    (drop / "bang.ods").write_bytes(ods(p))
    with gzip.GzipFile(filename=p.phone("gzip's own file name"), fileobj=(drop / "a.json.gz").open("wb"), mode="wb") as packed:
        packed.write(dossiers(p).replace(b"-250701-", b"-250702-"))
    with zipfile.ZipFile(drop / "goi.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = p.person("zip comment").encode()
        archive.writestr(f"{p.name('zip folder')}/{p.name('zip member')}.xls", html_page(p).replace("-250701-", "-250703-"))
        archive.writestr(f"{p.phone('zip member')}.txt", p.person("zip refused member"))
    for name, content in refused(p).items():
        if name == "_secret":
            with xlsxwriter.Workbook(str(drop / f"{p.name('secret file name')}.xlsx")) as book:
                page = book.add_worksheet()
                for r, cells in enumerate(json.loads(content)):
                    page.write_row(r, 0, cells)
        elif isinstance(content, str):
            (drop / name).write_text(content, encoding="utf-8")
        else:
            (drop / name).write_bytes(content)
