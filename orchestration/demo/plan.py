"""The story of the demo: how much happens, how well, and who sends what.

Here: volumes by day and agency, the province-wide trend of every rate, each agency's distance from it, and the
schedule of deliveries (formats, silence, lateness). Not here: rows (dossiers.py, documents.py, connectivity.py) and
spoiled files (wrong_files.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from orchestration.demo.province import OPERATORS, agencies, communes
from orchestration.demo.workdays import calendar, day_number, month_start

LAST_MONTH = date(2026, 10, 1)
DEFAULT_MONTHS = 24
DEFAULT_ROWS = 40_000
MAX_DOCUMENTS = 24_000  # writing workbooks must not dominate, however many dossiers are asked for
TREND_FROM, TREND_MONTHS = date(2024, 11, 1), 23
LOOKBACK = 5  # no dossier that ends at all is still open so many months later

# Rates of the whole province at the two ends of the trend (11/2024, 10/2026); straight in between.
RATES: dict[str, tuple[float, float]] = {
    "online": (0.52, 0.88),
    "on_time": (0.905, 0.983),
    "electronic_result": (0.34, 0.744),
    "digitised": (0.33, 0.605),
    "reused_given_digitised": (0.30, 0.76),
    "paid_online": (0.24, 0.645),
    "vneid": (0.24, 0.535),
    "abandoned": (0.0004, 0.0010),
    "doc_signed": (0.82, 0.981),
    "doc_on_time": (0.80, 0.936),
    "doc_handled_late": (0.06, 0.035),
    "doc_handled_no_due": (0.42, 0.37),
    "village_4g": (0.935, 0.9885),
    "village_5g": (0.04, 0.312),
    "village_fibre": (0.84, 0.9665),
    "household_fibre": (0.62, 0.804),
    "smartphone": (0.79, 0.873),
    "broadband_per_household": (0.66, 0.785),
}
STAFF_LIST_COMMUNES = (19, 27, 64)  # not joined to the synchronisation: they send E03
JOINED_COMMUNE, JOINED_MONTHS_BEFORE_LAST = 27, 3  # joined then; for three months both lists were sent
SILENT_COMMUNES = (7, 31)  # sent nothing in the last month
SILENT_OPERATOR = 2  # position in OPERATORS; nothing in the last month
OVERDUE_HABIT = (11, 24, 40, 52)  # communes that usually deliver after the due day
ABSENT_SHARE = 0.012


def trend(name: str, month: date) -> float:
    """The planned rate of the whole province in a month; before and after the two years it stays level."""
    start, end = RATES[name]
    passed = (month.year - TREND_FROM.year) * 12 + month.month - TREND_FROM.month
    return start + (end - start) * min(1.0, max(0.0, passed / TREND_MONTHS))


@dataclass(frozen=True)
class Plan:
    """Everything that follows from (rows, seed, first month, months); no row of data."""

    rows: int
    seed: int
    first_month: date
    months: int

    @cached_property
    def month_list(self) -> tuple[date, ...]:
        return tuple(month_start(self.first_month, k) for k in range(self.months))

    @property
    def last_month(self) -> date:
        return self.month_list[-1]

    def rng(self, month: date, stream: int) -> np.random.Generator:
        """A generator of its own for every month and purpose: a month can be made alone."""
        return np.random.Generator(np.random.PCG64([self.seed, month.year * 12 + month.month, stream]))

    @cached_property
    def weights(self) -> np.ndarray:
        """Share of the dossiers of each agency: departments about 30 %, communes the rest."""
        share = np.array([a.share for a in agencies()])
        is_commune = np.array([a.kind == "commune" for a in agencies()])
        for number in STAFF_LIST_COMMUNES:
            share[11 + number] *= 0.6
        share[is_commune] *= 0.7 / share[is_commune].sum()
        share[~is_commune] *= 0.3 / share[~is_commune].sum()
        return share

    def per_agency(self, total: int, rng: np.random.Generator) -> np.ndarray:
        """`total` cases over the agencies; none is left without a file in a month, however small the demo."""
        floor = min(6, total // (len(self.weights) + 13))
        return floor + rng.multinomial(total - floor * len(self.weights), self.weights)

    @cached_property
    def distance(self) -> np.ndarray:
        """How far each agency is from the province, -1 … 1, volume-weighted mean zero; the same for every seed."""
        place = np.arange(len(agencies()))
        raw = np.sin(place * 2.399963) * 0.75 + np.cos(place * 1.117) * 0.25
        raw -= (raw * self.weights).sum() / self.weights.sum()
        return raw / np.abs(raw).max()

    def rate(self, name: str, month: date, spread: float = 0.55) -> np.ndarray:
        """Rate by agency: the province's trend, each agency above or below it, the weighted mean unchanged."""
        centre = trend(name, month)
        return centre + self.distance * spread * min(centre, 1 - centre)

    def day_weights(self, month: date) -> tuple[np.ndarray, np.ndarray]:
        """Working days of a month and how much comes on each: week shape, Tết dip, school summer, slow growth."""
        first, end = day_number(month), day_number(month_start(month, 1))
        cal = calendar()
        days = cal.working[(cal.working >= first) & (cal.working < end)]
        weekday = (days + 3) % 7
        weight = np.array([1.16, 1.05, 1.0, 0.97, 0.88, 0.55, 0.55])[weekday]
        months_passed = (month.year - TREND_FROM.year) * 12 + month.month - TREND_FROM.month
        weight = weight * (1 + 0.008 * months_passed) * {7: 1.10, 8: 1.32, 9: 1.08, 12: 1.04}.get(month.month, 1.0)
        for tet in (day_number(date(2025, 1, 29)), day_number(date(2026, 2, 17))):
            weight = np.where((days >= tet - 12) & (days < tet), weight * 0.78, weight)
            weight = np.where((days >= tet) & (days < tet + 13), weight * 0.84, weight)
        return days, weight

    @cached_property
    def dossiers_per_month(self) -> dict[date, int]:
        """Exactly `rows` dossiers over the months, by largest remainder."""
        return self._spread(self.rows)

    @cached_property
    def documents_per_month(self) -> dict[date, int]:
        return self._spread(min(MAX_DOCUMENTS, max(self.rows // 4, 3 * len(agencies()) * self.months)))

    def _spread(self, total: int) -> dict[date, int]:
        weight = np.array([self.day_weights(m)[1].sum() for m in self.month_list])
        exact = weight / weight.sum() * total
        whole = np.floor(exact).astype(int)
        for k in np.argsort(-(exact - whole), kind="stable")[: total - whole.sum()]:
            whole[k] += 1
        return dict(zip(self.month_list, whole.tolist(), strict=True))

    # --- who sends what -------------------------------------------------------------------------------------------
    def is_absent(self, agency: int, month: date, kind: str) -> bool:
        """An agency's file that never came. In the last month only the communes named silent."""
        number = agencies()[agency].number if agencies()[agency].kind == "commune" else 0
        if month == self.last_month:
            return number in SILENT_COMMUNES
        mixed = np.random.Generator(np.random.PCG64([self.seed, month.year * 12 + month.month, agency, len(kind)]))
        return bool(mixed.random() < ABSENT_SHARE)

    def sends_staff_list(self, agency: int, month: date) -> bool:
        """E03 of this month comes from this agency."""
        unit = agencies()[agency]
        if unit.kind != "commune" or unit.number not in STAFF_LIST_COMMUNES:
            return False
        return unit.number != JOINED_COMMUNE or month < self.last_month

    def sends_sync(self, agency: int, month: date) -> bool:
        """E01 of this month comes from this agency (one commune sends both while it joins)."""
        unit = agencies()[agency]
        if unit.kind == "commune" and unit.number == JOINED_COMMUNE:
            return month >= month_start(self.last_month, -JOINED_MONTHS_BEFORE_LAST)
        return not self.sends_staff_list(agency, month)

    def operator_is_silent(self, operator: int, month: date) -> bool:
        return operator == SILENT_OPERATOR and month == self.last_month

    def is_late(self, sender: int, month: date) -> bool:
        """This sender delivers this month after the due day."""
        return self._delivery(sender, month, 5)[0]

    def delivered_at(self, sender: int, month: date, due_day: int = 5) -> datetime:
        """When the file reaches the drop zone (kept as the file's time): by the due day unless the sender is late."""
        return self._delivery(sender, month, due_day)[1]

    def _delivery(self, sender: int, month: date, due_day: int) -> tuple[bool, datetime]:
        rng = np.random.Generator(np.random.PCG64([self.seed, month.year * 12 + month.month, sender, 7]))
        first = month_start(month, 1)
        day = first + timedelta(days=int(rng.integers(1, due_day + 1)) - 1)
        habit = (
            sender < len(agencies())
            and agencies()[sender].kind == "commune"
            and agencies()[sender].number in OVERDUE_HABIT
        )
        late = bool(rng.random() < (0.6 if habit else 0.04))
        if late:
            day = due_on(month, due_day) + timedelta(days=int(rng.integers(1, 12)))
        return late, datetime(day.year, day.month, day.day, 8) + timedelta(minutes=int(rng.integers(0, 540)))

    def json_style(self, agency: int) -> str:
        """How the agency's software writes E01: wrapper, wrapper_tail (mark after the array), array, lines."""
        unit = agencies()[agency]
        if unit.number % 11 == 0:
            return "lines"
        if unit.number % 7 == 0:
            return "array"
        return "wrapper_tail" if unit.number % 3 == 0 else "wrapper"


def due_on(month: date, due_day: int) -> date:
    """The due day of the following month; where nobody works on it, the next working day."""
    nominal = day_number(month_start(month, 1)) + due_day - 1
    return date(1970, 1, 1) + timedelta(days=int(calendar().add(np.array([nominal]), np.array([0]))[0]))


def draw(probability: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """True with the given probabilities, and the number of trues within one of their sum (systematic sampling).

    Keeps small demos on their planned trend: chance decides which dossier, not how many.
    """
    order = rng.permutation(len(probability))
    total = np.floor(np.cumsum(probability[order]) + rng.random())
    hit = np.empty(len(probability), dtype=bool)
    hit[order] = np.diff(total, prepend=0.0) > 0
    return hit


SENDERS_OF_CONNECTIVITY = {"village": 2, **{name: 100 + k for k, name in enumerate(OPERATORS)}}
N_COMMUNES = len(communes())
