"""Releases: identity by content, publishing aside, an atomic link, roll-back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.deployment import load_deployment
from orchestration.release import publish as publishing
from orchestration.release.identity import Published, content_hash, partitions, withheld_names

TABLES = [
    Published("marts", "indicator_value", "period_month", frozenset()),
    Published("reporting", "rpt_executive__scorecard", "period_month", frozenset()),
]


@pytest.fixture
def deployment(tmp_path):
    source = Path(__file__).parents[2] / "real" / "permit_log" / "chiso.toml"
    (tmp_path / "chiso.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    return replace(load_deployment(tmp_path), is_simulated=True)


def make_build(deployment, values: list[tuple[str, float]], reverse: bool = False, receipt: int = 1) -> None:
    deployment.build_path.parent.mkdir(parents=True, exist_ok=True)
    deployment.build_path.unlink(missing_ok=True)
    with duckdb.connect(str(deployment.build_path)) as c:
        c.execute("create schema marts; create schema reporting; create schema control")
        c.execute("create table control.load as select 'accepted' as status")
        c.execute("create table marts.fct_dossier as select null::bigint as known_to")
        c.execute("create table marts.indicator_value (period_month date, value double, load_seq bigint)")
        for month, value in reversed(values) if reverse else values:
            c.execute("insert into marts.indicator_value values (?, ?, ?)", [month, value, receipt])
        c.execute("create table reporting.rpt_executive__scorecard as select max(period_month) as period_month from marts.indicator_value")
        c.execute("comment on column marts.indicator_value.value is 'giá trị'")


VALUES = [("2026-09-01", 84.37), ("2026-10-01", 1 / 3)]


def published(deployment, **kwargs):
    return publishing.publish(deployment, TABLES, {}, **kwargs)


def test_identity_ignores_row_order_and_receipt_columns(deployment):
    make_build(deployment, VALUES)
    first = published(deployment)
    make_build(deployment, VALUES, reverse=True, receipt=99)
    assert published(deployment).release_id == first.release_id
    assert first.release_id.startswith("DEMO-20261031-")


def test_identity_sees_every_change(deployment):
    make_build(deployment, VALUES)
    with duckdb.connect(str(deployment.build_path), read_only=True) as c:
        catalog = c.execute("select current_database()").fetchone()[0]
        before = content_hash(partitions(c, TABLES, catalog))
    for changed in ([("2026-09-01", 84.38), VALUES[1]], [VALUES[0]], [*VALUES, VALUES[1]], [("2026-10-01", 84.37), ("2026-09-01", 1 / 3)]):
        make_build(deployment, changed)
        with duckdb.connect(str(deployment.build_path), read_only=True) as c:
            assert content_hash(partitions(c, TABLES, catalog)) != before


def test_null_is_not_empty_text():
    with duckdb.connect() as c:
        c.execute("create schema s; create table s.a as select null::varchar as x; create table s.b as select '' as x")
        a, b = (partitions(c, [Published("s", n, None, frozenset())], "memory") for n in "ab")
    assert a[0].digest != b[0].digest


def test_release_is_immutable_and_linked(deployment):
    make_build(deployment, VALUES)
    release = published(deployment)
    assert deployment.current_release.is_symlink()
    with duckdb.connect(str(deployment.current_release), read_only=True) as c:
        assert c.execute("select release_id from reporting.rpt_release_info").fetchone() == (release.release_id,)
        assert c.execute("select comment from duckdb_columns() where column_name = 'value'").fetchone() == ("giá trị",)
    publishing.verify(deployment, release)
    path = deployment.releases_dir / release.release_id / "release.duckdb"
    assert not os.stat(path).st_mode & 0o222


def test_an_open_reader_keeps_its_release_and_a_new_one_sees_the_next(deployment):
    make_build(deployment, VALUES)
    first = published(deployment)
    reader = duckdb.connect(str(deployment.current_release), read_only=True)
    make_build(deployment, [VALUES[0]])
    second = published(deployment)
    assert reader.execute("select release_id from reporting.rpt_release_info").fetchone() == (first.release_id,)
    reader.close()
    with duckdb.connect(str(deployment.current_release), read_only=True) as c:
        assert c.execute("select release_id from reporting.rpt_release_info").fetchone() == (second.release_id,)


def test_roll_back_and_tampering(deployment):
    make_build(deployment, VALUES)
    first = published(deployment)
    make_build(deployment, [VALUES[0]])
    second = published(deployment)
    publishing.point_current_at(deployment, first.release_id)
    assert publishing.current_id(deployment) == first.release_id
    path = deployment.releases_dir / second.release_id / "release.duckdb"
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    with pytest.raises(publishing.ReleaseError, match="nguyên vẹn"):
        publishing.verify(deployment, second)


def test_a_pinned_deployment_keeps_its_link(deployment):
    make_build(deployment, VALUES)
    first = published(deployment)
    make_build(deployment, [VALUES[0]])
    second = published(deployment, move_link=False)
    assert publishing.current_id(deployment) == first.release_id != second.release_id


def test_rubbish_of_a_killed_run_is_removed(deployment):
    make_build(deployment, VALUES)
    deployment.releases_dir.mkdir(parents=True)
    left = deployment.releases_dir / ".aside-1"
    left.mkdir()
    (left / "release.duckdb").write_bytes(b"half")
    published(deployment)
    assert not left.exists()


def test_rows_of_extracts_with_a_narrower_audience_stay_out(deployment):
    """Quarantine, loads, checks and deliveries of a restricted extract: in no published table, by whichever name it goes."""
    sources = {
        "a": {"name": "dvc", "source_name": "raw", "config": {"meta": {"audience": "all", "extract_vi": "Hồ sơ", "delivery_group": "dossier"}}},
        "b": {
            "name": "incident", "source_name": "raw",
            "config": {"meta": {"audience": "security_officer", "extract_vi": "Sự cố", "delivery_group": "security"}},
        },
        "c": {"name": "party", "source_name": "raw", "config": {"meta": {"audience": "party", "extract_vi": "Sổ tay", "delivery_group": "dossier"}}},
    }  # fmt: skip
    withheld = withheld_names({"sources": sources})
    assert withheld == {"incident", "Sự cố", "security", "party", "Sổ tay"}, "a group that an open extract serves stays"
    make_build(deployment, VALUES)
    with duckdb.connect(str(deployment.build_path)) as c:
        for name, column in (("rpt_quality__load", "extract_code"), ("rpt_quality__quarantine", "extract_vi"), ("rpt_quality__delivery", "group_vi")):
            c.execute(f"create table reporting.{name} ({column} varchar, found_text varchar)")
            for value in ("dvc", "Hồ sơ", "dossier", None, *sorted(withheld)):
                c.execute(f"insert into reporting.{name} values (?, ?)", [value, f"kín {value}" if value in withheld else "mở"])
    tables = [
        *TABLES,
        *(Published("reporting", n, None, frozenset(), withheld) for n in ("rpt_quality__load", "rpt_quality__quarantine", "rpt_quality__delivery")),
    ]
    release = publishing.publish(deployment, tables, {})
    with duckdb.connect(str(deployment.current_release), read_only=True) as c:
        for table in tables[2:]:
            assert c.execute(f"select distinct found_text from {table.relation}").fetchall() == [("mở",)]
    with duckdb.connect(str(deployment.build_path)) as c:
        c.execute("update reporting.rpt_quality__load set found_text = 'khác' where extract_code = 'incident'")
    assert publishing.publish(deployment, tables, {}).release_id == release.release_id, "what is not published does not make a release"
