"""Exactly once: repeated, renamed, zipped, reordered deliveries; the cache of files seen; landing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake import drop_zone, has_news, landing, load, raw, scan_drop_zone
from orchestration.state import Ledger
from tests.unit.intake.conftest import Place, dossier, register, register_row

FILES = {f"{n}.json": json.dumps([dossier(n), dossier(n + 10)], ensure_ascii=False) for n in range(3)}
FILES["bad.json"] = '{"x": 1'
FILES["note.txt"] = "không phải dữ liệu"


def state(place: Place) -> dict:
    """What must not depend on how files came: raw content and the set of loads."""
    loads = {(r["file_sha256"], r["status"], r["reason_code"], r["sender_name"], r["rows_read"]) for r in place.loads()}
    raw = {
        p.relative_to(place.deployment.raw_dir).as_posix(): p.read_bytes()
        for p in place.deployment.raw_dir.rglob("*.parquet")
    }
    landed = {p.name for p in place.deployment.landing_dir.glob("??/*")}
    return {"loads": loads, "raw": raw, "landed": landed}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.sampled_from(sorted(FILES)), st.text("abcé ", max_size=6)), max_size=4), max_size=4)
)
def test_any_order_name_and_repetition_give_the_same(tmp_path_factory, runs):
    root = tmp_path_factory.mktemp("runs")
    plain, mixed = Place(root / "plain"), Place(root / "mixed")
    for run, files in enumerate(runs):
        mixed.load(
            *[mixed.put(f"{run}/{i}{name}.{file}", FILES[file]) for i, (file, name) in enumerate(files)] or [mixed.drop]
        )
    wanted = sorted({file for files in runs for file, _ in files})
    plain.load(*[plain.put(file, FILES[file]) for file in wanted] or [plain.drop])
    assert state(plain) == state(mixed)
    shutil.rmtree(root)


def test_a_zip_is_its_members(place, tmp_path):
    plain = Place(tmp_path / "plain")
    plain.load(*[plain.put(name, text) for name, text in FILES.items()])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(f"thang 7/{name}", text)
        archive.writestr("__MACOSX/._0.json", "x")
    results = place.load(place.put("goi.zip", packed.getvalue()))
    assert len(results) == len(FILES) and all(r.is_new for r in results)
    again = place.load(place.put("goi khac ten.zip", packed.getvalue()), place.put("0.json", FILES["0.json"]))
    assert len(again) == len(FILES) + 1 and not any(r.is_new for r in again)
    ours, theirs = state(place), state(plain)
    assert ours["loads"] == theirs["loads"] and ours["raw"] == theirs["raw"] and theirs["landed"] < ours["landed"]


def test_a_secret_inside_a_zip_takes_the_envelope_with_it(place):
    book = register(place.deployment.root / "s.xlsx", [register_row(1, "Tối mật")]).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("so.xlsx", book)
    path = place.put("a.zip", packed.getvalue())
    for _ in range(2):
        (result,) = place.load(path)
        assert result.reason_code == "SECRECY_PRESENT" and state(place)["landed"] == set()


def test_unsafe_archives_are_refused(place):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (1 << 30))
    results = place.load(place.put("bomb.zip", bomb.getvalue()), place.put("empty.zip", b"PK\x05\x06" + b"\0" * 18))
    assert [r.reason_code for r in results] == ["ARCHIVE_UNSAFE", "EMPTY_FILE"]


def settle(place: Place) -> None:
    for path in place.drop.rglob("*"):
        os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)


def test_a_file_already_read_costs_a_stat(place, monkeypatch):
    for name, text in FILES.items():
        place.put(name, text)
    place.put(".hidden.json", FILES["0.json"])
    place.put("~$0.xlsx", b"lock")
    settle(place)
    with Ledger.of(place.deployment) as ledger:
        assert has_news(place.deployment, ledger)
        first = scan_drop_zone(place.deployment, place.contracts, ledger)
        assert len(first) == len(FILES) and not has_news(place.deployment, ledger)
        monkeypatch.setattr(landing.Landing, "store", lambda *_: (_ for _ in ()).throw(AssertionError("read again")))
        again = scan_drop_zone(place.deployment, place.contracts, ledger)
    assert [(r.sha256, r.status) for r in again] == [(r.sha256, r.status) for r in first] and not any(
        r.is_new for r in again
    )


def test_known_bytes_under_an_unseen_path_are_no_news(place, monkeypatch):
    for name, text in FILES.items():
        place.put(name, text)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("0.json", FILES["0.json"])
        archive.writestr("bad.json", FILES["bad.json"])
    place.put("goi.zip", packed.getvalue())
    monkeypatch.setattr(drop_zone, "SETTLED_NS", 10**18)  # every file is too young to be remembered
    result = place.load()[0]
    with Ledger.of(place.deployment) as ledger:

        def news(contracts=place.contracts) -> bool:
            return has_news(place.deployment, ledger, contracts)

        remembered: list = []
        monkeypatch.setattr(ledger, "remember", lambda seen: remembered.extend(seen))
        assert not news() and not remembered
        monkeypatch.setattr(drop_zone, "SETTLED_NS", 0)
        settle(place)
        fewer = {k: v for k, v in place.contracts.items() if k != "dvc_dossier"}
        assert news(fewer), "a refusal deserves another look under other contracts"
        monkeypatch.undo()
        monkeypatch.setattr(drop_zone, "load_contracts", lambda *_: place.contracts)
        assert not has_news(place.deployment, ledger), "the deployment's contracts where none are given"
        monkeypatch.setattr(drop_zone.hashlib, "file_digest", lambda *_: (_ for _ in ()).throw(AssertionError("read")))
        assert not news(fewer), "seen by now: a stat"
        monkeypatch.undo()
        place.put("mới.json", FILES["0.json"] + " ")
        assert news()
        (place.drop / "mới.json").write_text(FILES["0.json"])
        assert not news()
        (place.deployment.raw_dir / "dvc_dossier" / f"{result.load_id}.parquet").unlink()
        place.put("nữa.json", FILES["0.json"])
        assert news(), "its raw file is gone: it is read again"


def test_changed_content_under_the_same_name_is_a_new_file(place):
    place.put("a.json", FILES["0.json"])
    settle(place)
    place.load()
    place.put("a.json", FILES["1.json"])
    assert [r.is_new for r in place.load()] == [True] and len(place.loads()) == 2


def test_a_refusal_is_looked_at_again_when_contracts_change(place):
    path = place.put("a.json", FILES["0.json"])
    everything = place.contracts
    place.contracts = {k: v for k, v in everything.items() if k != "dvc_dossier"}
    assert place.one(path).reason_code == "NO_CONTRACT" and not place.one(path).is_new
    place.contracts = everything
    assert place.one(path).status == "accepted"


def test_lost_or_unfinished_raw_files_are_written_again(place):
    path = place.put("a.json", FILES["0.json"])
    result = place.one(path)
    raw = place.deployment.raw_dir / "dvc_dossier" / f"{result.load_id}.parquet"
    content, load = raw.read_bytes(), place.loads()
    raw.unlink()
    (raw.parent / f".{raw.name}.1.part").write_bytes(b"half")
    place.one(path)
    assert raw.read_bytes() == content and place.loads() == load and os.listdir(raw.parent) == [raw.name]


def test_batches_of_any_size_give_the_same(place, tmp_path, monkeypatch):
    for name, text in FILES.items():
        place.put(name, text)
    place.put("z twice.json", FILES["0.json"])
    place.load()
    for size in (1, 2, 3):
        monkeypatch.setattr(load, "BATCH_FILES", size)
        other = Place(tmp_path / str(size))
        shutil.copytree(place.drop, other.drop, dirs_exist_ok=True)
        results = other.load()
        assert [r.is_new for r in results] == [True] * len(FILES) + [False] and state(other) == state(place)


def test_one_load_that_cannot_be_written_stops_no_other(place, monkeypatch):
    whole = raw.raw_table

    def surprise(mender, contract, rows, load_id, sha256):
        if "H99.14-250701-0011" in rows.column("dossier_code").to_pylist():
            raise ZeroDivisionError
        return whole(mender, contract, rows, load_id, sha256)

    monkeypatch.setattr(raw, "raw_table", surprise)
    results = place.load(*[place.put(f"{n}.json", FILES[f"{n}.json"]) for n in range(3)])
    assert [r.status for r in results] == ["accepted", "refused", "accepted"] and results[1].reason_code == "FILE_UNREADABLE"
    assert len(state(place)["raw"]) == 2 and not list(place.deployment.raw_dir.rglob(".*"))
    monkeypatch.undo()
    assert [(r.status, r.is_new) for r in place.load()] == [("accepted", False), ("accepted", True), ("accepted", False)]


def test_one_load_that_cannot_be_judged_stops_no_other(place, monkeypatch):
    whole = load.Loader._verdict

    def surprise(loader, contract, facts, sha256):
        if sha256 == hashlib.sha256(FILES["1.json"].encode()).hexdigest():
            raise ZeroDivisionError
        return whole(loader, contract, facts, sha256)

    monkeypatch.setattr(load.Loader, "_verdict", surprise)
    results = place.load(*[place.put(f"{n}.json", FILES[f"{n}.json"]) for n in range(3)])
    assert [r.status for r in results] == ["accepted", "refused", "accepted"] and results[1].reason_code == "FILE_UNREADABLE"
    monkeypatch.undo()
    assert [(r.status, r.is_new) for r in place.load()] == [("accepted", False), ("accepted", True), ("accepted", False)]


def test_a_store_that_hands_out_little_at_a_time_is_read_to_its_end(place):
    store, text = landing.Landing(place.deployment.landing_dir), FILES["0.json"].encode()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7))

    first = store.store(io.BytesIO(text[:7]))
    store.settle()
    whole = store.store(Slow(text))
    store.settle()
    assert first.is_new and whole.is_new and whole.sha256 == hashlib.sha256(text).hexdigest()
    assert whole.path.read_bytes() == text and not store.store(Slow(text)).is_new


def test_landing_is_closed_to_others_and_its_log_names_no_file(place):
    place.one(place.put("Nguyễn Văn A.json", FILES["0.json"]))
    base = place.deployment.landing_dir
    (landed,) = base.glob("??/*")
    assert landed.read_bytes() == FILES["0.json"].encode() and landed.stat().st_mode & 0o777 == 0o600
    assert base.stat().st_mode & 0o777 == 0o700 and landed.parent.stat().st_mode & 0o777 == 0o700
    log = [json.loads(line) for line in (base / "access.log").read_text().splitlines()]
    assert [entry["action"] for entry in log] == ["land", "read"] and not (base / ".work").exists()
    assert all(set(entry) == {"at", "action", "sha256", "uid"} and entry["sha256"] == landed.name for entry in log)


def test_a_missing_path_is_said_and_stops_nothing(place):
    results = place.load(Path(place.drop / "không có.json"), place.put("a.json", FILES["0.json"]))
    assert sorted(r.status for r in results) == ["accepted", "deferred"]
