"""Dossiers as arrays: what happened to every dossier received in a month, and what a file of a given month shows of it.

Here: dates, outcomes and flags, one numpy array a column, sorted by agency and time of receipt. Not here: text
(dossier_json.py, dossier_sheet.py), spoiled cells (defects.py), rates and volumes (plan.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from orchestration.demo.defects import choose_defects
from orchestration.demo.plan import LOOKBACK, Plan, draw, trend
from orchestration.demo.province import COMMUNE_PROCEDURES, DEPARTMENTS, SCHOOL_PROCEDURE, agencies, procedures
from orchestration.demo.workdays import calendar, day_number, month_start

NEVER = 200_000  # a day number beyond every calendar: still open
Columns = dict[str, np.ndarray]
DONE, REJECTED, WITHDRAWN, STOPPED = 0, 1, 2, 3


def _clock(size: int, rng: np.random.Generator) -> np.ndarray:
    """Seconds of the day in office hours, more in the morning."""
    part = rng.random(size)
    morning = 27_000 + part / 0.58 * 14_400
    afternoon = 48_600 + (part - 0.58) / 0.42 * 11_700
    return np.where(part < 0.58, morning, afternoon).astype(np.int64)


def _running_number(agency: np.ndarray, day: np.ndarray) -> np.ndarray:
    """1, 2, 3 … within each agency and day; both sorted."""
    starts = np.r_[True, (agency[1:] != agency[:-1]) | (day[1:] != day[:-1])] if len(agency) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(agency)), 0))
    return np.arange(len(agency)) - first + 1


def _procedure(agency: np.ndarray, month: date, rng: np.random.Generator) -> np.ndarray:
    count, offset = len(COMMUNE_PROCEDURES), len(DEPARTMENTS) * 4
    weight = 1 / np.arange(1.5, count + 1.5) ** 0.55
    weight[SCHOOL_PROCEDURE] *= {7: 3.0, 8: 5.0}.get(month.month, 0.4)
    common = offset + rng.choice(count, size=len(agency), p=weight / weight.sum())
    own = agency * 4 + rng.choice(4, size=len(agency), p=[0.46, 0.26, 0.17, 0.11])
    return np.where(agency < len(DEPARTMENTS), own, common)


def month_dossiers(plan: Plan, month: date) -> Columns:
    """Every dossier received in the month with its whole future. A pure function of the plan and the month."""
    rng, cal = plan.rng(month, 1), calendar()
    size = plan.dossiers_per_month.get(month, 0)
    days, weight = plan.day_weights(month)
    agency = np.repeat(np.arange(len(agencies())), plan.per_agency(size, rng))
    day = rng.choice(days, size=size, p=weight / weight.sum())
    second = _clock(size, rng)
    order = np.lexsort((second, day, agency))
    agency, day, second = agency[order], day[order], second[order]
    procedure = _procedure(agency, month, rng)
    catalogue = procedures()
    statutory = np.array([p.statutory_days for p in catalogue])[procedure]
    has_fee = np.array([p.has_fee for p in catalogue])[procedure]

    def by_agency(name: str, spread: float = 0.55) -> np.ndarray:
        return plan.rate(name, month, spread)[agency]

    online = draw(by_agency("online"), rng)
    postal = ~online & (rng.random(size) < 0.12)
    blank_channel = ~online & ~postal & (rng.random(size) < 0.08)
    file_count = rng.choice(4, size=size, p=[0.04, 0.46, 0.34, 0.16])
    digitised = np.zeros(size, bool)
    with_files = file_count > 0
    digitised[with_files] = draw(np.minimum(by_agency("digitised")[with_files] / 0.96, 0.99), rng)
    reused = np.zeros(size, bool)
    reused[digitised] = draw(by_agency("reused_given_digitised")[digitised], rng)
    exempt = has_fee & (rng.random(size) < 0.05)
    paid_online = np.zeros(size, bool)
    paying = has_fee & ~exempt
    paid_online[paying] = draw(by_agency("paid_online")[paying], rng)

    # Supplements: one pushes the due day three working days on; more than one makes the dossier late (Decision 766).
    supplements = np.where(statutory >= 5, rng.choice(3, size=size, p=[0.925, 0.065, 0.01]), 0)
    at = cal.position(day)
    due_first = cal.working[at + statutory]
    due = cal.working[at + statutory + 3 * supplements]
    late = draw(np.clip(1 - by_agency("on_time", 0.7), 0.001, 0.6), rng) & (supplements < 2)
    share = rng.beta(2.6, 2.2, size=size)
    used = np.floor(statutory * share).astype(np.int64) + 3 * supplements
    overrun = np.minimum(rng.geometric(1 / 9, size=size), 45)
    end = cal.working[at + np.where(late, statutory + 3 * supplements + overrun, used)]
    end_second = np.maximum(_clock(size, rng), np.where(end == day, np.minimum(second + 900, 60_900), 0))
    end_second = np.where(end == day, np.maximum(end_second, second + 60), end_second)
    abandoned = draw(np.full(size, trend("abandoned", month)), rng)
    end = np.where(abandoned, NEVER, end)
    outcome = rng.choice(4, size=size, p=[0.977, 0.009, 0.008, 0.006]).astype(np.int8)
    electronic = draw(by_agency("electronic_result"), rng) & (outcome == DONE)
    wait = rng.geometric(0.6, size=size) - 1  # working days until the applicant fetches the result
    returned = cal.working[np.minimum(cal.position(np.minimum(end, 24_000)) + wait, len(cal.working) - 1)]
    return {
        "agency": agency,
        "day": day,
        "second": second,
        "number": _running_number(agency, day),
        "procedure": procedure,
        "channel": np.select([online, postal, blank_channel], [2, 3, 0], 1).astype(np.int8),
        "applicant_type": rng.choice([1, 2, 3, 4], size=size, p=[0.86, 0.11, 0.01, 0.02]).astype(np.int8),
        "person": rng.integers(1, 999_999_999, size=size),
        "lead_second": np.where(online, rng.integers(60, 50_000, size=size), 0),
        "due_first": due_first,
        "due": due,
        "supplements": supplements.astype(np.int8),
        "ask": cal.working[at + 1],
        "end": end,
        "end_second": end_second,
        "outcome": outcome,
        "returned": returned,
        "returned_second": np.where(wait == 0, np.minimum(end_second + 600, 86_000), _clock(size, rng)),
        "file_count": file_count.astype(np.int8),
        "digitised": digitised,
        "reused": reused,
        "electronic": electronic,
        "has_fee": has_fee,
        "exempt": exempt,
        "paid_online": paid_online,
        "vneid": draw(by_agency("vneid"), rng),
        "waiting": rng.choice([2, 4, 6], size=size, p=[0.14, 0.82, 0.04]).astype(np.int8),
        "spelling": rng.random(size) < 0.04,
        "gateway": (rng.random(size) < 0.3).astype(np.int8),
        "price": rng.integers(1, 41, size=size) * 5000,
    }


def take(columns: Columns, keep: np.ndarray) -> Columns:
    return {name: values[keep] for name, values in columns.items()}


def join(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def _month_ends(plan: Plan) -> np.ndarray:
    return np.array([day_number(month_start(m, 1)) for m in plan.month_list])


def _absences(plan: Plan) -> np.ndarray:
    """(month, agency): the agency's dossier file of the month never came."""
    return np.array([[plan.is_absent(a.index, m, "dossier") for a in agencies()] for m in plan.month_list], dtype=bool)


