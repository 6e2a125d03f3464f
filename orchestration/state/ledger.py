"""The load ledger: every file that ever arrived, once, with what became of it.

Here: rows of `load`, the cache of files already read and the members of archives. Not here: reading files
(orchestration/intake). The ledger row is the last thing a load writes: what has none never happened.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

from orchestration.state.database import connect, transaction
from orchestration.state.events import EventLog

STATE_FILE = "chiso.sqlite"
LOAD_ID_LENGTH = 16


@dataclass(frozen=True)
class NewLoad:
    """A load as intake hands it over; `load_seq` and `received_at` are the ledger's."""

    file_sha256: str
    file_label: str
    status: str
    file_bytes: int
    extract: str | None = None
    contract_version: str | None = None
    reason_code: str | None = None
    reason_vi: str | None = None
    sender_name: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    version_at: str | None = None
    rows_read: int = 0
    raw_bytes: int = 0
    run_id: str | None = None
    contracts_sha: str = ""
    masked_values: int = 0


NEW_LOAD_FIELDS = tuple(f.name for f in fields(NewLoad))


def load_id_of(sha256: str) -> str:
    """`load_id`: the first 16 hex digits of the file's SHA-256."""
    return sha256[:LOAD_ID_LENGTH]


def _path_key(path: Path | str) -> str:
    """A path may hold a person's name: only its hash is kept."""
    return hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()


def _values(load: NewLoad) -> tuple:
    """A load's values in the order of its fields, days as text."""
    return tuple(value.isoformat() if isinstance(value, date) else value for value in asdict(load).values())


def _row(row) -> dict:
    found = dict(row)
    for name in ("period_start", "period_end"):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    found["received_at"] = datetime.fromisoformat(found["received_at"])
    return found


