"""What a contract lets intake repair in a text, and counting what was repaired.

Here: the repairs by name, each with the test whether a text may need it, and which of them a column asks for; the count of placeholders
that are read as nothing. Not here: cleaning and guarding (text.py, personal.py), running repairs over columns (normalise.py), what is
repaired before there is a text (cells.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.clock import NEEDS, clock_text
from orchestration.intake.coordinates import canonical
from orchestration.intake.numbers import parse_amount, plain_text
from orchestration.intake.text import identifier, quote

ZERO_PADDED, DECIMALS_RESTORED, SERIAL_DATE, UNIT_APPLIED, COORDINATES, PLACEHOLDER, THOUSANDS, CLOCK = (
    "zero_padded", "decimals_restored", "serial_date", "unit_applied", "coordinates_ordered", "placeholder", "thousands_proven", "clock_in_figures",
)  # fmt: skip
REPAIRS_VI = {
    ZERO_PADDED: "bổ sung số 0 ở đầu mã",
    DECIMALS_RESTORED: "phục hồi số 0 ở cuối mã",
    SERIAL_DATE: "đổi số thứ tự ngày của Excel thành ngày",
    UNIT_APPLIED: "đổi số tiền có đơn vị ra đồng",
    COORDINATES: "viết lại tọa độ theo kinh độ/vĩ độ",
    CLOCK: "viết giờ ra số của 24 giờ (2:30 CH, 08h05)",
    THOUSANDS: "bỏ dấu ngăn hàng nghìn (61.800) mà các số khác của cột cho biết chắc",
    PLACEHOLDER: "ô chỉ có dấu thay cho số (-, x, …), hiểu là không có số liệu",
}
EXCEL_EPOCH = datetime(1899, 12, 30)
SERIAL_DAYS = (36526, 60000)  # 2000-01-01 … 2064-04-08: what a date column may hold as a bare serial number
_SERIAL = "^[3-6][0-9]{4}(?:[.,][0-9]+)?$"


@dataclass(frozen=True)
class Repair:
    """`needs`: RE2, what a clean text must match to be tried. `apply` gives the text back where there is nothing to do."""

    kind: str
    needs: str
    apply: Callable[[str], str]


def key(kind: str, column: Column) -> str:
    """Under what a repair is counted."""
    return f"{kind}|{column.name}"


def restore_decimals(value: str, decimals: int) -> str:
    """Undo what Excel did to a code: `1.00356` → `1.003560`.

    `1003560`, its dot eaten as a thousands mark → `1.003560`.
    """
    if re.fullmatch(rf"[0-9]+\.[0-9]{{1,{decimals - 1}}}", value):
        whole, _, part = value.partition(".")
        return f"{whole}.{part:0<{decimals}}"
    if re.fullmatch(rf"[0-9]{{{decimals + 1}}}", value):
        return f"{value[0]}.{value[1:]}"
    return value


def pad_code(value: str, width: int) -> str:
    """Undo what a spreadsheet did to a code of so many digits: `70` → `00070`, and so `70.0`."""
    digits = value.removesuffix(".0")
    return digits.zfill(width) if digits.isdigit() and len(digits) <= width else value


def is_moment(column: Column) -> bool:
    """Whether a column holds days, so that a bare number in it can only be Excel's count of them."""
    return column.logical_type in {"date", "timestamp"} or column.period is not None


def moment_text(value: datetime, column: Column) -> str:
    """A moment in the first format of the column that loses nothing; seconds rounded, because Excel keeps fractions of a day."""
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
    if not column.formats:
        return value.strftime("%d/%m/%Y %H:%M:%S" if has_time and not column.period else "%d/%m/%Y")
    written = [form for name in column.formats if (form := MOMENT_FORMATS[name].strptime)]
    timed = [form for form in written if "%H" in form] if has_time and column.logical_type == "timestamp" else []
    in_full = [form for form in timed or written if "%Y" in form]  # two digits of a year would lose the century
    return value.strftime((in_full or ["%Y-%m-%d %H:%M:%S"])[0])


def serial_moment(value: float, column: Column) -> str | None:
    """The day that a bare number in a column of days stands for; None for one that can be none."""
    if is_moment(column) and SERIAL_DAYS[0] <= value <= SERIAL_DAYS[1]:
        return moment_text(EXCEL_EPOCH + timedelta(days=float(value)), column)
    return None


def _serial(column: Column) -> Repair:
    def apply(text: str) -> str:
        return serial_moment(float(Decimal(text.replace(",", "."))), column) or text

    return Repair(SERIAL_DATE, _SERIAL, apply)


def _unit(column: Column) -> Repair:
    def apply(text: str) -> str:
        amount = parse_amount(text, column)
        return text if amount is None else plain_text(amount, column)

    return Repair(UNIT_APPLIED, "[0-9].*[^0-9., -]", apply)


def repairs_of(column: Column) -> tuple[Repair, ...]:
    """What a column asks for, in the order it is done."""
    found = []
    if column.decimals:
        digits = column.decimals
        needs = rf"^[0-9]+\.[0-9]{{1,{digits - 1}}}$|^[0-9]{{{digits + 1}}}$"
        found.append(Repair(DECIMALS_RESTORED, needs, lambda text: restore_decimals(text, digits)))
    if column.code_width:
        width = column.code_width
        needs = rf"^[0-9]{{1,{width - 1}}}$|^[0-9]{{1,{width}}}\.0$"
        found.append(Repair(ZERO_PADDED, needs, lambda text: pad_code(text, width)))
    if is_moment(column):
        found.append(_serial(column))
    if column.logical_type == "timestamp":
        found.append(Repair(CLOCK, NEEDS, clock_text))
    if column.unit_words:
        found.append(_unit(column))
    if column.coordinates:
        found.append(Repair(COORDINATES, "[0-9]", lambda text: canonical(text) or text))
    return tuple(found)


def _with_placeholders(contract: Contract) -> list[tuple[Column, list[str]]]:
    """Columns of values in which the contract lets a mark stand for nothing."""
    valued = {"integer", "number", "date", "timestamp"}
    columns = [c for c in contract.kept if c.logical_type in valued and c.null_tokens]
    return [(c, [t for t in c.null_tokens if t]) for c in columns]


def placeholders_in(contract: Contract, raw: pa.Table) -> Counter[str]:
    """How many cells of each column hold such a mark: read as nothing, never without a count."""
    found = {
        key(PLACEHOLDER, column): pc.sum(pc.is_in(raw.column(column.name), value_set=pa.array(tokens, pa.string()))).as_py() or 0
        for column, tokens in _with_placeholders(contract)
    }
    return Counter({name: count for name, count in found.items() if count})


def placeholders_in_file(contract: Contract, parquet: Path, connection: duckdb.DuckDBPyConnection) -> Counter[str]:
    """The same of a raw file, in one pass over the columns concerned."""
    columns = _with_placeholders(contract)
    if not columns:
        return Counter()
    counts = ", ".join(f"count(*) filter (where {identifier(c.name)} in ({', '.join(map(quote, tokens))}))" for c, tokens in columns)
    (row,) = connection.execute(f"select {counts} from read_parquet({quote(str(parquet))})").fetchall()
    return Counter({key(PLACEHOLDER, c): count for (c, _), count in zip(columns, row, strict=True) if count})
