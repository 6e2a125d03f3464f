"""From tables found in grids to rows.

Here: data rows in chunks as Arrow text, unpivoted where the contract says so, and the checks a table must pass, secrecy first.
Not here: finding tables (header.py), what stands above them (titles.py), telling rows apart (body.py).
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column
from orchestration.intake import secrecy
from orchestration.intake.body import Body
from orchestration.intake.cells import column_text
from orchestration.intake.date_swap import DateSwaps
from orchestration.intake.gathered import Gathered, reading_of
from orchestration.intake.grid import Row, is_blank, is_number, plain
from orchestration.intake.header import Table, same_headers
from orchestration.intake.marks import marked
from orchestration.intake.nothing import Said
from orchestration.intake.nothing_facts import judged, said_in, told_above
from orchestration.intake.number_style import NumberStyles
from orchestration.intake.outline import Outline
from orchestration.intake.outline_sums import OutlineSums
from orchestration.intake.reading import Reading, Warned, schema_of
from orchestration.intake.refusal import RefusedFile, cell_place, column_letters
from orchestration.intake.shift import SAMPLE, check_columns
from orchestration.intake.table_columns import places_of, unknown_columns, unread
from orchestration.intake.titles import title_cells, title_values, unit_factors
from orchestration.intake.totals import Totals
from orchestration.intake.unpivot import value_name

CHUNK_ROWS = 20_000


def _cells(rows: list[Row], at: int) -> list[Any]:
    return [cells[at] if cells is not None and at < len(cells) else None for _, cells in rows]


@dataclass
class _Rows:
    """One table's rows on their way to Arrow: what every chunk of them needs to know."""

    table: Table
    body: Body
    titles: dict[str, str] = field(default_factory=dict)
    units: dict[tuple[str, int], str] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    outline: Outline = field(default_factory=Outline)

    def __post_init__(self) -> None:
        self.schema = schema_of(self.table.contract)
        self.value = value_name(self.table.contract) if self.table.values else None
        self.times = max(1, len(self.table.values))  # rows that come of one row
        names = sorted({name for v in self.table.values for name, _ in v.sets})
        self.said = {n: [dict(v.sets).get(n, self.titles.get(n)) for v in self.table.values] for n in names}
        if self.value and len(set(zip(*self.said.values(), strict=True))) < self.times:
            raise same_headers(self.table.grid, self.table.top, [v.at for v in self.table.values])

    def batch(self, rows: list[Row]) -> pa.RecordBatch:
        """A chunk of data rows."""
        contract = self.table.contract
        texts: dict[str, list[str | None]] = {}
        for column in contract.kept:
            if column.name != self.value:
                texts[column.name] = self._texts(column, rows)
        if contract.outline:
            numbers = self._column(contract.outline["from"], rows)
            texts[contract.outline["into"]] = [self._path(cells, number) for (_, cells), number in zip(rows, numbers, strict=True)]
        texts |= dict.fromkeys(contract.extras, [None] * len(rows))
        long = {name: self._long(values) for name, values in texts.items()}
        long |= self._values(rows, long)
        arrays = [pa.array(self._long([number for number, _ in rows]), pa.int64())]
        arrays += [pa.array([self.table.grid.name] * len(arrays[0]), pa.string())]
        arrays += [pa.array(long[name], pa.string()) for name in self.schema.names[2:]]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _path(self, cells: list[Any] | None, number: Any) -> str | None:
        """None of a row with values alone: it stands nowhere in the numbering, and moves nothing."""
        values = {v.at for v in self.table.values}
        is_named = any(at < len(cells) and not is_blank(cells[at]) for at in self.table.columns.values() if at not in values) if cells else False
        return self.outline.path(plain(number)) if is_named else None

    def _column(self, name: str, rows: list[Row]) -> list[Any]:
        return _cells(rows, self.table.columns[name]) if name in self.table.columns else [None] * len(rows)

    def _texts(self, column: Column, rows: list[Row]) -> list[str | None]:
        if column.name in self.table.columns:
            return column_text(_cells(rows, self.table.columns[column.name]), column, self.repairs)
        if column.name in self.titles:
            return [self.titles[column.name]] * len(rows)
        if column.from_group and self.body.groups:
            starts = [number for number, _ in self.body.groups]
            held = [bisect_right(starts, number) - 1 for number, _ in rows]
            return [self.body.groups[i][1].get(column.name) if i >= 0 else None for i in held]
        return [None] * len(rows)

    def _long(self, values: list) -> list:
        return values if self.times == 1 else [value for value in values for _ in range(self.times)]

    def _values(self, rows: list[Row], long: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
        """The columns that differ between the values of one row."""
        found: dict[str, list[str | None]] = {}
        for name in self.table.contract.kept:
            unit = f"{name.name}__unit"
            if unit in self.schema.names and (at := self.table.columns.get(name.name)) is not None:
                found[unit] = [self.units[name.name, at]] * len(rows)
        if self.value is None:
            return found
        column = self.table.contract.column(self.value)
        sides = [column_text(_cells(rows, v.at), column, self.repairs) for v in self.table.values]
        found[self.value] = [text for row in zip(*sides, strict=True) for text in row]
        letters = [column_letters(self.table.grid.first_column + v.at) for v in self.table.values]
        found["source_column"] = letters * len(rows)
        if (self.value, self.table.values[0].at) in self.units:
            found[f"{self.value}__unit"] = [self.units[self.value, v.at] for v in self.table.values] * len(rows)
        for name, said in self.said.items():
            found[name] = [text if text is not None else other for text, other in zip(said * len(rows), long[name], strict=True)]
        return found


def _blank_misfits(rows: Gathered, widths: array[int], header_width: int, times: int) -> int:
    """Rows that are neither as wide as the header nor as most rows cannot be assigned to columns.

    All-null rows, to be quarantined; how many they are.
    """
    counted = Counter(widths)
    allowed = {header_width, counted.most_common(1)[0][0]}
    misfits = sum(count for width, count in counted.items() if width not in allowed)
    if misfits:
        rows.blank([w in allowed for w in widths for _ in range(times)])
    return misfits


def _width(cells: list[Any] | None, header_width: int) -> int:
    """Number of cells, empty ones beyond the header's last not counted."""
    if cells is None:
        return -1
    width = len(cells)
    while width > header_width and is_blank(cells[width - 1]):
        width -= 1
    return width


def read_tables(tables: list[Table], folder: Path) -> Reading:
    """All data rows of a file's tables, which are of one contract; many rows go to files in `folder`. Raises RefusedFile."""
    contract = tables[0].contract
    notes: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    try:
        said: list[Said] = []
        warnings: list[Warned] = []
        parts = [_read(table, notes, repairs, said, warnings, folder) for table in tables]
        nothing = judged(said, sum(map(len, parts)))
    except RefusedFile as refusal:
        refusal.extract = contract.id
        if len(tables) == 1:
            sender, period = told_above(tables[0])
            refusal.sender_name, refusal.period = sender, period or (None, None)
        raise
    reading = reading_of(contract, parts, dict(notes), places_of(tables))
    reading.repairs, reading.nothing, reading.warnings = repairs, nothing, warnings
    reading.unread = unread(tables)
    return reading


def _read(
    table: Table, notes: Counter[str], repairs: Counter[str], all_said: list[Said], warnings: list[Warned], folder: Path
) -> Gathered:
    if secrecy.has_stamp(title_cells(tuple(table.grid.head[: table.top]))):
        raise secrecy.refusal()
    table = marked(table)
    body, totals, sums, swaps, styles = Body(table), Totals(table), OutlineSums(table), DateSwaps(table), NumberStyles(table)
    data = body.data()
    first = next(data, None)
    if first is None:  # an untouched form, or one that says it has nothing: what else it lacks need not be said
        all_said += said_in(table, body)
        notes.update({name: count for name, count in body.dropped.items() if count})
        return Gathered(schema_of(table.contract), folder)
    out = _Rows(table, body, title_values(table), unit_factors(table), repairs)
    rows = Gathered(out.schema, folder)
    sample: pa.RecordBatch | None = None
    has_value = False
    widths = array("i")
    chunk: list[Row] = []

    unknown = unknown_columns(table) if out.value else []
    header_width = len(table.grid.head[table.top][1])

    def flush() -> None:
        nonlocal sample, has_value
        _refuse_unknown(table, unknown, chunk)
        totals.add(chunk)
        swaps.add(chunk)
        styles.add(chunk)
        if table.grid.ragged:
            widths.extend(_width(cells, header_width) for _, cells in chunk)
        batch = out.batch(chunk)
        secrecy.refuse_secret_rows(table.contract, batch)
        sums.add(batch)
        sample = sample or batch.slice(0, SAMPLE)
        has_value = has_value or (out.value is not None and not _is_blank(table, batch.column(out.value)))
        rows.add(batch)
        chunk.clear()

    for row in itertools.chain([first], data):
        chunk.append(row)
        if len(chunk) >= CHUNK_ROWS:
            flush()
    flush()
    check_columns(table, _sample(out, sample), Counter(w for w in widths if w >= 0))
    swaps.check()
    styles.check()
    totals.check(body.totals, body.dropped)
    warnings += filter(None, [sums.warned()])
    said = said_in(table, body)
    if out.value and not has_value:
        if not said:
            raise _not_reported(table)
        rows.clear()  # the form's printed lines, with no value in any
        widths = array("i")
    all_said += said
    if widths and (misfits := _blank_misfits(rows, widths, header_width, out.times)):
        body.dropped["malformed"] = misfits
    notes.update({name: count for name, count in body.dropped.items() if count})
    return rows


def _sample(out: _Rows, few: pa.RecordBatch) -> dict[int, tuple[Column, list[str | None]]]:
    """Position → column and its first values."""
    contract = out.table.contract
    kept = {at: contract.column(name) for name, at in out.table.columns.items() if contract.column(name).kept}
    sample = {at: (column, few.column(column.name).to_pylist()) for at, column in kept.items()}
    if out.value:
        values = few.column(out.value).to_pylist()
        sample |= {v.at: (contract.column(out.value), values[i :: out.times]) for i, v in enumerate(out.table.values)}
    return sample


def _is_blank(table: Table, values: pa.Array) -> bool:
    column = table.contract.column(value_name(table.contract) or "")
    return all(not (text or "").strip() or text in column.null_tokens for text in pc.unique(values).to_pylist())


def _not_reported(table: Table) -> RefusedFile:
    """A form without a single value is not reported: nothing of it is zero."""
    column = table.contract.column(value_name(table.contract) or "")
    return RefusedFile(
        "NOT_REPORTED",
        f"Biểu “{table.contract.name_vi}” chưa có số liệu: mọi ô của “{column.label_vi}” đều trống "
        f"({_cell_range(table)}), coi là chưa báo cáo, không phải bằng 0: hãy điền số liệu rồi gửi lại.",
    )


def _cell_range(table: Table) -> str:
    letters = ", ".join(column_letters(table.grid.first_column + v.at) for v in table.values)
    return f"trang tính “{table.grid.name}”, cột {letters}" if table.grid.name else f"cột {letters}"


def _refuse_unknown(table: Table, positions: list[int], rows: list[Row]) -> None:
    """Among value columns side by side, one more with numbers under a header that nobody knows would be lost in silence."""
    for at in positions:
        if any(is_number(cell) for cell in _cells(rows, at)):
            where = cell_place(table.grid.name, table.grid.head[table.top][0], table.grid.first_column + at)
            raise RefusedFile(
                "COLUMN_UNKNOWN",
                f"Cột số liệu có tiêu đề ở {where} không phải cột nào của “{table.contract.name_vi}”: "
                "hãy ghi tiêu đề đúng biểu mẫu (loại số, năm) hoặc bỏ cột đó rồi gửi lại.",
            )
