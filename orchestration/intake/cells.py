"""The text of a cell: what a spreadsheet keeps as number, date or flag, written as its contract expects to read it.

Here: one column's cells to text. Not here: cleaning and repairing text (normalise.py), typing it (staging).
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from orchestration.contracts import Column
from orchestration.intake.numbers import Percent, unmistakable
from orchestration.intake.repairs import SERIAL_DATE, key, moment_text, serial_moment


class MonthCell(date):
    """A cell that a spreadsheet keeps as the first day of a month and shows as the month: `07/2025`."""


def _decimal_text(value: float, column: Column) -> str:
    text = format(Decimal(repr(float(format(value, ".15g")))), "f")  # 15 digits as Excel shows, never an exponent
    text = text.removesuffix(".0")
    is_number = column.logical_type in {"number", "integer"}
    return unmistakable(text.replace(".", ",") if column.number_style == "vn" and is_number else text, column)


def _number_text(value: float | int, column: Column, repairs: Counter[str]) -> str:
    if isinstance(value, Percent):
        return f"{_decimal_text(float(value) * 100, column)}%"
    if moment := serial_moment(value, column):
        repairs[key(SERIAL_DATE, column)] += 1
        return moment
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return _decimal_text(value, column)


def _flag_text(value: bool, column: Column) -> str:
    tokens = column.true_tokens if value else tuple(t for t in column.false_tokens if t)
    return tokens[0] if tokens else ("TRUE" if value else "FALSE")


def cell_text(value: Any, column: Column, repairs: Counter[str] | None = None) -> str | None:
    """The text of one cell; None only for a cell that is not there. `repairs` counts what was turned into something else."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _flag_text(value, column)
    if isinstance(value, int | float):
        return _number_text(value, column, Counter() if repairs is None else repairs)
    if isinstance(value, MonthCell) and column.period is not None:
        return value.strftime("%m/%Y")
    if isinstance(value, datetime):
        return moment_text(value, column)
    if isinstance(value, date):
        return moment_text(datetime.combine(value, time()), column)
    return str(value)


def column_text(values: list[Any], column: Column, repairs: Counter[str] | None = None) -> list[str | None]:
    """The texts of a column's cells; a column of texts is handed through."""
    if set(map(type, values)) <= {str, type(None)}:
        return values
    return [value if isinstance(value, str) else cell_text(value, column, repairs) for value in values]
