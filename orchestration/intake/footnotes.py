"""Notes below a numbered form that carry a number of their own: `(1) | Bao gồm thu xổ số | 77` is no line of the form.

Here: by which signs a row is a note, among the rows of one table in order. Not here: notes that say they are (`Ghi chú: …`, body.py).
Below a line that only says “Ghi chú:” stand notes, until letters or Roman numbers go on. A row numbered as notes are, `(1)`, `*`, `¹`, is one
where nothing but such rows follows, none stands further up, and a text above sends the reader to it. Where only one of the two is so it may be
a line of the form as well, and the file is asked about. Without a number it is a note in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from orchestration.intake.body_lines import is_index
from orchestration.intake.grid import Row, is_blank, plain
from orchestration.intake.header import Table
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import fold, fold_pattern

_HEADING = fold_pattern(r"(?:ghi chú|chú thích|chú giải)\s*[:：.]?")
_MARK = re.compile(r"(\([0-9]{1,2}\)|\[[0-9]{1,2}\]|\(?\*{1,3}\)?|[¹²³⁴-⁹]+)(?=[:.]?(?:\s|$))")
_LEVEL = re.compile(r"[A-ZĐ]{1,4}")  # a letter or a Roman number
_WORD = re.compile(r"[^\W\d_]{2}")
_ALONE = re.compile(r"[\s()\[\]*0-9=+\-:.]*")


class Footnotes:
    """Of one table's rows below its header; `dropped` counts the notes left out."""

    def __init__(self, table: Table, numbering: str, names: int, values: Iterable[int]):
        self.table, self.dropped = table, 0
        self._number, self._name, self._values = table.columns.get(numbering), names, set(values)
        self._is_open = self._is_numbering = False
        self._texts = [text for _, cells in table.title_rows for text in map(plain, cells)] + list(table.labels)

    def left_out(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows without the notes. Raises RefusedFile where a row may be a note or not."""
        held: list[Row] = []
        for number, cells in rows:
            if cells is None:
                held.append((number, cells))
                continue
            if self._is_note_below_heading(cells):
                self.dropped += 1
            elif self._mark(cells):
                held.append((number, cells))
            elif self._is_line_of_form(cells):
                self._go_on(held)
                yield from (*held, (number, cells))
                held = []
                self._texts += [text for text in map(plain, cells) if text]
            elif held:
                held.append((number, cells))
            else:
                yield number, cells
        yield from held if self._is_numbering else self._without_notes(held)

    def _go_on(self, held: list[Row]) -> None:
        """After rows numbered as notes the form goes on: then they are lines of it."""
        for number, cells in held:
            if cells is not None and (mark := self._mark(cells)):
                if self._has_value(cells) and self._is_referred_to(mark):
                    raise self._in_doubt(number)
                self._is_numbering = True

    def _without_notes(self, last: list[Row]) -> Iterator[Row]:
        for number, cells in last:
            mark = self._mark(cells) if cells is not None else ""
            if not mark:
                yield number, cells
            elif self._has_value(cells) and not self._is_referred_to(mark):
                raise self._in_doubt(number)
            else:
                self.dropped += 1

    def _is_note_below_heading(self, cells: list[Any]) -> bool:
        texts = [text for text in map(plain, cells) if text]
        if len(texts) == 1 and _HEADING.fullmatch(fold(texts[0])):
            self._is_open = True
            return False
        label = "" if self._is_empty(cells, self._number) else plain(cells[self._number])
        if _LEVEL.fullmatch(label.strip(" .)(")):
            self._is_open = False
        return self._is_open and self._has_value(cells) and bool(label or not self._is_empty(cells, self._name))

    def _mark(self, cells: list[Any]) -> str:
        """The sign of a note where the row's number stands, else at the beginning of its name."""
        if is_index(cells):  # (1) (2) (3)
            return ""
        at = self._name if self._is_empty(cells, self._number) else self._number
        found = None if at is None or self._is_empty(cells, at) else _MARK.match(plain(cells[at]))
        return found.group(1) if found else ""

    def _is_referred_to(self, mark: str) -> bool:
        return any((text.endswith(mark) or f"{mark} " in text) and not _ALONE.fullmatch(text) for text in self._texts)

    def _is_line_of_form(self, cells: list[Any]) -> bool:
        values = [plain(cells[at]) for at in self._values if not self._is_empty(cells, at)]
        return not self._is_empty(cells, self._name) and any(not _WORD.search(text) for text in values)

    def _has_value(self, cells: list[Any]) -> bool:
        return not all(self._is_empty(cells, at) for at in self._values)

    @staticmethod
    def _is_empty(cells: list[Any], at: int | None) -> bool:
        return at is None or at >= len(cells) or is_blank(cells[at])

    def _in_doubt(self, row: int) -> RefusedFile:
        where = cell_place(self.table.grid.name, row, self.table.grid.first_column + (self._name if self._number is None else self._number))
        return RefusedFile(
            "NOTE_IN_DOUBT",
            f"Dòng ở {where} đánh dấu như chú thích, (1) hoặc *, mà có số ở cột số liệu, không rõ là chú thích hay một dòng của biểu: "
            "chú thích thì bỏ số ra khỏi cột số liệu, dòng của biểu thì ghi số thứ tự như mẫu (A, I, 1, a, -), rồi gửi lại.",
        )
