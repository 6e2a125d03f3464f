"""The hash-chained log of what people and the machine decided.

Here: appending an event and proving that the chain is whole. Not here: what a kind of event means.
A payload never holds a value out of a file, nor a file's name: ids, counts, codes, and what an operator declared in so many words.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, datetime

from orchestration.state.database import transaction

GENESIS = "0" * 64


def _digest(at: str, actor: str, kind: str, payload: str, prev_hash: str) -> str:
    return hashlib.sha256(json.dumps([at, actor, kind, payload, prev_hash], ensure_ascii=False).encode()).hexdigest()


class EventLog:
    """Append-only events; each carries the hash of the one before it."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection

    def append(self, actor: str, kind: str, payload: dict) -> int:
        """Add one event (within the caller's transaction where there is one) and return its sequence number."""
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        with transaction(self._connection) as connection:
            last = connection.execute("select hash from event order by event_seq desc limit 1").fetchone()
            prev_hash = last["hash"] if last else GENESIS
            cursor = connection.execute(
                "insert into event (at, actor, kind, payload, prev_hash, hash) values (?, ?, ?, ?, ?, ?)",
                (at, actor, kind, text, prev_hash, _digest(at, actor, kind, text, prev_hash)),
            )
            return int(cursor.lastrowid or 0)

    def all(self, kind: str | None = None) -> list[dict]:
        """Events in order, payload parsed."""
        where = "" if kind is None else "where kind = ?"
        rows = self._connection.execute(
            f"select * from event {where} order by event_seq", () if kind is None else (kind,)
        )
        return [{**dict(row), "payload": json.loads(row["payload"])} for row in rows]

    def last_seq(self) -> int:
        """The sequence number of the newest event; 0 where there is none."""
        return self._connection.execute("select coalesce(max(event_seq), 0) from event").fetchone()[0]

    def since(self, event_seq: int) -> list[dict]:
        """Events after this one, in order, payload parsed."""
        rows = self._connection.execute("select * from event where event_seq > ? order by event_seq", (event_seq,))
        return [{**dict(row), "payload": json.loads(row["payload"])} for row in rows]

    def first_broken(self) -> int | None:
        """The sequence number of the first event that does not follow from the one before it.

        None when the chain is whole.
        """
        prev_hash, expected_seq = GENESIS, 1
        for row in self._connection.execute("select * from event order by event_seq"):
            good = (
                row["event_seq"] == expected_seq
                and row["prev_hash"] == prev_hash
                and row["hash"] == _digest(row["at"], row["actor"], row["kind"], row["payload"], prev_hash)
            )
            if not good:
                return int(row["event_seq"])
            prev_hash, expected_seq = row["hash"], expected_seq + 1
        return None
