"""CSV of any separator.

Here: which separator the header speaks for, records with their line numbers, and the quick way for large files
through DuckDB.
Not here: the encoding (decode.py), the table's rows (body.py).
A record that cannot be split is one bad row. The quick way reads only clean files; whatever it cannot read goes the
careful way.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.intake.body_lines import is_total_label
from orchestration.intake.decode import as_utf8, check_utf8, hints_of, refuse_lossy, tell_file
from orchestration.intake.grid import HEAD_ROWS, Grid, Row
from orchestration.intake.header import Table, choose_tables, find_tables
from orchestration.intake.legacy_grid import decoded, refuse_unread, tell, watch
from orchestration.intake.legacy_scan import file_has_legacy
from orchestration.intake.match import choose
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.secrecy_parts import is_suspect
from orchestration.intake.sniff import HEAD
from orchestration.intake.tabular import read_tables
from orchestration.intake.text import identifier, quote
from orchestration.intake.titles import title_values
from orchestration.intake.wall import Wall
from orchestration.intake.workspace import Workspace

DELIMITERS = (";", ",", "\t", "|")
LARGE_BYTES = 8 * 1024 * 1024
CHUNK = 1 << 20
MAX_FIELD = 16 * 1024 * 1024
csv.field_size_limit(MAX_FIELD)
_NBSP = "\u00a0"
# How the labels of totals begin, in the two orders of a tone mark and both Unicode forms: what else begins so is looked at in full.
_TOTAL_WORDS = {unicodedata.normalize(form, word) for word in ("tổng", "cộng", "toàn", "tòan", "tc") for form in ("NFC", "NFD")}


def records(path: Path, delimiter: str) -> Iterator[Row]:
    """Records with the line each begins on; None for one that cannot be split.

    Raises RefusedFile for a quote that never closes.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                check_utf8(path)
                raise RefusedFile(
                    "FILE_UNREADABLE", f"Không giải mã được văn bản quanh dòng {line}: hãy xuất lại CSV UTF-8."
                ) from error
            except csv.Error as error:
                if "unexpected end of data" in str(error):
                    raise RefusedFile(
                        "FILE_UNREADABLE",
                        f"Dấu ngoặc kép mở ở dòng {line} không đóng: hãy xuất lại CSV hoặc gửi dạng .xlsx.",
                    ) from error
                yield line, None
                continue
            yield line, cells


def _grid(path: Path, delimiter: str) -> Grid:
    head = [(line, cells or []) for line, cells in islice(records(path, delimiter), HEAD_ROWS)]
    return decoded(Grid(None, head, lambda: records(path, delimiter), ragged=True, delimited=True))


def find_file_tables(path: Path, contracts: list[Contract], wall: Wall) -> tuple[list[Table], str]:
    """The file's tables and its separator: the one under which most headers of a contract are found."""
    with path.open("rb") as file:
        sample = file.read(HEAD).decode("utf-8", "ignore")
    refuse_lossy(sample)
    found: list[tuple[int, int, list[Table], str]] = []
    near = []
    torn: list[RefusedFile] = []
    for order, delimiter in enumerate(DELIMITERS):
        if delimiter not in sample:
            continue
        try:
            wall.grids([grid := _grid(path, delimiter)])
            tables, rest = find_tables(grid, contracts)
        except RefusedFile as refusal:
            if refusal.code != "FILE_UNREADABLE":
                raise
            torn.append(refusal)  # by another separator than the file's own, quotes stand within fields and never close
            continue
        near += rest
        if tables:
            found.append((max(len(t.match.found) for t in tables), -order, choose_tables([grid], contracts), delimiter))
    if not found and torn:
        raise torn[0]
    if not found:
        refuse_unread([_grid(path, next((d for d in DELIMITERS if d in sample), DELIMITERS[0]))])
        choose(near)
        raise RefusedFile(
            "NO_CONTRACT", "Không tìm thấy dòng tiêu đề của hợp đồng nào: hãy kiểm tra dòng tiêu đề và dấu phân cách."
        )
    _, _, chosen, delimiter = max(found, key=lambda f: f[:2])
    return chosen, delimiter


