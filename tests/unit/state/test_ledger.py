"""The ledger keeps every file once; the event log cannot be changed unnoticed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from orchestration.state import Ledger
from orchestration.state.answers import OLDER, AnswerError, Answers
from orchestration.state.database import MIGRATIONS, StateError
from orchestration.state.ledger import NewLoad

LOAD = NewLoad(
    "a" * 64,
    "tệp.json",
    "accepted",
    10,
    "dvc_dossier",
    "1.0.0",
    None,
    None,
    "Sở Mẫu",
    date(2025, 7, 1),
    date(2025, 7, 31),
    None,
    3,
    5,
)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "state" / "chiso.sqlite") as opened:
        yield opened


def test_the_same_bytes_twice_are_one_load(ledger):
    first = ledger.add(LOAD)
    assert ledger.add(replace(LOAD, file_label="tên khác.json", rows_read=99)) == first
    assert first["load_seq"] == 1 and first["load_id"] == "a" * 16 and first["period_start"] == date(2025, 7, 1)
    assert ledger.lookup("a" * 64) == first and ledger.lookup("b" * 64) is None
    assert ledger.counts() == {("dvc_dossier", "accepted"): 1} and len(ledger.events.all()) == 1


def test_a_refused_file_may_come_right_later(ledger):
    refused = ledger.add(replace(LOAD, status="refused", reason_code="NO_CONTRACT"))
    accepted = ledger.add(LOAD)
    assert accepted["status"] == "accepted" and accepted["load_seq"] > refused["load_seq"] and len(ledger.loads()) == 1
    assert [e["kind"] for e in ledger.events.all()] == ["load.refused", "load.accepted"]


def _held(ledger, name: str, version: str | None) -> dict:
    return ledger.add(replace(LOAD, file_sha256=name * 64, status="held", reason_code="SNAPSHOT_UNDECLARED", version_at=version))


def test_the_newer_one_stands_behind_those_it_was_asked_about(ledger):
    answers = Answers(ledger)
    ledger.add(replace(LOAD, version_at="2025-08-05T08:00:00"))
    ledger.add(replace(LOAD, file_sha256="c" * 64, version_at="2025-08-09T08:00:00"))
    assert answers.accept(_held(ledger, "d", "2025-08-05T08:00:00"), "van_hanh") == ["a" * 16]
    row = ledger.lookup("d" * 64)
    assert (row["status"], row["reason_code"], row["answered_version_at"]) == ("accepted", "ANSWERED_NEWER", "2025-08-05T08:00:00")
    assert answers.accept(_held(ledger, "e", None), "van_hanh") == ["a" * 16, "c" * 16, "d" * 16]
    assert ledger.lookup("e" * 64)["answered_version_at"] == "2025-08-09T08:00:00"
    assert ledger.lookup("e" * 64)["answer_seq"] > row["answer_seq"] and ledger.events.first_broken() is None
    with pytest.raises(AnswerError):
        answers.accept(ledger.lookup("e" * 64), "van_hanh")


def test_an_answer_can_be_taken_back(ledger):
    answers = Answers(ledger)
    ledger.add(LOAD)
    answers.reject(_held(ledger, "d", None), "van_hanh")
    assert ledger.lookup("d" * 64)["status"] == "refused" and ledger.lookup("d" * 64)["reason_code"] == OLDER
    answers.accept(ledger.lookup("d" * 64), "van_hanh")
    answers.reject(ledger.lookup("d" * 64), "van_hanh")
    with pytest.raises(AnswerError):  # nobody asked about it
        answers.reject(ledger.lookup("a" * 64), "van_hanh")
    assert [e["payload"]["answer"] for e in ledger.events.all("load.answered")] == ["older", "newer", "older"]


def test_two_people_answering_at_once_do_not_both_win(ledger):
    answers, row = Answers(ledger), _held(ledger, "d", None)
    answers.reject(row, "a")
    with pytest.raises(AnswerError):
        answers.accept(row, "b")
    assert ledger.lookup("d" * 64)["reason_code"] == OLDER and len(ledger.events.all("load.answered")) == 1


def test_declarations_add_up(ledger):
    answers, row = Answers(ledger), ledger.add(replace(LOAD, status="refused", reason_code="TITLE_MISSING"))
    answers.declare(row, {"unit_name": "Sở Mẫu"}, "a")
    last = answers.declare(row, {"exported_at": "05/08/2025"}, "b")
    assert answers.declaration(LOAD.file_sha256) == last and last.values == {"unit_name": "Sở Mẫu", "exported_at": "05/08/2025"}
    assert ledger.add(LOAD)["declaration_seq"] == last.event_seq


def test_a_failed_transaction_leaves_neither_load_nor_event(ledger):
    with pytest.raises(RuntimeError), ledger.transaction():
        ledger.add(LOAD)
        raise RuntimeError
    assert not ledger.loads() and not ledger.events.all()


def test_seen_files_keep_no_path(ledger, tmp_path):
    ledger.remember([("/drop/Nguyễn Văn A.xlsx", 5, 7, "c" * 64)])
    assert (
        ledger.seen("/drop/Nguyễn Văn A.xlsx", 5, 7) == "c" * 64
        and ledger.seen("/drop/Nguyễn Văn A.xlsx", 5, 8) is None
    )
    ledger.close()
    assert "Nguyễn".encode() not in b"".join(p.read_bytes() for p in (tmp_path / "state").iterdir())


def test_archives_remember_their_members(ledger):
    ledger.add_archive("d" * 64, ["a" * 64, "b" * 64])
    assert ledger.archive_members("d" * 64) == ["a" * 64, "b" * 64] and ledger.archive_members("e" * 64) == []


def test_the_chain_of_events_shows_any_change(ledger, tmp_path):
    for number in range(5):
        ledger.events.append("người", "note", {"n": number})
    assert ledger.events.first_broken() is None
    with sqlite3.connect(tmp_path / "state" / "chiso.sqlite") as raw:
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute("update event set payload = '{}' where event_seq = 3")
        raw.execute("drop trigger event_is_never_changed")
        raw.execute("update event set payload = '{\"n\":9}' where event_seq = 3")
    assert ledger.events.first_broken() == 3


def test_a_newer_schema_is_not_touched(tmp_path):
    path = tmp_path / "chiso.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute(f"pragma user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StateError):
        Ledger(path)


def test_settings_survive_a_power_cut(ledger):
    assert ledger._connection.execute("pragma synchronous").fetchone()[0] == 2
    assert ledger._connection.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert ledger.path.stat().st_mode & 0o777 == 0o600
