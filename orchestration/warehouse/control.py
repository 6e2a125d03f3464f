"""What the build knows of the ledger, and whether it may be trusted.

Here: the schema `control` of the build file (loads, pending loads, applied loads, state) and the decision between "nothing to do",
"add what is pending" and "rebuild from raw". Not here: running dbt (dbt.py), publishing (orchestration/release).

A build that did not finish leaves `dirty = true`; the next one deletes the file and reads all of raw again: what was half written is
never trusted, and the same inputs give the same content whatever was interrupted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.deployment import PROJECT_ROOT, Deployment
from orchestration.state.ledger import Ledger
from orchestration.warehouse.places import write_places

STATE_COLUMNS = "fingerprint varchar, ledger_mark varchar, dirty boolean, blocked_vi varchar"
LOAD_SCHEMA = pa.schema(
    [
        ("load_seq", pa.int64()),
        ("load_id", pa.string()),
        ("file_sha256", pa.string()),
        ("file_label", pa.string()),
        ("extract", pa.string()),
        ("contract_version", pa.string()),
        ("status", pa.string()),
        ("reason_code", pa.string()),
        ("reason_vi", pa.string()),
        ("sender_name", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("version_at", pa.string()),
        ("answered_version_at", pa.string()),
        ("answer_seq", pa.int64()),
        ("rows_read", pa.int64()),
        ("file_bytes", pa.int64()),
        ("raw_bytes", pa.int64()),
        ("received_at", pa.timestamp("us")),
        ("run_id", pa.string()),
    ]
)


@dataclass(frozen=True)
class Plan:
    """What a run has to do: `kind` is `nothing`, `add` or `rebuild`; `pending` maps extract → Parquet paths.

    `blocked_vi` says why the last build of these very inputs was not published.
    """

    kind: str
    fingerprint: str
    ledger_mark: str
    pending: dict[str, list[str]]
    blocked_vi: str | None = None


@dataclass(frozen=True)
class Finding:
    """A check's verdict that the release has to weigh; `blocking` ones keep the last good release in place."""

    kind: str
    name: str
    blocking: bool
    message: str


def fingerprint(deployment: Deployment, contracts: dict[str, Contract]) -> str:
    """SHA-256 over everything but data that decides the build's content: SQL, seeds, contracts, reference files, settings."""
    digest = hashlib.sha256()
    patterns = {
        PROJECT_ROOT / "dbt_project": ("models/**/*.sql", "models/**/*.yml", "macros/**/*.sql", "dbt_project.yml"),
        PROJECT_ROOT / "seeds": ("**/*.csv", "**/*.yml"),
        PROJECT_ROOT / "orchestration" / "intake": ("*.py",),
        PROJECT_ROOT / "orchestration" / "contracts": ("*.py",),  # written forms, rules of the contract's types
        deployment.reference_dir: ("*.csv",),
    }
    for folder, globs in patterns.items():
        for path in sorted({p for g in globs for p in folder.glob(g)}):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    for contract in contracts.values():
        digest.update(contract.id.encode() + contract.sha256.encode())
    digest.update(repr((deployment.thresholds, deployment.timezone, deployment.is_simulated, deployment.province_name)).encode())
    digest.update(repr(deployment.modules).encode())
    return digest.hexdigest()


def _state(connection: duckdb.DuckDBPyConnection) -> tuple[str, str, bool, str | None] | None:
    exists = connection.execute(
        "select count(*) from information_schema.tables where table_schema = 'control' and table_name = 'build_state'"
    ).fetchone()
    return (
        connection.execute("select fingerprint, ledger_mark, dirty, blocked_vi from control.build_state").fetchone() if exists[0] else None
    )


def plan(deployment: Deployment, contracts: dict[str, Contract], ledger: Ledger, full_refresh: bool = False) -> Plan:
    """Compare ledger and build. Reads only; cheap enough to ask on every tick of the sensor."""
    loads = ledger.loads()
    print_of_code = fingerprint(deployment, contracts)
    mark = hashlib.sha256(repr([(row["load_seq"], row["load_id"], row["status"], row["answer_seq"]) for row in loads]).encode()).hexdigest()
    accepted = [row for row in loads if row["status"] == "accepted" and row["extract"] in contracts]
    applied: set[str] = set()
    kind, blocked = "rebuild", None
    if deployment.build_path.is_file() and not full_refresh:
        with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
            state = _state(connection)
            if state and state[0] == print_of_code and state[1] == mark and state[3]:
                kind, blocked = "nothing", state[3]  # the same inputs would be blocked again
            elif state and state[0] == print_of_code and not state[2]:
                built = set(connection.execute("select load_id, load_seq, answer_seq from control.applied_load").fetchall())
                applied = {load_id for load_id, _, _ in built}
                if built <= {(row["load_id"], row["load_seq"], row["answer_seq"]) for row in accepted}:  # none gone, read or answered anew
                    kind = "nothing" if state[1] == mark else "add"
    if kind == "rebuild":
        applied = set()
    pending: dict[str, list[str]] = {}
    for row in accepted:
        if row["load_id"] not in applied:
            pending.setdefault(row["extract"], []).append(str(deployment.raw_dir / row["extract"] / f"{row['load_id']}.parquet"))
    return Plan(kind, print_of_code, mark, pending, blocked)


