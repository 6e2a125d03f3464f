"""Finding the tables in a grid: the header by its content, merged levels joined as paths.

Here: where headers stand, which column of the contract each of their cells is, which lines above belong to which table. Not here:
what those lines say (titles.py), the rows below (body.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.contracts import Contract
from orchestration.intake.body_lines import is_footer, is_line, is_total
from orchestration.intake.grid import Grid, is_blank, plain
from orchestration.intake.header_places import Place, Sheet
from orchestration.intake.match import Match, choose, fit, synonyms
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import fold, fold_pattern
from orchestration.intake.titles import TitleRows, has_title, title_values
from orchestration.intake.unpivot import ValueColumn, header_sets, value_name

YEARS = range(1990, 2100)
REPEATS = 0.6  # of the best place's headers: what a further header must have to be one


@dataclass(frozen=True)
class Table:
    """A table found: `columns` maps contract columns (kept or dropped) to 0-based positions in the grid's rows.

    `title_rows` are the lines above that speak of it; `bottom` is the row on which the next table of the sheet begins.
    """

    grid: Grid
    match: Match
    top: int  # index into grid.head of the first header row
    depth: int
    columns: dict[str, int]
    labels: tuple[str, ...]  # header paths as printed, by position
    header: tuple[str, ...]  # the same folded
    title_rows: TitleRows = ()
    values: tuple[ValueColumn, ...] = ()
    bottom: int | None = None
    problem: RefusedFile | None = None  # why it cannot be read after all

    @property
    def contract(self) -> Contract:
        return self.match.contract

    @property
    def width(self) -> int:
        """Number of header cells up to the last one that is not empty."""
        return max((i + 1 for i, text in enumerate(self.header) if text), default=0)


def find_tables(grid: Grid, contracts: list[Contract]) -> tuple[list[Table], list[Match]]:
    """The tables of each contract that fits somewhere in the grid, and the best match of each that fits nowhere."""
    tables: list[Table] = []
    near: list[Match] = []
    head, all_rows = Sheet(grid), None
    for contract in contracts:
        if contract.sheet and grid.title is not None and not fold_pattern(contract.sheet).search(fold(grid.title)):
            continue
        sheet, places = head, head.places(contract)
        if not places or not places[0].match.fits:
            near.append(replace(places[0].match, first_column=grid.first_column) if places else fit(contract, []))
            continue
        if contract.tables == "all":  # the first of its tables stands at the top, others anywhere
            sheet = all_rows = all_rows or Sheet(grid.whole())
            places = sheet.places(contract)
        fitting: list[Place] = []
        for place in places:
            enough = not fitting or len(place.match.found) >= max(2, REPEATS * len(fitting[0].match.found))
            if place.match.fits and enough and not any(map(place.overlaps, fitting)):
                fitting.append(place)
        own = _tables(sheet.grid, contract, fitting)
        tables += own
        if not own:
            near.append(replace(fitting[0].match, untitled=True))
    return tables, near


def _tables(grid: Grid, contract: Contract, places: list[Place]) -> list[Table]:
    """Places as tables, from top to bottom. A header that is repeated with nothing new above it is the same table."""
    tables: list[Table] = []
    for place in sorted(places, key=lambda p: p.top):
        start = _title_start(grid, place.top) if tables else 0
        rows = tuple(grid.head[start : place.top])
        own = any(not is_blank(cell) for _, cells in rows for cell in cells)
        if tables and not own:
            rows = tables[-1].title_rows
        if not has_title(contract, rows):
            continue
        try:
            table = _table(grid, place, rows)
            if tables and _goes_on(tables[-1], table, own):
                continue
        except RefusedFile as problem:  # no reason to refuse the file unless it is this contract's
            table = Table(grid, place.match, place.top, place.depth, {}, place.labels, place.header, rows, problem=problem)
        if tables:
            tables[-1] = replace(tables[-1], bottom=grid.head[start][0])
        tables.append(table)
    return tables


def _title_start(grid: Grid, top: int) -> int:
    """Where the lines begin that stand directly above a further header."""
    start = top
    while start:
        cells = grid.head[start - 1][1]
        if any(isinstance(c, int | float) for c in cells) or not is_line(cells) or is_total(cells):
            break
        start -= 1
    return start


def _goes_on(before: Table, table: Table, own_lines: bool) -> bool:
    if not table.columns.items() <= before.columns.items():
        return False
    if [(v.at, v.sets) for v in before.values] != [(v.at, v.sets) for v in table.values]:
        return False
    if not own_lines:
        return True
    if any(is_footer(cells) for _, cells in table.title_rows):
        return False
    return not says_otherwise(before, table.title_rows)


def says_otherwise(table: Table, rows: TitleRows) -> bool:
    """Whether lines within a table give a value that its own title does not: then another table begins there."""
    known = title_values(table)
    loose = replace(table, title_rows=rows, match=replace(table.match, contract=_nothing_required(table.contract)))
    try:
        said = title_values(loose)
    except RefusedFile:
        return True
    return any(fold(known.get(name, "")) != fold(text) for name, text in said.items())


def _nothing_required(contract: Contract) -> Contract:
    """A contract for looking only: nothing missing is an error, the sheet's name is not asked."""
    columns = tuple(replace(c, required=False, from_sheet_name=()) for c in contract.columns)
    return replace(contract, columns=columns)


