"""How numbers, days and moments are written for a Vietnamese reader.

Only that: words and sentences stand where they are said.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime


def number(value: float, decimals: int = 0) -> str:
    """1234567.8 → `1.234.567,8`."""
    return f"{value:,.{decimals}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    return f"{value:%d/%m/%Y %H:%M}"


def period(start: date | None, end: date | None) -> str:
    """`Tháng 7/2025`, `Quý III/2025`, `Năm 2025`, else from when to when; a dash where nothing is known."""
    if start is None or end is None:
        return day(start or end) if start or end else "–"
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1] and start.year == end.year
    months = end.month - start.month + 1
    if whole and months == 1:
        return f"Tháng {start.month}/{start.year}"
    if whole and months == 3 and start.month % 3 == 1:
        return f"Quý {('I', 'II', 'III', 'IV')[start.month // 3]}/{start.year}"
    if whole and months == 12:
        return f"Năm {start.year}"
    return f"{day(start)} – {day(end)}" if start != end else day(start)
