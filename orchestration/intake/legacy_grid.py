"""A grid whose texts are all Unicode in meaning, not in form only.

Here: the quick test that lets most grids pass untouched, decoding head, rows and sheet name of the others as they are read, and
telling what came of it. Not here: how a text is to be read (legacy_evidence.py), bytes of files (decode.py).
The evidence is gathered in one pass more, at the first text that could be legacy: a grid without any pays for the test alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from orchestration.contracts import Contract
from orchestration.intake.decode import LOSSY_LEAST, LOSSY_SHARE, lossy, lost_in, refuse_lossy
from orchestration.intake.grid import Grid, Row
from orchestration.intake.header import Table
from orchestration.intake.legacy_evidence import Decided, Evidence
from orchestration.intake.legacy_scan import has_legacy
from orchestration.intake.legacy_words import strong_words
from orchestration.intake.reading import Reading, Warned
from orchestration.intake.refusal import RefusedFile, cell_place

CHUNK_ROWS = 200
FOREIGN_LEAST = 3
UNDECODED_LEAST = 2
_SEPARATOR = "\n"
_FOREIGN = re.compile("[A-Za-z][\u0080-\u009f¡-¿×÷][a-z]")  # signs inside words: a font encoding nobody here knows


@dataclass
class Decoding:
    """What decoding came to over the rows read: texts by encoding, doubts and the place of the first.

    `header_row`, once the table is found; below it, a doubt in a column of `watched` (position → name) refuses the file.
    `sheet` is what a place calls the sheet: its label, as soon as somebody has made one of its name.
    """

    counts: Counter[str] = field(default_factory=Counter)
    doubts: int = 0
    first_doubt: str = ""
    first_broken: tuple[int, int] | None = None
    watched: dict[int, str] = field(default_factory=dict)
    header_row: int = 0
    sheet: str | None = None

    def clear(self) -> None:
        self.counts.clear()
        self.doubts, self.first_doubt = 0, ""


def _broken(place: str) -> RefusedFile:
    return RefusedFile("ENCODING_LOSSY", f"Chữ ở {place} bị mã hóa UTF-8 hai lần và đã mất byte: hãy xuất lại tệp từ phần mềm gốc.")


def _texts(rows: Iterable[Row]) -> str:
    return _SEPARATOR.join([c for _, cells in rows if cells for c in cells if type(c) is str])


class _Decoder:
    """The rows of one grid, decoded as they are read."""

    def __init__(self, grid: Grid):
        self.grid, self.told = grid, Decoding()
        self._evidence: Evidence | None = None

    def needs(self, text: str) -> bool:
        """Whether anything of a text may have to be decoded; gathers the evidence at the first sign."""
        if self._evidence is None and has_legacy(text):
            self._evidence = Evidence()
            self._evidence.header_row = self.told.header_row
            self._evidence.add(0, [self.grid.name])
            for number, cells in self.grid.rows():
                if cells:
                    self._evidence.add(number, cells)
        return self._evidence is not None and self._evidence.any_strong

    def _place(self, number: int, at: int) -> str:
        return cell_place(self.told.sheet, number, at + self.grid.first_column)

    def _tell(self, number: int, at: int, decided: Decided) -> None:
        self.told.counts.update(decided.encodings)
        if decided.broken:
            raise _broken(self._place(number, at))
        if decided.doubt:
            self.told.doubts += 1
            self.told.first_doubt = self.told.first_doubt or self._place(number, at)
            if at in self.told.watched and number > self.told.header_row:
                raise RefusedFile(
                    "ENCODING_UNSUPPORTED",
                    f"Chữ ở {self._place(number, at)} (cột “{self.told.watched[at]}”) dùng phông TCVN3 hoặc VNI lẫn với Unicode, "
                    "không đủ căn cứ để giải mã: hãy gõ lại ô này bằng phông Unicode rồi gửi lại.",
                )

    def row(self, number: int, cells: list[Any] | None, tell: bool) -> Row:
        if not cells or self._evidence is None or not (found := self._evidence.decide(number, cells)):
            return number, cells
        cells = list(cells)
        for at, decided in found.items():
            cells[at] = decided.text
            if decided.broken and self.told.first_broken is None:
                self.told.first_broken = number, at
            if tell:
                self._tell(number, at, decided)
        return number, cells

    def head(self) -> list[tuple[int, list[Any]]]:
        if not self.needs(_texts(self.grid.head)):
            return self.grid.head
        return [self.row(number, cells, tell=False) for number, cells in self.grid.head]

    def rows(self) -> Iterator[Row]:
        self.told.clear()
        if self._evidence is not None:
            self._evidence.header_row = self.told.header_row
        source, lost, size = self.grid.rows(), 0, 0
        while chunk := list(islice(source, CHUNK_ROWS)):
            text = _texts(chunk)
            lost, size = lost + lost_in(text), size + len(text)
            if self.needs(text):
                for number, cells in chunk:
                    yield self.row(number, cells, tell=True)
            else:
                yield from chunk
        if lost >= LOSSY_LEAST and lost > LOSSY_SHARE * size:
            raise lossy()

    def name(self) -> str | None:
        name = self.grid.name
        if not name or not self.needs(name):
            return name
        _, cells = self.row(0, [name], tell=False)
        return cells[0]


def decoded(grid: Grid) -> Grid:
    """The same grid in Unicode; what was done is in its `decoding`."""
    decoder = _Decoder(grid)
    head = decoder.head()
    decoder.grid = replace(grid, name=decoder.name())  # after the head: a name alone proves too little
    decoder.told.sheet = decoder.grid.name
    return replace(decoder.grid, head=head, rows=decoder.rows, decoding=decoder.told)


def refuse_unread(grids: Iterable[Grid]) -> None:
    """Where no table was found: refuse grids whose headers cannot be read at all with that as the reason."""
    for grid in grids:
        if grid.decoding is not None and grid.decoding.first_broken:
            row, at = grid.decoding.first_broken
            raise _broken(cell_place(grid.name, row, at + grid.first_column))
        refuse_lossy(_texts(grid.head))
        foreign = [(row, at) for row, cells in grid.head for at, c in enumerate(cells) if type(c) is str and _FOREIGN.search(c)]
        if len(foreign) >= FOREIGN_LEAST:
            row, at = foreign[0]
            raise RefusedFile(
                "ENCODING_UNSUPPORTED",
                f"Chữ ở {cell_place(grid.name, row, at + grid.first_column)} dùng phông không phải Unicode, cũng không nhận ra là TCVN3 hay VNI: "
                "hãy chuyển sang phông Unicode rồi gửi lại.",
            )
        _refuse_undecoded(grid)


def _refuse_undecoded(grid: Grid) -> None:
    """Headers in old fonts of which the sheet holds too little of each to be sure: one cell in TCVN3, the next in VNI."""
    found: dict[str, tuple[int, int]] = {}
    count = 0
    for row, cells in grid.head:
        for at, cell in enumerate(cells):
            strong = strong_words(cell) if type(cell) is str and has_legacy(cell) else {}
            count += len(strong)
            for encoding in strong:
                found.setdefault(encoding, (row, at))
    if count >= UNDECODED_LEAST:
        named = ", ".join(f"{e.upper()}: {cell_place(grid.name, row, at + grid.first_column)}" for e, (row, at) in found.items())
        raise RefusedFile(
            "ENCODING_UNSUPPORTED",
            f"Tiêu đề có chữ gõ bằng phông cũ ({named}) mà mỗi phông quá ít chữ để chắc chắn cách giải mã, nên không nhận ra biểu nào: "
            "hãy gõ lại các ô đó bằng phông Unicode rồi gửi lại.",
        )


def watch_columns(grid: Grid, contract: Contract, columns: dict[str, int], below: int) -> None:
    """From now on a doubt in a key column refuses the file, in rows after `below`.

    Where a list or a lookup judges the column, the row goes to quarantine by that instead.
    """
    if grid.decoding is not None:
        keys = [contract.column(name) for name in contract.key if name in columns]
        grid.decoding.watched = {columns[c.name]: c.label_vi for c in keys if not (c.code_list or c.lookup)}
        grid.decoding.header_row = below


def watch(table: Table) -> None:
    """The same of a table found in a grid."""
    watch_columns(table.grid, table.contract, table.columns, table.grid.head[table.top + table.depth - 1][0])


def tell(reading: Reading, grids: Iterable[Grid]) -> Reading:
    """A reading that tells how the texts of its grids were decoded."""
    for told in (grid.decoding for grid in grids if grid.decoding is not None):
        reading.encodings.update({e: reading.encodings.get(e, 0) + n for e, n in told.counts.items()})
        if told.doubts:
            message = (
                f"{told.doubts} ô có chữ dùng phông TCVN3 hoặc VNI mà không đủ căn cứ để giải mã, được giữ nguyên "
                f"(đầu tiên: {told.first_doubt}): hãy gõ lại bằng phông Unicode."
            )
            reading.warnings.append(Warned("ENCODING_DOUBT", message))
    return reading
