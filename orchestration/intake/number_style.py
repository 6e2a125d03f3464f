"""Numbers written in the style of another country (`17,500,000`) in a column that is read in its own (`17.500.000`).

Here: the proof out of a load's raw texts, and the refusal. Not here: the styles (orchestration/contracts/numbers.py), reading a number
(numbers.py, staging). `1,234` in a Vietnamese column is one and a bit, to a machine of another country a thousand. A text that only the other
style can mean proves such a writer, unless texts of the column's own style are many times more: then it is a typing error. In a column that
people write, one in which no text with a mark, and no long number without one, tells the style at all has two readings too.
Whole numbers have no decimals and percentages no thousands: they are left alone, as are the texts that staging reads in neither way.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from orchestration.contracts import Column
from orchestration.intake.raw_search import Found, RawColumn
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.workspace import Workspace

TYPING_ERROR = 10  # so many times more texts of the column's own style
ENOUGH = 1000  # proofs counted at most: so many are no typing errors
SHOWN = 3
_POINT = {"vn": ",", "en": "."}
_WRITTEN_BY_PEOPLE = "vn"
_UNMARKED = "^-?[0-9]{4,}$"  # whoever writes this sets no mark between thousands


def _only(point: str, mark: str) -> str:
    """Texts that only a writer can mean who puts `point` before decimals and `mark` between thousands."""
    group = f"^-?[1-9][0-9]{{0,2}}[{mark}][0-9]{{3}}"
    return "|".join(
        (
            f"{group}([{mark}][0-9]{{3}})+([{point}][0-9]+)?$",
            f"{group}[{point}][0-9]+$",
            f"^-?[0-9]+[{point}]([0-9]{{1,2}}|[0-9]{{4,}})$",
            f"^-?(0[0-9]*|[0-9]{{4,}})[{point}][0-9]+$",
        )
    )


def _two_readings(point: str) -> str:
    """Texts that are decimals by `point`, and thousands if it is the other style's mark."""
    return f"^-?[1-9][0-9]{{0,2}}[{point}][0-9]{{3}}$"


def _is_concerned(column: Column) -> bool:
    return column.logical_type == "number" and column.number_style in _POINT and not column.percent_scale


def refuse_other_style(space: Workspace, reading: Reading, parquet: Path, rows: pa.Table | None) -> None:
    """Raise NUMBER_STYLE_MIXED for a column whose decimals may be thousands; `rows` is the raw file where it is in memory."""
    for column in filter(_is_concerned, reading.contract.kept):
        point = _POINT[column.number_style]
        mark = "," if point == "." else "."
        raw = RawColumn(space, parquet, rows, column)
        if not (doubtful := raw.find(_two_readings(point), SHOWN)):
            continue
        own = _only(point, mark)
        if proofs := raw.find(_only(mark, point), ENOUGH):
            if len(raw.find(own, TYPING_ERROR * len(proofs))) < TYPING_ERROR * len(proofs):
                raise _refusal(reading, column, proofs[:SHOWN], doubtful)
        elif column.number_style == _WRITTEN_BY_PEOPLE and not raw.find(f"{own}|{_UNMARKED}", 1):
            raise _refusal(reading, column, [], doubtful)


def _refusal(reading: Reading, column: Column, proofs: Found, doubtful: Found) -> RefusedFile:
    shown, others = (", ".join(reading.where(column, *place) for place in places) for places in (proofs, doubtful))
    point, other = ("dấu phẩy", "dấu chấm") if column.number_style == "vn" else ("dấu chấm", "dấu phẩy")
    why = (
        f"có số viết {other} trước phần thập phân hoặc {point} ngăn hàng nghìn ({shown}), nên"
        if proofs
        else "không có số nào cho biết cách viết, nên"
    )
    return RefusedFile(
        "NUMBER_STYLE_MIXED",
        f"Cột “{column.label_vi}” {why} các số chỉ có một {point} trước ba chữ số ({others}) không rõ là phần thập phân hay hàng nghìn: "
        f"hãy để ô ở dạng số của Excel, hoặc viết thống nhất cả cột với {point} trước phần thập phân và {other} ngăn hàng nghìn, rồi gửi lại.",
    )
