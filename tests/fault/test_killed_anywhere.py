"""Kill -9 at any step of the main job, run again: the same release id, nothing lost, nothing twice.

Each case waits until the run has reached a state that can be seen from outside, kills the whole process group, and runs again.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.release.publish import current_id, list_releases
from tests import forked
from tests.conftest import Stand, chiso, chiso_main

PATIENCE = 240.0


def count(folder: Path, pattern: str) -> int:
    return sum(1 for _ in folder.glob(pattern))


POINTS = {
    "while landing": lambda d: count(d.landing_dir, "*/*") >= 5,
    "while writing raw": lambda d: count(d.raw_dir, "*/.*.part") + count(d.raw_dir, "*/*.parquet") >= 60,
    "while parsing": lambda d: (d.logs_dir / "dbt" / "dbt.log").exists(),
    "when the build begins": lambda d: d.build_path.exists(),
    "inside dbt": lambda d: d.build_path.with_name(d.build_path.name + ".wal").exists() or count(d.root, "build/dbt/run/**/*.sql") > 5,
    "inside the checks": lambda d: (d.root / "build" / "great_expectations").exists(),
    "while publishing": lambda d: count(d.releases_dir, ".aside-*") > 0,
    "between release and link": lambda d: count(d.releases_dir, "*/manifest.json") > 0,
}


IN_SMALL = {"while writing raw", "inside dbt", "while publishing"}


@pytest.mark.parametrize("point", [p if p in IN_SMALL else pytest.param(p, marks=pytest.mark.full) for p in POINTS])
def test_the_same_release_after_kill(point, small_files, small_built, stand, tmp_path):
    # where a deployment stood before, dbt has parsed already
    deployment = (Stand(tmp_path) if point == "while parsing" else stand).put(small_files)
    process = forked.start(chiso_main, deployment.config_path, ("run",))
    deadline = time.monotonic() + PATIENCE
    while not POINTS[point](deployment) and process.is_alive():
        assert time.monotonic() < deadline, f"never came {point}"
        time.sleep(0.002)
    if process.is_alive():
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    done = chiso(deployment.config_path, "run")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert current_id(deployment) == current_id(small_built)
    assert [r.release_id for r in list_releases(deployment)] == [current_id(small_built)]
    with (
        duckdb.connect(str(deployment.current_release), read_only=True) as ours,
        duckdb.connect(str(small_built.current_release), read_only=True) as theirs,
    ):
        sql = "select file_count, dossier_count from reporting.rpt_release_info"
        assert ours.execute(sql).fetchall() == theirs.execute(sql).fetchall()
