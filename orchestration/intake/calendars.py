"""Which period of an office's calendar a day lies in.

Here: the period calendars a contract may name (docs/design.md §2) as functions of a day. Not here: finding the day of a load (facts.py),
periods said in words (periods.py), due days (staging's int_delivery).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from orchestration.contracts import Column
from orchestration.contracts.formats import MOMENT_FORMATS

MONTHS_OF = {"calendar_month": 1, "quarter": 3, "half_year": 6, "year": 12}
CALENDARS = {*MONTHS_OF, "month_15_14", "nine_months", "year_to_date", "week"}
BY_DAY = {"month_15_14", "week"}  # a month is too coarse to tell the period
Period = tuple[date, date]


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _added(first: date, months: int) -> date:
    """The first of the month so many months away."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def names_months(column: Column) -> bool:
    """Whether a column holds months rather than days: `07/2025` names the office's month, whatever day it begins."""
    return all("%d" not in (MOMENT_FORMATS[form].strptime or "%d") for form in column.formats)


def period_of(day: date, calendar: str, is_month: bool = False) -> Period | None:
    """First and last day of the period a day lies in; `is_month`: the day stands for a month that is named.

    month_15_14: the office's month runs from the 15th of the month before to the 14th. year_to_date: from 1 January to the end of the
    month. None for an extract without periods.
    """
    first = day.replace(day=1)
    if calendar in MONTHS_OF:
        months = MONTHS_OF[calendar]
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        return start, _month_end(_added(start, months - 1))
    if calendar == "month_15_14":
        month = first if is_month or day.day < 15 else _added(first, 1)
        return _added(month, -1).replace(day=15), month.replace(day=14)
    if calendar == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if calendar == "nine_months":
        return date(day.year, 1, 1), date(day.year, 9, 30)
    if calendar == "year_to_date":
        return date(day.year, 1, 1), _month_end(day)
    return None
