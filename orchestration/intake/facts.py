"""What the ledger says of a load beyond its bytes: sender, period, version.

Here: reading them from the raw Parquet just written. Not here: deciding what to do with a second snapshot (load.py).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.contracts import Column, Contract
from orchestration.intake.personal import count_sql
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace

STRPTIME = {
    "yyyyMMddHHmmss": "%Y%m%d%H%M%S",
    "dd/MM/yyyy HH:mm:ss": "%d/%m/%Y %H:%M:%S",
    "dd/MM/yyyy HH:mm": "%d/%m/%Y %H:%M",
    "dd/MM/yyyy": "%d/%m/%Y",
    "MM/yyyy": "%m/%Y",
    "iso_date": "%Y-%m-%d",
}
MONTHS_OF = {"calendar_month": 1, "quarter": 3}


@dataclass(frozen=True)
class LoadFacts:
    rows: int
    sender_name: str | None
    period_start: date | None
    period_end: date | None
    version_at: str | None
    masked_values: int


def time_sql(column: Column, timezone: str) -> str:
    """A column's text as a local timestamp, by its formats in order; null when none fits."""
    name = identifier(column.name)
    parts = [
        f"timezone({quote(timezone)}, try_cast({name} as timestamptz))"
        if form == "iso_offset"
        else f"try_strptime({name}, {quote(STRPTIME[form])})"
        for form in column.formats
    ]
    return f"coalesce({', '.join(parts)})"


def _period(first_day: date | None, months: int) -> tuple[date | None, date | None]:
    if first_day is None:
        return None, None
    last = first_day.month + months - 1
    return first_day, date(first_day.year, last, monthrange(first_day.year, last)[1])


def read_facts(space: Workspace, contract: Contract, parquet: Path) -> LoadFacts:
    """One pass over the raw file. The most frequent sender and period win; a tie goes to the smallest."""
    months = MONTHS_OF.get(contract.period_calendar)
    sender = period = version = "null"
    if contract.delivered_by:
        name = identifier(contract.delivered_by)
        sender = f"(select {name} from f where {name} <> '' group by 1 order by count(*) desc, 1 limit 1)"
    if contract.delivered_for and months:
        unit = "month" if months == 1 else "quarter"
        start = f"cast(date_trunc('{unit}', {time_sql(contract.column(contract.delivered_for), space.timezone)}) as date)"
        period = f"(select p from (select {start} as p from f) where p is not null group by 1 order by count(*) desc, 1 limit 1)"
    if contract.delivery == "snapshot" and contract.version_order:
        moment = time_sql(contract.column(contract.version_order[0]), space.timezone)
        version = f"(select strftime(max({moment}), '%Y-%m-%dT%H:%M:%S') from f)"
    row = space.connection.execute(
        f"with f as (from read_parquet({quote(str(parquet))})) "
        f"select (select count(*) from f), {sender}, {period}, {version}, (select {count_sql(contract.kept)} from f)"
    ).fetchone()
    rows, sender_name, first_day, version_at, masked = row or (0, None, None, None, 0)
    period_start, period_end = _period(first_day, months or 1)
    return LoadFacts(rows, sender_name, period_start, period_end, version_at, int(masked or 0))
