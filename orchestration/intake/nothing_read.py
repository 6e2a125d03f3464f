"""A declaration that there is nothing to report without any table: a few lines of text, in a text file, a sheet or a page.

Here: telling such a file and the contract it speaks of, by the contract's name or title line. Not here: the words (nothing.py), sender
and period (nothing_facts.py). The lines are what `chiso loads nothing` writes; anybody may write them by hand. Whatever the contract's
own files come in, its declaration may come so: an empty JSON array says nothing, words do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import html

from orchestration.contracts import Contract
from orchestration.intake import sniff
from orchestration.intake.decode import as_utf8
from orchestration.intake.grid import is_blank, plain
from orchestration.intake.header import has_title
from orchestration.intake.nothing import Said, is_said, places_in
from orchestration.intake.nothing_facts import declared_facts
from orchestration.intake.reading import Reading, from_table, schema_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sheet_read import html_grid, workbook_grids
from orchestration.intake.text import fold, fold_pattern
from orchestration.intake.workspace import Workspace

LARGEST = 256 << 10  # a few lines, in the fattest of containers
MOST_ROWS = 60
_KIND = fold_pattern(r"^(?:loại tệp|loại báo cáo|tên biểu|biểu mẫu|biểu|mẫu)\s*:\s*")
_SEPARATORS = " ;,|\t\"\r\n\ufeff"
Rows = list[tuple[int, list[Any]]]


def read(space: Workspace, path: Path, kind: str, contracts: list[Contract]) -> Reading | None:
    """The declaration that a file is; None where it is none. Raises RefusedFile for one that does not say enough."""
    if path.stat().st_size > LARGEST:
        return None
    sheets = _rows(space, path, kind)
    rows = [row for _, _, own in sheets for row in own]
    if not rows or len(rows) > MOST_ROWS or not any(is_said(c) for _, cells in rows for c in cells):
        return None
    space.wall.texts(plain(cell) for _, cells in rows for cell in cells)
    if any(sum(not is_blank(c) for c in cells) > 2 for _, cells in rows):
        return None  # a table, and one that no contract knows
    found = [c for c in contracts if _speaks_of(c, rows)]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(f"“{c.name_vi}”" for c in found)
        raise RefusedFile("AMBIGUOUS_CONTRACT", f"Tệp khai “Không phát sinh” cho nhiều loại tệp ({names}): hãy khai mỗi loại một tệp.")
    said = Said(found[0], {}, tuple(rows), [p for name, first, own in sheets for p in places_in(name, first, own)])
    reading = from_table(found[0], schema_of(found[0]).empty_table())
    reading.nothing = declared_facts([said])
    return reading


def _rows(space: Workspace, path: Path, kind: str) -> list[tuple[str | None, int, Rows]]:
    """(sheet, its first column, its filled rows) of what may hold lines of text."""
    if kind == sniff.TEXT:
        lines = as_utf8(path, space.work_dir).path.read_text(encoding="utf-8").splitlines()
        cells = [re.sub(r":[ ;,|\t\"]+", ": ", line).strip(_SEPARATORS) for line in lines]
        return [(None, 0, [(number, [cell]) for number, cell in enumerate(cells, 1) if cell])]
    if kind == sniff.HTML:
        grids = [html_grid(html.document_fromstring(as_utf8(path, space.work_dir).path.read_bytes()))]
    elif kind in sniff.WORKBOOKS:
        grids, _ = workbook_grids(path, space.labels)
    else:
        return []
    return [(g.name, g.first_column, [(n, c) for n, c in g.rows() if c and not all(map(is_blank, c))]) for g in grids]


def _speaks_of(contract: Contract, rows: Rows) -> bool:
    """Whether a line is the contract's name, or the title by which it knows its form."""
    names = (_KIND.sub("", fold(plain(cell))) for _, cells in rows for cell in cells)
    return fold(contract.name_vi) in names or bool(contract.title and has_title(contract, tuple(rows)))
