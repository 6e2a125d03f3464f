"""Where in a grid a contract's header may stand, and how well it does there.

Here: header rows as paths (merged levels joined by ` / `) and scoring every place. Not here: choosing among places, what becomes of
them (header.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.contracts import Contract
from orchestration.intake.grid import Grid, plain
from orchestration.intake.match import Match, fit, words
from orchestration.intake.text import fold
from orchestration.intake.unpivot import value_name

LEVELS = 3


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


@dataclass(frozen=True)
class Place:
    """One way of reading some rows as the header of a contract."""

    top: int
    depth: int
    match: Match
    labels: tuple[str, ...]
    header: tuple[str, ...]

    @property
    def score(self) -> tuple[bool, int, int, int, int]:
        sides = len(set(self.match.found.get(value_name(self.match.contract) or "", ())))
        return self.match.fits, len(self.match.found), sides, -self.depth, -self.top

    def overlaps(self, other: Place) -> bool:
        return self.top < other.top + other.depth and other.top < self.top + self.depth


class Sheet:
    """A grid's rows with their folded texts and header paths, each worked out once for all contracts."""

    def __init__(self, grid: Grid):
        self.grid = grid
        self._folds: dict[str, str] = {}
        self._paths: dict[tuple[int, int], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.texts = [[self._fold(cell) for cell in cells] for _, cells in grid.head]

    def _fold(self, cell: object) -> str:
        if not isinstance(cell, str):
            return plain(cell)  # a number or date: nothing to fold
        if cell not in self._folds:
            self._folds[cell] = fold(cell)
        return self._folds[cell]

    def paths(self, top: int, depth: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if (top, depth) not in self._paths:
            labels = tuple(header_paths(self.grid, top, depth))
            self._paths[top, depth] = labels, tuple(map(fold, labels))
        return self._paths[top, depth]

    def places(self, contract: Contract) -> list[Place]:
        """Every place where at least one header of the contract stands, the best first."""
        known = words(contract)
        found = []
        for top, row in enumerate(self.texts):
            if known.isdisjoint(row):
                continue
            for depth in range(1, min(LEVELS, len(self.texts) - top) + 1):
                labels, header = self.paths(top, depth)
                match = fit(contract, header)
                if match.found:
                    found.append(Place(top, depth, match, labels, header))
        return sorted(found, key=lambda place: place.score, reverse=True)
