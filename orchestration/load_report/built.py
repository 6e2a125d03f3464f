"""What the build knows of loads: rows kept, the rules that failed, the first cells of each.

Here: reading `quality.load_verdict` and `quality.quarantine`, for many loads in one pass. Not here: words.
A build that is absent or was never finished knows nothing; so does one that holds the load back or is yet to read it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.deployment import Deployment

FIRST_CELLS = 5  # of each rule
_NEEDED = "('load_verdict', 'quarantine')"
_VERDICTS = """
    select load_id, row_count, failed_row_count, is_held from quality.load_verdict where load_id in (select unnest(?::varchar[]))
"""
_FAILURES = f"""
    with numbered as (
        select
            load_id, rule, cell_ref, found_text,
            count(*) over (partition by load_id, rule) as failures,
            row_number() over (partition by load_id, rule order by sheet_name, source_row, source_column, cell_ref) as place
        from quality.quarantine
        where load_id in (select unnest(?::varchar[]))
    )
    select load_id, rule, failures, list(cell_ref order by place), list(found_text order by place)
    from numbered where place <= {FIRST_CELLS}
    group by load_id, rule, failures order by load_id, failures desc, rule
"""


@dataclass(frozen=True)
class Failure:
    """A rule that rows of a load fail: how many, and the first cells as (where, what was found there)."""

    rule: str
    count: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Built:
    rows: int
    failed_rows: int
    is_held: bool
    failures: tuple[Failure, ...] = ()


def built_of(deployment: Deployment, load_ids: list[str]) -> dict[str, Built]:
    """By load id; loads the build does not hold are left out."""
    if not load_ids or not deployment.build_path.is_file():
        return {}
    with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
        there = f"select count(*) from information_schema.tables where table_schema = 'quality' and table_name in {_NEEDED}"
        if connection.execute(there).fetchone() != (2,):
            return {}
        failures: dict[str, list[Failure]] = {}
        for load_id, rule, count, places, found in connection.execute(_FAILURES, [load_ids]).fetchall():
            cells = tuple((place, text or "") for place, text in zip(places, found, strict=True))
            failures.setdefault(load_id, []).append(Failure(rule, count, cells))
        verdicts = connection.execute(_VERDICTS, [load_ids]).fetchall()
    return {i: Built(rows, failed, held, tuple(failures.get(i, ()))) for i, rows, failed, held in verdicts}


def build_mark(deployment: Deployment) -> str | None:
    """What tells one state of the build from another; None where there is none."""
    if not deployment.build_path.is_file():
        return None
    with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
        there = "select count(*) from information_schema.tables where table_schema = 'control' and table_name = 'build_state'"
        if connection.execute(there).fetchone() != (1,):
            return None
        row = connection.execute("select fingerprint, ledger_mark from control.build_state").fetchone()
    return "|".join(row) if row else None


def pending_ids(deployment: Deployment) -> set[str]:
    """The loads that the last build took in."""
    with duckdb.connect(str(deployment.build_path), read_only=True) as connection:
        return {row[0] for row in connection.execute("select load_id from control.pending").fetchall()}
