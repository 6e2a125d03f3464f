"""One key twice in a snapshot or a list, saying two different things: a village with two counts of households.

Here: finding it in a load's raw rows, and the refusal. Not here: the same row printed twice (facts keep one), an extract whose rows are
events of a key (`append`) or versions of it (`upsert`, where something beside the key tells which is newer), rows whose key names no unit of the lists (each goes to quarantine by that, none
counts). Which of the two is right nobody but the sender can tell.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Column, Contract
from orchestration.intake.places import Places
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold, identifier, quote
from orchestration.intake.workspace import Workspace

Pair = tuple[tuple[str | None, int], tuple[str | None, int]]  # sheet and row of two rows


def _has_one_row_a_key(contract: Contract) -> bool:
    """A snapshot, or a list whose versions nothing but the key orders: between two rows of a key that says nothing."""
    return contract.delivery == "snapshot" or (contract.delivery == "upsert" and set(contract.version_order) <= set(contract.key))


def _content(contract: Contract) -> list[str]:
    return [c.name for c in contract.kept if c.name not in contract.key]


def _counts(contract: Contract, places: Places, key: tuple[str | None, ...]) -> bool:
    """Whether rows of a key may count at all: none of it is empty, and what should name a unit names one of the lists."""
    named = zip(map(contract.column, contract.key), key, strict=True)
    return all(value and (not column.lookup or places.knows(value)) for column, value in named)


def _in_memory(contract: Contract, places: Places, raw: pa.Table) -> Pair | None:
    """The first two rows that contradict each other; keys compare as names do."""
    seen: dict[tuple, tuple[tuple, tuple[str | None, int]]] = {}
    keys = zip(*(raw.column(name).to_pylist() for name in contract.key), strict=True)
    values = zip(*(raw.column(name).to_pylist() for name in (*_content(contract), "sheet_name", "source_row")), strict=True)
    for key, (*content, sheet, row) in zip(keys, values, strict=True):
        said, place = seen.setdefault(tuple(fold(part or "") for part in key), (tuple(content), (sheet, row)))
        if said != tuple(content) and _counts(contract, places, key):
            return place, (sheet, row)
    return None


def _in_file(space: Workspace, contract: Contract, parquet: Path) -> Pair | None:
    keys = [f"lower({identifier(name)})" for name in contract.key]
    content = ", ".join(map(identifier, _content(contract)))
    filled = " and ".join(f"{identifier(name)} <> ''" for name in contract.key)
    spelled = ", ".join(f"min({identifier(name)})" for name in contract.key)
    found = space.connection.execute(
        f"select min((source_row, sheet_name)), max((source_row, sheet_name)), {spelled} from read_parquet({quote(str(parquet))}) "
        f"where {filled} group by {', '.join(keys)} having count(*) > 1 and count(distinct hash({content or 'null'})) > 1 order by 1"
    ).fetchall()
    pairs = (((first[1], first[0]), (last[1], last[0])) for first, last, *key in found if _counts(contract, space.places, tuple(key)))
    return next(pairs, None)


def refuse_contradicted(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise KEY_REPEATED naming two rows; `rows` is the raw file where it is in memory."""
    contract = reading.contract
    if not contract.key or not _has_one_row_a_key(contract):
        return
    if pair := _in_file(space, contract, parquet) if rows is None else _in_memory(contract, space.places, rows):
        raise _refusal(reading, pair)


def _shown(reading: Reading) -> list[Column]:
    """The key's columns as the sender finds them: of a path the numbers it is made of, and none that headers or titles say."""
    contract, outline = reading.contract, reading.contract.outline or {}
    names = [outline["from"] if name == outline.get("into") else name for name in contract.key]
    columns = [contract.column(name) for name in names]
    standing = [c for c in columns if any(c.name in places for places in reading.places.values())]
    return standing or [c for c in columns if not c.from_title] or columns[:1]


def _refusal(reading: Reading, pair: Pair) -> RefusedFile:
    shown = _shown(reading)
    names = ", ".join(f"“{c.label_vi}”" for c in shown)
    places = " và ".join(reading.where(shown[0], *place) for place in pair)
    return RefusedFile(
        "KEY_REPEATED",
        f"Hai dòng ({places}) cùng {names} nhưng số liệu khác nhau, không rõ dòng nào đúng: hãy giữ một dòng đúng rồi gửi lại cả biểu.",
    )
