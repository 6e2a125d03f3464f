"""What a sample file tells whoever begins a contract: its headers, its columns, the key, printed totals.

Here: finding the header row and the rows of data without a contract, and what rows tell together. Not here: reading files (intake), what
one column seems to be (guess.py), writing the contract (skeleton.py). No value of the file leaves this module.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from decimal import InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.authoring.guess import Found, found_of, number_of, settled
from orchestration.intake import json_head, sniff
from orchestration.intake.body_lines import is_footer, is_total
from orchestration.intake.csv_read import DELIMITERS, records
from orchestration.intake.decode import as_utf8
from orchestration.intake.grid import HEAD_ROWS, Grid, is_blank, plain
from orchestration.intake.header_places import LEVELS, header_paths
from orchestration.intake.legacy_grid import decoded
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sheet_read import workbook_grids
from orchestration.intake.text import fold

ROWS = 2000
COUNTERS = {"stt", "tt"}
_UNIT = re.compile(r"(?:tên )?(?:đơn vị|xã|phường|sở|cơ quan|địa bàn)\b")


@dataclass(frozen=True)
class Sample:
    container: str
    columns: tuple[Found, ...]
    title: tuple[str, ...]  # the lines above the table

    @property
    def containers(self) -> tuple[str, ...]:
        """What else may carry the same table: a CSV is soon sent as a workbook, which is also what a template is."""
        return ("csv", "sheet") if self.container == "csv" else (self.container,)


def is_unit(header: str) -> bool:
    """Whether a header stands over names of units."""
    return bool(_UNIT.match(fold(header)))


def read_sample(path: Path, work_dir: Path) -> Sample:
    """Look at a file. Raises RefusedFile in intake's own words for what intake could not read either."""
    kind = sniff.sniff(path)
    if kind == sniff.JSON:
        return _json(as_utf8(path, work_dir).path)
    if kind == sniff.TEXT:
        return _table([_csv_grid(as_utf8(path, work_dir).path)], "csv")
    if kind in sniff.WORKBOOKS:
        return _table(workbook_grids(path)[0], "sheet")
    raise RefusedFile("FILE_UNREADABLE", f"Không lấy được tiêu đề từ loại tệp này ({kind}): hãy đưa tệp .xlsx, CSV hoặc JSON.")


def _csv_grid(path: Path) -> Grid:
    """The grid under the separator that makes the widest rows."""

    def grid(delimiter: str) -> Grid:
        head = [(line, cells or []) for line, cells in islice(records(path, delimiter), HEAD_ROWS)]
        return decoded(Grid(None, head, lambda: records(path, delimiter), ragged=True, delimited=True))

    return max(map(grid, DELIMITERS), key=lambda g: max((len(cells) for _, cells in g.head), default=0))


def _is_words(cell: Any) -> bool:
    return isinstance(cell, str) and bool(re.search(r"[^\W\d_]", cell)) and len(cell) < 200


def _header(grid: Grid) -> tuple[int, int, int]:
    """(words in it, its first row, its levels): the first row of the head with the most cells of words, and the levels below it."""
    counts = [sum(_is_words(c) for c in cells) for _, cells in grid.head]
    most = max(counts, default=0)
    top = next((i for i, n in enumerate(counts) if n and n >= 0.6 * most and n > 1), 0)
    while top and (above := _over(grid, top)) is not None:
        top = above
    spans = [m for m in grid.merged if m[0] == top]
    down = max((m[2] - top + 1 for m in spans), default=1)
    across = any(m[0] == m[2] and m[3] > m[1] for m in spans)
    depth = min(max(down, 2 if across else 1), LEVELS, len(grid.head) - top)
    return most, top, depth


def _over(grid: Grid, top: int) -> int | None:
    """The row above, when it groups the columns of this one: merged across some, not all of them."""
    width = max(len(cells) for _, cells in grid.head)
    spans = [m for m in grid.merged if m[0] <= top - 1 <= m[2]]
    groups = [m for m in spans if 1 <= m[3] - m[1] + 1 < width - 1]
    words = sum(_is_words(c) for c in grid.head[top - 1][1])
    return top - 1 if groups and words > 1 else None


