"""Dates written month first (`07/21/2025`), as machines of another country write them, in columns that are read day first.

Here: the proof out of a load's raw texts, and the refusal. Not here: real dates that a spreadsheet has turned round (date_swap.py), reading
dates (staging). A text whose second number can be no month proves a writer who puts the month first; then `07/05/2025` beside it has two
readings. Where dates that can only be day first are many times more, it is a typing error, and quarantined by its own rule.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Column
from orchestration.intake.date_swap import is_day_first
from orchestration.intake.raw_search import ENOUGH, SHOWN, TYPING_ERROR, Found, RawColumn
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.workspace import Workspace

_LOW, _HIGH = "(?:0?[1-9]|1[0-2])", "(?:1[3-9]|2[0-9]|3[01])"
_SHAPE = r"^(?:[0-9]{{1,2}}:[0-9:]+,?(?: -)? )?{}[/.-]{}[/.-][0-9]{{2,4}}(?:,? |$)"
MONTH_FIRST, DAY_FIRST, EITHER = (_SHAPE.format(*pair) for pair in ((_LOW, _HIGH), (_HIGH, _LOW), (_LOW, _LOW)))


def refuse_month_first(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise DATE_ORDER_MIXED for a column with dates written month first; `rows` is the raw file where it is in memory.

    A column that proves nothing of itself is doubted by what another column of the file proves: one export writes one order.
    """

    def find(column: Column, shape: str, count: int) -> Found:
        return RawColumn(space, parquet, rows, column).find(shape, count)

    def is_typing_error(column: Column, proofs: Found) -> bool:
        return len(find(column, DAY_FIRST, TYPING_ERROR * len(proofs))) >= TYPING_ERROR * len(proofs)

    columns = list(filter(is_day_first, reading.contract.kept))
    found = {column.name: find(column, MONTH_FIRST, ENOUGH) for column in columns}
    proving = [c for c in columns if found[c.name] and not is_typing_error(c, found[c.name])]
    if not proving:
        return
    for column in (*proving, *(c for c in columns if not found[c.name] and not find(c, DAY_FIRST, 1))):
        if doubtful := find(column, EITHER, SHOWN):
            witness = column if column in proving else proving[0]
            raise _refusal(reading, column, witness, found[witness.name][:SHOWN], doubtful)


def _refusal(reading: Reading, column: Column, witness: Column, proofs: Found, doubtful: Found) -> RefusedFile:
    shown = ", ".join(reading.where(witness, *place) for place in proofs)
    others = ", ".join(reading.where(column, *place) for place in doubtful)
    where = f"Cột “{witness.label_vi}” có ngày viết tháng trước ngày ({shown}), nên các ngày khác"
    where += f" ({others})" if witness is column else f" ở cột “{column.label_vi}” ({others})"
    return RefusedFile(
        "DATE_ORDER_MIXED",
        f"{where} không rõ là ngày/tháng hay tháng/ngày: hãy ghi thống nhất ngày/tháng/năm cho cả tệp rồi gửi lại.",
    )
