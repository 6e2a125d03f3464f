"""Workbooks (.xlsx, .xls, .xlsb, .ods) through calamine, and HTML tables saved as .xls through lxml, as grids.

Here: cells, merged ranges, visibility. Not here: which of it is the table (header.py).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine
from lxml import etree, html

from orchestration.contracts import Contract
from orchestration.intake.decode import as_utf8, check_utf8
from orchestration.intake.grid import HEAD_ROWS, Grid, Row
from orchestration.intake.header import choose_table
from orchestration.intake.label import Labels
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.tabular import read_table
from orchestration.intake.workspace import Workspace

_MAX_SPAN = 1000


def _sheet_grid(sheet: calamine.CalamineSheet, label: str) -> Grid | None:
    if sheet.start is None:
        return None
    first = sheet.start[1]

    def rows() -> Iterator[Row]:
        return enumerate(sheet.iter_rows(), 1)

    merged = [(r0, c0 - first, r1, c1 - first) for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or ()]
    return Grid(label, list(islice(rows(), HEAD_ROWS)), rows, merged, first, title=sheet.name)


def workbook_grids(path: Path, labels: Labels) -> list[Grid]:
    """The visible worksheets that hold anything."""
    try:
        with path.open("rb") as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
            names = [
                (m.name, position)
                for position, m in enumerate(book.sheets_metadata, 1)
                if m.visible == calamine.SheetVisibleEnum.Visible and m.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            found = (_sheet_grid(book.get_sheet_by_name(name), labels.sheet(name, position)) for name, position in names)
            return [grid for grid in found if grid]
    except calamine.PasswordError as error:
        raise RefusedFile("FILE_ENCRYPTED", "Tệp có mật khẩu mở: hãy bỏ mật khẩu rồi gửi lại.") from error
    except calamine.CalamineError as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Bảng tính bị cụt hoặc hỏng: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        ) from error


def read_workbook(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read a workbook. Raises RefusedFile."""
    grids = workbook_grids(path, space.labels)
    if not grids:
        raise RefusedFile("EMPTY_FILE", "Các trang tính đều trống hoặc bị ẩn: hãy kiểm tra rồi gửi lại.")
    space.wall.grids(grids)
    return read_table(choose_table(grids, contracts))


def _span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isdigit() else 1


def _html_text(cell: html.HtmlElement) -> str:
    for br in cell.iter("br"):
        br.tail = "\n" + (br.tail or "")
    return "".join(_texts(cell))


def _texts(cell: html.HtmlElement) -> Iterator[str]:
    """Text of a cell without scripts, styles and comments."""
    yield cell.text or ""
    for child in cell:
        if isinstance(child.tag, str) and child.tag not in {"script", "style"}:
            yield from _texts(child)
        yield child.tail or ""


def html_grid(document: html.HtmlElement) -> Grid:
    """All innermost tables of a page, one below the other, as Excel shows them; spans become merged ranges."""
    rows: list[list[Any]] = []
    merged: list[tuple[int, int, int, int]] = []
    for table in document.iter("table"):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        taken: set[tuple[int, int]] = set()
        for line in table.iter("tr"):
            at, cells = len(rows), []
            for cell in line.iterchildren("td", "th"):
                while (at, len(cells)) in taken:
                    cells.append("")
                across, down, left = _span(cell, "colspan"), _span(cell, "rowspan"), len(cells)
                cells.extend([_html_text(cell), *[""] * (across - 1)])
                if across > 1 or down > 1:
                    merged.append((at, left, at + down - 1, left + across - 1))
                    taken.update((r, c) for r in range(at + 1, at + down) for c in range(left, left + across))
            while (at, len(cells)) in taken:
                cells.append("")
            rows.append(cells)
    numbered = list(enumerate(rows, 1))
    return Grid(None, numbered[:HEAD_ROWS], lambda: iter(numbered), merged, ragged=True)


def read_html(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read an HTML page that holds the table.

    Raises RefusedFile. UTF-8 whatever the page declares: that is what exporters write.
    """
    text = as_utf8(path, space.work_dir)
    check_utf8(text)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        document = html.document_fromstring(text.read_bytes().removeprefix(codecs.BOM_UTF8), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Trang HTML không đọc được: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        ) from error
    space.wall.texts(document.xpath("//text()[not(ancestor::table)] | //meta/@content"))
    space.wall.grids([grid := html_grid(document)])
    return read_table(choose_table([grid], contracts))
