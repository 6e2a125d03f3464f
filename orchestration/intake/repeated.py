"""One key twice in a snapshot, saying two different things: a village with two counts of households.

Here: finding it in a load's raw rows, and the refusal. Not here: the same row printed twice (facts keep one), an extract whose rows are
versions or events of a key (`upsert`, `append`). Which of the two is right nobody but the sender can tell.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold, identifier, quote
from orchestration.intake.workspace import Workspace

Pair = tuple[tuple[str | None, int], tuple[str | None, int]]  # sheet and row of two rows


def _content(contract: Contract) -> list[str]:
    return [c.name for c in contract.kept if c.name not in contract.key]


def _in_memory(contract: Contract, raw: pa.Table) -> Pair | None:
    """The first two rows that contradict each other; keys compare as names do."""
    seen: dict[tuple, tuple[tuple, tuple[str | None, int]]] = {}
    keys = zip(*(raw.column(name).to_pylist() for name in contract.key), strict=True)
    values = zip(*(raw.column(name).to_pylist() for name in (*_content(contract), "sheet_name", "source_row")), strict=True)
    for key, (*content, sheet, row) in zip(keys, values, strict=True):
        if not all(key):
            continue
        said, place = seen.setdefault(tuple(map(fold, key)), (tuple(content), (sheet, row)))
        if said != tuple(content):
            return place, (sheet, row)
    return None


def _in_file(space: Workspace, contract: Contract, parquet: Path) -> Pair | None:
    keys = [f"lower({identifier(name)})" for name in contract.key]
    content = ", ".join(map(identifier, _content(contract)))
    filled = " and ".join(f"{identifier(name)} <> ''" for name in contract.key)
    found = space.connection.execute(
        f"select min((source_row, sheet_name)), max((source_row, sheet_name)) from read_parquet({quote(str(parquet))}) "
        f"where {filled} group by {', '.join(keys)} having count(*) > 1 and count(distinct hash({content or 'null'})) > 1 order by 1 limit 1"
    ).fetchone()
    return ((found[0][1], found[0][0]), (found[1][1], found[1][0])) if found else None


def refuse_contradicted(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise KEY_REPEATED naming two rows of a snapshot; `rows` is the raw file where it is in memory."""
    contract = reading.contract
    if contract.delivery != "snapshot" or not contract.key:
        return
    if pair := _in_file(space, contract, parquet) if rows is None else _in_memory(contract, rows):
        raise _refusal(reading, pair)


def _refusal(reading: Reading, pair: Pair) -> RefusedFile:
    contract = reading.contract
    inside = [c for name in contract.key if not (c := contract.column(name)).from_title] or [contract.column(contract.key[0])]
    names = ", ".join(f"“{c.label_vi}”" for c in inside)
    places = " và ".join(reading.where(inside[0], *place) for place in pair)
    return RefusedFile(
        "KEY_REPEATED",
        f"Hai dòng ({places}) cùng {names} nhưng số liệu khác nhau, không rõ dòng nào đúng: hãy giữ một dòng đúng rồi gửi lại cả biểu.",
    )
