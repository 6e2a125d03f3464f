"""Landing over time: who read what, how long it stays, what is isolated, what can be done without it."""

from __future__ import annotations

import io
import json
import os
import stat
import time
import zipfile

import pytest

from orchestration.intake.landing import Landing
from orchestration.intake.retention import MARKER, purge_expired, purge_when_due
from orchestration.intake.workspace import Workspace
from orchestration.state import Ledger
from tests.conftest import chiso
from tests.unit.intake.conftest import Place, dossier, register, register_row

DAY = 86_400


def landed(place: Place) -> set[str]:
    return {p.name for p in place.deployment.landing_dir.glob("??/*")}


def log(place: Place) -> list[tuple[str, str]]:
    lines = (place.deployment.landing_dir / "access.log").read_text(encoding="utf-8").splitlines()
    return [(e["action"], e["sha256"]) for e in map(json.loads, lines)]


def events(place: Place, kind: str) -> list[dict]:
    with Ledger.of(place.deployment) as ledger:
        assert ledger.events.first_broken() is None
        return ledger.events.all(kind)


def put(place: Place, number: int):
    return place.put(f"{number}.json", json.dumps([dossier(number)], ensure_ascii=False))


def test_every_read_is_logged_and_a_known_file_is_not_read(place):
    result = place.one(put(place, 1))
    assert log(place) == [("land", result.sha256), ("read", result.sha256)]
    place.one(place.put("lại.json", place.drop.joinpath("1.json").read_bytes()))
    assert len(log(place)) == 2
    entry = json.loads((place.deployment.landing_dir / "access.log").read_text().splitlines()[0])
    assert entry["uid"] == os.getuid() and set(entry) == {"at", "action", "sha256", "uid"}
    assert stat.S_IMODE((place.deployment.landing_dir / "access.log").stat().st_mode) == 0o600


def test_retention_deletes_what_is_older_and_says_so(place):
    old, new = place.one(put(place, 1)), place.one(put(place, 2))
    store = Landing(place.deployment.landing_dir)
    os.utime(store.path_of(old.sha256), (time.time() - 366 * DAY,) * 2)
    with Workspace(place.deployment) as space, Ledger.of(place.deployment) as ledger:
        (space.landing.folder / MARKER).unlink()
        assert purge_when_due(space.landing, ledger.events, 365).files == 1
        assert purge_when_due(space.landing, ledger.events, 0).files == 0, "one look a day"
        assert purge_expired(space.landing, ledger.events, 365, "x").files == 0
    assert landed(place) == {new.sha256} and log(place)[-1] == ("purge", old.sha256)
    (event,) = events(place, "landing.purged")
    assert event["payload"]["files"] == 1 and event["payload"]["older_than_days"] == 365 and event["actor"] == "machine"


def test_without_landing_loads_stand_and_only_reading_again_needs_it(place):
    path = put(place, 1)
    result = place.one(path)
    with Workspace(place.deployment) as space, Ledger.of(place.deployment) as ledger:
        purge_expired(space.landing, ledger.events, 0, "x", time.time() + DAY)
    assert not landed(place) and place.rows(result)
    again = place.one(place.put("lại.json", path.read_bytes()))
    assert again.load_id == result.load_id and not again.is_new and not landed(place), "bytes that need no reading are not kept again"
    (place.deployment.raw_dir / "dvc_dossier" / f"{result.load_id}.parquet").unlink()
    assert place.rows(place.one(path)) and landed(place) == {result.sha256}, "raw is gone: the file is needed again"


def secret(place: Place, name: str = "bi mat.xlsx"):
    return register(place.drop / name, [register_row(1, "Tối mật")])


def test_an_isolated_file_is_closed_listed_and_refused_again_without_a_copy(place):
    path = secret(place)
    result = place.one(path)
    store = Landing(place.deployment.landing_dir)
    ((sha256, size, _),) = store.isolated()
    assert (sha256, size) == (result.sha256, path.stat().st_size) and not landed(place)
    assert stat.S_IMODE((store.isolated_dir / sha256).stat().st_mode) == 0 and stat.S_IMODE(store.isolated_dir.stat().st_mode) == 0o700
    (event,) = events(place, "landing.isolated")
    assert event["payload"] == {"sha256": sha256, "reason": "SECRECY_PRESENT"}
    place.contracts = {k: v for k, v in place.contracts.items() if k != "doc_register"}  # no contract makes it read again
    again = place.one(place.put("khác tên.xlsx", path.read_bytes()))
    assert again.reason_code == "SECRECY_PRESENT" and not again.is_new and not landed(place)
    assert [a for a, _ in log(place)] == ["land", "read", "isolate"]


def test_the_officers_commands(place):
    result = place.one(secret(place))
    toml = place.deployment.config_path
    listed = chiso(toml, "isolated", "list")
    assert listed.returncode == 0 and result.sha256[:12] in listed.stdout and "bi mat" not in listed.stdout
    assert chiso(toml, "isolated", "purge", "0000").returncode == 2
    assert chiso(toml, "isolated", "purge", result.sha256[:12]).returncode == 0
    assert not Landing(place.deployment.landing_dir).isolated() and log(place)[-1] == ("purge", result.sha256)
    assert events(place, "isolated.purged")[0]["payload"] == {"sha256": result.sha256}
    again = place.one(place.put("lại.xlsx", (place.drop / "bi mat.xlsx").read_bytes()))
    assert again.reason_code == "SECRECY_PRESENT" and not landed(place) and not Landing(place.deployment.landing_dir).isolated()


def test_the_operators_commands(place, tmp_path):
    result = place.one(put(place, 1))
    toml, out = place.deployment.config_path, tmp_path / "ra.json"
    assert chiso(toml, "landing", "export", result.sha256[:10], str(out)).returncode == 0
    assert out.read_bytes() == (place.drop / "1.json").read_bytes() and stat.S_IMODE(out.stat().st_mode) == 0o600
    assert log(place)[-1] == ("export", result.sha256) and events(place, "landing.exported")
    assert chiso(toml, "landing", "export", "ff", str(tmp_path / "x")).returncode == 2
    done = chiso(toml, "landing", "purge", "--days", "0")
    assert done.returncode == 0 and "1 tệp" in done.stdout and not landed(place)


@pytest.mark.parametrize("name", ["a.zip"])
def test_members_known_to_be_secret_are_not_landed_from_another_envelope(place, name):
    path = secret(place)
    place.one(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "x.xlsx")
    (result,) = place.load(place.put(name, packed.getvalue()))
    assert result.reason_code == "SECRECY_PRESENT" and not landed(place)
    assert len(Landing(place.deployment.landing_dir).isolated()) == 1
