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
from orchestration.intake.raw_search import Found, RawColumn
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.workspace import Workspace

_LOW, _HIGH = "(?:0?[1-9]|1[0-2])", "(?:1[3-9]|2[0-9]|3[01])"
_SHAPE = r"^(?:[0-9]{{1,2}}:[0-9:]+ )?{}[/.-]{}[/.-][0-9]{{2,4}}(?: |$)"
MONTH_FIRST, DAY_FIRST, EITHER = (_SHAPE.format(*pair) for pair in ((_LOW, _HIGH), (_HIGH, _LOW), (_LOW, _LOW)))
TYPING_ERROR = 10  # so many times more dates that are surely day first
ENOUGH = 1000  # proofs counted at most: so many are no typing errors
SHOWN = 3


def refuse_month_first(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise DATE_ORDER_MIXED for a column with dates written month first; `rows` is the raw file where it is in memory."""
    for column in filter(is_day_first, reading.contract.kept):
        find = RawColumn(space, parquet, rows, column).find
        if not (proofs := find(MONTH_FIRST, ENOUGH)) or not (doubtful := find(EITHER, SHOWN)):
            continue
        if len(find(DAY_FIRST, TYPING_ERROR * len(proofs))) < TYPING_ERROR * len(proofs):
            raise _refusal(reading, column, proofs[:SHOWN], doubtful)


def _refusal(reading: Reading, column: Column, proofs: Found, doubtful: Found) -> RefusedFile:
    shown, others = (", ".join(reading.where(column, *place) for place in places) for places in (proofs, doubtful))
    return RefusedFile(
        "DATE_ORDER_MIXED",
        f"Cột “{column.label_vi}” có ngày viết tháng trước ngày ({shown}), nên các ngày khác ({others}) không rõ là ngày/tháng hay tháng/ngày: "
        "hãy ghi thống nhất ngày/tháng/năm cho cả cột rồi gửi lại.",
    )
