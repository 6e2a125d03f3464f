"""Several value columns of one kind side by side (years, scenarios, indicators): which headers they are and what each says.

Here: a header's text against the contract's `unpivot`. Not here: where headers stand (header.py), turning rows into long rows
(tabular.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.contracts import Contract
from orchestration.intake.text import clean, fold, fold_pattern


@dataclass(frozen=True)
class ValueColumn:
    """A value column found: its 0-based position, its header as printed, and the contract columns that header fills."""

    at: int
    label: str
    sets: tuple[tuple[str, str], ...]


_Patterns = tuple[tuple[tuple[re.Pattern, dict], ...], tuple[re.Pattern, ...], re.Pattern | None]
_LAST_BRACKETS = re.compile(r" ?\(([^()]*)\)$")
_PATTERNS: dict[tuple[str, str], _Patterns] = {}


def _patterns(contract: Contract) -> _Patterns:
    key = (contract.id, contract.sha256)
    if key not in _PATTERNS:
        spec = contract.unpivot or {}
        wanted = tuple((fold_pattern(h["match"]), dict(h.get("set") or {})) for h in spec.get("headers") or ())
        brackets = fold_pattern(spec["brackets"]) if spec.get("brackets") else None
        _PATTERNS[key] = wanted, tuple(fold_pattern(p) for p in spec.get("ignore") or ()), brackets
    return _PATTERNS[key]


def value_name(contract: Contract) -> str | None:
    """The contract column that holds the unpivoted values."""
    return contract.unpivot["value"] if contract.unpivot else None


def said_names(contract: Contract) -> set[str]:
    """Columns that value headers may fill."""
    return {name for pattern, given in _patterns(contract)[0] for name in (*given, *pattern.groupindex)}


def header_sets(contract: Contract, header: str) -> dict[str, str] | None:
    """What a value header says; None for a header that is none. A group's text is given as printed, not folded."""
    wanted, ignored, brackets = _patterns(contract)
    printed, folded = clean(header), fold(header)
    if not folded or any(p.search(folded) for p in ignored):
        return None
    while brackets and (last := _LAST_BRACKETS.search(folded)) and brackets.fullmatch(last.group(1).strip()):
        folded = folded[: last.start()]
    for pattern, given in wanted:
        if match := pattern.search(folded):
            source = printed if len(printed) >= len(folded) else folded  # folding only ever cuts the end
            named = {n: source[match.start(n) : match.end(n)] for n in pattern.groupindex if match.group(n)}
            return {name: str(text) for name, text in {**given, **named}.items()}
    return None


def is_ignored(contract: Contract, header: str) -> bool:
    return any(p.search(fold(header)) for p in _patterns(contract)[1])
