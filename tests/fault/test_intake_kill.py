"""Intake killed at every durable step, then run again: the same raw, the same ledger, nothing left aside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from orchestration.intake import load
from orchestration.intake.landing import Landing
from orchestration.state.ledger import Ledger
from tests import forked
from tests.unit.intake.conftest import Place, dossier, register, register_row

# By which intake makes things durable.
DURABLE = {
    "rename": (os, "replace"), "fsync": (os, "fsync"), "ledger": (Ledger, "add"), "raw": (load, "write_raw"), "raw files": (load, "settle_raw"),
    "land": (Landing, "store"), "landed": (Landing, "settle"), "isolate": (Landing, "isolate"), "seen": (Ledger, "remember"),
}  # fmt: skip


def load_and_die(root: Path, step: str, number: int, after: bool, batch: int) -> None:
    """Load what lies in the drop zone, in batches; the process dies at the n-th call of a step, before or after it acts."""
    load.BATCH_FILES = batch
    left = [number]
    owner, name = DURABLE[step]
    function = getattr(owner, name)

    def deadly(*args, **kwargs):
        left[0] -= 1
        if left[0] == 0 and not after:
            os._exit(9)
        result = function(*args, **kwargs)
        if left[0] == 0:
            os._exit(9)
        return result

    setattr(owner, name, deadly)
    Place(root).load()


# (step, its n-th call, files a batch): seven files in batches of two, and all in one
STEPS = ("rename", "fsync", "ledger", "raw", "raw files", "land", "landed", "seen")
POINTS = [(step, number, 2) for step in STEPS for number in (1, 3)]
POINTS += [("rename", 8, 1000), ("fsync", 9, 1000), ("ledger", 5, 1000), ("raw files", 1, 1000), ("isolate", 1, 1000), ("isolate", 1, 2)]


def fill(place: Place) -> None:
    for n in range(3):
        place.put(f"{n}.json", json.dumps([dossier(n), dossier(n + 5)], ensure_ascii=False))
    place.put("4 hỏng.json", '[{"MaHoSo"')
    register(place.drop / "5 sổ.xlsx", [register_row(1)])
    register(place.drop / "6 bị giữ.xlsx", [register_row(2)])
    register(place.drop / "7 mật.xlsx", [register_row(1, "Mật")])


def state(place: Place) -> dict:
    volatile = {"received_at", "run_id", "load_seq"}
    root = place.deployment.root
    files = [p for p in root.rglob("*") if p.is_file() and p.suffix != ".log" and not p.is_relative_to(place.deployment.state_dir)]
    return {
        "loads": [{k: v for k, v in row.items() if k not in volatile} for row in place.loads()],
        "files": {p.relative_to(root).as_posix(): p.read_bytes() for p in files},
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Place:
    place = Place(tmp_path_factory.mktemp("whole"))
    fill(place)
    return place


@pytest.fixture(scope="module")
def undisturbed(template) -> dict:
    statuses = [r.status for r in template.load()]
    assert statuses == ["accepted", "accepted", "accepted", "refused", "accepted", "held", "refused"]
    return state(template)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("step", "number", "batch"), POINTS)
def test_killed_and_run_again(step, number, batch, when, template, undisturbed, tmp_path):
    place = Place(tmp_path / "killed")
    for path in template.drop.iterdir():
        place.put(path.name, path.read_bytes())
    killed = forked.run(load_and_die, tmp_path / "killed", step, number, when == "after", batch)
    assert killed.returncode == 9, killed.stderr
    for _ in range(2):
        place.load()
        assert state(place) == undisturbed
