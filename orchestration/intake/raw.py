"""The raw Parquet file of a load: written aside, fsynced, renamed.

Here: running a reading through normalisation into Parquet. Not here: the ledger row, which comes after.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.intake.durable import aside
from orchestration.intake.facts import LoadFacts, read_facts
from orchestration.intake.normalise import raw_sql
from orchestration.intake.reading import TABLE_NAME, Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import clean_sql, identifier, quote
from orchestration.intake.workspace import Workspace
from orchestration.state.ledger import load_id_of


def raw_path(raw_dir: Path, extract: str, load_id: str) -> Path:
    return raw_dir / extract / f"{load_id}.parquet"


def _secret_rows(space: Workspace, contract: Contract, source_sql: str) -> bool:
    """Whether any row carries a mark other than the one the contract allows."""
    tests = [
        f"lower({clean_sql(identifier(c.name))}) not in ('', {quote(c.refuse_unless.casefold())})" for c in contract.kept if c.refuse_unless
    ]
    if not tests:
        return False
    found = space.connection.execute(f"select count(*) from (select 1 from ({source_sql}) where {' or '.join(tests)} limit 1)")
    return bool((found.fetchone() or (0,))[0])


def secrecy_refusal() -> RefusedFile:
    """Says what to do and nothing of the file."""
    return RefusedFile(
        "SECRECY_PRESENT",
        "Tệp có văn bản mang độ mật nên bị từ chối và đã xóa khỏi vùng tiếp nhận: không gửi lại, báo ngay người phụ trách bảo vệ bí mật nhà nước.",
    )


def _run(space: Workspace, reading: Reading, sha256: str, target: Path) -> None:
    if _secret_rows(space, reading.contract, reading.sql):
        raise secrecy_refusal()
    select = raw_sql(reading.contract, reading.sql, load_id_of(sha256), sha256)
    space.connection.execute(f"copy ({select}) to {quote(str(target))} (format parquet, compression zstd)")


def write_raw(
    space: Workspace, reading: Reading, sha256: str, before_rename: Callable[[LoadFacts], None] = lambda facts: None
) -> tuple[LoadFacts, int]:
    """Write the raw file of a load; returns what it holds and its size. Raises RefusedFile and then leaves nothing.

    `before_rename` sees what was read and may still refuse.
    """
    target = raw_path(space.raw_dir, reading.contract.id, load_id_of(sha256))
    target.parent.mkdir(exist_ok=True)
    if reading.table is not None:
        space.connection.register(TABLE_NAME, reading.table)
    try:
        with aside(target) as path:
            try:
                _run(space, reading, sha256, path)
            except duckdb.Error as error:
                if reading.fallback is not None:
                    reading.sql, reading.fallback = reading.fallback(), None
                    _run_explained(space, reading, sha256, path)
                elif reading.explain is not None:
                    raise reading.explain(error) from None
                else:
                    raise
            facts = read_facts(space, reading.contract, path)
            if not facts.rows:
                raise RefusedFile("EMPTY_FILE", "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề: hãy kiểm tra rồi gửi lại.")
            before_rename(facts)
            size = path.stat().st_size
        return facts, size
    finally:
        if reading.table is not None:
            space.connection.unregister(TABLE_NAME)


def _run_explained(space: Workspace, reading: Reading, sha256: str, target: Path) -> None:
    try:
        _run(space, reading, sha256, target)
    except duckdb.Error as error:
        if reading.explain is None:
            raise
        raise reading.explain(error) from None
