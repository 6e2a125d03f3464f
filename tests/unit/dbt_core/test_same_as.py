"""One dossier that the national and a local extract carry under two codes is counted once, in whatever order and run the copies come.

Here: whole builds on small raw files, all at once and step by step. Not here: the arithmetic of versions (dbt unit tests of fct_dossier).
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.unit.dbt_core import project
from tests.unit.dbt_core.test_facts import AGENCIES, DELIVERIES

MODELS = [
    "build", "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious",
    "--select", "+fct_dossier", "+int_dossier_cell", "+int_dossier_doubt",
]  # fmt: skip
STAGING = ["stg_dvc__dossier", "stg_event_log__permit_receipt", "stg_onestop__dossier_list"]


DAYS = {"N": "261002", "L": "260928"}


def _full(code: str | None) -> str | None:
    """`N-1` of the portal and `L-1` of the counter as codes in their real shape."""
    return code and f"H99.08-{DAYS[code[0]]}-{int(code[2:]):04d}"


def _short(value):
    places = {day: place for place, day in DAYS.items()}
    return f"{places[value[7:13]]}-{int(value[14:])}" if isinstance(value, str) and value.startswith("H99.08-") else value


def _national(code: str, other: str | None = None, received: str = "20261002080000", status: str = "4", unit: str = "Sở Y tế") -> dict:
    return {
        "dossier_code": _full(code), "source_dossier_code": _full(other), "procedure_code": "1.000001", "submission_channel": "2", "received_at": received,
        "due_at": "20261009170000", "finished_at": "20261007080000" if status == "9" else "", "returned_at": "", "rejected_at": "",
        "status_code": status, "processing_unit_name": unit, "supplements": "[]",
    }  # fmt: skip


def _local(code: str, received: str = "28/09/2026 08:00", status: str = "Đã tiếp nhận", unit: str = "SYT") -> dict:
    return {
        "dossier_code": _full(code), "unit_name": unit, "status_code": status, "received_at": received, "due_at": "09/10/2026",
        "submission_channel": "Trực tiếp",
    }  # fmt: skip


# Received in another month at the counter than at the portal, so that a copy that stays counted anywhere shows.
FILES = {
    "local": ("onestop_dossier_list", [_local("L-1"), _local("L-2"), _local("N-4")]),
    "local_again": ("onestop_dossier_list", [_local("L-1", status="Đang xử lý"), _local("L-3", received="01/10/2026 08:00")]),
    "unnamed": ("dvc_dossier", [_national("N-1"), _national("N-3", received="20261005080000")]),
    "naming": ("dvc_dossier", [_national("N-1", "L-1"), _national("N-2", "L-9"), _national("N-4", "N-4", status="9")]),
    "naming_again": ("dvc_dossier", [_national("N-1", "L-1", status="9"), _national("N-3", "L-3", received="20261005080000")]),
}
COUNTED = [
    ("L-2", "onestop_local", "2"), ("N-1", "national_sync", "9"), ("N-2", "national_sync", "4"), ("N-3", "national_sync", "4"),
    ("N-4", "national_sync", "9"),
]  # fmt: skip
CURRENT = "select dossier_code, source_system, status_code from marts.fct_dossier where known_to is null order by all"
HISTORY = "select dossier_code, source_system, status_code, known_from, known_to from marts.fct_dossier order by all"
CELLS = "select * from intermediate.int_dossier_cell order by all"


class Build:
    """A build that loads files by name, each call one run; what came first has the lower sequence."""

    def __init__(self, folder: Path, files: dict = FILES):
        self.folder = folder
        self.files = {n: (e, project.write_raw(folder, e, n, rows)) for n, (e, rows) in files.items()}
        self.reference = project.write_reference(folder, agencies=AGENCIES, expected_deliveries=DELIVERIES)
        self.ledger: list[dict] = []

    def run(self, *names: str) -> Build:
        is_first = not self.ledger
        pending: dict[str, list] = {}
        for name in names:
            extract, path = self.files[name]
            self.ledger.append(project.load(name, len(self.ledger) + 1, extract, month="2026-10-01", rows_read=9))
            pending.setdefault(extract, []).append(path)
        project.write_control(self.folder, self.ledger, pending)
        refresh = ["--full-refresh"] if is_first else []
        variables = {"reference_dir": str(self.reference), "staging_models": STAGING}
        outcome = project.invoke(self.folder, [*MODELS, *refresh], variables=variables)
        assert outcome.success, outcome.exception or [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
        return self

    def rows(self, query: str) -> list[tuple]:
        return sorted((tuple(map(_short, row)) for row in project.rows(self.folder, query)), key=repr)


# What was believed before the copies were known to be one stays on record: two dossiers until a load names the code.
HISTORY_OF_FIRST = [
    ("L-1", "onestop_local", "2", 1, 2), ("L-1", "onestop_local", "4", 2, 4), ("L-2", "onestop_local", "2", 1, None),
    ("L-3", "onestop_local", "2", 2, 5), ("N-1", "national_sync", "4", 3, 5), ("N-1", "national_sync", "9", 5, None),
    ("N-2", "national_sync", "4", 4, None), ("N-3", "national_sync", "4", 3, None), ("N-4", "national_sync", "9", 4, None),
    ("N-4", "onestop_local", "2", 1, 4),
]  # fmt: skip
ORDERS = [
    ("local", "local_again", "unnamed", "naming", "naming_again"),
    ("naming_again", "naming", "unnamed", "local_again", "local"),
    ("unnamed", "local_again", "naming_again", "local", "naming"),
]


@pytest.mark.parametrize("order", [ORDERS[0], *(pytest.param(o, marks=pytest.mark.full) for o in [*ORDERS[1:], *list(permutations(ORDERS[0]))[7::23]])])
def test_two_codes_are_one_dossier_in_any_order_and_any_steps(tmp_path, order):
    at_once = Build(tmp_path / "once").run(*order)
    assert at_once.rows(CURRENT) == COUNTED
    if order == ORDERS[0]:
        assert at_once.rows(HISTORY) == HISTORY_OF_FIRST
    stepwise = Build(tmp_path / "steps")
    for name in order:
        stepwise.run(name)
    for query in (HISTORY, CELLS):
        assert stepwise.rows(query) == at_once.rows(query)


# A row that cannot be read: its unit is unknown.
REJECTED = {
    "good": ("onestop_dossier_list", [_local("L-1"), _local("L-7"), _local("L-8")]),
    "naming": ("dvc_dossier", [_national("N-1", "L-1"), *(_national(f"N-{n}") for n in range(10, 20))]),
    "bad_local": ("onestop_dossier_list", [*(_local(f"L-{n}") for n in range(20, 30)), _local("L-1", unit="Sở Lạ"), _local("L-5", unit="Sở Lạ")]),
    "bad_national": (
        "dvc_dossier",
        [*(_national(f"N-{n}") for n in range(20, 30)), _national("N-5", "L-5", unit="Sở Lạ"), _national("N-7", "L-7", unit="Sở Lạ"),
         _national("N-8", unit="Sở Lạ")],
    ),
}  # fmt: skip
DOUBTS = "select count(*) from intermediate.int_dossier_doubt"


AT_ONCE, IN_STEPS = [("good", "naming", "bad_local", "bad_national")], [("bad_national",), ("bad_local", "naming"), ("good",)]


@pytest.mark.parametrize("steps", [AT_ONCE, pytest.param(IN_STEPS, marks=pytest.mark.full)])
def test_what_cannot_be_read_is_doubted_once(tmp_path, steps):
    """L-1 is counted as N-1; N-7 is counted as L-7; N-5 and L-5 are one dossier nobody counts yet; N-8 is another."""
    build = Build(tmp_path, REJECTED)
    for step in steps:
        build.run(*step)
    assert build.rows(DOUBTS) == [(2,)]
    counted = {code for (code,) in build.rows("select dossier_code from marts.fct_dossier where known_to is null")}
    assert {"N-1", "L-7", "L-8"} <= counted and not {"L-1", "N-5", "L-5", "N-7", "N-8"} & counted


def test_a_load_that_is_held_names_nothing(tmp_path):
    """Too many of its rows cannot be read: facts read none of them, so the copy at the counter stays counted."""
    held = [_national("N-1", "L-1"), *(_national(f"N-{n}", unit="Sở Lạ") for n in range(30, 36))]
    build = Build(tmp_path, {"local": FILES["local"], "held": ("dvc_dossier", held), "naming": FILES["naming"]}).run("local", "held")
    assert [row[0] for row in build.rows(CURRENT)] == ["L-1", "L-2", "N-4"]
    assert [row[0] for row in build.run("naming").rows(CURRENT)] == ["L-2", "N-1", "N-2", "N-4"]
