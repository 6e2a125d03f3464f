"""Numbers as people write them, read exactly: by the style, scale and unit words of their column.

Here: the same reading that staging does in SQL (dbt_project/macros/parse.sql), out of the same table of forms, for sums and repairs.
Not here: that table (orchestration/contracts/numbers.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from orchestration.contracts import Column
from orchestration.contracts.numbers import NUMBER_FORMS
from orchestration.intake.text import clean_number


class Percent(float):
    """A cell that a spreadsheet keeps as 0.9583 and shows as 95.83 %: the sign says how it is meant."""


@lru_cache(maxsize=65_536)
def by_forms(text: str, kind: str, style: str) -> Decimal | None:
    """A number of a kind (`integer`, `number`) and style; None where no form fits or two readings are left."""
    for form, fits in _COMPILED[kind, style]:
        if fits(text):
            bare = text.partition(form.cut)[0] if form.cut else text
            bare = bare.replace(form.drop, "") if form.drop else bare
            return Decimal(bare.replace(form.point, ".") if form.point else bare)
    return None


_COMPILED = {
    (kind, style): [(form, re.compile(form.shape.replace("$", r"\Z")).match) for form in forms]
    for kind, styles in NUMBER_FORMS.items()
    for style, forms in styles.items()
}
_SIGNED = re.compile(r"[^%]+%\Z")


def parse_number(text: str, column: Column) -> Decimal | None:
    """A clean text of a column as staging reads it, units of `unitWords` applied."""
    if column.unit_words and (amount := parse_amount(text, column)) is not None:
        return amount
    if column.percent_scale:
        signed = bool(_SIGNED.match(text))
        if "%" in text and not signed:
            return None
        number = by_forms(text.replace("%", "").strip(" "), "number", column.number_style)
        return number * 100 if number is not None and column.percent_scale == "fraction" and not signed else number
    return by_forms(text, "integer" if column.logical_type == "integer" else "number", column.number_style)


_AMOUNT = re.compile(r"(-?[0-9][0-9.,]*(?: [0-9]{3})*(?:,[0-9]+)?) ?([^0-9.,-][^0-9]*)\Z")


def parse_amount(text: str, column: Column) -> Decimal | None:
    """`1,2 tỷ`, `350 triệu đồng`, `15.000đ`: a number and words that multiply it; None where there is no word or an unknown one.

    Of a whole-number column (money in đồng) the product must be whole.
    """
    found = _AMOUNT.match(text)
    times = unit_factor(found.group(2), column) if found else None
    if found is None or times is None:
        return None
    number = by_forms(found.group(1), "integer" if times == 1 and column.logical_type == "integer" else "number", column.number_style)
    amount = None if number is None else number * times
    return None if amount is None or (column.logical_type == "integer" and amount != amount.to_integral_value()) else amount


def unit_factor(words: str, column: Column) -> Decimal | None:
    """What a run of unit words multiplies by; the longest word is taken first."""
    known = sorted(((word.lower(), times) for word, times in (column.unit_words or {}).items()), key=lambda pair: -len(pair[0]))
    rest, factor = words.strip(" .").lower(), Decimal(1)
    while rest:
        word, times = next((pair for pair in known if rest.startswith(pair[0])), ("", 0))
        after = rest[len(word) :]
        if not word or after[:1].isalpha():
            return None
        rest, factor = after.lstrip(" "), factor * Decimal(str(times))
    return factor


def plain_text(number: Decimal, column: Column) -> str:
    """A number as staging reads it without doubt: no thousands marks, the style's own point."""
    text = format(number.to_integral_value() if number == number.to_integral_value() else number.normalize(), "f")
    return unmistakable(text.replace(".", ",") if column.number_style == "vn" else text, column)


_THREE_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}\Z")


def unmistakable(text: str, column: Column) -> str:
    """A fraction that a machine knows for one must stay one: `1,234` may be read as a thousand, `1,2340` is not."""
    is_in_doubt = column.logical_type == "integer" or (column.logical_type == "number" and column.number_style == "vn")
    return f"{text}0" if is_in_doubt and _THREE_DECIMALS.match(text) else text


def number_reader(column: Column) -> Callable[[Any], Decimal | None]:
    """A reader of a column's cells for sums: a value, 0 for nothing, None for what is no number."""
    nothing = {"", *column.null_tokens}

    def read(value: Any) -> Decimal | None:
        if value is None or isinstance(value, bool):
            return Decimal(0) if value is None else None
        if isinstance(value, int | float):
            is_share = isinstance(value, Percent) or column.percent_scale == "fraction"
            return Decimal(repr(float(value))) * (100 if is_share else 1)
        if not isinstance(value, str):
            return None
        text = clean_number(value)
        return Decimal(0) if text in nothing else parse_number(text, column)

    return read
