"""What a sample file tells whoever begins a contract: its headers, and the one written form that all values of a column have.

Here: finding the header row without a contract, and conservative guesses. A guess is made only where every value agrees; the author
confirms it. Not here: reading files (intake), writing the contract (skeleton.py).
No value of the file leaves this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.authoring.personal import looks_personal
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake import json_head, sniff
from orchestration.intake.csv_read import DELIMITERS, records
from orchestration.intake.decode import as_utf8
from orchestration.intake.grid import HEAD_ROWS, Grid, is_blank, plain
from orchestration.intake.header_places import LEVELS, header_paths
from orchestration.intake.legacy_grid import decoded
from orchestration.intake.personal import MASKS, TEXT
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sheet_read import workbook_grids

ROWS = 2000
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d+,\d{1,2}")
_CODED = re.compile(r"mã|số hiệu|ký hiệu|số (?:hồ sơ|phiếu|văn bản|đến|đi)|code|id\b", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A column of the sample: its header and what it seems to be."""

    header: str
    kind: str  # a logical type of a contract
    formats: tuple[str, ...] = ()
    number_style: str | None = None
    is_personal: bool = False
    is_complete: bool = False  # no empty cell
    is_unique: bool = False


@dataclass(frozen=True)
class Sample:
    container: str
    columns: tuple[Found, ...]
    title: tuple[str, ...]  # the lines above the table


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
    columns = []
    for at, header in enumerate(headers):
        if header:
            columns.append(found_of(header.rstrip(" *"), [cells[at] if at < len(cells) else None for cells in rows if _is_row(cells)]))
    title = [" ".join(filter(None, map(plain, cells))) for _, cells in grid.head[:top]]
    return Sample(container, tuple(columns), tuple(t for t in title if t))


def _is_row(cells: list[Any]) -> bool:
    """A row of data rather than a numbered row, a total or a signature: at least two cells, not just counting numbers."""
    texts = [plain(c) for c in cells if not is_blank(c)]
    return len(texts) > 1 and not all(re.fullmatch(r"\(?[A-Z0-9]{1,2}\)?", t) for t in texts)


def _json(path: Path) -> Sample:
    shape = json_head.look(path)
    records_ = (shape.lists[0][1] if shape.lists else shape.records) if shape else ()
    if not records_:
        raise RefusedFile("EMPTY_FILE", "Tệp mẫu không có bản ghi nào: hãy đưa tệp có ít nhất một bản ghi.")
    keys = list(dict.fromkeys(key for record in records_ for key in record))
    nested = {k for k in keys if any(isinstance(r.get(k), list | dict) for r in records_)}
    return Sample("json", tuple(found_of(k, [r.get(k) for r in records_]) for k in keys if k not in nested), ())


def found_of(header: str, values: list[Any]) -> Found:
    """What a column seems to be: text, unless every value has one explicit form."""
    filled = [v for v in values if not is_blank(v)]
    texts = [plain(v) for v in filled]
    guarded = [t for v, t in zip(filled, texts, strict=True) if not isinstance(v, float) or v.is_integer()]
    personal = looks_personal(header) or any(MASKS[TEXT](t)[1] for t in guarded if not _is_moment(t))
    kind, formats, style = ("string", (), None) if personal or not filled else _kind(header, filled, texts)
    complete = bool(filled) and len(filled) == len(values)
    return Found(header, kind, formats, style, personal, complete, complete and len(set(texts)) == len(texts))


def _is_moment(text: str) -> bool:
    """Stamps and times of ISO are long runs of digits that say nothing of a person."""
    return any(_reads(text, name) for name in ("yyyyMMddHHmmss", "iso_offset", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "iso_date"))


def _reads(text: str, name: str) -> bool:
    form = MOMENT_FORMATS[name]
    if not re.search(form.shape, text):
        return False
    try:
        moment = datetime.strptime(text, form.strptime) if form.strptime else datetime.fromisoformat(text)
        return 1990 <= moment.year <= 2100
    except ValueError:
        return False


def _kind(header: str, filled: list[Any], texts: list[str]) -> tuple[str, tuple[str, ...], str | None]:
    if all(isinstance(v, datetime) or hasattr(v, "isoformat") for v in filled):
        has_time = any(isinstance(v, datetime) and v.time() != datetime.min.time() for v in filled)
        return ("timestamp", ("dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy"), None) if has_time else ("date", ("dd/MM/yyyy",), None)
    names = [n for n in MOMENT_FORMATS if n != "yyyy" or "năm" in header.casefold()]
    fitting = [n for n in names if all(_reads(t, n) for t in texts)]
    if len(fitting) == 1:
        return "timestamp" if MOMENT_FORMATS[fitting[0]].has_time else "date", (fitting[0],), None
    if _CODED.search(header) or any(isinstance(v, bool) for v in filled):
        return "string", (), None
    if all(isinstance(v, int | float) for v in filled):
        return ("integer" if all(float(v).is_integer() for v in filled) else "number"), (), "vn"
    if all(_INTEGER.fullmatch(t) for t in texts):
        return "integer", (), "vn"
    if all(_DECIMAL.fullmatch(t) or _INTEGER.fullmatch(t) for t in texts):
        return "number", (), "vn"
    return "string", (), None