def _table(grid: Grid, place: Place, title_rows: TitleRows) -> Table:
    contract = place.match.contract
    depth, labels = _with_sub_header(grid, place)
    columns = _positions(grid, place)
    values = _values(grid, contract, place, labels) if value_name(contract) not in columns else ()
    return Table(grid, place.match, place.top, depth, columns, labels, place.header, title_rows, values)


def _positions(grid: Grid, place: Place) -> dict[str, int]:
    """Contract column → position. A header that stands twice for a kept column is an ambiguity."""
    positions = {}
    contract = place.match.contract
    known = synonyms(contract)
    for name, hits in place.match.found.items():
        if name == value_name(contract) and not any(h in known for h in hits):
            continue
        column = contract.column(name)
        is_number = column.logical_type in {"integer", "number"}  # of texts and days the contract's first synonym is the better one
        at = [i for i, text in enumerate(place.header) if text == hits[0] or (is_number and text in hits)]
        at = _filled(grid, place, at)
        if len(at) > 1 and column.kept:
            where = cell_place(grid.name, grid.head[place.top][0], grid.first_column + at[1])
            raise RefusedFile(
                "AMBIGUOUS_HEADER",
                f"Tiêu đề “{column.label_vi}” xuất hiện {len(at)} lần ({where}): hãy chỉ giữ một cột rồi gửi lại.",
            )
        positions[name] = at[0]
    return positions


def _filled(grid: Grid, place: Place, positions: list[int]) -> list[int]:
    """Of columns below one merged header the one that holds anything, where only one does: cells below may be merged as it is."""
    spans = [(c0, c1) for r0, c0, r1, c1 in grid.merged if c1 > c0 and r0 < place.top + place.depth and r1 >= place.top]
    if len(positions) < 2 or not any(c0 <= positions[0] and positions[-1] <= c1 for c0, c1 in spans):
        return positions
    body = grid.head[place.top + place.depth - 1][0]
    held = {at for number, cells in grid.rows() if number > body and cells for at in positions if at < len(cells) and not is_blank(cells[at])}
    return sorted(held) if len(held) == 1 else positions


def _values(grid: Grid, contract: Contract, place: Place, labels: tuple[str, ...]) -> tuple[ValueColumn, ...]:
    """The value columns of a contract that unpivots. Two headers that say the same are an ambiguity."""
    positions: dict[tuple, list[int]] = {}
    known = synonyms(contract)
    for at, text in enumerate(place.header):
        sets = None if not text or text in known else header_sets(contract, place.labels[at])
        if sets is not None:
            positions.setdefault(tuple(sorted(sets.items())), []).append(at)
    found = {key: _filled(grid, place, at) for key, at in positions.items()}
    if twice := next((at for at in found.values() if len(at) > 1), None):
        raise same_headers(grid, place.top, twice[:2])
    return tuple(ValueColumn(at, labels[at], key) for key, (at,) in found.items())


