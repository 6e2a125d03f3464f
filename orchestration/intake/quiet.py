"""Whether a whole column can be left as it is, told from its bytes at once.

Here: the quick test over a column's joined text. Not here: the test of one value (normalise.py), what cleaning and
guarding mean (text.py, personal.py).
The test errs to one side only: a column it passes holds no value that would change; one it does not pass is looked at
value by value. Its alphabet is narrower than `text.STABLE`: the bytes of ASCII, of U+00C0–U+023F and U+1E00–U+1EFF.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.intake.identity import LOOSE_BYTES, NINE, NINE_LOOSE_BYTES, is_named
from orchestration.intake.personal import ARRAY, CODE, MOMENT, TEXT

_BREAK = b"\n"
_DIGITS = b"0123456789"
_LEAD_1E = 0xE1
_AFTER_1E = [bytes([_LEAD_1E, second]) for second in range(0xB8, 0xBC)]  # U+1E00–U+1EFF
_ALPHABET = bytes([*range(0x20, 0x7F), *range(0x80, 0xC0), *range(0xC3, 0xC9), _LEAD_1E]) + _BREAK
# What may be a number of a person in an array. Each begins with few characters, which Python's search leaps to; the last two together.
_IN_ARRAY = re.compile(
    rb"""[@\\]|"(?:\s*[\[{]|0[0-9]{8})|[0-9](?:[^0-9A-Za-z\n":,]{1,9}[0-9]|[0-9]{6}[^0-9"]|[.,][0-9]+[eE])"""
)
_AT_END_IN_ARRAY, _BEHIND_TEXT_IN_ARRAY = re.compile(rb'[0-9]{7}"'), re.compile(rb'[^0-9"][0-9]{7}')
# Nine digits and more, where they are more than an amount between quotes: a sign stands among them, or a letter beside them.
_NINE_IN_ARRAY = re.compile(
    rb"""[@\\]|"(?:\s*[\[{]|0[0-9]{8}|[0-9]+[^0-9A-Za-z\n":,][^A-Za-z\n":,]*")|""" + NINE + rb"""[^0-9"]|[^0-9"]""" + NINE
    + rb"""|[0-9][.,][0-9]+[eE]"""
)  # fmt: skip
_RE2_FROM = 16 << 10  # compiling for RE2 costs what Python's own search takes over so many bytes
_FEW = 500  # rows whose texts Python joins before Arrow's functions are called
_SHORT = 9  # digits alone are masked from this length on
_STAMP = 14
_SERIAL = 5  # Excel's count of days, which a column of days turns into a day


def joined(values: pa.Array) -> bytes:
    """The texts of a column, each between two line breaks; nulls as empty texts."""
    if len(values) <= _FEW:
        return "\n".join(["", *[text or "" for text in values.to_pylist()], ""]).encode()
    filled = pc.fill_null(values, "") if values.null_count else values
    rows = pa.ListArray.from_arrays(pa.array([0, len(filled)], pa.int32()), filled)
    return b"".join((_BREAK, pc.binary_join(rows, "\n")[0].as_buffer(), _BREAK))


def is_clean(text: bytes, count: int) -> bool:
    """Whether `count` joined texts are surely clean already."""
    return not (
        text.translate(None, _ALPHABET)
        or text.count(_BREAK) != count + 1
        or b"  " in text
        or b" \n" in text
        or b"\n " in text
        or text.count(_LEAD_1E) != sum(text.count(pair) for pair in _AFTER_1E)
    )


def _finds(pattern: re.Pattern[bytes], text: bytes) -> bool:
    """Whether a pattern (plain ASCII, read alike by both) stands in a text: by RE2, ten times as fast, in all but short texts."""
    if len(text) < _RE2_FROM:
        return bool(pattern.search(text))
    return pc.match_substring_regex(pa.array([text], pa.binary()), pattern.pattern.decode())[0].as_py()


def _may_hold_number(array: bytes) -> bool:
    """Whether digits stand in arrays' joined text that are more than a short number or an amount between quotes."""
    return _finds(_IN_ARRAY, array) or (_finds(_AT_END_IN_ARRAY, array) and _finds(_BEHIND_TEXT_IN_ARRAY, array))


def is_unguarded(text: bytes, values: pa.Array, kind: str) -> bool:
    """Whether the guard surely finds nothing to replace in texts that are clean."""
    if kind == ARRAY:
        return not _may_hold_number(text) or not (_NINE_IN_ARRAY.search(text) or is_named(text))
    if b"\n{" in text or b"\n[" in text:
        return False
    if kind == CODE:
        return True
    if kind == TEXT:
        return not _finds(LOOSE_BYTES, text) or not (NINE_LOOSE_BYTES.search(text) or is_named(text))
    if text.translate(None, _DIGITS).strip(_BREAK):
        return False
    lengths = set(pc.unique(pc.binary_length(values)).to_pylist()) - {None}
    if kind == MOMENT:
        return all(n == _STAMP or (n < _SHORT and n != _SERIAL) for n in lengths)
    return all(n < _SHORT for n in lengths)