def _plain_lines(path: Path, delimiter: str) -> bool:
    """Whether every record is one line, no line is empty (so that a record's number tells its line) and none can be a total.

    The fields of a line are looked for behind each separator and at its beginning by an expression each: one that begins with a single
    byte is several times as fast as one that begins with a choice.
    """
    words = "|".join(sorted({spelled for word in _TOTAL_WORDS for spelled in (word, word.capitalize(), word.upper())}))
    label = rf"(?:[ \t\f\v]|{_NBSP})*(?=[tTcC])((?:{words})[^{re.escape(delimiter)}\r\n]*)"
    may_be_total = [re.compile((re.escape(before) + label).encode()) for before in (delimiter, "\n")]

    def labels_in(lines: bytes) -> Iterator[bytes]:
        return itertools.chain.from_iterable(search.findall(lines) for search in may_be_total)

    labels: set[bytes] = set()
    rest = b"\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            block = rest + chunk
            whole = block.rfind(b"\n") + 1
            lines, rest = block[:whole], block[whole - 1 :]  # the line break again: an empty line may follow it
            if b'"' in chunk or b"\n\n" in lines or b"\n\r\n" in lines:
                return False
            labels.update(labels_in(lines))
    return not any(is_total_label(label.decode("utf-8", "replace")) for label in labels.union(labels_in(rest)))


def _quick_sql(path: Path, table: Table, delimiter: str) -> str:
    """DuckDB's own reader over the lines below the header: explicit columns, all text, strict."""
    line = table.grid.head[table.top][0]
    width = len(table.grid.head[table.top][1])
    spec = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    titles = title_values(table)

    def source(name: str) -> str:
        if name in titles:
            return quote(titles[name])
        return f"c{table.columns[name]}" if name in table.columns else "cast(null as varchar)"

    select = ", ".join(f"{source(c.name)} as {identifier(c.name)}" for c in table.contract.kept)
    return (
        f"select row_number() over () + {line} as source_row, cast(null as varchar) as sheet_name, "
        f"{select} from read_csv("
        f"{quote(str(path))}, columns={{{spec}}}, delim={quote(delimiter)}, quote='\"', escape='\"', "
        f"header=false, skip={line}, "
        f"auto_detect=false, strict_mode=true, null_padding=false, nullstr='\\u0001', max_line_size={MAX_FIELD})"
    )


def read(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read a CSV extract. Raises RefusedFile."""
    text = as_utf8(path, space.work_dir, hints_of(contracts))
    tables, delimiter = find_file_tables(text.path, contracts, space.wall)
    return tell_file(_read(text.path, tables, delimiter, space.work_dir), text)


def _read(path: Path, tables: list[Table], delimiter: str, folder: Path) -> Reading:
    for found in reversed(tables):  # on one grid the first table's header counts
        watch(found)

    def careful() -> Reading:
        return tell(read_tables(tables, folder), [found.grid for found in tables])

    table = tables[0]
    is_quick = path.stat().st_size >= LARGE_BYTES and len(tables) == 1 and _is_plain(table) and _plain_lines(path, delimiter)
    if not is_quick or file_has_legacy(path) or is_suspect(path):
        return careful()
    sample = Grid(None, table.grid.head, lambda: islice(records(path, delimiter), 2000), ragged=True, delimited=True)
    checked = read_tables([replace(table, grid=sample)], folder)  # the same checks, on its first rows
    return Reading(table.contract, _quick_sql(path, table, delimiter), places=checked.places, unread=checked.unread, fallback=careful)


def _is_plain(table: Table) -> bool:
    """Whether every record below the header is a row as it stands."""
    contract = table.contract
    layout = contract.totals or contract.tables == "all" or contract.summary_rows or contract.outline or contract.unpivot
    return table.depth == 1 and not layout and not any(c.from_group or c.unit_from_title for c in contract.kept)