class Ledger:
    """The ledger of one deployment. `received_at` is naive UTC; periods are `datetime.date`."""

    def __init__(self, path: Path | str):
        self.path = Path(path)
        self._connection = connect(self.path)
        self.events = EventLog(self._connection)

    @classmethod
    def of(cls, deployment) -> Ledger:
        """Open the ledger of a deployment."""
        return cls(deployment.state_dir / STATE_FILE)

    @property
    def connection(self) -> sqlite3.Connection:
        """The state database, for what else is written into it (answers.py)."""
        return self._connection

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group several writes into one commit."""
        with transaction(self._connection):
            yield

    # -- loads
    # ---------------------------------------------------------------------------------------------------------------

    def add(self, load: NewLoad, actor: str = "intake", report: str = "{}") -> dict:
        """Write a load, its report (JSON) and its event in one transaction; returns the ledger row.

        A refused load may be offered again (its contract was repaired): its row is replaced and gets a new sequence
        number. Any other load of the same bytes is left as it is.
        """
        load_id = load_id_of(load.file_sha256)
        with transaction(self._connection) as connection:
            known = connection.execute("select * from load where file_sha256 = ?", (load.file_sha256,)).fetchone()
            if known and known["status"] != "refused":
                return _row(known)
            if known:
                connection.execute("delete from load where load_seq = ?", (known["load_seq"],))
            now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
            declared = self.declaration(load.file_sha256)
            names = ("load_id", "received_at", "declaration_seq", *NEW_LOAD_FIELDS)
            marks = ", ".join("?" * len(names))
            connection.execute(
                f"insert into load ({', '.join(names)}) values ({marks})",
                (load_id, now, declared["event_seq"] if declared else None, *_values(load)),
            )
            return self._tell(load, actor, f"load.{load.status}", report)

    def renew(self, load: NewLoad, actor: str = "intake", report: str = "{}") -> dict:
        """What a load that stands came to when it was read once more: id, sequence and time of arrival stay. Returns the row."""
        with transaction(self._connection) as connection:
            sets = ", ".join(f"{name} = ?" for name in NEW_LOAD_FIELDS)
            connection.execute(f"update load set {sets} where file_sha256 = ?", (*_values(load), load.file_sha256))
            return self._tell(load, actor, f"load.reread.{load.status}", report)

    def _tell(self, load: NewLoad, actor: str, kind: str, report: str) -> dict:
        """The report and the event of a load whose row was written just now, in the same transaction; returns the row."""
        load_id = load_id_of(load.file_sha256)
        self._connection.execute("insert or replace into load_report (load_id, report) values (?, ?)", (load_id, report))
        self.events.append(actor, kind, {"load_id": load_id, "extract": load.extract, "rows": load.rows_read, "code": load.reason_code})
        return _row(self._connection.execute("select * from load where load_id = ?", (load_id,)).fetchone())

    def lookup(self, sha256: str) -> dict | None:
        """The load of these bytes, or None."""
        row = self._connection.execute("select * from load where file_sha256 = ?", (sha256,)).fetchone()
        return _row(row) if row else None

    def find(self, start: str) -> list[dict]:
        """Loads whose id, or whose file's SHA-256, begins with these hex digits."""
        rows = self._connection.execute(
            "select * from load where substr(file_sha256, 1, length(?1)) = lower(?1) order by load_seq", (start,)
        )
        return [_row(row) for row in rows]

    def reports(self, load_ids: Iterable[str]) -> dict[str, dict]:
        """What intake told of loads, by load id; a load without report (it is older than reports) is left out."""
        found: dict[str, dict] = {}
        for load_id in load_ids:
            row = self._connection.execute("select report from load_report where load_id = ?", (load_id,)).fetchone()
            if row:
                found[load_id] = json.loads(row["report"])
        return found

    def loads(self, status: str | None = None, extract: str | None = None) -> list[dict]:
        """Loads in arrival order."""
        rows = self._connection.execute(
            "select * from load where (?1 is null or status = ?1) and (?2 is null or extract = ?2) order by load_seq",
            (status, extract),
        )
        return [_row(row) for row in rows]

    def counts(self) -> dict[tuple[str | None, str], int]:
        """Number of loads by (extract, status)."""
        rows = self._connection.execute("select extract, status, count(*) as n from load group by 1, 2 order by 1, 2")
        return {(row["extract"], row["status"]): row["n"] for row in rows}

    def accepted_twins(self, extract: str, sender_name: str | None, start: date | None, end: date | None) -> list[dict]:
        """Accepted loads of the same extract, sender and period: what a further snapshot would replace.

        A sender written in capitals (as in the heading of a form) is the same sender.
        """
        rows = self._connection.execute(
            "select * from load where extract = ? and status = 'accepted' and period_start is ? and period_end is ? order by load_seq",
            (extract, start.isoformat() if start else None, end.isoformat() if end else None),
        )
        wanted = (sender_name or "").casefold()
        return [_row(row) for row in rows if (row["sender_name"] or "").casefold() == wanted]

    def declaration(self, sha256: str) -> dict | None:
        """What an operator declared of these bytes (answers.py)."""
        row = self._connection.execute("select * from declaration where sha256 = ?", (sha256,)).fetchone()
        return dict(row) if row else None

    # -- files already read
    # --------------------------------------------------------------------------------------------------

    def seen(self, path: Path | str, size: int, mtime_ns: int) -> str | None:
        """SHA-256 of a file that was read before and has not changed since."""
        row = self._connection.execute(
            "select sha256 from seen_file where path_sha256 = ? and size = ? and mtime_ns = ?",
            (_path_key(path), size, mtime_ns),
        ).fetchone()
        return row["sha256"] if row else None

    def remember(self, seen: Iterable[tuple[Path | str, int, int, str]]) -> None:
        """Note what paths held (path, size, mtime_ns, SHA-256), so that the next look costs one stat."""
        with transaction(self._connection) as connection:
            connection.executemany(
                "insert or replace into seen_file (path_sha256, size, mtime_ns, sha256) values (?, ?, ?, ?)",
                [(_path_key(path), size, mtime_ns, sha256) for path, size, mtime_ns, sha256 in seen],
            )

    # -- servers looked at
    # ---------------------------------------------------------------------------------------------------

    def note_look(self, location: str, files: int | None, problem_vi: str | None = None) -> None:
        """Note what the last look at a place on a server came to: its number of files, or why it could not be read.

        A look that failed keeps what was known from the one before.
        """
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        with transaction(self._connection) as connection:
            connection.execute(
                "insert into server_look values (?1, ?2, iif(?3 is null, null, ?2), ?3, ?4) on conflict (location) do update set "
                "looked_at = ?2, reached_at = iif(?3 is null, reached_at, ?2), files = coalesce(?3, files), problem_vi = ?4",
                (location, now, files, problem_vi),
            )

    def looks(self) -> dict[str, dict]:
        """The last look at each place, by its location; times are naive UTC."""
        rows = [dict(row) for row in self._connection.execute("select * from server_look order by location")]
        for row in rows:
            for name in ("looked_at", "reached_at"):
                row[name] = datetime.fromisoformat(row[name]) if row[name] else None
        return {row["location"]: row for row in rows}

    # -- archives
    # ------------------------------------------------------------------------------------------------------------

    def add_archive(self, archive_sha256: str, members: list[str]) -> None:
        """Note the members of an archive once all of them have been dealt with."""
        with transaction(self._connection) as connection:
            connection.executemany(
                "insert or replace into archive_member (archive_sha256, member_no, sha256) values (?, ?, ?)",
                [(archive_sha256, number, sha256) for number, sha256 in enumerate(members)],
            )

    def archive_members(self, archive_sha256: str) -> list[str]:
        """SHA-256 of the members of an archive that was dealt with; empty when it was not."""
        rows = self._connection.execute(
            "select sha256 from archive_member where archive_sha256 = ? order by member_no", (archive_sha256,)
        )
        return [row["sha256"] for row in rows]

    # -- what raw files hold
    # -----------------------------------------------------------------------------------------------------------------

    def raw_shape(self, extract: str) -> dict[str, str] | None:
        """Columns that the raw files of an extract are known to hold, and how each is kept; None before anybody looked."""
        row = self._connection.execute("select columns from raw_shape where extract = ?", (extract,)).fetchone()
        return json.loads(row["columns"]) if row else None

    def raw_lacking(self, extract: str) -> dict[str, list[str]]:
        """Load id → columns its raw file lacks of these, since its file could not be read again."""
        row = self._connection.execute("select lacking from raw_shape where extract = ?", (extract,)).fetchone()
        return json.loads(row["lacking"]) if row else {}

    def note_raw_shape(self, extract: str, columns: dict[str, str], lacking: dict[str, list[str]]) -> None:
        with transaction(self._connection) as connection:
            values = (extract, json.dumps(columns, sort_keys=True), json.dumps(lacking, sort_keys=True))
            connection.execute("insert or replace into raw_shape values (?, ?, ?)", values)