def _table(grids: list[Grid], container: str) -> Sample:
    if not grids:
        raise RefusedFile("EMPTY_FILE", "Tệp mẫu không có bảng nào: hãy đưa tệp có dòng tiêu đề.")
    grid = max(grids, key=lambda g: _header(g)[0])
    _, top, depth = _header(grid)
    headers = header_paths(grid, top, depth)
    start = grid.head[top + depth - 1][0]
    rows = [cells for number, cells in islice(grid.rows(), ROWS) if cells is not None and number > start]
    totals = next((cells for cells in rows if is_total(cells)), None)
    data = [cells for cells in itertools.takewhile(lambda c: not is_footer(c), rows) if _is_row(cells)]
    columns, values = [], []
    for at, header in enumerate(headers):
        if header:
            columns.append(found_of(header.rstrip(" *"), own := [_cell(cells, at) for cells in data]))
            values.append((own, _cell(totals or [], at)))
    if any(c.proves_vn for c in columns):
        columns = [settled(c) for c in columns]
    columns = [replace(c, has_total=_sums_up(c, *v)) for c, v in zip(columns, values, strict=True)]
    columns = _with_key(columns, [own for own, _ in values])
    title = [" ".join(filter(None, map(plain, cells))) for _, cells in grid.head[:top]]
    return Sample(container, tuple(columns), tuple(t for t in title if t))


def _is_row(cells: list[Any]) -> bool:
    """A row of data rather than a numbered row, a total or a signature: at least two cells, not just counting numbers."""
    texts = [plain(c) for c in cells if not is_blank(c)]
    return len(texts) > 1 and not is_total(cells) and not all(re.fullmatch(r"\(?[A-Z0-9]{1,2}\)?", t) for t in texts)


def _cell(cells: list[Any], at: int) -> Any:
    return cells[at] if at < len(cells) else None


def _sums_up(column: Found, values: list[Any], total: Any) -> bool:
    """Whether the printed total is the sum of the rows: of shares and where no total is printed it is not."""
    if column.kind not in {"integer", "number"} or column.percent_scale or is_blank(total):
        return False
    try:
        return sum(number_of(plain(v)) for v in values if not is_blank(v)) == number_of(plain(total))
    except InvalidOperation:
        return False


def _with_key(columns: list[Found], values: list[list[Any]]) -> list[Found]:
    """The columns with those marked that tell the rows apart: one of texts, else two; names of units and periods before others."""
    texts = [i for i, c in enumerate(columns) if c.kind == "string" and c.is_complete and not (c.is_personal or c.is_open)]
    texts = [i for i in texts if fold(columns[i].header) not in COUNTERS]
    texts.sort(key=lambda i: not (is_unit(columns[i].header) or columns[i].calendar))
    for few in itertools.chain(*(itertools.combinations(texts, n) for n in (1, 2))):
        rows = list(zip(*(map(plain, values[i]) for i in few), strict=True))
        if len(set(rows)) == len(rows):
            return [replace(c, in_key=i in few) for i, c in enumerate(columns)]
    return [replace(c, in_key=i in texts[:1]) for i, c in enumerate(columns)]


def _json(path: Path) -> Sample:
    shape = json_head.look(path)
    records_ = (shape.lists[0][1] if shape.lists else shape.records) if shape else ()
    if not records_:
        raise RefusedFile("EMPTY_FILE", "Tệp mẫu không có bản ghi nào: hãy đưa tệp có ít nhất một bản ghi.")
    keys = list(dict.fromkeys(key for record in records_ for key in record))
    nested = {k for k in keys if any(isinstance(r.get(k), list | dict) for r in records_)}
    own = {k: [r.get(k) for r in records_] for k in keys if k not in nested}
    return Sample("json", tuple(_with_key([found_of(k, v) for k, v in own.items()], list(own.values()))), ())