def begin(deployment: Deployment, todo: Plan, ledger: Ledger) -> None:
    """Open the build for writing: dirty from now on, ledger and pending loads written beside the marts."""
    path: Path = deployment.build_path
    path.parent.mkdir(parents=True, exist_ok=True)
    if todo.kind == "rebuild":
        for stale in (path, path.with_name(path.name + ".wal")):
            stale.unlink(missing_ok=True)
    loads = ledger.loads()
    zone = ZoneInfo(deployment.timezone)  # the ledger keeps UTC; what people read, and every due day, is local time
    local = [row | {"received_at": row["received_at"].replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)} for row in loads]
    table = pa.Table.from_pylist([{name: row[name] for name in LOAD_SCHEMA.names} for row in local], schema=LOAD_SCHEMA)
    paths = {Path(p).stem: (extract, p) for extract, files in todo.pending.items() for p in files}
    pending = pa.table(
        {
            "load_id": pa.array(list(paths), pa.string()),
            "extract": pa.array([v[0] for v in paths.values()], pa.string()),
            "path": pa.array([v[1] for v in paths.values()], pa.string()),
        }
    )
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema if not exists control")
        connection.execute(f"create table if not exists control.build_state ({STATE_COLUMNS})")
        connection.execute("create table if not exists control.applied_load (load_id varchar primary key, load_seq bigint, answer_seq bigint)")
        connection.execute("begin")
        connection.execute("delete from control.build_state")
        connection.execute("insert into control.build_state values (?, ?, true, null)", [todo.fingerprint, todo.ledger_mark])
        connection.register("ledger_rows", table)
        connection.register("pending_rows", pending)
        connection.execute("create or replace table control.load as select * from ledger_rows")
        connection.execute("create or replace table control.pending as select * from pending_rows")
        write_places(connection, ledger.reports, paths)
        connection.execute("create or replace table control.finding (kind varchar, name varchar, blocking boolean, message varchar)")
        connection.execute("commit")


def held_by_rows(deployment: Deployment) -> set[str]:
    """Loads that intake accepted and the build holds, because too many of their rows failed."""
    if not deployment.build_path.is_file():
        return set()
    with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
        known = connection.execute("select count(*) from information_schema.tables where table_name = 'load_verdict'").fetchone()[0]
        return {r[0] for r in connection.execute("select load_id from quality.load_verdict where is_held").fetchall()} if known else set()


def add_findings(deployment: Deployment, findings: list[Finding]) -> None:
    """Keep what checks found beside the build, for the release to weigh."""
    if findings:
        with duckdb.connect(str(deployment.build_path)) as connection:
            rows = [(f.kind, f.name, f.blocking, f.message) for f in findings]
            connection.executemany("insert into control.finding values (?, ?, ?, ?)", rows)


def findings(deployment: Deployment) -> list[Finding]:
    """Everything the checks of this build found."""
    with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
        return [Finding(*row) for row in connection.execute("select * from control.finding order by kind, name").fetchall()]


def block(deployment: Deployment, reason_vi: str) -> None:
    """Note why this build may not be published. It stays dirty: as soon as anything changes it is made anew."""
    with duckdb.connect(str(deployment.build_path)) as connection:
        connection.execute("update control.build_state set blocked_vi = ?", [reason_vi])


def spoil(deployment: Deployment) -> None:
    """Note that loads the build holds are being read anew: whatever comes of it, the next run builds from all of raw."""
    if deployment.build_path.is_file():
        with duckdb.connect(str(deployment.build_path)) as connection:
            if _state(connection):
                connection.execute("update control.build_state set dirty = true, blocked_vi = null")


def finish(deployment: Deployment) -> None:
    """Mark the pending loads applied and the build whole: one transaction, the last thing a run does.

    It comes after publishing: a run killed in between rebuilds, finds the same content and therefore the same release.
    """
    with duckdb.connect(str(deployment.build_path)) as connection:
        connection.execute("begin")
        pending = "select load_id, load_seq, answer_seq from control.pending inner join control.load using (load_id)"
        connection.execute(f"insert or ignore into control.applied_load {pending}")
        connection.execute("update control.build_state set dirty = false")
        connection.execute("commit")
        connection.execute("checkpoint")
