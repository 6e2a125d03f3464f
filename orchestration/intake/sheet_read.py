"""Workbooks (.xlsx, .xls, .xlsb, .ods) through calamine, and HTML tables saved as .xls through lxml, as grids.

Here: cells, merged ranges, visibility. Not here: which of it is the table (header.py).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine
from lxml import etree, html

from orchestration.contracts import Contract
from orchestration.intake.decode import as_utf8, hints_of, tell_file
from orchestration.intake.extent import refuse_huge, refuse_huge_ods
from orchestration.intake.grid import HEAD_ROWS, Grid, Row
from orchestration.intake.header import choose_tables
from orchestration.intake.label import Labels
from orchestration.intake.legacy_grid import decoded, refuse_unread, tell, watch
from orchestration.intake.marks_of import look_up
from orchestration.intake.marks_runs import set_apart
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.tabular import read_tables
from orchestration.intake.text import fold
from orchestration.intake.workspace import Workspace

_MAX_SPAN = 1000
GUIDE_SHEETS = {"hướng dẫn", "ví dụ"}  # of our own templates and of many a department's: never data


def _sheet_grid(path: Path, book: calamine.CalamineWorkbook, name: str, labels: Labels | None) -> Grid | None:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return None
    first = sheet.start[1]

    def rows() -> Iterator[Row]:
        return enumerate(sheet.iter_rows(), 1)

    merged = [(r0, c0 - first, r1, c1 - first) for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or ()]
    position = book.sheet_names.index(name)
    grid = decoded(Grid(name, list(islice(rows(), HEAD_ROWS)), rows, merged, first, marks=partial(look_up, path, name, position)))
    label = labels.sheet(grid.name or "", position + 1) if labels else grid.name
    grid.decoding.sheet = label
    return replace(grid, name=label, title=grid.name)


def workbook_grids(path: Path, labels: Labels | None = None) -> tuple[list[Grid], dict[str, int]]:
    """The visible worksheets that hold anything, and how many sheets nobody looks at: hidden ones, guides and worked examples."""
    refuse_huge_ods(path)
    try:
        with path.open("rb") as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
            sheets = [m for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
            names = [m.name for m in sheets if m.typ == calamine.SheetTypeEnum.WorkSheet and fold(m.name) not in GUIDE_SHEETS]
            left = {"hidden_sheets": len(book.sheets_metadata) - len(sheets), "other_sheets": len(sheets) - len(names)}
            refuse_huge(path, names)
            return [grid for name in names if (grid := _sheet_grid(path, book, name, labels))], left
    except calamine.PasswordError as error:
        raise RefusedFile("FILE_ENCRYPTED", "Tệp có mật khẩu mở: hãy bỏ mật khẩu rồi gửi lại.") from error
    except calamine.CalamineError as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Bảng tính bị cụt hoặc hỏng: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        ) from error


def read_workbook(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read a workbook. Raises RefusedFile."""
    grids, left = workbook_grids(path, space.labels)
    if not grids:
        raise RefusedFile("EMPTY_FILE", "Các trang tính đều trống hoặc bị ẩn: hãy kiểm tra rồi gửi lại.")
    space.wall.grids(grids)
    reading = _read(grids, contracts, space.work_dir)
    left["other_sheets"] += len(grids) - len(reading.places)
    reading.notes |= {name: count for name, count in left.items() if count}
    return reading


def _read(grids: list[Grid], contracts: list[Contract], folder: Path) -> Reading:
    try:
        tables = choose_tables(grids, contracts)
    except RefusedFile as refusal:
        if refusal.code == "NO_CONTRACT":
            refuse_unread(grids)
        raise
    for table in reversed(tables):  # on one grid the first table's header counts
        watch(table)
    return tell(read_tables(tables, folder), grids)


def _span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isdigit() else 1


def _html_text(cell: html.HtmlElement) -> str:
    for br in cell.iter("br"):
        br.tail = "\n" + (br.tail or "")
    runs = list(_runs(cell))
    return set_apart(runs) or "".join(text for text, _ in runs)


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BESIDE = {"sup", "sub", "del", "s", "strike"}  # a footnote's mark or a struck-out text is no digit of the number beside it
_BESIDE_STYLE = re.compile(r"line-through|vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)


def _is_seen(element: html.HtmlElement) -> bool:
    """Whether a reader of the page sees it: sort keys of tables often stand beside what they sort, hidden."""
    return element.tag not in {"script", "style"} and element.get("hidden") is None and not _HIDDEN.search(element.get("style") or "")


def _runs(element: html.HtmlElement, is_beside: bool = False) -> Iterator[tuple[str, bool]]:
    """Text of a cell without scripts, styles, comments and what is hidden, in runs: whether each is raised, lowered or struck out."""
    yield element.text or "", is_beside
    for child in element:
        if isinstance(child.tag, str) and _is_seen(child):
            yield from _runs(child, is_beside or child.tag in _BESIDE or bool(_BESIDE_STYLE.search(child.get("style") or "")))
        yield child.tail or "", is_beside


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
    return decoded(Grid(None, numbered[:HEAD_ROWS], lambda: iter(numbered), merged, ragged=True))


def read_html(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read an HTML page that holds the table.

    Raises RefusedFile. What the page declares is not believed: exporters write UTF-8 under any name.
    """
    text = as_utf8(path, space.work_dir, hints_of(contracts))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        document = html.document_fromstring(text.path.read_bytes().removeprefix(codecs.BOM_UTF8), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Trang HTML không đọc được: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
        ) from error
    space.wall.texts(document.xpath("//text()[not(ancestor::table)] | //meta/@content"))
    space.wall.grids([grid := html_grid(document)])
    return tell_file(_read([grid], contracts, space.work_dir), text)
