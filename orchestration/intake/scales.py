"""Percentages written in two ways in one file: 95,83 and 0,9583.

Here: recognising what contradicts the scale that the contract declares, and the refusal that names the cells. Not here: reading a number
(numbers.py), bringing it to percent (staging).
A sign says how a number is meant. Without one, a number between 0 and 1 in a column of percents, or above 1 in a column of shares, may be
either: nothing here decides which. Where a source is known to mean such numbers as they stand, its contract says `percentTrusted`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.intake.numbers import by_forms
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace

SHARE, PERCENT = "fraction", "percent"
Place = tuple[str | None, int]  # sheet, row


def _columns(contract: Contract) -> list[Column]:
    return [c for c in contract.kept if c.percent_scale and not c.percent_trusted]


def scale_of(text: str | None, column: Column) -> str | None:
    """The scale that a number without sign speaks for; None for one that fits both, is signed or is no number."""
    number = by_forms(text, "number", column.number_style) if text and "%" not in text else None
    if number is None or number in (0, 1, -1):
        return None
    return SHARE if abs(number) < 1 else PERCENT


def _in_memory(raw: pa.Table, column: Column) -> Iterable[tuple[str | None, Place]]:
    values = raw.column(column.name)
    for text in pc.unique(values).to_pylist():
        if scale_of(text, column):
            at = pc.index(values, text).as_py()
            yield text, (raw.column("sheet_name")[at].as_py(), raw.column("source_row")[at].as_py())


def _in_file(space: Workspace, parquet: Path, column: Column) -> Iterable[tuple[str | None, Place]]:
    name = identifier(column.name)
    sql = f"select {name}, arg_min(sheet_name, source_row), min(source_row) from read_parquet({quote(str(parquet))}) group by 1 order by 3"
    for text, sheet, row in space.connection.execute(sql).fetchall():
        yield text, (sheet, row)


def refuse_mixed(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise PERCENT_SCALE_MIXED for a column that contradicts its scale; `rows` is the raw file where it is in memory."""
    for column in _columns(reading.contract):
        seen: dict[str, Place] = {}
        for text, place in _in_memory(rows, column) if rows is not None else _in_file(space, parquet, column):
            if scale := scale_of(text, column):
                seen.setdefault(scale, place)
        if (SHARE if column.percent_scale == PERCENT else PERCENT) in seen:
            raise _refusal(reading, column, seen)


def _refusal(reading: Reading, column: Column, seen: dict[str, Place]) -> RefusedFile:
    places = {scale: reading.where(column, *place) for scale, place in seen.items()}
    told = [
        f"{places[scale]} ghi {said}"
        for scale, said in ((PERCENT, "một số lớn hơn 1 (như phần trăm)"), (SHARE, "một số nhỏ hơn 1 (như phần của 1)"))
        if scale in places
    ]
    meant = "phần trăm (95,83)" if column.percent_scale == PERCENT else "phần của 1 (0,9583)"
    return RefusedFile(
        "PERCENT_SCALE_MIXED",
        f"Cột “{column.label_vi}” phải ghi theo {meant} nhưng {' và '.join(told)}, không rõ là bao nhiêu phần trăm: "
        "hãy ghi thống nhất cả cột, số nào dưới 1 % hoặc còn nghi ngờ thì ghi kèm dấu %, rồi gửi lại.",
    )
