"""Minimal workbooks of the formats that no library of ours writes: .xls (BIFF8 in a compound file), .xlsb and .ods, one sheet each.

Cells are given as texts, numbers, `Failed(code)`, `Uncalculated()`, `Shown(number, format)` or `Runs([…])`; what is written is what the specifications
(MS-CFB, MS-XLS, MS-XLSB, ODF 1.3) ask for and calamine reads.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Failed:
    code: int
    text: str


@dataclass(frozen=True)
class Uncalculated:
    """A formula as a library leaves it."""


@dataclass(frozen=True)
class Shown:
    """A number in percent, or a day as its month."""

    number: float
    is_percent: bool


@dataclass(frozen=True)
class Struck:
    """A number struck out as a whole."""

    number: float


class Runs(list):
    """A text in pieces, every second of them raised or struck out."""

    def starts(self) -> list[tuple[int, int]]:
        """Where a run of which font begins: 1 is the raised or struck one."""
        ends = [sum(map(len, self[:i])) for i in range(len(self))]
        return [(end, i % 2) for i, end in enumerate(ends) if i]


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _letters(text: str, wide: str = "<H") -> bytes:
    return struct.pack(wide, len(text)) + b"\x01" + text.encode("utf-16-le")


def _shared(rows: list[list], cut: int) -> bytes:
    """The shared texts of an .xls, cut after so many bytes into a record and a continuation, which says anew how wide its letters are."""
    texts = [cell for cells in rows for cell in cells if isinstance(cell, Runs)]
    body, cuts = struct.pack("<II", len(texts), len(texts)), []
    for runs in texts:
        text = "".join(runs)
        body += struct.pack("<HBH", len(text), 9, len(runs.starts()))
        cuts += [len(body) + 2 * i for i in range(1, len(text))]
        body += text.encode("utf-16-le") + b"".join(struct.pack("<HH", *start) for start in runs.starts())
    at = next((c for c in cuts if c >= cut), 0)
    return _record(0xFC, body[:at]) + _record(0x3C, b"\x01" + body[at:]) if at else _record(0xFC, body)


def xls(path: Path, rows: list[list], date_1904: bool = False, by_excel: bool = False, font: tuple[int, int] = (8, 0), cut: int = 1 << 20) -> Path:
    """`font`: flags and escapement of the font of raised or struck runs; `cut`: where the shared texts are cut in two."""
    formats = [0, 10, 200]  # General, 0.00%, mm/yyyy
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6)) + _record(0x22, struct.pack("<H", date_1904))
    head += _record(0x41E, struct.pack("<H", 200) + _letters("mm/yyyy"))
    head += b"".join(_record(0x31, struct.pack("<HHHHH", 200, flags, 0, 400, raised) + bytes(4) + b"\x01\x00A") for flags, raised in ((0, 0), font))
    head += b"".join(_record(0xE0, struct.pack("<HHH", 0, f, 0) + bytes(14)) for f in formats) + _record(0xE0, struct.pack("<HHH", 1, 0, 0) + bytes(14))
    name, shared = "Sheet1", _shared(rows, cut)
    sheet_at = len(head) + 4 + 8 + 2 * len(name) + 4 + len(shared)
    head += _record(0x85, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + name.encode("utf-16-le")) + shared + _record(0x0A, b"")
    width = max(map(len, rows))
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    told = 0
    for r, cells in enumerate(rows):
        for c, cell in enumerate(cells):
            place = struct.pack("<HH", r, c)
            if isinstance(cell, Runs):
                body, told = body + _record(0xFD, place + struct.pack("<HI", 0, told)), told + 1
            elif isinstance(cell, Failed):
                body += _record(0x205, place + struct.pack("<HBB", 0, cell.code, 1))
            elif isinstance(cell, Uncalculated):
                # 1+1, its result an empty text: tokens ptgInt 1, ptgInt 1, ptgAdd
                tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
                body += _record(0x06, place + struct.pack("<H6BHHIH", 0, 3, 0, 0, 0, 0, 0, 0xFFFF, 0, 0, len(tokens)) + tokens)
            elif isinstance(cell, Struck):
                body += _record(0x203, place + struct.pack("<Hd", 3, cell.number))
            elif isinstance(cell, Shown):
                body += _record(0x203, place + struct.pack("<Hd", 1 if cell.is_percent else 2, cell.number))
            elif isinstance(cell, str):
                body += _record(0x204, place + struct.pack("<H", 0) + _letters(cell))
            elif cell is not None:
                body += _record(0x203, place + struct.pack("<Hd", 0, cell))
    stream = (head + body + _record(0x0A, b"")).ljust(4096, b"\0")
    path.write_bytes(_compound({"Workbook": stream} | ({"\x05SummaryInformation": bytes(4096)} if by_excel else {})))
    return path


def _compound(streams: dict[str, bytes]) -> bytes:
    """Sectors of 512 bytes: one of the FAT, one of the directory, then the streams (of 4096 bytes and more)."""
    fat, bodies, entries = [0xFFFFFFFD, 0xFFFFFFFE], b"", []
    for name, data in streams.items():
        count = -(-len(data) // 512)
        start = len(fat)
        fat += [start + i + 1 for i in range(count - 1)] + [0xFFFFFFFE]
        bodies += data.ljust(count * 512, b"\0")
        entries.append((name, 2, start, len(data)))
    directory = b""
    for at, (name, kind, start, size) in enumerate([("Root Entry", 5, 0xFFFFFFFE, 0), *entries]):
        child = 1 if kind == 5 else 0xFFFFFFFF
        right = at + 1 if kind == 2 and at < len(entries) else 0xFFFFFFFF
        text = name.encode("utf-16-le")
        directory += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return head + table + directory.ljust(512, b"\0") + bodies


def _long(number: int) -> bytes:
    parts = []
    while True:
        number, low = number >> 7, number & 0x7F
        parts.append(low | (0x80 if number else 0))
        if not number:
            return bytes(parts)


def _bin(kind: int, body: bytes = b"") -> bytes:
    code = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return code + _long(len(body)) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.bin"/>'
    '<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.bin"/></Relationships>'
)


SHEET_END = _bin(146) + _bin(130)


def far_cell(row: int, column: int) -> bytes:
    """A text in a cell of an .xlsb, its row's record before it."""
    return _bin(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0)) + _bin(6, struct.pack("<II", column, 0) + _wide("x"))


