"""How the cells of one column are entered: their look, width, drop-down or check, and the hint that Excel shows beside them.

Here: from a contract's column to what xlsxwriter is told. Not here: where the cells stand (sheet.py).

Dates and decimal numbers are kept as the text that was typed. A machine set to another country's habits would turn 05/07/2025 into May and
12,5 into 125 without a word; as text, what is seen is what is read. Whole numbers are numbers: no habit can change them unseen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from orchestration.contracts import Column
from orchestration.contracts.code_lists import CodeLists
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.words import allowed_vi, codes_to_write, flags_to_write, sentence, writing_vi

LIST_SHEET = "Danh mục"
_TITLE_MOST, _TEXT_MOST, _FORMULA_MOST = 32, 255, 255  # Excel's own limits
_WHOLE = re.compile(r"-?(?:\d+|\d{1,3}(?:[., ]\d{3})+)")
_LARGEST = 999_999_999_999_999


@dataclass
class Lists:
    """The hidden sheet that drop-downs read: one column a list."""

    sheet: Worksheet
    codes: CodeLists
    units: tuple[str, ...]
    _ranges: dict[tuple[str, ...], str] = field(default_factory=dict)

    def source(self, title: str, values: tuple[str, ...]) -> str:
        """The range that holds these values, written once."""
        if values not in self._ranges:
            at = len(self._ranges)
            self.sheet.write_column(0, at, [title, *values])
            self._ranges[values] = f"='{LIST_SHEET}'!{xl_range_abs(1, at, len(values), at)}"
        return self._ranges[values]


def style_of(column: Column) -> str:
    if column.logical_type == "integer" and not column.unit_words:
        return "integer"
    if column.logical_type in {"integer", "number"}:
        return "amount_text"
    return "centre_text" if column.logical_type in {"date", "timestamp", "boolean"} and not column.period else "text"


def value_of(column: Column, text: str) -> str | int:
    """A cell's content for a value of the worked example: of whole numbers the number, without the marks between thousands."""
    is_number = style_of(column) == "integer" and _WHOLE.fullmatch(text)
    return int(re.sub(r"[., ]", "", text)) if is_number else text


def width_of(column: Column, header: str) -> float:
    longest = max((len(e) for e in column.examples), default=0)
    words = max((len(w) for w in header.split()), default=0)
    least = 16 if column.logical_type == "timestamp" else 12 if column.logical_type in {"date", "integer", "number"} else 9
    return float(min(max(least, words + 4, longest + 2, min(len(header), 24) * 0.75), 34))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def entering_vi(column: Column) -> str:
    """How a value is typed into the template; whole numbers get their marks from Excel."""
    if style_of(column) == "integer":
        return "số nguyên, chỉ gõ chữ số"
    return "chọn trong ô" if column.code_list or column.logical_type == "boolean" else writing_vi(column)


def hint(column: Column, codes: CodeLists) -> str:
    """How to fill the cell, in one breath."""
    said = allowed_vi(column, codes)
    if column.code_list or column.logical_type == "boolean":
        return sentence(said)
    parts = [sentence(said), "" if style_of(column) == "text" and not column.period else sentence(entering_vi(column))]
    if column.examples and column.examples[0]:
        parts.append(f"Ví dụ: {value_of(column, column.examples[0])}.")
    if column.percent_scale == "percent":
        parts.append("Không dùng định dạng phần trăm của Excel.")
    return " ".join(filter(None, parts)) or sentence(entering_vi(column))


def _day_formula(cell: str) -> str:
    """True for a real date, or for a day that exists written day/month/year."""
    slash = f'FIND("/",{cell})'
    month = f"MID({cell},{slash}+1,LEN({cell})-5-{slash})"
    day = f"--LEFT({cell},{slash}-1)"
    return f'=OR(ISNUMBER({cell}),AND(MID({cell},LEN({cell})-4,1)="/",--{month}<13,DAY(DATE(RIGHT({cell},4),{month},{day}))={day}))'


def _number_formula(cell: str, is_percent: bool) -> str:
    """True for what is digits and separators; a bare number below 1 in a column of percents is most likely a fraction."""
    bare = cell
    for mark in ("%", ",", ".", "-", " "):
        bare = f'SUBSTITUTE({bare},"{mark}","")'
    whole = f"ISNUMBER(--{bare})"
    return f"=AND({whole},OR(ISTEXT({cell}),{cell}=0,{cell}>=1))" if is_percent else f"={whole}"


def _check(column: Column, cell: str, lists: Lists) -> dict:
    """The validation itself; empty where any text will do."""
    if column.code_list or column.logical_type == "boolean":
        values = tuple(codes_to_write(column, lists.codes) if column.code_list else flags_to_write(column))
        return {"validate": "list", "source": lists.source(column.label_vi, values)} if values else {}
    if column.lookup and lists.units:
        return {"validate": "list", "source": lists.source("Đơn vị", lists.units), "error_type": "warning"}
    if style_of(column) == "integer":
        return {"validate": "integer", "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
    if column.logical_type in {"integer", "number"} and not column.unit_words:
        return {"validate": "custom", "value": _number_formula(cell, column.percent_scale == "percent")}
    if column.formats and not column.period:
        first = MOMENT_FORMATS[column.formats[0]]
        if first.name == "MM/yyyy":
            return {"validate": "custom", "value": f'=OR(ISNUMBER({cell}),AND(MID({cell},LEN({cell})-4,1)="/",--LEFT({cell},LEN({cell})-5)<13,--RIGHT({cell},4)>1990))'}
        if set(column.formats) <= {"dd/MM/yyyy", "dd/MM/yy"}:
            return {"validate": "custom", "value": _day_formula(cell)}
        if first.name == "yyyy":
            return {"validate": "custom", "value": f"=AND(--{cell}>1990,--{cell}<2100)"}
    return {}


def validation(column: Column, cell: str, lists: Lists) -> dict:
    """What `data_validation` is given for the cells of a column, the first of which is `cell`."""
    check = _check(column, cell, lists)
    if len(str(check.get("value", ""))) > _FORMULA_MOST:
        check = {}
    text = hint(column, lists.codes)
    if check.get("error_type") == "warning":
        error = "Tên này không có trong danh sách đơn vị của tỉnh. Chỉ giữ lại khi chắc đây là tên gọi khác của đơn vị."
    else:
        error = f"Giá trị chưa đúng. {text}"
    return {
        "validate": "any",
        "error_title": _cut(f"Ô “{column.label_vi}”", _TITLE_MOST),
        "error_message": _cut(error, _TEXT_MOST),
        "input_title": _cut(column.label_vi, _TITLE_MOST),
        "input_message": _cut(text, _TEXT_MOST),
    } | check
