"""Columns that turn out to hold persons' numbers as a whole.

Here: judging the kept columns of a load after the guard went over them. Not here: the guard of single values (personal.py).
A column whose values are mostly numbers or addresses of persons was swapped for another, and the file is refused: the
column is named, no value is. In code columns, whose long numbers may be legitimate, a few such numbers among other codes
give way to their shape; among codes of the very same make (as many digits, not a person's) they are codes and stay. A
contract whose `examples` show such numbers says that its codes look like that: nothing is judged then.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.intake.handling import Handling
from orchestration.intake.identity import SHAPE, digits_of, is_citizen_no, is_person_no, shape
from orchestration.intake.personal import CODE, COMMUNE, MOMENT, NUMBER, TOKEN, kind_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import identifier, quote

LEAST, SHARE = 3, 0.5
# Amounts may look like a citizen's number without its zero: by chance one in five does.
LEAST_NUMBERS, SHARE_NUMBERS = 10, 0.9
MAYBE_CODE = r"^\+?[0-9](?:[ .-]?[0-9]){8,11}$|@"  # RE2: what `is_person_no` may accept
MAYBE_NUMBER = r"^[1-9][0-9]{10}$"
WHOLE_SHAPE = f"^{SHAPE}$"
Counted = Iterable[tuple[str, int]]


@dataclass(frozen=True)
class Verdict:
    """`hidden`: values of a column that give way to their shape."""

    column: Column
    hidden: frozenset[str]


def refusal(column: Column) -> RefusedFile:
    # a count of milliseconds has as many digits as a tax code, and the guard has hidden which of them it was
    counted = " Nếu là thời điểm ghi bằng số giây hoặc mili giây thì xuất lại dạng 05/08/2025 10:00." if kind_of(column) == MOMENT else ""
    return RefusedFile(
        "PD_COLUMN",
        f"Cột “{column.label_vi}” chứa phần lớn là số giấy tờ, số điện thoại hoặc thư điện tử của cá nhân: "
        f"hãy kiểm tra tiêu đề và thứ tự các cột ở phần mềm nguồn rồi xuất lại; không gửi dữ liệu cá nhân vào cột này.{counted}",
    )


def patterns(contract: Contract, is_masked: bool) -> dict[str, str]:
    """Column → RE2 of the values that must be looked at; `is_masked`: the guard replaced something, so shapes are looked for."""
    found = {}
    for column in contract.kept:
        kind = kind_of(column)
        if kind in {TOKEN, COMMUNE} or any(map(is_person_no, column.examples)):
            continue
        if kind in {CODE, NUMBER}:
            found[column.name] = MAYBE_CODE if kind == CODE else MAYBE_NUMBER
        elif is_masked:
            found[column.name] = WHOLE_SHAPE
    return found


def judge(column: Column, suspects: Counted, filled: int) -> Verdict | None:
    """What follows for a column. Raises PD_COLUMN.

    `suspects`: values that match the column's pattern and how often; `filled`: how many cells are not empty.
    """
    kind = kind_of(column)
    if kind == CODE:
        return _judge_codes(column, suspects, filled)
    if kind == NUMBER:
        persons = [n for value, n in suspects if is_citizen_no("0" + value) and not value.endswith("00")]
        if len(persons) >= LEAST_NUMBERS and sum(persons) >= SHARE_NUMBERS * filled:
            raise refusal(column)
        return None
    count = sum(n for _, n in suspects)
    if count >= LEAST and count >= SHARE * filled:
        raise refusal(column)
    return None


def _judge_codes(column: Column, suspects: Counted, filled: int) -> Verdict | None:
    persons: set[str] = set()
    count, by_length, plain = 0, Counter(), Counter()  # digits of a person's number, and codes of as many digits
    for value, n in suspects:
        length = len(digits_of(value))
        if is_person_no(value):
            persons.add(value)
            count += n
            by_length[length] += n
        elif value.isdigit():
            plain[length] += n
    if len(persons) >= LEAST and count >= SHARE * filled:
        raise refusal(column)
    hidden = frozenset(v for v in persons if "@" in v or plain[len(digits_of(v))] < by_length[len(digits_of(v))])
    return Verdict(column, hidden) if hidden else None


def hide(value: str, column: Column, handling: Handling | None) -> str:
    """A person's number in a code column as its shape; in a key with what keeps it apart."""
    masked = shape(value, "thư điện tử") if "@" in value else shape(value)
    return f"{masked[:-1]}·{handling.mark(value)}]" if handling and column.key_position else masked