def _rich(runs: Runs) -> bytes:
    return b"\x01" + _wide("".join(runs)) + struct.pack("<I", len(runs.starts())) + b"".join(struct.pack("<HH", *start) for start in runs.starts())


def xlsb(path: Path, rows: list[list], date_1904: bool = False, font: tuple[int, int] = (8, 0), is_shared: bool = True) -> Path:
    """`font`: flags and escapement of the font of raised or struck runs, which stand among the shared texts or in the cell."""
    book = _bin(131) + _bin(153, struct.pack("<II", int(date_1904), 0) + _wide(""))
    book += _bin(143) + _bin(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Sheet1")) + _bin(144) + _bin(132)
    styles = _bin(278) + _bin(615, struct.pack("<I", 1)) + _bin(44, struct.pack("<H", 200) + _wide("mm/yyyy")) + _bin(616)
    styles += b"".join(_bin(43, struct.pack("<HHHH", 200, flags, 400, raised) + bytes(13) + _wide("A")) for flags, raised in ((0, 0), font))
    styles += _bin(617, struct.pack("<I", 4)) + b"".join(_bin(47, struct.pack("<HHH", 0, *f) + bytes(10)) for f in ((0, 0), (10, 0), (200, 0), (0, 1))) + _bin(618) + _bin(279)
    width = max(map(len, rows))
    sheet = _bin(129) + _bin(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _bin(145)
    texts: list[bytes] = []
    for r, cells in enumerate(rows):
        sheet += _bin(0, struct.pack("<IIHHBI", r, 0, 300, 0, 0, 0))
        for c, cell in enumerate(cells):
            if isinstance(cell, Runs):
                sheet += _bin(7, struct.pack("<III", c, 0, len(texts))) if is_shared else _bin(62, struct.pack("<II", c, 0) + _rich(cell))
                texts += [_bin(19, _rich(cell))] if is_shared else []
            elif isinstance(cell, Failed):
                sheet += _bin(3, struct.pack("<IIB", c, 0, cell.code))
            elif isinstance(cell, Struck):
                sheet += _bin(5, struct.pack("<IId", c, 3, cell.number))
            elif isinstance(cell, Shown):
                sheet += _bin(5, struct.pack("<IId", c, 1 if cell.is_percent else 2, cell.number))
            elif isinstance(cell, str):
                sheet += _bin(6, struct.pack("<II", c, 0) + _wide(cell))
            elif isinstance(cell, int | float):
                sheet += _bin(5, struct.pack("<IId", c, 0, cell))
    sheet += SHEET_END
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", _RELATIONS)
        package.writestr("xl/styles.bin", styles)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
        package.writestr("xl/sharedStrings.bin", _bin(159, struct.pack("<II", len(texts), len(texts))) + b"".join(texts) + _bin(160))
    return path


_SPACES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def ods(path: Path, rows: list[list], font: str = 'style:text-position="super 58%"') -> Path:
    """Blank rows stand as one repeated row, as office suites write them; `font`: properties of raised or struck runs."""

    def cell_xml(cell) -> str:
        if isinstance(cell, Failed):
            return f'<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>{cell.text}</text:p></table:table-cell>'
        if isinstance(cell, Uncalculated):
            return '<table:table-cell table:formula="of:=1+1"/>'
        if isinstance(cell, Struck):
            return f'<table:table-cell table:style-name="T1" office:value-type="float" office:value="{cell.number}"><text:p>{cell.number}</text:p></table:table-cell>'
        if isinstance(cell, Runs):
            runs = "".join(f'<text:span text:style-name="T1">{run}</text:span>' if i % 2 else run for i, run in enumerate(cell))
            return f'<table:table-cell office:value-type="string"><text:p>{runs}</text:p></table:table-cell>'
        if isinstance(cell, Shown):
            if cell.is_percent:
                return f'<table:table-cell office:value-type="percentage" office:value="{cell.number}"><text:p>shown</text:p></table:table-cell>'
            return '<table:table-cell office:value-type="date" office:date-value="2025-07-01"><text:p>07/2025</text:p></table:table-cell>'
        if cell is None:
            return "<table:table-cell/>"
        if isinstance(cell, str):
            return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'

    lines = "".join(
        f"<table:table-row>{''.join(map(cell_xml, cells))}</table:table-row>" if cells else '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        for cells in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{_SPACES} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3"><office:automatic-styles>'
        f'<style:style style:name="T1" style:family="text"><style:text-properties {font}/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return path
