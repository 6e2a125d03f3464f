"""Releases: identity by content, publishing aside, an atomic link, roll-back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.deployment import load_deployment
from orchestration.release import publish as publishing
from orchestration.release.identity import Published, content_hash, partitions

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
