"""The personal-data guard on what stays: values that look like a person's number or address give way to their shape.

Here: which columns are guarded how, and replacing. Not here: which columns are dropped (the contract says), where the
guard is called (normalise.py).

The rule, by what the contract says of a column:
- code columns are not guarded: a code list, `codeWidth`, `decimals`, or a text column whose name ends in `_code`,
  `_no`, `_id`, `_symbol`. Their digits are the point of them, and the contract keeps them knowingly;
- dates and times: guarded unless the text is a 14-digit stamp or an ISO time;
- numbers: guarded unless the text is written like a number (which never begins with 0 and another digit);
- booleans and all other text, key or not (names of units, villages, tasks): any run of nine or more digits, a phone
  number or
  identity number written with separators, an e-mail address;
- arrays (JSON text): e-mail addresses, and quoted runs of nine to twelve digits that begin with 0. Amounts and stamps
  stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.contracts import Column

CODE_ENDINGS = ("_code", "_no", "_id", "_symbol")
CODE, TEXT, MOMENT, NUMBER, ARRAY = "code", "text", "moment", "number", "array"
_KINDS = {"timestamp": MOMENT, "date": MOMENT, "integer": NUMBER, "number": NUMBER, "array": ARRAY}

_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_PHONE = r"(?:\+?84|0)[ .-]?[2-9][0-9]{1,2}[ .-][0-9]{2,4}[ .-]?[0-9]{2,4}(?:[ .-]?[0-9]{2})?"
_SPACED_ID = r"[0-9]{3}[ .][0-9]{3}[ .][0-9]{3}[ .][0-9]{3}"
# RE2 and Python read these alike: a value that does not match has nothing to replace.
TRIGGERS = {CODE: None, ARRAY: r'@|"0[0-9]{8,11}"'} | dict.fromkeys(
    (TEXT, MOMENT, NUMBER), rf"[0-9]{{9}}|@|{_SPACED_ID}|{_PHONE}"
)
# Whole texts that nothing replaces though they match: RE2 and Python again, each within its column's exemption below.
EXEMPT = {MOMENT: "[0-9]{14}", NUMBER: "[1-9][0-9]*"}

_ANY = re.compile(rf"(?P<mail>{_MAIL})|(?P<id>{_SPACED_ID})|(?P<phone>{_PHONE})|(?P<run>[0-9]{{9,}})")
_IN_ARRAY = re.compile(rf'(?P<mail>{_MAIL})|(?<=")(?P<run>0[0-9]{{8,11}})(?=")')
_STAMP = re.compile(r"[0-9]{14}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Zz -]*")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9., ]*)(?:[.,][0-9]+)?\s*%?")


def kind_of(column: Column) -> str:
    """How a column is guarded."""
    if column.code_list or column.code_width or column.decimals:
        return CODE
    if column.logical_type == "string" and column.name.endswith(CODE_ENDINGS):
        return CODE
    return _KINDS.get(column.logical_type, TEXT)


def _shape(match: re.Match) -> str:
    kind = match.lastgroup
    if kind == "mail":
        return "[thư điện tử]"
    if kind == "phone":
        return "[số điện thoại]"
    return f"[{sum(c.isdigit() for c in match.group())} chữ số]"


def _mask_text(value: str) -> tuple[str, int]:
    return _ANY.subn(_shape, value)


def _mask_unless(exempt: re.Pattern) -> Callable[[str], tuple[str, int]]:
    return lambda value: (value, 0) if exempt.fullmatch(value) else _ANY.subn(_shape, value)


MASKS: dict[str, Callable[[str], tuple[str, int]]] = {
    CODE: lambda value: (value, 0),
    TEXT: _mask_text,
    MOMENT: _mask_unless(_STAMP),
    NUMBER: _mask_unless(_NUMBER),
    ARRAY: lambda value: _IN_ARRAY.subn(_shape, value),
}
