"""Events (delivery append): one is counted once however often and in whatever order it is told."""

from __future__ import annotations

import itertools
import random

import duckdb
import jinja2
import pytest

from tests.unit.dbt_core import project

MODELS = ["build", "--resource-type", "model", "--resource-type", "seed", "--select", "+repeated_event", "+rpt_quality__check"]


def _sync(dataset: str, status: str, records: str = "10") -> dict:
    return {
        "dataset_code": dataset, "dataset_name": "Bộ dữ liệu", "unit_name": "Sở Mẫu", "sync_due_at": "05/10/2026 08:00",
        "sync_started_at": "05/10/2026 08:01", "sync_finished_at": "05/10/2026 08:02", "sync_status": status, "record_count": records,
    }  # fmt: skip


FILES = {
    "one": [_sync("DS-1", "Thành công"), _sync("DS-2", "Thành công")],
    "two": [_sync("DS-1", "Thành công"), _sync("DS-2", "Thành công", "11"), _sync("DS-3", "Thành công")],
    "three": [_sync("DS-2", "Thành công", "11")],
}


@pytest.mark.parametrize("order", [("one", "two", "three"), ("three", "two", "one")])
def test_differing_repeats_are_counted_in_any_order(tmp_path, order) -> None:
    agencies = "agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi\n"
    reference = project.write_reference(tmp_path, agencies=agencies + "H99.08,Sở Mẫu,department,so,99,H99,2020-01-01,,SM\n")
    paths = {name: project.write_raw(tmp_path, "shared_database_sync", name, rows) for name, rows in FILES.items()}
    loads = [project.load(name, seq, "shared_database_sync", month="2026-10-01", rows_read=3) for seq, name in enumerate(order, 1)]
    project.write_control(tmp_path, loads, {"shared_database_sync": list(paths.values())})
    given = {"reference_dir": str(reference), "staging_models": ["stg_data_sharing__sync"]}
    outcome = project.invoke(tmp_path, MODELS, variables=given)
    assert outcome.success, [r.message for r in outcome.result.results if str(r.status) != "success"]
    assert project.rows(tmp_path, "select * from quality.repeated_event") == [("shared_database_sync", 3, 2, 1)]
    told = "select rows_checked, rows_failed, verdict_vi from reporting.rpt_quality__check where rule_name = 'event_repeated'"
    assert project.rows(tmp_path, told) == [(3, 1, "Cảnh báo")]
    assert project.rows(tmp_path, "select count(*) from intermediate.int_load_version where superseded_by_seq is not null") == [(0,)]


def _known(rows: list[tuple]) -> list[tuple]:
    """Macro known_versions without a ranking, rendered and run: (key, content, load_seq) → (key, content, known_from, known_to)."""
    text = (project.PROJECT / "macros" / "version.sql").read_text(encoding="utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals["return"] = lambda value: value
    sql = environment.from_string(text).module.known_versions("version", ["key"], [], ["content"])
    values = ", ".join(f"('{key}', '{content}', {seq})" for key, content, seq in rows)
    version = f"version as (select *, cast(null as bigint) as superseded_by_seq from (values {values}) as v (key, content, load_seq))"
    query = f"with {version}, {sql} select key, content, load_seq, known_to from known order by all"
    return duckdb.sql(query).fetchall()


def test_the_event_that_counts_does_not_depend_on_the_order_of_files() -> None:
    told = [("a", "x"), ("a", "y"), ("a", "x"), ("b", "x"), ("b", "x")]
    for order in itertools.permutations(told):
        rows = _known([(*event, seq) for seq, event in enumerate(order, 1)])
        assert sorted(row[:2] for row in rows if row[3] is None) == [("a", "y"), ("b", "x")]
        assert all(row[3] is None or row[3] > row[2] for row in rows)


def test_an_equal_repeat_changes_nothing() -> None:
    rng = random.Random(57)
    told = [(rng.choice("abc"), rng.choice("xyz")) for _ in range(6)]
    once = [(*event, seq) for seq, event in enumerate(told, 1)]
    again = once + [(*event, seq) for seq, event in enumerate(told, 7)]
    assert _known(again) == _known(once)
