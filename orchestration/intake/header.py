"""Finding the table in a grid: the header by its content, merged levels joined as paths.

Here: where the header stands, which column of the contract each of its cells is, what the lines above say. Not here:
the rows below.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.contracts import Contract
from orchestration.intake.grid import Grid, plain
from orchestration.intake.match import Match, choose, fit, synonyms
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import fold

LEVELS = 3


@dataclass(frozen=True)
class Table:
    """A table found: `columns` maps contract columns (kept or dropped) to 0-based positions in the grid's rows."""

    grid: Grid
    match: Match
    top: int  # index into grid.head of the first header row
    depth: int
    columns: dict[str, int]
    header: tuple[str, ...]  # folded paths, by position

    @property
    def contract(self) -> Contract:
        return self.match.contract

    @property
    def width(self) -> int:
        """Number of header cells up to the last one that is not empty."""
        return max((i + 1 for i, text in enumerate(self.header) if text), default=0)


def header_paths(grid: Grid, top: int, depth: int) -> list[str]:
    """The header's columns as paths: levels joined by ` / `.

    A merged cell counts for every cell it covers, once a path.
    """
    rows = [cells for _, cells in grid.head[top : top + depth]]
    width = max(len(cells) for cells in rows)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for r0, c0, r1, c1 in grid.merged:
        for r in range(max(r0, top), min(r1, top + depth - 1) + 1):
            for c in range(c0, min(c1, width - 1) + 1):
                covered[r, c] = (r0, c0)
    paths = []
    for c in range(width):
        levels: list[tuple[tuple[int, int], str]] = []
        for r in range(top, top + depth):
            at = covered.get((r, c), (r, c))
            cells = grid.head[at[0]][1] if at[0] < len(grid.head) else []
            text = plain(cells[at[1]]) if at[1] < len(cells) else ""
            if text and at not in [seen for seen, _ in levels]:
                levels.append((at, text))
        paths.append(" / ".join(text for _, text in levels))
    return paths


def _candidates(
    grid: Grid, contract: Contract, folded: list[list[str]], paths: dict[tuple[int, int], list[str]]
) -> list[tuple]:
    """(found, -depth, -top, Match, paths) of every place where at least one header of the contract stands."""
    words = {part for header in synonyms(contract) for part in header.split(" / ")} | set(synonyms(contract))
    found = []
    for top, row in enumerate(folded):
        if not any(cell in words for cell in row if cell):
            continue
        for depth in range(1, min(LEVELS, len(folded) - top) + 1):
            key = (top, depth)
            if key not in paths:
                paths[key] = [fold(p) for p in header_paths(grid, top, depth)]
            match = fit(contract, paths[key])
            if match.found:
                found.append((len(match.found), match.fits, -depth, -top, match, paths[key]))
    return found


def find_tables(grid: Grid, contracts: list[Contract]) -> tuple[list[Table], list[Match]]:
    """The best place of each contract that fits somewhere in the grid, and the best match of each that fits nowhere."""
    folded = [[fold(plain(cell)) for cell in cells] for _, cells in grid.head]
    paths: dict[tuple[int, int], list[str]] = {}
    tables, near = [], []
    for contract in contracts:
        places = _candidates(grid, contract, folded, paths)
        if not places:
            near.append(fit(contract, []))
            continue
        best = max(places, key=lambda p: p[:4])
        match, header = best[4], best[5]
        if not match.fits:
            near.append(match)
            continue
        tables.append(Table(grid, match, -best[3], -best[2], _positions(grid, match, header, -best[3]), tuple(header)))
    return tables, near


def _positions(grid: Grid, match: Match, header: list[str], top: int) -> dict[str, int]:
    """Contract column → position. A header that stands twice for a kept column is an ambiguity."""
    positions = {}
    for name, hits in match.found.items():
        places = [i for i, text in enumerate(header) if text == hits[0]]
        column = match.contract.column(name)
        if len(places) > 1 and column.kept:
            where = cell_place(grid.name, grid.head[top][0], grid.first_column + places[1])
            raise RefusedFile(
                "AMBIGUOUS_HEADER",
                f"Tiêu đề “{column.label_vi}” xuất hiện {len(places)} lần ({where}): hãy chỉ giữ một cột rồi gửi lại.",
            )
        positions[name] = places[0]
    return positions


def choose_table(grids: list[Grid], contracts: list[Contract]) -> Table:
    """The one table of a file. Raises RefusedFile when there is none, or more than one."""
    tables, near = [], []
    for grid in grids:
        found, rest = find_tables(grid, contracts)
        tables += found
        near += rest
    match = choose([t.match for t in tables] or near)
    mine = [t for t in tables if t.contract.id == match.contract.id]
    if len(mine) > 1:
        names = ", ".join(f"“{t.grid.name}”" for t in mine)
        raise RefusedFile(
            "AMBIGUOUS_SHEET",
            f"Các trang tính {names} cùng khớp “{match.contract.name_vi}”: hãy chỉ để một trang có bảng trong tệp.",
        )
    return mine[0]


def title_lines(table: Table) -> list[str]:
    """The lines above the header, the cells of a row joined by a space."""
    lines = (" ".join(filter(None, map(plain, cells))) for _, cells in table.grid.head[: table.top])
    return [line for line in lines if line]


def title_cells(table: Table) -> list[str]:
    """The texts of the cells above the header."""
    return [text for _, cells in table.grid.head[: table.top] for text in map(plain, cells) if text]
