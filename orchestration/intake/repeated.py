"""One key twice in a snapshot or a list, saying two different things: a village with two counts of households.

Here: finding it in a load's raw rows, and the refusal. Not here: the same row printed twice, in whatever spelling (facts keep one), an extract
whose rows are events of a key (`append`) or versions of it (`upsert`, where something beside the key tells which is newer), rows whose key
names no unit of the lists (each goes to quarantine by that, none counts). Which of the two is right nobody but the sender can tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Column, Contract
from orchestration.intake.numbers import parse_number
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
        if said != tuple(content) and _meant(contract, said) != _meant(contract, content) and _counts(contract, places, key):
            return place, (sheet, row)
    return None


def _meant(contract: Contract, content: Iterable[str | None]) -> list[Decimal | str]:
    """What a row says beside its key, however it is written: `1.250` in a Vietnamese column of whole numbers is 1250."""
    meant: list[Decimal | str] = []
    for name, text in zip(_content(contract), content, strict=True):
        column = contract.column(name)
        number = parse_number(text, column) if text and column.logical_type in {"integer", "number"} else None
        meant.append(fold(text or "") if number is None else number)
    return meant


def _in_file(space: Workspace, contract: Contract, parquet: Path) -> Pair | None:
    """The same of rows in a file: those of the keys that stand there with several contents are looked at in memory."""
    keys = ", ".join(f"lower({identifier(name)})" for name in contract.key)
    content = ", ".join(map(identifier, _content(contract)))
    source = f"read_parquet({quote(str(parquet))})"
    filled = " and ".join(f"{identifier(name)} <> ''" for name in contract.key)
    rows = space.fetch_arrow(
        f"select * from {source} where ({keys}) in (select ({keys}) from {source} where {filled} group by {keys} "
        f"having count(*) > 1 and count(distinct hash({content or 'null'})) > 1) order by sheet_name, source_row"
    )
    return _in_memory(contract, space.places, rows)


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
