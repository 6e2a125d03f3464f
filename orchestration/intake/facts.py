"""What the ledger says of a load beyond its bytes: sender, period, version.

Here: reading them from the raw rows in memory, or from the raw Parquet just written where the rows are many or their
times are not plain stamps. Not here: deciding what to do with a second snapshot (load.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.calendars import BY_DAY, CALENDARS, Period, names_months, period_of
from orchestration.intake.periods import read_period
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace

# RE2: stamps that `strptime` surely reads as they stand, but for days that a month does not have.
_STAMP_FORMAT = "yyyyMMddHHmmss"
_STAMP = r"^(?:[12]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?$"


@dataclass(frozen=True)
class LoadFacts:
    rows: int
    sender_name: str | None
    period_start: date | None
    period_end: date | None
    version_at: str | None


def time_sql(column: Column, timezone: str) -> str:
    """A column's text as a local timestamp, by its formats in order; null when none fits."""
    name = identifier(column.name)
    parts = [
        f"timezone({quote(timezone)}, try_cast({name} as timestamptz))"
        if form == "iso_offset"
        else f"try_strptime({name}, {quote(MOMENT_FORMATS[form].strptime or '')})"
        for form in column.formats
    ]
    return f"coalesce({', '.join(parts)})"


def _tells_period(contract: Contract) -> Column | None:
    """The column whose days tell a load's period; None where none does, or where words do."""
    if not contract.delivered_for or contract.period_calendar not in CALENDARS:
        return None
    column = contract.column(contract.delivered_for)
    return None if column.period else column


def _count_period(periods: Counter[Period], contract: Contract, column: Column, day: date, count: int) -> None:
    if period := period_of(day, contract.period_calendar, names_months(column)):
        periods[period] += count


def read_facts(space: Workspace, contract: Contract, parquet: Path, rows: pa.Table | None = None) -> LoadFacts:
    """The facts of a raw file; `rows` is what it holds, where that is in memory.

    The most frequent sender and period win; a tie goes to the smallest.
    """
    found = facts_in_memory(contract, rows) if rows is not None else None
    found = found or facts_in_file(space, contract, parquet)
    column = contract.column(contract.delivered_for) if contract.delivered_for else None
    if column is None or column.period is None:
        return found
    start, end = _said_period(space, column, parquet, rows)
    return replace(found, period_start=start, period_end=end)


def _said_period(space: Workspace, column: Column, parquet: Path, rows: pa.Table | None) -> tuple[date | None, date | None]:
    """The period that most rows name in words: it says itself from when to when."""
    names = [column.name, *([column.period["year"]] if column.period and column.period.get("year") else [])]
    if rows is not None:
        counted = rows.group_by(names).aggregate([([], "count_all")]).to_pylist()
        groups = [(*(row[name] for name in names), row["count_all"]) for row in counted]
    else:
        select = ", ".join(map(identifier, names))
        groups = space.connection.execute(f"select {select}, count(*) from read_parquet({quote(str(parquet))}) group by all").fetchall()
    periods: Counter[tuple[date, date]] = Counter()
    for text, *year, count in groups:
        period = read_period(text, (year or [""])[0] or "") if text else None
        if period and period.start and period.end:
            periods[period.start, period.end] += count
    return _most_frequent(periods) or (None, None)


def facts_in_memory(contract: Contract, rows: pa.Table) -> LoadFacts | None:
    """Facts without SQL; None where they need it."""
    if contract.delivery == "snapshot" and contract.version_order:
        return None
    senders: Counter[str] = Counter()
    periods: Counter[Period] = Counter()
    if column := _tells_period(contract):
        days = _days(column, rows)
        if days is None:
            return None
        for day, count in days.items():
            _count_period(periods, contract, column, day, count)
    if contract.delivered_by:
        senders.update(_counts(rows.column(contract.delivered_by)))
    start, end = _most_frequent(periods) or (None, None)
    return LoadFacts(len(rows), _most_frequent(senders), start, end, None)


def _counts(values: pa.ChunkedArray) -> dict[str, int]:
    """How often each text stands in a column, the empty one aside."""
    return {pair["values"]: pair["counts"] for pair in pc.value_counts(values).to_pylist() if pair["values"]}


def _days(column: Column, rows: pa.Table) -> Counter[date] | None:
    """How many rows fall on each day; None when a text is no plain stamp or names no day of the calendar."""
    values = rows.column(column.name)
    if column.formats[:1] != (_STAMP_FORMAT,) or pc.all(pc.match_substring_regex(values, _STAMP)).as_py() is False:
        return None
    try:
        counted = _counts(pc.utf8_slice_codeunits(values, 0, 8)).items()
        return Counter({date(int(day[:4]), int(day[4:6]), int(day[6:])): count for day, count in counted})
    except ValueError:
        return None


def facts_in_file(space: Workspace, contract: Contract, parquet: Path) -> LoadFacts:
    """Facts by one pass of SQL over the raw file."""
    sender = period = version = "null"
    if contract.delivered_by:
        sender = f"nullif({identifier(contract.delivered_by)}, '')"
    if column := _tells_period(contract):
        grain = "day" if contract.period_calendar in BY_DAY else "month"
        period = f"cast(date_trunc('{grain}', {time_sql(column, space.timezone)}) as date)"
    if contract.delivery == "snapshot" and contract.version_order:
        version = f"max({time_sql(contract.column(contract.version_order[0]), space.timezone)})"
    groups = space.connection.execute(
        f"select {sender} as s, {period} as p, {version} as v, count(*) "
        f"from read_parquet({quote(str(parquet))}) group by s, p"
    ).fetchall()
    senders: Counter[str] = Counter()
    periods: Counter[Period] = Counter()
    for name, day, _, count in groups:
        if name is not None:
            senders[name] += count
        if column and isinstance(day, date):  # a year 0 comes as text: no month of ours
            _count_period(periods, contract, column, day, count)
    versions = [v for _, _, v, _ in groups if v is not None]
    start, end = _most_frequent(periods) or (None, None)
    return LoadFacts(
        rows=sum(group[3] for group in groups),
        sender_name=_most_frequent(senders),
        period_start=start,
        period_end=end,
        version_at=max(versions).isoformat(timespec="seconds") if versions else None,
    )


def _most_frequent(counted: Counter):
    return min(counted, key=lambda value: (-counted[value], value), default=None)
