"""What a sheet says of its encodings, and what each of its texts is therefore to be read as.

Here: gathering evidence over a whole grid, and deciding one cell by it. Not here: the readings themselves (legacy_words.py),
handing decoded rows on (legacy_grid.py).
No cell speaks for itself. A sheet speaks an encoding when it holds SPOKEN distinct strong words of it; only then is a cell
decoded at all. A cell some word of which needs one encoding, and all words of which allow it, has it. A cell that could be
either has the encoding its column needs elsewhere, where that is one and the column or the sheet is sure of it; else that of
the nearest cells above and below that need one, where both need the same and nearly all of the column does; else of its row.
What is left is a doubt: the text stays as found and is told. UTF-8 encoded twice (mojibake.py) is spoken in the same way.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestration.intake.legacy_table import DECODERS, LEGACY
from orchestration.intake.legacy_words import UNICODE, Text, in_runs, strong_words, text_of
from orchestration.intake.mojibake import LOOKS_TWICE, TWICE, is_broken, proof, undone

SPOKEN = 3  # distinct strong words from which a sheet speaks an encoding
COLUMN_LEAST = 3  # cells of a column (a row) that need one encoding from which they speak for the others
ROW_LEAST = 3
ENOUGH = 100
ALMOST_ALL = 0.95
ALMOST_ALL_LEAST = 20
REMEMBERED = 1 << 16
_CODES = (UNICODE, *LEGACY)


@dataclass
class _Column:
    """The cells of a column that need one encoding: their row numbers, ascending, and which."""

    rows: array = field(default_factory=lambda: array("q"))
    codes: bytearray = field(default_factory=bytearray)

    def counts(self, below: int) -> Counter[str]:
        """How many cells below a row need each encoding."""
        start = bisect_right(self.rows, below)
        return Counter({name: n for code, name in enumerate(_CODES) if (n := self.codes.count(code, start))})

    def around(self, row: int, below: int) -> set[str]:
        """What the nearest of those cells above and below a row need."""
        at = bisect_left(self.rows, row)
        above = at - 1 if at and self.rows[at - 1] > below else at
        return {_CODES[code] for code in self.codes[above : at + 1]}


@dataclass(frozen=True)
class Decided:
    """`text` as it is to be kept, the encodings it was read through; `doubt` where nothing could be decided, `broken` where
    letters were lost for good."""

    text: str
    encodings: frozenset[str] = frozenset()
    doubt: bool = False
    broken: bool = False


class Evidence:
    """Of one grid. `add` every row, then `decide` on any.

    `header_row`, once known: rows below it are judged by rows below it, since a header may be in another font than its data.
    """

    def __init__(self) -> None:
        self._strong: dict[str, set[str]] = {e: set() for e in LEGACY}
        self._twice: set[str] = set()
        self._columns: dict[int, _Column] = {}
        self._known: dict[str, Text] = {}
        self._judged: dict[tuple[int, int], str | None] = {}
        self.header_row = 0

    def _text(self, text: str) -> Text:
        if (known := self._known.get(text)) is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[text] = text_of(text)
            if len(known.anchors) > bool(UNICODE in known.anchors):
                for encoding, words in strong_words(known.text).items():
                    self._strong[encoding] |= words if len(self._strong[encoding]) < ENOUGH else set()
            if len(self._twice) < ENOUGH and LOOKS_TWICE.search(known.text):
                self._twice |= proof(known.text)
        return known

    def add(self, row: int, cells: Iterable[Any]) -> None:
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and not cell.isascii():
                anchors = self._text(cell).anchors
                if len(anchors) == 1:
                    (encoding,) = anchors
                    column = self._columns.setdefault(at, _Column())
                    column.rows.append(row)
                    column.codes.append(_CODES.index(encoding))

    @property
    def any_strong(self) -> bool:
        return bool(self._twice) or any(self._strong.values())

    @property
    def spoken(self) -> set[str]:
        return {encoding for encoding, words in self._strong.items() if len(words) >= SPOKEN}

    def _counts(self, at: int, below: int) -> Counter[str]:
        return self._columns[at].counts(below) if at in self._columns else Counter()

    def _column_verdict(self, at: int, below: int) -> str | None:
        """The encoding of a column's cells that could be either, as far as their place in it does not matter."""
        if (at, below) not in self._judged:
            counts, verdict = self._counts(at, below), None
            if len(counts) == 1:
                (only,) = counts
                sheet = sum((self._counts(column, below) for column in self._columns), Counter())
                nearly = sheet.total() >= ALMOST_ALL_LEAST and sheet[only] >= ALMOST_ALL * sheet.total()
                verdict = only if len(sheet) == 1 or counts.total() >= COLUMN_LEAST or nearly else None
            self._judged[at, below] = verdict
        return self._judged[at, below]

    def _by_place(self, at: int, row: int, below: int, options: frozenset[str]) -> str | None:
        """By the cells of the same column."""
        if (verdict := self._column_verdict(at, below)) in options:
            return verdict
        counts = self._counts(at, below)
        if not counts or len(near := self._columns[at].around(row, below)) != 1:
            return None
        (encoding,) = near
        return encoding if encoding in options and (encoding == UNICODE or counts[encoding] >= ALMOST_ALL * counts.total()) else None

    def decide(self, row: int, cells: list[Any]) -> dict[int, Decided]:
        """How the cells of a row read that do not read as they stand; of a grid added whole."""
        possible = frozenset({UNICODE, *(encoding for encoding, words in self._strong.items() if words)})
        found: dict[int, Decided] = {}
        texts: dict[int, Text] = {}
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and not cell.isascii():
                if self._twice and (decided := self._once(cell)):
                    found[at] = decided
                else:
                    texts[at] = self._text(cell).within(possible)
        needed = Counter(next(iter(t.anchors)) for t in texts.values() if len(t.anchors) == 1)
        for at, text in texts.items():
            decided = self._alone(text)
            if decided is None:
                encoding = self._by_neighbours(row, at, text.whole, needed)
                decided = self._as(text, encoding) if encoding else Decided(text.text, doubt=True)
            if decided.encodings - self.spoken:
                decided = Decided(cells[at], doubt=True)
            if decided.doubt or decided.encodings:
                found[at] = decided
        return found

    def _by_neighbours(self, row: int, at: int, options: frozenset[str], needed: Counter[str]) -> str | None:
        """By the column, or by the other cells of the row (`needed`: what those that need one encoding need)."""
        below = self.header_row if row > self.header_row else 0
        column = self._by_place(at, row, below, options)
        across = next(iter(needed)) if len(needed) == 1 and needed.keys() <= options else None
        strong = needed.total() >= ROW_LEAST
        if below or (at in self._columns and self._columns[at].rows[0] < row):
            return column or (across if strong and self._counts(at, below)[across] else None)
        # The top of a column may be its header: there the row speaks against the column.
        if strong and across:
            return across
        return column if not needed or needed.keys() == {column} else None

    def _once(self, cell: str) -> Decided | None:
        """A text that was encoded twice; None for one that was not."""
        before = undone(cell)
        if len(self._twice) < SPOKEN:
            return Decided(cell, doubt=True) if before and proof(cell) else None
        if before is None:
            return Decided(cell, broken=True) if is_broken(cell) else None
        return Decided(before, frozenset({TWICE}))

    def _alone(self, text: Text) -> Decided | None:
        """By its own words, among the encodings its sheet speaks; None where they leave a choice that matters."""
        if len(text.anchors) == 1 and text.anchors <= text.whole:
            return self._as(text, *text.anchors)
        if text.anchors:
            decoded = in_runs(text)
            if decoded is None:
                return Decided(text.text, doubt=True)
            return Decided(decoded, text.anchors - {UNICODE}) if decoded != text.text else Decided(decoded)
        readings = {text.text if e == UNICODE else DECODERS[e](text.text) for e in text.whole}
        return Decided(text.text) if len(readings) == 1 and UNICODE in text.whole else None

    @staticmethod
    def _as(text: Text, encoding: str) -> Decided:
        decoded = text.text if encoding == UNICODE else DECODERS[encoding](text.text)
        return Decided(decoded, frozenset({encoding}) if decoded != text.text else frozenset())