def _sent_in(columns: Columns, position: int, ends: np.ndarray, absent: np.ndarray) -> np.ndarray:
    """Position of the month whose file carries the dossier's end; where that file never came, the next one does."""
    target = np.searchsorted(ends, columns["end"], side="right")
    for _ in range(2):
        known = target < len(ends)
        missed = known & absent[np.minimum(target, len(ends) - 1), columns["agency"]] & (target > position)
        target = target + missed
    return np.where(columns["end"] >= NEVER, len(ends) + LOOKBACK, target)


def monthly_files(plan: Plan, only: set[date] | None = None) -> Iterator[tuple[date, Columns]]:
    """For each month the rows of its files: dossiers received in it, then older ones that ended since; by agency.

    Column `is_new` tells the two apart, `shown_end` the state as of the month's end. Memory holds a few months at most.
    """
    ends, absent = _month_ends(plan), _absences(plan)
    carried: dict[int, list[Columns]] = {}
    wanted = [k for k, m in enumerate(plan.month_list) if only is None or m in only]
    for position, month in enumerate(plan.month_list):
        if not any(position <= w <= position + LOOKBACK for w in wanted):
            continue
        new = month_dossiers(plan, month)
        sent = _sent_in(new, position, ends, absent)
        for later in range(position + 1, min(position + LOOKBACK, len(ends) - 1) + 1):
            carried.setdefault(later, []).append(take(new, sent == later))
        updates = carried.pop(position, [])
        if position not in wanted:
            continue
        new["is_new"] = np.ones(len(new["day"]), bool)
        parts = [new, *({**u, "is_new": np.zeros(len(u["day"]), bool)} for u in updates)]
        rows = join(parts)
        rows["is_final"] = rows["end"] < ends[position]
        rows["supplements"] = np.where(rows["is_final"] | (rows["ask"] < ends[position]), rows["supplements"], 0)
        rows["month_end"] = np.full(len(rows["day"]), ends[position])
        order = np.lexsort((rows["number"], rows["day"], ~rows["is_new"], rows["agency"]))
        rows = take(rows, order)
        keep = ~absent[position][rows["agency"]]
        rows = take(rows, keep)
        rows["defect"] = choose_defects(rows, plan, month)
        yield month, rows
