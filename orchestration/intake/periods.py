"""Periods in words, read as staging reads them (dbt_project/macros/period.sql), out of the same table of forms.

Here: one text to two dates. Not here: the forms (orchestration/contracts/periods.py), which periods a load is due for (facts.py).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from orchestration.contracts import periods as written
from orchestration.contracts.formats import MOMENT_FORMATS, YEAR


@dataclass(frozen=True)
class Period:
    """`start` is null where only an end is said, both where the period is open."""

    start: date | None
    end: date | None


def read_day(text: str, formats: tuple[str, ...]) -> date | None:
    """A day by the first of some formats that fits."""
    for name in formats:
        form = MOMENT_FORMATS[name]
        if form.strptime and re.search(form.shape.replace("$", r"\Z"), text):
            try:
                return datetime.strptime(text, form.strptime).date()
            except ValueError:
                continue
    return None


def _months(text: str) -> tuple[date, date] | None:
    for form in written.FORMS:
        if found := re.search(form.shape.replace("$", r"\Z"), text):
            days = []
            for (group, factor, offset), year in zip((form.first, form.last), form.years, strict=True):
                month = factor * int(found.group(group)) + offset if group else offset
                days.append((int(found.group(year)), month))
            (first_year, first), (last_year, last) = days
            return date(first_year, first, 1), date(last_year, last, monthrange(last_year, last)[1])
    return None


def _bounds(base: str) -> tuple[date, date] | None:
    if day := read_day(base.replace(" tháng ", "/"), written.DATE_FORMATS):
        return day, day
    if re.search(written.DAY_RANGE.replace("$", r"\Z"), base):
        first, _, last = base.replace("từ ", "").replace(" đến ", "-").partition("-")
        days = read_day(first, ("dd/MM/yyyy",)), read_day(last, ("dd/MM/yyyy",))
        return (days[0], days[1]) if days[0] and days[1] else None
    return _months(base)


@lru_cache(maxsize=16_384)
def read_period(text: str, year_text: str = "") -> Period | None:
    """The two dates of a clean text; None where it is no period, or lacks a year that `year_text` does not hold."""
    folded = text.lower()
    for found, put in written.FOLDS:
        folded = folded.replace(found, put)
    folded = re.sub(written.LEAD, "", folded)
    if folded in written.OPEN:
        return Period(None, None)
    is_before, is_until = re.search(written.BEFORE, folded), re.search(written.UNTIL, folded)
    base = re.sub(written.UNTIL, "", re.sub(written.BEFORE, "", folded))
    if re.search(written.YEARLESS.replace("$", r"\Z"), base):
        year = re.search(YEAR, year_text)
        if year is None:
            return None
        base = re.sub(r" năm\Z", "", base) + "/" + year.group()
    bounds = _bounds(base)
    if bounds is None or bounds[0] > bounds[1]:
        return None
    if is_before:
        return Period(None, bounds[0] - timedelta(days=1))
    return Period(None if is_until else bounds[0], bounds[1])
