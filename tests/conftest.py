"""What all suites share: the folder of real files, and one small demo deployment built once a session by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.deployment import Deployment, load_deployment
from tests import forked

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = "from orchestration.cli import main; main()"
DEMO_ROWS, DEMO_MONTHS = 6000, 14  # one month more than a year: every panel has its same period last year
SMALL_ROWS, SMALL_MONTHS = 1500, 3


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real third-party files; tests that need it are skipped by name where it is absent."""
    path = Path(os.environ.get("CHISO_SHARED", PROJECT.parent / "shared"))
    if not (path / "data").is_dir():
        pytest.skip("thư mục tệp thật ../shared không có trên máy này")
    return path


def chiso_main(deployment: Path | None, arguments: tuple[str, ...]) -> None:
    """The `chiso` command in this process, which it ends."""
    from orchestration.cli import main

    sys.argv = ["chiso", *(["-d", str(deployment)] if deployment is not None else []), *arguments]
    main()


def chiso(deployment: Path | None, *arguments: str) -> subprocess.CompletedProcess:
    """Run the `chiso` command as a person would, in a process of its own."""
    return forked.run(chiso_main, deployment, arguments)


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
    """Copy a deployment and run the main job on it, by the command itself."""
    shutil.copytree(files, root)
    done = subprocess.run([sys.executable, "-c", COMMAND, "-d", str(root / "chiso.toml"), "run"], cwd=PROJECT, capture_output=True, text=True)
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


class Stand:
    """One place where deployments are put in turn: dbt's parse belongs to a place, and the first that stood there leaves it to the others."""

    def __init__(self, folder: Path):
        self.root, self._parsed = folder / "demo", folder / "parsed"

    def put(self, source: Path, ignore: tuple[str, ...] = ()) -> Deployment:
        """A copy of the deployment at `source`, without the folders of `ignore`; what stood here before is gone."""
        build = self.root / "build"
        if (build / "dbt" / "manifest.made-of").is_file() and not self._parsed.exists():
            shutil.copytree(build, self._parsed, ignore=shutil.ignore_patterns("*.duckdb*", "great_expectations", "compiled", "run"))
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(source, self.root, symlinks=True, ignore=shutil.ignore_patterns(*ignore))
        if self._parsed.exists():
            for name in ("dbt", "sources"):
                shutil.rmtree(build / name, ignore_errors=True)
            shutil.copytree(self._parsed, build, dirs_exist_ok=True)
        return load_deployment(self.root)


@pytest.fixture(scope="session")
def stand(tmp_path_factory) -> Stand:
    return Stand(tmp_path_factory.mktemp("stand"))
