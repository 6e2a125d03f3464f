"""The state database: opening `chiso.sqlite` and bringing its schema up to date.

Here: connection settings (WAL, synchronous=FULL: a committed load survives a power cut), explicit transactions, and
migrations by `PRAGMA user_version`. Not here: what the tables mean (ledger.py, events.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_SECONDS = 30

# One entry a version: a released entry is never edited, a change is a new entry.
MIGRATIONS: tuple[str, ...] = (
    """
    create table load (
        load_seq integer primary key autoincrement,
        load_id text not null unique,
        file_sha256 text not null unique,
        file_label text not null,
        extract text,
        contract_version text,
        status text not null check (status in ('accepted', 'refused', 'held')),
        reason_code text,
        reason_vi text,
        sender_name text,
        period_start text,
        period_end text,
        version_at text,
        rows_read integer not null default 0,
        file_bytes integer not null,
        raw_bytes integer not null default 0,
        received_at text not null,
        run_id text,
        contracts_sha text not null default '',
        masked_values integer not null default 0
    );
    create index load_of_extract on load (extract, status, period_start);
    create table seen_file (
        path_sha256 text primary key,
        size integer not null,
        mtime_ns integer not null,
        sha256 text not null
    ) without rowid;
    create table archive_member (
        archive_sha256 text not null,
        member_no integer not null,
        sha256 text not null,
        primary key (archive_sha256, member_no)
    ) without rowid;
    create table event (
        event_seq integer primary key autoincrement,
        at text not null,
        actor text not null,
        kind text not null,
        payload text not null,
        prev_hash text not null,
        hash text not null unique
    );
    create trigger event_is_never_changed before update on event begin select raise(abort, 'event is append-only'); end;
    create trigger event_is_never_deleted before delete on event begin select raise(abort, 'event is append-only'); end;
    """,
    """
    create table load_report (
        load_id text primary key,
        report text not null
    );
    """,
    """
    alter table load add column answer_seq integer;
    alter table load add column answered_version_at text;
    alter table load add column declaration_seq integer;
    create table declaration (
        sha256 text primary key,
        extract text not null,
        event_seq integer not null,
        actor text not null,
        declared text not null
    ) without rowid;
    """,
    """
    create table server_look (
        location text primary key,
        looked_at text not null,
        reached_at text,
        files integer,
        problem_vi text
    ) without rowid;
    """,
    """
    create table raw_shape (
        extract text primary key,
        columns text not null,
        lacking text not null
    ) without rowid;
    """,
)


class StateError(Exception):
    """The state database cannot be used; the message is one Vietnamese sentence: what, where, what to do."""


def connect(path: Path) -> sqlite3.Connection:
    """Open (creating it, mode 0600) the state database and migrate it. Transactions are explicit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")  # a row replaced leaves nothing in free pages
    _migrate(connection, path)
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("pragma user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        connection.close()
        raise StateError(
            f"Tệp trạng thái {path.name} do phiên bản chiso57 mới hơn ghi (lược đồ {version}): "
            "hãy cập nhật phần mềm rồi chạy lại."
        )
    for number in range(version, len(MIGRATIONS)):
        with transaction(connection):
            if connection.execute("pragma user_version").fetchone()[0] > number:
                continue  # another process was faster
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"pragma user_version = {number + 1}")


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; `executescript` would commit behind our back."""
    buffer = ""
    for line in script.splitlines():
        buffer += line + "\n"
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction, taken at once so that two writers queue instead of failing late.

    Joins one that is already open.
    """
    if connection.in_transaction:
        yield connection
        return
    connection.execute("begin immediate")
    try:
        yield connection
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
