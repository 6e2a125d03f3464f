"""What a declaration of nothing, a corrected file and an operator's answer do to facts and deliveries, step by step or at once."""

from __future__ import annotations

import pytest

from tests.unit.dbt_core import project
from tests.unit.dbt_core.test_facts import AGENCIES, _document

MODELS = ["build", "--resource-type", "model", "--resource-type", "seed", "--select", "+fct_document", "+int_delivery", "+rpt_quality__load"]
DELIVERIES = "agency_code,delivery_group,valid_from,valid_to\nH99.08,document,2020-01-01,\n"
# name: (month, version, rows, answer's version, answer's number)
LOADS = {
    "first": ("2026-10-01", "2026-11-01T08:00:00", [1, 2], None, None),
    "nothing": ("2026-10-01", "2026-11-02T08:00:00", [], None, None),
    "real after all": ("2026-10-01", "2026-11-03T08:00:00", [3], None, None),
    "september": ("2026-09-01", "2026-10-02T08:00:00", [], None, None),
    "twin": ("2026-08-01", "2026-09-02T08:00:00", [4], None, None),
    "twin answered": ("2026-08-01", "2026-09-02T08:00:00", [5], "2026-09-02T08:00:00", 9),
    "old file late": ("2026-08-01", "2026-09-01T08:00:00", [6], None, None),
}
CURRENT = "select register_no from marts.fct_document where known_to is null order by 1"
HISTORY = "select register_no, known_from, known_to from marts.fct_document order by all"
# Read by hand off the table above: register → (first sequence that knew it, the one from which it was no longer so).
KNOWN = [("1", 1, 2), ("2", 1, 2), ("3", 3, None), ("4", 5, 6), ("5", 6, None)]


def _step(folder, names: list[str], order: list[str], is_first: bool) -> None:
    """One run that finds these loads new, after those before them."""
    known = order[: max(order.index(n) for n in names) + 1]
    loads = [
        project.load(
            name.replace(" ", "_"), order.index(name) + 1, "doc_register", month=LOADS[name][0], sender_name="SYT", rows_read=len(LOADS[name][2]),
            version_at=LOADS[name][1], answered_version_at=LOADS[name][3], answer_seq=LOADS[name][4],
        )
        for name in known
    ]  # fmt: skip
    paths = [project.write_raw(folder, "doc_register", n.replace(" ", "_"), [_document(i, "01/11/2026") for i in LOADS[n][2]]) for n in names]
    reference = project.write_reference(folder, agencies=AGENCIES, expected_deliveries=DELIVERIES)
    project.write_control(folder, loads, {"doc_register": paths})
    given = {"reference_dir": str(reference), "staging_models": ["stg_edoc__document_register"]}
    outcome = project.invoke(folder, [*MODELS, *(["--full-refresh"] if is_first else [])], variables=given)
    assert outcome.success, [r.message for r in outcome.result.results if str(r.status) != "success"]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("at_once")
    _step(folder, list(LOADS), list(LOADS), is_first=True)
    return folder


def test_what_is_replaced_stays_readable_as_history(at_once):
    assert project.rows(at_once, HISTORY) == KNOWN


def test_a_declaration_is_a_delivery_and_told_as_one(at_once):
    due = project.rows(at_once, "select cast(period_month as varchar), status_code from intermediate.int_delivery order by 1")
    assert due == [("2026-08-01", "on_time"), ("2026-09-01", "on_time"), ("2026-10-01", "on_time")]
    told = dict(project.rows(at_once, "select status_vi, count(*) from reporting.rpt_quality__load group by 1"))
    assert told == {"Đã nhận": 5, "Đã nhận: không phát sinh": 2}


def test_step_by_step_and_sent_again_is_the_same(at_once, tmp_path):
    order = list(LOADS)
    _step(tmp_path, ["first", "september"], ["first", "september"], is_first=True)
    assert project.rows(tmp_path, CURRENT) == [("1",), ("2",)]
    _step(tmp_path, order[:2], order, is_first=True)
    assert project.rows(tmp_path, CURRENT) == []
    _step(tmp_path, order[2:6], order, is_first=False)
    _step(tmp_path, order[5:], order, is_first=False)  # one of them for the second time
    assert project.rows(tmp_path, HISTORY) == project.rows(at_once, HISTORY)


def test_any_order_gives_the_same_current_rows(at_once, tmp_path):
    order = list(LOADS)[::-1]
    _step(tmp_path, order, order, is_first=True)
    assert project.rows(tmp_path, CURRENT) == project.rows(at_once, CURRENT) == [("3",), ("5",)]