def judged_table(contract: Contract, raw: pa.Table, is_masked: bool, handling: Handling | None) -> tuple[pa.Table, int]:
    """A load in memory with what had to be hidden hidden, and how many cells that were. Raises PD_COLUMN."""
    hidden_cells = 0
    for name, pattern in patterns(contract, is_masked).items():
        values, column = raw.column(name), contract.column(name)
        matching = pc.match_substring_regex(values, pattern)
        if not pc.any(matching).as_py():
            continue
        counts = pc.value_counts(values.filter(matching)).to_pylist()
        filled = pc.sum(pc.greater(pc.binary_length(values), 0)).as_py() or 0
        if verdict := judge(column, ((c["values"], c["counts"]) for c in counts), filled):
            shown = {value: hide(value, column, handling) for value in verdict.hidden}
            texts = values.to_pylist()
            hidden_cells += sum(text in shown for text in texts)
            at = raw.schema.get_field_index(name)
            raw = raw.set_column(at, raw.schema.field(at), pa.array([shown.get(t, t) for t in texts], pa.string()))
    return raw, hidden_cells


def judge_file(connection: duckdb.DuckDBPyConnection, contract: Contract, parquet: Path, is_masked: bool, handling: Handling | None) -> int:
    """The same of a load already written: its file is written again where something had to be hidden. Raises PD_COLUMN."""
    wanted, source = patterns(contract, is_masked), f"read_parquet({quote(str(parquet))})"
    if not wanted:
        return 0
    tests = {name: f"regexp_matches({identifier(name)}, {quote(pattern)})" for name, pattern in wanted.items()}
    parts = (f"count_if({test}), count_if({identifier(name)} <> '')" for name, test in tests.items())
    counted = connection.execute(f"select {', '.join(parts)} from {source}").fetchall()[0]
    verdicts = []
    for number, (name, test) in enumerate(tests.items()):
        if counted[2 * number]:
            rows = _fetched(connection, f"select {identifier(name)}, count(*) from {source} where {test} group by 1")
            if verdict := judge(contract.column(name), rows, counted[2 * number + 1]):
                verdicts.append(verdict)
    return _rewrite(connection, verdicts, parquet, handling) if verdicts else 0


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(10_000):
            yield from rows


def _rewrite(connection: duckdb.DuckDBPyConnection, verdicts: list[Verdict], parquet: Path, handling: Handling | None) -> int:
    target, replaced, hidden_cells = parquet.with_name(parquet.name + ".again"), [], 0
    try:
        for number, verdict in enumerate(verdicts):
            values = sorted(verdict.hidden)
            shown = pa.table({"value": values, "shown": [hide(v, verdict.column, handling) for v in values]})
            connection.register(f"hidden_{number}", shown)
            name = identifier(verdict.column.name)
            replaced.append(f"coalesce((select shown from hidden_{number} where value = {name}), {name}) as {name}")
            counted = f"select count(*) from read_parquet({quote(str(parquet))}) where {name} in (select value from hidden_{number})"
            hidden_cells += connection.execute(counted).fetchall()[0][0]
        connection.execute(
            f"copy (select * replace ({', '.join(replaced)}) from read_parquet({quote(str(parquet))})) "
            f"to {quote(str(target))} (format parquet, compression zstd)"
        ).fetchall()  # a result not read to its end keeps the tables in use
        os.replace(target, parquet)
    finally:
        for number in range(len(replaced)):
            connection.unregister(f"hidden_{number}")
        target.unlink(missing_ok=True)
    return hidden_cells