def same_headers(grid: Grid, top: int, positions: list[int]) -> RefusedFile:
    """Value columns between which nothing tells."""
    row = grid.head[top][0]
    places = "; ".join(cell_place(grid.name, row, grid.first_column + at) for at in positions)
    return RefusedFile(
        "AMBIGUOUS_HEADER",
        f"Các cột số liệu có tiêu đề nói cùng một điều ({places}): hãy ghi rõ mỗi cột là gì rồi gửi lại.",
    )


def _with_sub_header(grid: Grid, place: Place) -> tuple[int, tuple[str, ...]]:
    """Depth and labels with a row of units below the header, where value columns are wanted.

    Any other text below a value header, or a year in figures, with nothing beside it, is a level that the contract does not know: refused,
    since the column's meaning is not the header's.
    """
    contract = place.match.contract
    below = place.top + place.depth
    if not contract.unpivot or below >= len(grid.head):
        return place.depth, place.labels
    known = synonyms(contract)
    cells = grid.head[below][1]
    named = [i for i, text in enumerate(place.header) if text in known]
    under = [i for i, text in enumerate(place.header) if text and text not in known and header_sets(contract, text) is not None]
    said = {i: plain(cells[i]) for i in under if i < len(cells) and (isinstance(cells[i], str) or is_year(cells[i])) and plain(cells[i])}
    if not said or any(i < len(cells) and not is_blank(cells[i]) for i in named):
        return place.depth, place.labels
    spec = next((c.unit_from_title for c in contract.columns if c.unit_from_title), None) or {"values": {}}
    units = {fold(name) for name in spec["values"]}
    for at, text in said.items():
        if fold(text.strip(" ().")) not in units:
            where = cell_place(grid.name, grid.head[below][0], grid.first_column + at)
            raise RefusedFile(
                "AMBIGUOUS_HEADER",
                f"Dưới tiêu đề cột số liệu còn một dòng tiêu đề con ({where}) mà hợp đồng “{contract.name_vi}” không có: "
                "hãy gửi đúng biểu, mỗi cột số liệu một tiêu đề.",
            )
    labels = tuple(f"{label} ({said[i].strip(' ().')})" if i in said else label for i, label in enumerate(place.labels))
    return place.depth + 1, labels


def is_year(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell in YEARS


def choose_tables(grids: list[Grid], contracts: list[Contract]) -> list[Table]:
    """The tables of a file, all of one contract. Raises RefusedFile when there is none, or more than the contract allows."""
    tables, near = [], []
    for grid in grids:
        found, rest = find_tables(grid, contracts)
        tables += found
        near += rest
    match = choose([t.match for t in tables] or near)
    mine = [t for t in tables if t.contract.id == match.contract.id]
    if problem := next((t.problem for t in mine if t.problem), None):
        problem.extract = match.contract.id
        raise problem
    if len(mine) > 1 and match.contract.tables == "one":
        raise several(mine)
    return mine


def several(tables: list[Table]) -> RefusedFile:
    """More tables than the contract allows, named."""
    sheets = list(dict.fromkeys(t.grid.name for t in tables))
    if len(sheets) == 1:
        return second_table(tables[0], tables[1].grid.head[tables[1].top][0])
    names = ", ".join(f"“{name}”" for name in sheets)
    text = f"Các trang tính {names} cùng khớp “{tables[0].contract.name_vi}”: hãy chỉ để một trang có bảng trong tệp."
    return _ambiguous(tables[0], text)


def _whole(table: Table) -> str:
    return f"Trang tính “{table.grid.name}”" if table.grid.name else "Tệp"


def other_form(table: Table, row: int) -> RefusedFile:
    """Another form below the table, its mark on `row`."""
    text = f"{_whole(table)} có một biểu khác ở dưới “{table.contract.name_vi}” (từ dòng {row}): hãy để mỗi biểu một trang tính rồi gửi lại."
    return _ambiguous(table, text)


def second_table(table: Table, row: int) -> RefusedFile:
    """A further table below the first, its header on `row`."""
    return _ambiguous(
        table, f"{_whole(table)} có bảng thứ hai cùng khớp “{table.contract.name_vi}” (tiêu đề ở dòng {row}): hãy chỉ để một bảng trong tệp."
    )


def _ambiguous(table: Table, text: str) -> RefusedFile:
    refusal = RefusedFile("AMBIGUOUS_SHEET", text)
    refusal.extract = table.contract.id
    return refusal
