"""Broken cells of dossiers: which rows, and of what kind.

Here: the kinds, their shares, and choosing rows (never so many of one file that it would be held). Not here: how a
kind looks in JSON (dossier_json.py) or in a sheet (dossier_sheet.py); files that are wrong as a whole
(wrong_files.py).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from orchestration.demo.plan import Plan, draw
from orchestration.demo.province import agencies

SHARE = 0.024  # of new rows; updated rows are never spoiled, so about 2 % of all rows
MAX_IN_FILE = 0.22  # of a file's rows: the contract holds a file above 30 %
NONE = 0
KINDS = {
    1: "due_before_received",
    2: "due_month_13",
    3: "due_year_20224",
    4: "unknown_unit_name",
    5: "procedure_code_without_dot",
    6: "channel_code_9",
    7: "empty_status",
    8: "finished_before_received",
    9: "done_without_finish",
    10: "received_month_13",
    11: "due_year_2204",
    12: "empty_procedure_code",
    13: "due_in_another_format",
    14: "flag_not_0_or_1",
    15: "received_year_2204",
    16: "empty_due",
}
WEIGHTS = np.array([10, 9, 6, 11, 10, 9, 6, 9, 7, 0.6, 3, 5, 6, 5, 0.4, 4])
NEEDS_END = (8, 9)


def choose_defects(rows: dict[str, np.ndarray], plan: Plan, month: date) -> np.ndarray:
    """A kind for each row, 0 for most. Rows are sorted by agency."""
    rng = plan.rng(month, 2)
    size = len(rows["agency"])
    kind = np.zeros(size, dtype=np.int8)
    if not size:
        return kind
    per_file = np.bincount(rows["agency"], minlength=len(agencies()))
    room = np.floor(per_file * MAX_IN_FILE)
    hit = np.flatnonzero(draw(np.where(rows["is_new"], SHARE, 0.0), rng))
    first = np.searchsorted(rows["agency"][hit], rows["agency"][hit])
    hit = hit[np.arange(len(hit)) - first < room[rows["agency"][hit]]]
    chosen = rng.choice(len(KINDS), size=len(hit), p=WEIGHTS / WEIGHTS.sum()) + 1
    ended = (rows["is_final"] & (rows["outcome"] == 0))[hit]
    kind[hit] = np.where(np.isin(chosen, NEEDS_END) & ~ended, 1, chosen)
    return kind
