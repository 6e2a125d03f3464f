"""Kill -9 at any step of the main job, run again: the same release id, nothing lost, nothing twice.

Each case waits until the run has reached a state that can be seen from outside, kills the whole process group, and runs again.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.deployment import Deployment, load_deployment
from orchestration.release.publish import current_id, list_releases
from tests.conftest import PROJECT, chiso

PATIENCE = 240.0


def count(folder: Path, pattern: str) -> int:
    return sum(1 for _ in folder.glob(pattern))


POINTS = {
    "while landing": lambda d: count(d.landing_dir, "*/*") >= 5,
    "while writing raw": lambda d: count(d.raw_dir, "*/.*.part") + count(d.raw_dir, "*/*.parquet") >= 60,
    "when the build begins": lambda d: d.build_path.exists(),
    "inside dbt": lambda d: d.build_path.with_name(d.build_path.name + ".wal").exists() or (d.logs_dir / "dbt" / "dbt.log").exists(),
    "inside the checks": lambda d: (d.root / "build" / "great_expectations").exists(),
    "while publishing": lambda d: count(d.releases_dir, ".aside-*") > 0,
    "between release and link": lambda d: count(d.releases_dir, "*/manifest.json") > 0,
}


def start(deployment: Deployment) -> subprocess.Popen:
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "-d", str(deployment.config_path), "run"]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


IN_SMALL = {"while writing raw", "inside dbt", "while publishing"}


@pytest.mark.parametrize("point", [p if p in IN_SMALL else pytest.param(p, marks=pytest.mark.full) for p in POINTS])
def test_the_same_release_after_kill(point, small_files, small_built, tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(small_files, root)
    deployment = load_deployment(root)
    process = start(deployment)
    deadline = time.monotonic() + PATIENCE
    while not POINTS[point](deployment) and process.poll() is None:
        assert time.monotonic() < deadline, f"never came {point}"
        time.sleep(0.002)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
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
