"""What all suites share: the folder of real files, and one small demo deployment built once a session by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.deployment import Deployment, load_deployment

PROJECT = Path(__file__).resolve().parent.parent
DEMO_ROWS, DEMO_MONTHS = 6000, 14  # one month more than a year: every panel has its same period last year
SMALL_ROWS, SMALL_MONTHS = 1500, 3


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real third-party files; tests that need it are skipped by name where it is absent."""
    path = Path(os.environ.get("CHISO_SHARED", PROJECT.parent / "shared"))
    if not (path / "data").is_dir():
        pytest.skip("thư mục tệp thật ../shared không có trên máy này")
    return path


def chiso(deployment: Path | None, *arguments: str, **kwargs) -> subprocess.CompletedProcess:
    """Run the `chiso` command as a person would."""
    command = [sys.executable, "-c", "from orchestration.cli import main; main()"]
    if deployment is not None:
        command += ["-d", str(deployment)]
    return subprocess.run([*command, *arguments], cwd=PROJECT, capture_output=True, text=True, **kwargs)


def _extracts(root: Path, rows: int, months: int) -> Path:
    done = chiso(None, "demo-data", "--rows", str(rows), "--months", str(months), "--out", str(root))
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory) -> Path:
    """A demo deployment with its extracts in the drop zone and nothing loaded; copy it before you load."""
    return _extracts(tmp_path_factory.mktemp("demo_files") / "demo", DEMO_ROWS, DEMO_MONTHS)


@pytest.fixture(scope="session")
def small_files(tmp_path_factory) -> Path:
    """The same in small: one quarter, for tests that run the main job many times."""
    return _extracts(tmp_path_factory.mktemp("small_files") / "demo", SMALL_ROWS, SMALL_MONTHS)


def run_copy(files: Path, root: Path) -> Deployment:
    """Copy a deployment and run the main job on it."""
    shutil.copytree(files, root)
    done = chiso(root / "chiso.toml", "run")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return load_deployment(root)


@pytest.fixture(scope="session")
def built(demo_files, tmp_path_factory) -> Deployment:
    """The demo deployment after one whole run. Read-only for tests."""
    return run_copy(demo_files, tmp_path_factory.mktemp("built") / "demo")


@pytest.fixture(scope="session")
def small_built(small_files, tmp_path_factory) -> Deployment:
    """The quarter after one whole run. Read-only for tests."""
    return run_copy(small_files, tmp_path_factory.mktemp("small_built") / "demo")
