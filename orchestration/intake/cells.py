"""The text of a cell: what a spreadsheet keeps as number, date or flag, written as its contract expects to read it.

Here: one column's cells to text. Not here: cleaning text (normalise.py), typing it (staging).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestration.contracts import Column
from orchestration.contracts.formats import MOMENT_FORMATS

EXCEL_EPOCH = datetime(1899, 12, 30)
SERIAL_DAYS = (36526, 60000)  # 2000-01-01 … 2064-04-08: what a date column may hold as a bare serial number


def _moment_text(value: datetime, column: Column) -> str:
    """A real date in the column's first format; seconds rounded, because Excel keeps fractions of a day."""
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if column.formats:
        form = MOMENT_FORMATS[column.formats[0]].strptime or "%Y-%m-%d %H:%M:%S"
    else:
        form = "%d/%m/%Y" if value.time() == time() else "%d/%m/%Y %H:%M:%S"
    return value.strftime(form)


def _number_text(value: float | int, column: Column) -> str:
    is_moment = column.logical_type in {"date", "timestamp"}
    if is_moment and SERIAL_DAYS[0] <= value <= SERIAL_DAYS[1]:
        return _moment_text(EXCEL_EPOCH + timedelta(days=value), column)
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    text = format(Decimal(repr(float(format(value, ".15g")))), "f")  # 15 digits as Excel shows, never an exponent
    return (
        text.replace(".", ",") if column.number_style == "vn" and column.logical_type in {"number", "integer"} else text
    )


def _flag_text(value: bool, column: Column) -> str:
    tokens = column.true_tokens if value else tuple(t for t in column.false_tokens if t)
    return tokens[0] if tokens else ("TRUE" if value else "FALSE")


def cell_text(value: Any, column: Column) -> str | None:
    """The text of one cell; None only for a cell that is not there."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _flag_text(value, column)
    if isinstance(value, int | float):
        return _number_text(value, column)
    if isinstance(value, datetime):
        return _moment_text(value, column)
    if isinstance(value, date):
        return _moment_text(datetime.combine(value, time()), column)
    return str(value)


def column_text(values: list[Any], column: Column) -> list[str | None]:
    """The texts of a column's cells; a column of texts is handed through."""
    if set(map(type, values)) <= {str, type(None)}:
        return values
    return [value if isinstance(value, str) else cell_text(value, column) for value in values]


def number_reader(column: Column) -> Callable[[Any], Decimal | None]:
    """A reader of a column's numbers for sums: a value, 0 for nothing, None for what is no number."""
    nothing = {"", *column.null_tokens}

    def read(value: Any) -> Decimal | None:
        if value is None or isinstance(value, bool):
            return Decimal(0) if value is None else None
        if isinstance(value, int | float):
            return Decimal(repr(value))
        text = value.strip().replace("\u00a0", "").replace(" ", "")
        if text in nothing:
            return Decimal(0)
        return parse_number(text.removesuffix("%"), column)

    return read


def parse_number(text: str, column: Column) -> Decimal | None:
    """A written number by the column's style; thousands marks only between groups of exactly three digits."""
    mark, point = (".", ",") if column.number_style == "vn" else (",", ".")
    whole, _, fraction = text.partition(point)
    groups = whole.lstrip("+-").split(mark)
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])):
        return None
    try:
        number = Decimal(
            ("-" if whole.startswith("-") else "") + "".join(groups) + (f".{fraction}" if fraction else "")
        )
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
