"""From a contract's regular expression to a text that it matches: what a template prints where intake will search.

Here: spelling a pattern out, its groups filled with given values. Not here: which patterns a form needs (form.py).
A pattern has endless texts; the plainest one is wanted: no optional part, one space, the first alternative. The caller tries
candidates in order until one does what it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from re import _constants as op
from re import _parser as parser

LIMIT = 200  # candidates tried before giving up
_CATEGORIES = {op.CATEGORY_DIGIT: "0", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "a"}


def _holds_group(parsed: parser.SubPattern, wanted: set[int]) -> bool:
    for kind, value in parsed:
        if kind is op.SUBPATTERN and (value[0] in wanted or _holds_group(value[-1], wanted)):
            return True
        if kind in {op.MAX_REPEAT, op.MIN_REPEAT} and _holds_group(value[2], wanted):
            return True
        if kind is op.BRANCH and any(_holds_group(branch, wanted) for branch in value[1]):
            return True
    return False


def _of_set(members: list) -> str:
    kind, value = members[0]
    if kind is op.NEGATE:
        return "a"
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "a")


def _item(kind, value, groups: dict[int, str]) -> Iterator[str]:
    if kind is op.LITERAL:
        yield chr(value)
    elif kind is op.NOT_LITERAL or kind is op.ANY:
        yield "a"
    elif kind is op.IN:
        yield _of_set(value)
    elif kind is op.SUBPATTERN:
        if value[0] in groups:
            yield groups[value[0]]
        else:
            yield from _sequence(value[-1], groups)
    elif kind is op.BRANCH:
        for branch in value[1]:
            yield from _sequence(branch, groups)
    elif kind in {op.MAX_REPEAT, op.MIN_REPEAT}:
        least, _, inner = value
        times = max(least, 1) if _holds_group(inner, set(groups)) else least
        for text in _sequence(inner, groups):
            yield text * times
    else:  # anchors and look-arounds stand for no text
        yield ""


def _sequence(parsed: parser.SubPattern, groups: dict[int, str]) -> Iterator[str]:
    choices = [list(islice(_item(kind, value, groups), LIMIT)) for kind, value in parsed]
    return ("".join(parts) for parts in product(*choices))


def texts(pattern: str, values: dict[int | str, str]) -> Iterator[str]:
    """Texts spelled by a pattern, group `1` or a named group replaced by its value; not yet known to match."""
    parsed = parser.parse(pattern)
    names = parsed.state.groupdict
    groups = {names[key] if isinstance(key, str) else key: text for key, text in values.items() if isinstance(key, int) or key in names}
    return islice(_sequence(parsed, groups), LIMIT)


def _is_caught(pattern: str, before: str, value: str, after: str) -> bool:
    match = re.search(pattern, " ".join(filter(None, (before, value, after))))
    return bool(match and match.group(1) and match.group(1).strip() == value)


def around(pattern: str, value: str) -> Iterator[tuple[str, str]]:
    """What may stand before and after the value of a pattern's first group, so that the three joined by spaces are matched by it."""
    mark = "\ue000"
    for text in dict.fromkeys(texts(pattern, {1: mark})):
        before, found, after = (part.strip() for part in text.partition(mark))
        if not found:
            continue
        for start in dict.fromkeys((before[:1].upper() + before[1:], before)):
            if _is_caught(pattern, start, value, after):
                yield start, after
                break
