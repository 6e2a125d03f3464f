"""What people answer about loads: which of two versions is the newer, what a title that says too little should have said.

Here: those answers as events, and what they leave in the ledger. Not here: asking (the ledger's status and reason), reading a file
again (orchestration/intake/declared.py). The event is the truth and hash-chained; the columns beside a load are what queries read.
An answer's place in order is its event's number: no clock, and not the order in which files came.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from orchestration.state.database import transaction
from orchestration.state.events import EventLog
from orchestration.state.ledger import Ledger

NEWER, OLDER = "ANSWERED_NEWER", "ANSWERED_OLDER"
NEWER_VI = "Người vận hành trả lời: đây là bản mới hơn, thay các bản khác của cùng đơn vị, cùng kỳ."
OLDER_VI = "Người vận hành trả lời: đây là bản cũ hoặc bản sai, không dùng."


class AnswerError(Exception):
    """An answer that fits no question; one Vietnamese sentence."""


@dataclass(frozen=True)
class Declaration:
    """What an operator declared in the place of a file's title: contract column → text."""

    event_seq: int
    actor: str
    extract: str
    values: dict[str, str]


def is_indistinct(one: dict, other: dict) -> bool:
    """Whether nothing in two snapshots of one sender and period tells which is the newer."""
    return None in (one["version_at"], other["version_at"]) or one["version_at"] == other["version_at"]


class Answers:
    """Answers to the questions of one ledger."""

    def __init__(self, ledger: Ledger):
        self._ledger, self._connection, self._events = ledger, ledger.connection, EventLog(ledger.connection)

    def accept(self, load: dict, actor: str) -> list[str]:
        """A held snapshot is the newer one: it stands directly after those it could not be told from; returns their load ids.

        One that was answered to be the older may be answered anew. Raises AnswerError for any other load.
        """
        if load["status"] != "held" and load["reason_code"] != OLDER:
            raise AnswerError(_no_question(load))
        with transaction(self._connection):
            twins = self._ledger.accepted_twins(load["extract"], load["sender_name"], load["period_start"], load["period_end"])
            replaced = [t for t in twins if is_indistinct(load, t)]
            versions = [load["version_at"], *(t["answered_version_at"] or t["version_at"] for t in replaced)]
            number = self._answer(load, actor, "newer", [t["load_id"] for t in replaced])
            self._mark(load, "accepted", NEWER, NEWER_VI, number, max(filter(None, versions), default=None))
        return [t["load_id"] for t in replaced]

    def reject(self, load: dict, actor: str) -> None:
        """A held snapshot is the older or the wrong one: it stays out, also when it is offered again.

        So may a load that is in by an answer or a declaration that was wrong. Raises AnswerError for any other load.
        """
        is_answered = load["status"] == "accepted" and (load["answer_seq"] or load["declaration_seq"])
        if load["status"] != "held" and not is_answered:
            raise AnswerError(_no_question(load))
        with transaction(self._connection):
            self._mark(load, "refused", OLDER, OLDER_VI, self._answer(load, actor, "older", []), None)

    def _answer(self, load: dict, actor: str, answer: str, than: list[str]) -> int:
        return self._events.append(actor, "load.answered", {"load_id": load["load_id"], "answer": answer, "than": than})

    def _mark(self, load: dict, status: str, code: str, reason_vi: str, number: int, version_at: str | None) -> None:
        changed = self._connection.execute(
            "update load set status = ?, reason_code = ?, reason_vi = ?, answer_seq = ?, answered_version_at = ? where load_seq = ? and status = ?",
            (status, code, reason_vi, number, version_at, load["load_seq"], load["status"]),
        ).rowcount
        if not changed:
            raise AnswerError(f"Tệp {load['load_id']} vừa thay đổi: hãy xem lại bằng “chiso loads show” rồi trả lời lại.")

    def declare(self, load: dict, values: dict[str, str], actor: str) -> Declaration:
        """Note what a file's title should have said; what was declared before of other columns stays."""
        with transaction(self._connection) as connection:
            before = self._ledger.declaration(load["file_sha256"])
            merged = {**(json.loads(before["declared"]) if before and before["extract"] == load["extract"] else {}), **values}
            payload = {"load_id": load["load_id"], "extract": load["extract"], "values": merged}
            number = self._events.append(actor, "load.declared", payload)
            connection.execute(
                "insert or replace into declaration (sha256, extract, event_seq, actor, declared) values (?, ?, ?, ?, ?)",
                (load["file_sha256"], load["extract"], number, actor, json.dumps(merged, ensure_ascii=False, sort_keys=True)),
            )
            connection.execute(  # the file is news again, wherever it lies
                "delete from seen_file where sha256 = ?1 or sha256 in (select archive_sha256 from archive_member where sha256 = ?1)",
                (load["file_sha256"],),
            )
        return Declaration(number, actor, load["extract"], merged)

    def declaration(self, sha256: str) -> Declaration | None:
        """What was declared of these bytes."""
        row = self._ledger.declaration(sha256)
        return Declaration(row["event_seq"], row["actor"], row["extract"], json.loads(row["declared"])) if row else None


def _no_question(load: dict) -> str:
    state = {"accepted": "đã được nhận", "refused": f"bị từ chối ({load['reason_code']})", "held": "đang tạm giữ"}[load["status"]]
    return f"Tệp {load['load_id']} {state}, không phải tệp đang chờ trả lời: xem các tệp tạm giữ bằng “chiso loads list”."
