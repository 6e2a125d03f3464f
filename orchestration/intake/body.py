"""The rows below a header: which are data, which are index, group, total, repeated header, footer.

Here: telling rows apart. Not here: their text (cells.py), what totals are compared with (totals.py).
Nothing that could be data is left out: a row is dropped only for a positive reason, and every reason is counted.
Reading goes on past blank rows; what follows the last row of data without looking like data is the footer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestration.intake.grid import Row, is_blank, plain
from orchestration.intake.header import Table
from orchestration.intake.text import fold

_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|tc|toàn tỉnh|tổng toàn tỉnh|tổng (?:cộng|số) toàn tỉnh|cộng toàn tỉnh)"
    r"(?:\s*\([^)]*\))?(?:\s*[:：].*)?"
)
_FOOTER = re.compile(
    r"(?:ghi chú|nơi nhận|người lập|lập biểu|người ký|thủ trưởng|giám đốc|phó giám đốc|chủ tịch"
    r"|phó chủ tịch|kế toán|xác nhận"
    r"|kt\.|tm\.|tl\.|tuq\.|q\.|\(ký|ký tên).*|.*ngày\s*[\d.…]+\s*tháng\s*[\d.…]+\s*năm\s*[\d.…]*.*"
)
_INDEX = re.compile(r"\(?([A-Z]|\d{1,3})\)?(?:\s*=.*)?")


@dataclass
class Body:
    """The rows of one table. Iterate `data()` once; then `totals` and `dropped` tell what else was there."""

    table: Table
    totals: list[Row] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        contract, columns = self.table.contract, self.table.columns
        self._mapped = sorted(columns.values())
        needed = [columns[c.name] for c in contract.columns if c.required and c.name in columns]
        keys = [columns[name] for name in contract.key if name in columns]
        self._keys = sorted(set(keys or needed))
        self._needed = sorted(set(needed) | set(keys))
        self._label_reach = max(self._needed, default=0)

    def _drop(self, reason: str) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1

    def data(self) -> Iterator[Row]:
        """Data rows in order; a row whose cells could not be told apart comes as None."""
        start = self.table.grid.head[self.table.top + self.table.depth - 1][0]
        first, signed = True, False
        pending: list[Row] = []
        for number, cells in self._filled():
            if number <= start:
                continue
            if cells is None:
                yield from (*self._bad_rows(pending), (number, None))
                pending = []
                continue
            filled = [i for i in self._mapped if i < len(cells) and not is_blank(cells[i])]
            if not filled:
                self._drop("outside" if any(not is_blank(c) for c in cells) else "blank")
                continue
            if first and self._is_index(cells):
                first = False
                self._drop("index")
                continue
            first = False
            if self._is_header(cells):
                self._drop("header")
            elif self._is_total(cells):
                self.totals.append((number, cells))
                self._drop("total")
            elif self._is_data(cells, filled, signed):
                yield from (*self._bad_rows(pending), (number, cells))
                pending, signed = [], False
            else:
                signed = signed or self._is_footer(cells)
                pending.append((number, cells))
        yield from self._unfinished(pending)

    def _filled(self) -> Iterator[Row]:
        """Rows with vertically merged data cells repeated within their merge."""
        body_top = self.table.top + self.table.depth
        wanted = set(self.table.columns.values())
        merges = [m for m in self.table.grid.merged if m[0] >= body_top and m[2] > m[0] and m[1] in wanted]
        if not merges:
            yield from self.table.grid.rows()
            return
        by_top: dict[int, list[tuple[int, int, int, int]]] = {}
        for merge in merges:
            by_top.setdefault(merge[0], []).append(merge)
        active: list[tuple[int, int, Any]] = []
        for index, (number, cells) in enumerate(self.table.grid.rows()):
            active = [a for a in active if a[0] >= index]
            if active and cells is not None:
                cells = [*cells, *[""] * (max(a[1] for a in active) + 1 - len(cells))]
                for _, column, value in active:
                    if is_blank(cells[column]):
                        cells[column] = value
            for _, left, bottom, _ in by_top.get(index, ()):
                if cells is not None and left < len(cells):
                    active.append((bottom, left, cells[left]))
            yield number, cells

    def _is_index(self, cells: list[Any]) -> bool:
        """`(1) (2) (3)=(1)+(2)` or `A B 1 2 3`: nearly all cells, numbers counting up by one."""
        texts = [t for t in map(plain, cells) if t]
        hits = [m for m in map(_INDEX.fullmatch, texts) if m]
        numbers = [int(m.group(1)) for m in hits if m.group(1).isdigit()]
        counting = all(b == a + 1 for a, b in itertools.pairwise(numbers))
        return len(texts) >= 3 and len(hits) >= 0.8 * len(texts) and len(numbers) >= 2 and counting and numbers[0] <= 3

    def _is_header(self, cells: list[Any]) -> bool:
        """The header again, as on every printed page."""
        key = self._needed[0] if self._needed else self._mapped[0]
        if key >= len(cells) or not isinstance(cells[key], str):
            return False
        last_level = {path.rpartition(" / ")[2] for path in self.table.header if path}
        if fold(cells[key]) not in last_level:
            return False
        texts = [fold(plain(cells[i])) for i in self._mapped if i < len(cells)]
        return sum(t in last_level for t in texts if t) >= 0.6 * len(self._mapped)

    def _is_total(self, cells: list[Any]) -> bool:
        """A total's label among the leading cells while some key cell is empty or is the label itself."""
        for i, cell in enumerate(cells[: self._label_reach + 1]):
            if isinstance(cell, str) and cell.strip():
                if cell.strip()[0] in "TtCc" and _TOTAL.fullmatch(fold(cell)):
                    return any(k >= len(cells) or is_blank(cells[k]) or k == i for k in self._keys)
                return False
            if not is_blank(cell):
                return False
        return False

    def _is_data(self, cells: list[Any], filled: list[int], signed: bool) -> bool:
        if all(i in filled for i in self._needed):
            return True
        return not signed and len(filled) >= 2 and 2 * len(filled) >= len(self._mapped)

    def _is_footer(self, cells: list[Any]) -> bool:
        first = next((c for c in cells if not is_blank(c)), "")
        return isinstance(first, str) and bool(_FOOTER.fullmatch(fold(first)))

    def _is_line(self, cells: list[Any]) -> bool:
        """A line of text rather than a row: at most two cells, and not a record cut short."""
        if self.table.grid.delimited and len(cells) < self.table.width:
            return False
        return sum(not is_blank(c) for c in cells) <= 2

    def _bad_rows(self, pending: list[Row]) -> list[Row]:
        """Rows between data rows: a line with one cell is a group's name, anything else is a row in need of repair."""
        kept = []
        for number, cells in pending:
            if self._is_footer(cells) or self._is_line(cells):
                self._drop("group")
            else:
                kept.append((number, cells))
        return kept

    def _unfinished(self, pending: list[Row]) -> list[Row]:
        """Rows after the last data row: the footer, and before it rows that still look like broken data."""
        kept = []
        footer = False
        for number, cells in pending:
            footer = footer or self._is_footer(cells) or self._is_line(cells)
            if footer:
                self._drop("footer")
            else:
                kept.append((number, cells))
        return kept
