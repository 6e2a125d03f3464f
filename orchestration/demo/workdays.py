"""The Vietnamese working calendar, as arrays.

Here: working days from `seeds/holiday.csv` and date arithmetic on whole arrays. Not here: how many dossiers a day
brings (plan.py). Days are counted from 1970-01-01, so that numpy's datetime64[D] and these integers are the same
numbers.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from orchestration.deployment import PROJECT_ROOT

OFF = {"holiday", "swapped_day_off", "compensatory_day_off"}  # a row marked `unverified` changes nothing
FIRST, LAST = date(2019, 1, 1), date(2033, 12, 31)


@dataclass(frozen=True)
class Calendar:
    working: np.ndarray  # day numbers of the working days, ascending
    half: np.ndarray  # of those, the make-up Saturdays

    def position(self, days: np.ndarray) -> np.ndarray:
        """Position of the first working day on or after each day."""
        return np.searchsorted(self.working, days)

    def add(self, days: np.ndarray, count: np.ndarray) -> np.ndarray:
        """The day `count` working days later."""
        return self.working[np.searchsorted(self.working, days) + count]


@cache
def calendar() -> Calendar:
    """Monday to Friday, less holidays, plus make-up days; years without rows in the seed have only weekends off."""
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    weekday = (days.astype(np.int64) + 3) % 7
    is_working = weekday < 5
    made_up = []
    with (PROJECT_ROOT / "seeds" / "holiday.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            at = int((np.datetime64(row["date"]) - days[0]).astype(int))
            if not 0 <= at < len(days):
                continue
            if row["day_type"] in OFF:
                is_working[at] = False
            elif row["day_type"] == "make_up_working_day":
                is_working[at] = True
                made_up.append(days[at].astype(np.int64))
    return Calendar(days[is_working].astype(np.int64), np.array(made_up, dtype=np.int64))


def month_start(month: date, offset: int = 0) -> date:
    """First day of the month `offset` months away."""
    number = month.year * 12 + month.month - 1 + offset
    return date(number // 12, number % 12 + 1, 1)


def day_number(day: date) -> int:
    return int(np.datetime64(day).astype(np.int64))


def yyyymmdd(days: np.ndarray) -> np.ndarray:
    """Day numbers as integers such as 20261031."""
    stamps = days.astype("datetime64[D]")
    years = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    months = stamps.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (stamps - stamps.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    return years * 10_000 + months * 100 + day


def hhmmss(seconds: np.ndarray) -> np.ndarray:
    return (seconds // 3600) * 10_000 + (seconds // 60 % 60) * 100 + seconds % 60


def stamp(days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Integers such as 20261031080511."""
    return yyyymmdd(days) * 1_000_000 + hhmmss(seconds)
