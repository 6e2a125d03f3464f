"""The main job on files nobody here wrote: a municipality's permit log and the national procedure catalogues.

The expected figures are computed here from the raw CSV with the standard library alone.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.deployment import load_deployment
from tests.conftest import chiso

HERE = Path(__file__).parent
TZ = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(TZ) if text else None


@pytest.fixture(scope="module")
def log(shared) -> Path:
    return shared / "data" / "dossier" / "receipt_wabo_asof_2011-06-30.csv"


@pytest.fixture(scope="module")
def expected(log) -> dict[str, dict]:
    """One dossier a case, by hand."""
    with log.open(encoding="utf-8") as file:
        return {
            row["case:concept:name"]: {
                "channel": row["case:channel"],
                "received": local(row["case:startdate"]),
                "finished": local(row["case:enddate"]),
                "due": local(row["case:deadline"]),
            }
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def loaded(log, tmp_path_factory):
    root = tmp_path_factory.mktemp("permit_log")
    shutil.copytree(HERE / "permit_log", root, dirs_exist_ok=True)
    (root / "drop").mkdir()
    shutil.copy(log, root / "drop")
    done = chiso(root / "chiso.toml", "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return load_deployment(root)


@pytest.fixture
def facts(loaded):
    with duckdb.connect(str(loaded.build_path), read_only=True) as connection:
        yield lambda sql: connection.execute(sql.replace("DOSSIERS", "(select * from marts.fct_dossier where known_to is null)")).fetchall()


def test_counts(facts, expected):
    assert len(expected) == 848
    assert facts("select count(*), count(*) filter (where is_finished), count(*) filter (where is_open) from DOSSIERS") == [(848, 711, 137)]


def test_channel_split(facts, expected):
    split = dict(facts("select submission_channel, count(*) from DOSSIERS group by 1"))
    assert split == Counter(d["channel"] for d in expected.values())
    assert sorted(split.values(), reverse=True) == [684, 95, 50, 18, 1]


def test_months_are_local(facts, expected):
    """A dossier received at 00:30 on the first of a month belongs to that month, whatever UTC says."""
    ours = dict(facts("select strftime(received_month, '%Y-%m'), count(*) from DOSSIERS group by 1"))
    assert ours == Counter(f"{d['received']:%Y-%m}" for d in expected.values())
    finished = dict(facts("select strftime(finished_month, '%Y-%m'), count(*) from DOSSIERS where finished_month is not null group by 1"))
    assert finished == Counter(f"{d['finished']:%Y-%m}" for d in expected.values() if d["finished"])


def test_on_time_by_deadline(facts, expected):
    by_hand = {k: d["finished"] <= d["due"] for k, d in expected.items() if d["finished"]}
    assert dict(facts("select dossier_code, is_on_time from DOSSIERS where is_finished")) == by_hand


def test_indicator_values_follow_from_the_facts(loaded, expected):
    """On-time rate of finished dossiers by month, whole deployment."""
    finished = Counter(f"{d['finished']:%Y-%m}" for d in expected.values() if d["finished"])
    on_time = Counter(f"{d['finished']:%Y-%m}" for d in expected.values() if d["finished"] and d["finished"] <= d["due"])
    with duckdb.connect(str(loaded.current_release), read_only=True) as connection:
        rows = connection.execute(
            "select strftime(period_month, '%Y-%m'), numerator, denominator from marts.indicator_value "
            "where indicator_code = 'DVC-02' and window_code = 'month' and agency_code = 'province' and denominator > 0"
        ).fetchall()
    assert {m: (n, d) for m, n, d in rows} == {m: (on_time[m], finished[m]) for m in finished}


def test_the_same_log_again_changes_nothing(loaded):
    renamed = loaded.drop_dir / "renamed.dat"
    shutil.copy(next(loaded.drop_dir.glob("*.csv")), renamed)
    before = loaded.current_release.resolve()
    done = chiso(loaded.config_path, "run")
    assert done.returncode == 0, done.stderr
    assert loaded.current_release.resolve() == before


def test_procedure_catalogues_load_as_reference(shared, tmp_path):
    shutil.copytree(HERE / "permit_log", tmp_path, dirs_exist_ok=True)
    config = tmp_path / "chiso.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('["permit_receipt"]', '["procedure_catalogue"]'), encoding="utf-8")
    books = sorted((shared / "data" / "tthc").glob("*.xlsx"))
    (tmp_path / "drop").mkdir()
    for book in books:
        shutil.copy(book, tmp_path / "drop")
    done = chiso(config, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    from openpyxl import load_workbook

    codes = {
        row[0] for book in books for row in load_workbook(book, read_only=True).active.iter_rows(min_row=3, values_only=True) if row[0]
    }
    with duckdb.connect(str(load_deployment(tmp_path).build_path), read_only=True) as connection:
        ours = {r[0] for r in connection.execute("select procedure_code from marts.dim_procedure").fetchall()}
    assert ours == codes and len(codes) > 1800
