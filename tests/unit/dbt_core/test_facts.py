"""Facts do not depend on how files arrive: all at once or one by one, repeated, in any order.

Here: whole builds on small raw files. Not here: the arithmetic of versions (dbt unit tests of fct_dossier and int_load_version).
"""

from __future__ import annotations

import pytest

from tests.unit.dbt_core import project

AGENCIES = """agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi
H99.08,Sở Y tế,department,so,99,H99,2020-01-01,,SYT
"""
DELIVERIES = """agency_code,delivery_group,valid_from,valid_to
H99.08,document,2020-01-01,
H99.08,dossier,2020-01-01,
"""
FACTS = ["+fct_dossier", "+fct_document", "+int_delivery", "+check_result"]
MODELS = ["build", "--resource-type", "model", "--resource-type", "seed", "--select", *FACTS]


def _dossier(number: int, status: str, finished: str = "", channel: str = "2") -> dict:
    return {
        "dossier_code": f"H99.08-261002-{number:04d}", "procedure_code": "1.000001", "submission_channel": channel,
        "received_at": "20261002080000", "due_at": "20261009170000", "finished_at": finished, "returned_at": "", "rejected_at": "",
        "status_code": status, "processing_unit_name": "Sở Y tế", "supplements": "[]",
    }  # fmt: skip


def _listed(number: int, status: str) -> dict:
    return {
        "dossier_code": f"H99.08-261002-{number:04d}", "unit_name": "SYT", "status_code": status, "received_at": "02/10/2026 08:00",
        "due_at": "09/10/2026", "submission_channel": "Trực tiếp",
    }  # fmt: skip


def _document(number: int, exported: str, status: str = "Chưa xử lý", handled: str = "") -> dict:
    return {
        "unit_name": "Sở Y tế", "direction": "Đến", "register_no": str(number), "registered_on": "05/10/2026", "due_on": "12/10/2026",
        "handling_status": status, "handled_on": handled, "exported_at": exported, "digitally_signed": "x",
    }  # fmt: skip


def _files(folder) -> dict[str, tuple[str, object]]:
    """load id → (extract, path): a dossier that moves on, a list that says less, a register sent twice."""
    made = {
        "first": ("dvc_dossier", [_dossier(1, "2"), _dossier(2, "4"), _dossier(3, "9", "20261005080000")]),
        "second": (
            "dvc_dossier",
            [_dossier(1, "9", "20261006080000"), _dossier(4, "2"), _dossier(7, "2"), _dossier(5, "99")],
        ),
        "list": ("onestop_dossier_list", [_listed(2, "Đã tiếp nhận"), _listed(6, "Đang xử lý")]),
        "register": ("doc_register", [_document(1, "01/11/2026"), _document(2, "01/11/2026")]),
        "register_again": (
            "doc_register",
            [_document(1, "02/11/2026", "Đã xử lý", "07/10/2026"), _document(3, "02/11/2026")],
        ),
    }
    return {
        load_id: (extract, project.write_raw(folder, extract, load_id, rows))
        for load_id, (extract, rows) in made.items()
    }


VERSIONS = {"register": "2026-11-01T00:00:00", "register_again": "2026-11-02T00:00:00"}
ORDER = ["first", "register", "second", "list", "register_again"]


def _ledger(order: list[str], files: dict) -> list[dict]:
    return [
        project.load(
            name, seq, files[name][0], month="2026-10-01", sender_name="Sở Y tế", version_at=VERSIONS.get(name)
        )
        for seq, name in enumerate(order, 1)
    ]


def _build(folder, order: list[str], steps: list[list[str]]) -> None:
    files = _files(folder)
    reference = project.write_reference(folder, agencies=AGENCIES, expected_deliveries=DELIVERIES)
    ledger = _ledger(order, files)
    for number, step in enumerate(steps):
        known = [row for row in ledger if row["load_seq"] <= max(order.index(name) + 1 for name in step)]
        pending: dict[str, list] = {}
        for name in step:
            pending.setdefault(files[name][0], []).append(files[name][1])
        project.write_control(folder, known, pending)
        refresh = ["--full-refresh"] if not number else []
        outcome = project.invoke(folder, [*MODELS, *refresh], variables={"reference_dir": str(reference)})
        assert outcome.success, [r.message for r in outcome.result.results if str(r.status) != "success"]


DOSSIERS = "select dossier_code[-1:], source_system, status_code, is_on_time, known_from, known_to from marts.fct_dossier order by all"
DOCUMENTS = "select register_no, is_handled, is_on_time, known_from, known_to from marts.fct_document order by all"


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("at_once")
    _build(folder, ORDER, [ORDER])
    return folder


def test_versions_and_sources(at_once) -> None:
    assert project.rows(at_once, DOSSIERS) == [
        ("1", "national_sync", "2", None, 1, 3),
        ("1", "national_sync", "9", True, 3, None),
        ("2", "national_sync", "4", None, 1, None),
        ("3", "national_sync", "9", True, 1, None),
        ("4", "national_sync", "2", None, 3, None),
        ("6", "onestop_local", "4", None, 4, None),
        ("7", "national_sync", "2", None, 3, None),
    ]


def test_a_snapshot_takes_the_place_of_the_one_before(at_once) -> None:
    assert project.rows(at_once, DOCUMENTS) == [
        ("1", False, None, 2, 5),
        ("1", True, True, 5, None),
        ("2", False, None, 2, 5),
        ("3", False, None, 5, None),
    ]


def test_checks_and_deliveries(at_once) -> None:
    counted = project.rows(
        at_once, "select extract, max(rows_checked), sum(rows_failed) from quality.check_result group by 1 order by 1"
    )
    assert counted == [("doc_register", 2, 0), ("dvc_dossier", 7, 1), ("onestop_dossier_list", 2, 0)]
    due = project.rows(
        at_once, "select delivery_group, cast(due_on as varchar), status_code from intermediate.int_delivery order by 1"
    )
    assert due == [("document", "2026-11-05", "on_time"), ("dossier", "2026-11-05", "on_time")]


def test_step_by_step_and_repeated_gives_the_same_history(at_once, tmp_path) -> None:
    _build(tmp_path, ORDER, [ORDER[:2], ORDER[2:], ORDER[2:]])
    for query in (
        DOSSIERS,
        DOCUMENTS,
        "select * from quality.quarantine order by all",
        "select * from quality.check_result order by all",
    ):
        assert project.rows(tmp_path, query) == project.rows(at_once, query)


def test_any_order_gives_the_same_current_rows(at_once, tmp_path) -> None:
    _build(tmp_path, ORDER[::-1], [ORDER[::-1]])
    for table in ("fct_dossier", "fct_document"):
        query = (
            f"select * exclude (known_from, known_to, load_id) from marts.{table} where known_to is null order by all"
        )
        assert project.rows(tmp_path, query) == project.rows(at_once, query)
