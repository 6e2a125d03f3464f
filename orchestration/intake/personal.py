"""The personal-data guard on what stays: how each column is guarded.

Here: which columns are guarded how, and the guard of one value. Not here: what a number of a person looks like
(identity.py), columns that are such numbers as a whole (swapped.py), which columns are dropped (the contract says),
tokens and communes (handling.py), where the guard is called (normalise.py).

The rule, by what the contract says of a column:
- code columns are guarded as a whole column only (swapped.py): `codeWidth`, `decimals`, or a text column whose name ends
  in `_code`, `_no`, `_id`, `_symbol`. Their digits are the point of them, and the contract keeps them knowingly;
- dates and times: guarded unless the text is a 14-digit stamp or an ISO time;
- numbers: guarded unless the text is written like a number (which never begins with 0 and another digit);
- booleans, codes of a list and all other text, key or not (names of units, villages, tasks): every number and address;
- arrays (JSON text): inside each quoted text, but for amounts and stamps;
- an object or a list where one value is expected gives way whole: it may hold names.
In a column of the key the shape carries a keyed hash, so that two rows stay two rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.contracts import Column
from orchestration.intake import identity

CODE_ENDINGS = ("_code", "_no", "_id", "_symbol")
CODE, TEXT, MOMENT, NUMBER, ARRAY, TOKEN, COMMUNE = "code", "text", "moment", "number", "array", "token", "commune"
_KINDS = {"timestamp": MOMENT, "date": MOMENT, "integer": NUMBER, "number": NUMBER, "array": ARRAY}

_BETWEEN = r"[ .()_\x{00ad}\x{00b7}\x{2010}-\x{2015}\x{2022}-]"
_PHONE = r"(?:\+?84|0)[ .-]?[2-9][0-9]{1,2}[ .-][0-9]{2,4}[ .-]?[0-9]{2,4}(?:[ .-]?[0-9]{2})?"
_SEVEN = rf"[0-9](?:{_BETWEEN}{{0,3}}[0-9]){{6}}"
# RE2 and Python read these alike: a value that does not match has nothing to replace.
TRIGGERS = {
    CODE: None,
    TEXT: identity.TRIGGER,
    ARRAY: rf'"\s*[\[{{]|@|"0[0-9]{{8,11}}"|{_SEVEN}[^"0-9]|[^"0-9]{_SEVEN}|[0-9]{_BETWEEN}+[0-9]|[0-9][.,][0-9]+[eE]|\\[nrtu]',
} | dict.fromkeys((MOMENT, NUMBER), rf"[0-9]{{9}}|@|[0-9]{{3}}[ .][0-9]{{3}}[ .][0-9]{{3}}[ .][0-9]{{3}}|{_PHONE}")
# Whole texts that nothing replaces though they match: RE2 and Python again, each within its column's exemption below.
EXEMPT = {MOMENT: "[0-9]{14}", NUMBER: "[1-9][0-9]*"}

# A scalar that is an object or a list of texts: nobody knows what it holds, so nothing of it is kept.
NESTED_TRIGGER = r"^\s*(?:\{\s*\"|\[\s*[\"\[{])"
NESTED = "[dữ liệu lồng nhau]"

Mark = Callable[[str], str]
Mask = Callable[..., tuple[str, int]]

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PLAIN_IN_ARRAY = re.compile(r"[1-9][0-9]*(?:\.[0-9]+)?|0|0[0-9]{1,7}|0[0-9]{12,}")
_NESTED_IN_ARRAY = re.compile(r'\s*(?:\{\s*\\"|\[\s*(?:\\"|[\[{]))')
_NESTED = re.compile(NESTED_TRIGGER)
_ESCAPED = re.compile(r"\\(?:[nrt]|u00[0-9a-f]{2})")
_STAMP = re.compile(r"[0-9]{14}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Zz -]*")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9., ]*)(?:[.,][0-9]+)?\s*%?")


def kind_of(column: Column) -> str:
    """How a column is guarded."""
    if column.handling in {"token", "generalise"}:
        return TOKEN if column.handling == "token" else COMMUNE
    if column.code_width or column.decimals:
        return CODE
    if column.logical_type == "string" and not column.code_list and column.name.endswith(CODE_ENDINGS):
        return CODE
    return _KINDS.get(column.logical_type, TEXT)


def guard(kind: str, value: str, mark: Mark | None = None) -> tuple[str, int]:
    """A value as it may be kept, and how many parts of it gave way."""
    if kind != ARRAY and _NESTED.match(value):
        return (f"{NESTED[:-1]}·{mark(value)}]" if mark else NESTED), 1
    return MASKS[kind](value, mark)


def _mask_unless(exempt: re.Pattern) -> Mask:
    return lambda value, mark=None: (value, 0) if exempt.fullmatch(value) else identity.mask(value, mark)


def _mask_array(value: str, mark: Mark | None = None) -> tuple[str, int]:
    total = 0

    def replace(match: re.Match) -> str:
        nonlocal total
        text = match.group(1)
        if _NESTED_IN_ARRAY.match(text):
            total += 1
            return f'"{NESTED}"'
        if _PLAIN_IN_ARRAY.fullmatch(text):
            return match.group()
        masked, count = identity.mask(_ESCAPED.sub(" ", text), mark)
        total += count
        return f'"{masked}"' if count else match.group()

    masked = _QUOTED.sub(replace, value)
    return (masked, total) if total else (value, 0)


def _leave(value: str, _: Mark | None = None) -> tuple[str, int]:
    return value, 0


MASKS: dict[str, Mask] = {
    CODE: _leave,
    TEXT: identity.mask,
    MOMENT: _mask_unless(_STAMP),
    NUMBER: _mask_unless(_NUMBER),
    ARRAY: _mask_array,
}
