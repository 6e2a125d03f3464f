"""The rows below a header: which are data, which are index, group, total, repeated header, footer.

Here: telling rows apart. Not here: what a row says of itself (body_lines.py), cell text (cells.py), what totals are compared with
(totals.py).
Nothing that could be data is left out: a row is dropped only for a positive reason, and every reason is counted.
Reading goes on past blank rows; what follows the last row of data without looking like data is the footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestration.intake.body_lines import is_footer, is_form_mark, is_index, is_line, is_note, is_signer, is_total_label
from orchestration.intake.footnotes import Footnotes
from orchestration.intake.grid import Row, is_blank, plain
from orchestration.intake.header import Table, other_form, says_otherwise, second_table
from orchestration.intake.match import synonyms
from orchestration.intake.merged import is_value, unmerged
from orchestration.intake.nothing import is_nothing_row
from orchestration.intake.numbers import number_reader
from orchestration.intake.text import clean, fold, fold_pattern
from orchestration.intake.titles import has_title
from orchestration.intake.unpivot import value_name

_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass
class Body:
    """The rows of one table. Iterate `data()` once; then `totals` and `dropped` tell what else was there.

    `groups`: from which row on which values of `fromGroup` columns hold. `nothing`: rows that say there is nothing to report.
    """

    table: Table
    totals: list[Row] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    groups: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    nothing: list[tuple[int, list[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        contract, columns, values = self.table.contract, self.table.columns, self.table.values
        self._mapped = sorted({*columns.values(), *(v.at for v in values)})
        needed = [columns[c.name] for c in contract.columns if c.required and c.name in columns]
        keys = [columns[name] for name in contract.key if name in columns]
        self._keys = sorted(set(keys or needed))
        self._needed = sorted(set(needed) | set(keys))
        who = {contract.delivered_by, contract.delivered_for, *contract.version_order[:1]}
        self._naming = {at for name, at in columns.items() if name in who or contract.column(name).lookup or not contract.column(name).kept}
        self._signers: set[int] = set()
        self._index: list[str] = []
        self._label_reach, self._last_key = max(self._needed, default=0), ""
        numbers = {"integer", "number"}
        numeric = {at: contract.column(name) for name, at in columns.items() if contract.column(name).logical_type in numbers}
        if values:
            numeric |= dict.fromkeys((v.at for v in values), contract.column(value_name(contract) or ""))
        self._numeric = {at: number_reader(column) for at, column in numeric.items()}
        self._numbered = contract.outline["from"] if contract.outline else None
        self._summary = fold_pattern(contract.summary_rows) if contract.summary_rows else None
        self._grouped = [(c.name, [re.compile(p) for p in c.from_group]) for c in contract.kept if c.from_group]
        self._parts = [set(path.split(" / ")) for path in self.table.header]
        self._last_level = {path.rpartition(" / ")[2] for path in self.table.header if path}

    def _drop(self, reason: str) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1

    def data(self) -> Iterator[Row]:
        """Data rows in order; a row whose cells could not be told apart comes as None."""
        start, bottom = self.table.grid.head[self.table.top + self.table.depth - 1][0], self.table.bottom
        first, signed = True, False
        pending: list[Row] = []
        notes = self._footnotes()
        below = ((n, c) for n, c in unmerged(self.table, self._mapped, self._numeric) if n > start and (bottom is None or n < bottom))
        for number, cells in notes.left_out(below) if notes else below:
            if cells is None:
                yield from (*self._bad_rows(pending), (number, None))
                pending = []
                continue
            if self._grouped and self._opens_group(number, cells):
                continue
            if self.table.contract.title and is_form_mark(cells):
                self._refuse_other_form(number, cells)
                pending.append((number, cells))  # the head of the same form, printed again on a further page
                continue
            filled = [i for i in self._mapped if i < len(cells) and not is_blank(cells[i])]
            if len(filled) <= len(self._naming) + 1 and is_nothing_row(cells, filled, self._naming):
                self.nothing.append((number, cells))
                self._drop("nothing")
                continue
            if not filled:
                if any(not is_blank(c) for c in cells):
                    signed = signed or is_footer(cells)
                    pending.append((number, cells))
                else:
                    self._drop("blank")
                continue
            if self._numbers_columns(cells, first):
                first = False
                self._drop("index")
                continue
            if self._is_header(cells, filled, first):
                self._same_table(number, cells, pending, signed)
                self._drop("header")
                first = True
                continue
            if self._is_total(cells):
                self.totals.append((number, cells))
                self._drop("total")
            elif self._is_signature(cells, filled):
                signed = True
                pending.append((number, None))  # names: only that there was such a row is kept
            elif self._is_data(cells, filled, signed):
                yield from (*self._bad_rows(pending), (number, cells))
                pending, signed = [], False
            else:
                signed = signed or is_footer(cells)
                pending.append((number, cells))
            first = False
        if notes and notes.dropped:
            self.dropped["footer"] = self.dropped.get("footer", 0) + notes.dropped
        yield from self._unfinished(pending)

    def _footnotes(self) -> Footnotes | None:
        """Of a table whose rows are numbered: elsewhere a row with numbers is a row."""
        return Footnotes(self.table, self._numbered, self._needed[0], self._numeric) if self._numbered and self._needed else None

    def _opens_group(self, number: int, cells: list[Any]) -> bool:
        """A row that names a group, its own sums beside it or not. A group ends the groups below it."""
        label = " ".join(filter(None, map(plain, cells[: self._label_reach + 1])))
        for place, (name, patterns) in enumerate(self._grouped):
            match = next((m for p in patterns if (m := p.search(label))), None)
            if match:
                held = self.groups[-1][1] if self.groups else {}
                above = {n: held[n] for n, _ in self._grouped[:place] if n in held}
                self.groups.append((number, above | {name: clean(match.group(1))}))
                self.totals.append((number, cells))
                self._drop("group")
                return True
        return False

    def _names_something(self, cells: list[Any]) -> bool:
        """Whether a key cell holds a word: then the row is data, however its numbers count up."""
        return any(k < len(cells) and isinstance(cells[k], str) and _WORD.search(cells[k]) and "=" not in cells[k] for k in self._keys)

    def _numbers_columns(self, cells: list[Any], first: bool) -> bool:
        """`A B 1`: below a header, again as above on a further page, and anywhere among rows that have numbers of their own kind."""
        if not (first or self._numbered or self._index) or not is_index(cells) or self._names_something(cells):
            return False
        texts = [plain(cell) for cell in cells]
        if not first and not self._numbered and texts != self._index:
            return False
        self._index = self._index or texts
        return True

    def _is_header(self, cells: list[Any], filled: list[int], first: bool) -> bool:
        """The header again: as on every printed page, one of its levels, or in another language directly below."""
        key = self._needed[0] if self._needed else self._mapped[0]
        if key >= len(cells) or is_blank(cells[key]):
            texts = [(i, fold(plain(cells[i]))) for i in filled if isinstance(cells[i], str)]
            return 2 <= len(texts) == len(filled) and all(text in self._parts[i] for i, text in texts)
        if not isinstance(cells[key], str) or fold(cells[key]) not in self._last_level:
            return False
        texts = [(i, fold(plain(cells[i]))) for i in self._mapped if i < len(cells)]
        if sum(text in self._last_level for _, text in texts if text) >= 0.6 * len(self._mapped):
            return True
        return first and all(text in self._parts[i] for i, text in texts if i in self._needed)

    def _same_table(self, number: int, cells: list[Any], pending: list[Row], signed: bool) -> None:
        """A header met again repeats the first one, unless the lines before it end the table or speak of another, or its columns moved."""
        lines = tuple((n, c) for n, c in pending if c is not None)
        known, here = synonyms(self.table.contract), {at: name for name, at in self.table.columns.items()}
        texts = [(i, fold(plain(cells[i]))) for i in self._mapped if i < len(cells)]
        moved = any(known[text][0] != here.get(i) for i, text in texts if text in known and text not in self._parts[i])
        if signed or moved or (lines and says_otherwise(self.table, lines)):
            raise second_table(self.table, number)

    def _refuse_other_form(self, number: int, cells: list[Any]) -> None:
        """Below the mark of another form stand its rows, which would be read as rows of this one."""
        if not has_title(self.table.contract, ((number, cells),)):
            raise other_form(self.table, number)

    def _is_total(self, cells: list[Any]) -> bool:
        """A total's label in a key cell, or first among the leading cells while some needed cell is empty.

        Where rows are numbered in an outline, only the first cell counts: `A Tổng số` is a line of the form.
        """
        if self._summary and any(isinstance(c, str) and self._summary.search(fold(c)) for c in cells):
            return True
        for i, cell in enumerate(cells[: self._label_reach + 1]):
            if isinstance(cell, str) and is_total_label(cell):
                is_first = all(map(is_blank, cells[:i]))
                if self._numbered and not is_first:
                    return False
                return i in self._keys or (is_first and any(k >= len(cells) or is_blank(cells[k]) for k in self._needed))
        return False

    def _is_signature(self, cells: list[Any], filled: list[int]) -> bool:
        """Signatures side by side, which fill a narrow table's columns as a row does: who signs, and the names below.

        Where the table has numbers, a row without any; where it has none, nothing but signers, and below them what stands in no other
        columns than theirs. Anything else ends the signatures.
        """
        signed = self._signs(cells, filled)
        self._signers = self._signers | set(filled) if signed else set()
        return signed

    def _signs(self, cells: list[Any], filled: list[int]) -> bool:
        signed = bool(self._signers)
        if numeric := [i for i in filled if i in self._numeric]:
            if any(is_value(cells[i], self._numeric[i]) or not _WORD.search(plain(cells[i])) for i in numeric):
                return False
            return signed or any(is_signer(cells[i]) for i in filled)
        if self._numeric:
            return signed or (is_signer(cells[filled[0]]) and len(filled) < len(self._mapped))
        return all(is_signer(cells[i]) for i in filled) or (signed and self._signers.issuperset(filled))

    def _is_data(self, cells: list[Any], filled: list[int], signed: bool) -> bool:
        if self._numbered and is_note(cells):
            return False
        if all(i in filled for i in self._needed):
            if len(filled) == 1 and len(self._mapped) > 1:  # a label and nothing else: a note, or a heading where rows are numbered
                return not (signed or self._numbered or is_footer(cells))
            self._last_key = plain(cells[self._keys[0]]) if self._keys else ""
            return True
        if len(self._keys) > 1 and all(k in filled for k in self._keys) and plain(cells[self._keys[0]]) == self._last_key:
            return True  # one more of what the rows above are about, its values left blank
        return not signed and len(filled) >= 2 and 2 * len(filled) >= len(self._mapped)

    def _is_line(self, cells: list[Any]) -> bool:
        """A line of text rather than a row, and not a record cut short."""
        if self.table.grid.delimited and len(cells) < self.table.width:
            return False
        return is_line(cells)

    def _has_lost_number(self, cells: list[Any]) -> bool:
        """Among numbered lines a number without a name belongs to the line above or below it; beneath the last it is a page's or a sum's."""
        return bool(self._numbered) and any(is_value(cells[at], read) for at, read in self._numeric.items() if at < len(cells))

    def _bad_rows(self, pending: list[Row]) -> list[Row]:
        """Rows between data rows: a line with one cell is a group's name, anything else is a row in need of repair."""
        kept = []
        for number, cells in pending:
            if cells is None:
                self._drop("footer")
            elif self._is_outside(cells):
                self._drop("outside")
            elif is_footer(cells) or is_note(cells) or (self._is_line(cells) and not self._has_lost_number(cells)):
                self._drop("group")
            else:
                kept.append((number, cells))
        return kept

    def _unfinished(self, pending: list[Row]) -> list[Row]:
        """Rows after the last data row: the footer, and before it rows that still look like broken data."""
        kept = []
        footer = False
        for number, cells in pending:
            if cells is not None and self._is_outside(cells):
                self._drop("outside")
                continue
            footer = footer or cells is None or is_footer(cells) or is_note(cells) or self._is_line(cells)
            if footer:
                self._drop("footer")
            else:
                kept.append((number, cells))
        return kept

    def _is_outside(self, cells: list[Any]) -> bool:
        return all(i >= len(cells) or is_blank(cells[i]) for i in self._mapped)
