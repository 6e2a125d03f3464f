"""When files come: by the due day, moved to the next working day, unless the plan has the sender late."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.demo.documents import exported_at
from orchestration.demo.plan import OVERDUE_HABIT, Plan, due_on
from orchestration.demo.province import agencies

PLAN = Plan(40_000, 57, date(2024, 11, 1), 24)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2024, 11, 1), date(2024, 12, 5)),
        (date(2024, 12, 1), date(2025, 1, 6)),  # the 5th is a Sunday
        (date(2026, 8, 1), date(2026, 9, 7)),  # a Saturday
    ],
)
def test_the_due_day_is_a_working_day(month, expected):
    assert due_on(month, 5) == expected


def test_only_who_is_planned_late_is_late():
    late = {(a.index, m) for m in PLAN.month_list for a in agencies() if PLAN.is_late(a.index, m)}
    for month in PLAN.month_list:
        for unit in agencies():
            is_late = (unit.index, month) in late
            for day in (exported_at(PLAN, unit.index, month), PLAN.delivered_at(unit.index, month)):
                assert (day.date() > due_on(month, 5)) == is_late, (unit.name, month)
    habit = {a.index for a in agencies() if a.kind == "commune" and a.number in OVERDUE_HABIT}
    share = [len({m for i, m in late if (i in habit) == h}) for h in (True, False)]
    assert len(late) / (len(agencies()) * PLAN.months) < 0.12 and min(share) > PLAN.months / 2
