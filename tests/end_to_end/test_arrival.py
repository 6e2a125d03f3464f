"""Arrival must not matter: any order, repetition, renaming or splitting in runs gives the same release."""

from __future__ import annotations

import random
import shutil

import pytest

from orchestration.deployment import load_deployment
from orchestration.release.publish import current_id
from tests.conftest import chiso


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full)])
def test_files_in_three_runs_in_any_order(small_built, small_files, stand, seed):
    """The last month's extracts first, the rest later, some twice under other names; undeclared second snapshots stay out of the game."""
    drop = stand.put(small_files, ("drop",)).drop_dir
    files = [p for p in sorted((small_files / "drop").rglob("*")) if p.is_file()]
    ambiguous = [p for p in files if "ban_2" in p.name]  # nothing tells it from its twin: arrival decides, and the sender is asked
    files = [p for p in files if p not in ambiguous]
    random.Random(seed).shuffle(files)
    third = len(files) // 3
    for number, batch in enumerate((files[:third], files[third : 2 * third], files[2 * third :] + files[:20] + ambiguous)):
        for position, path in enumerate(batch):
            target = drop / f"run-{number}" / f"{position:05d}-{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        done = chiso(stand.root / "chiso.toml", "run")
        assert done.returncode in (0, 1), done.stdout + done.stderr
    assert current_id(load_deployment(stand.root)) == current_id(small_built)


def test_rebuilding_from_raw_gives_the_same_release(small_built, stand):
    copy = stand.put(small_built.root)
    assert chiso(copy.config_path, "run", "--rebuild").returncode in (0, 1)
    assert current_id(copy) == current_id(small_built)
