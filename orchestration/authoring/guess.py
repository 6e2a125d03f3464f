"""What a column of a sample seems to be: a type and a written form, where every value agrees.

Here: guesses, conservative: text where values have two readings, and then what the author has to decide. Not here: finding the columns
(sample.py), writing the contract (skeleton.py). No value of the file leaves this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from orchestration.authoring.personal import looks_personal
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.grid import is_blank, plain
from orchestration.intake.number_style import by_thousands
from orchestration.intake.periods import read_period
from orchestration.intake.personal import MASKS, TEXT

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")  # 1.234: a thousand in a whole number, else nobody can tell
_DECIMAL = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")
_PLAIN_DECIMAL = re.compile(r"-?\d+,\d{1,2}")
_SEPARATES = re.compile(by_thousands(",", "."))
_CODED = re.compile(r"mã|số hiệu|ký hiệu|số (?:hồ sơ|phiếu|văn bản|đến|đi)|code|id\b", re.IGNORECASE)
_SHARE = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng|phần trăm", re.IGNORECASE)
_SPANS = {1: "calendar_month", 3: "quarter", 6: "half_year", 9: "nine_months", 12: "year"}


@dataclass(frozen=True)
class Found:
    """A column of the sample: its header and what it seems to be."""

    header: str
    kind: str  # a logical type of a contract
    formats: tuple[str, ...] = ()
    number_style: str | None = None
    is_personal: bool = False
    is_complete: bool = False  # no empty cell
    is_unique: bool = False
    percent_scale: str | None = None
    calendar: str | None = None  # of a column of periods in words: what each of them spans
    in_key: bool = False
    has_total: bool = False  # the printed total is the sum of the rows
    is_open: bool = False  # numbers such as 1.234 and 567, of which nobody can tell whether the dot separates thousands
    proves_vn: bool = False  # numbers that only a Vietnamese writer means
    notes: tuple[str, ...] = ()  # what the author has to decide


def found_of(header: str, values: list[Any]) -> Found:
    """What a column seems to be: text, unless every value has one explicit form."""
    filled = [v for v in values if not is_blank(v)]
    texts = [plain(v) for v in filled]
    guarded = [t for v, t in zip(filled, texts, strict=True) if not isinstance(v, float) or v.is_integer()]
    personal = looks_personal(header) or any(MASKS[TEXT](t)[1] for t in guarded if not _is_moment(t))
    complete = bool(filled) and len(filled) == len(values)
    found = Found(header, "string", is_personal=personal, is_complete=complete, is_unique=complete and len(set(texts)) == len(texts))
    if personal or not filled:
        return found
    kind, formats, style = _kind(header, filled, texts)
    found = replace(found, kind=kind, formats=formats, number_style=style)
    if kind != "string":
        return _share(found, texts) if kind in {"integer", "number"} else found
    return found if _CODED.search(header) else _marked(found, texts) or _period(found, texts) or found


def _is_moment(text: str) -> bool:
    """Stamps and times of ISO are long runs of digits that say nothing of a person."""
    return any(_reads(text, name) for name in ("yyyyMMddHHmmss", "iso_offset", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "iso_date"))


def _reads(text: str, name: str) -> bool:
    form = MOMENT_FORMATS[name]
    if not re.search(form.shape, text):
        return False
    try:
        moment = datetime.strptime(text, form.strptime) if form.strptime else datetime.fromisoformat(text)
        return 1990 <= moment.year <= 2100
    except ValueError:
        return False


def _kind(header: str, filled: list[Any], texts: list[str]) -> tuple[str, tuple[str, ...], str | None]:
    if all(isinstance(v, datetime) or hasattr(v, "isoformat") for v in filled):
        has_time = any(isinstance(v, datetime) and v.time() != datetime.min.time() for v in filled)
        return ("timestamp", ("dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy"), None) if has_time else ("date", ("dd/MM/yyyy",), None)
    names = [n for n in MOMENT_FORMATS if n != "yyyy" or "năm" in header.casefold()]
    fitting = [n for n in names if all(_reads(t, n) for t in texts)]
    if len(fitting) == 1:
        return "timestamp" if MOMENT_FORMATS[fitting[0]].has_time else "date", (fitting[0],), None
    if _CODED.search(header) or any(isinstance(v, bool) for v in filled):
        return "string", (), None
    if all(isinstance(v, int | float) for v in filled):
        return ("integer" if all(float(v).is_integer() for v in filled) else "number"), (), "vn"
    if all(_INTEGER.fullmatch(t) for t in texts):
        return "integer", (), "vn"
    if all(_PLAIN_DECIMAL.fullmatch(t) or _INTEGER.fullmatch(t) for t in texts):
        return "number", (), "vn"
    return "string", (), None


def _marked(found: Found, texts: list[str]) -> Found | None:
    """Numbers with marks between thousands or a percent sign."""
    bare = [t.removesuffix("%").rstrip() for t in texts]
    if not all(_INTEGER.fullmatch(t) or _GROUPED.fullmatch(t) or _DECIMAL.fullmatch(t) for t in bare):
        return None
    decimals = any(_DECIMAL.fullmatch(t) for t in bare)
    grouped = any(_GROUPED.fullmatch(t) for t in bare)
    if bare != texts and not grouped:
        return _share(replace(found, kind="number", number_style="vn"), texts)
    proves = any(_SEPARATES.fullmatch(t) for t in bare)
    if not proves and (grouped or not any(_PLAIN_DECIMAL.fullmatch(t) for t in bare)):
        note = "“1.234” là một nghìn hai trăm ba mươi tư hay một phẩy hai? Nếu là số nguyên: logicalType: integer và {property: numberStyle, value: vn}"
        return replace(found, is_open=not decimals, notes=(note,))
    two = "trong cột số thập phân, “1.234” có hai cách đọc nên bị cách ly: nếu mọi số là số nguyên thì đổi thành integer"
    notes = (two,) if decimals and any(_GROUPED.fullmatch(t) and t.count(".") == 1 for t in bare) else ()
    return replace(found, kind="number" if decimals else "integer", number_style="vn", proves_vn=proves, notes=notes)


def settled(found: Found) -> Found:
    """An open column of a file that proves elsewhere that its numbers are Vietnamese."""
    return replace(found, kind="integer", number_style="vn", is_open=False, notes=()) if found.is_open else found


def _share(found: Found, texts: list[str]) -> Found:
    """Percentages, by their sign or their header and size."""
    signed = any(t.endswith("%") for t in texts)
    if not signed and not _SHARE.search(found.header):
        return found
    sizes = [abs(number_of(t)) for t in texts]
    if signed or max(sizes) > 1:
        return replace(found, percent_scale="percent")
    note = "các số nằm giữa 0 và 1: {property: percentScale, value: fraction} nếu 0,95 là 95 %, percent nếu là 0,95 %"
    return replace(found, notes=(*found.notes, note))


def number_of(text: str) -> Decimal:
    """A Vietnamese or plain number that a guess was made of."""
    bare = text.removesuffix("%").rstrip()
    if _GROUPED.fullmatch(bare) or _DECIMAL.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    return Decimal(bare)


def _period(found: Found, texts: list[str]) -> Found | None:
    """Periods in words (`Quý III/2025`), all of one length."""
    calendars = {calendar_of(t) for t in texts}
    return replace(found, calendar=calendars.pop()) if len(calendars) == 1 and None not in calendars else None


def calendar_of(text: str) -> str | None:
    """What a period in words spans."""
    read = read_period(text)
    if read is None or read.start is None or read.end is None or read.start.year != read.end.year:
        return None
    return _SPANS.get(read.end.month - read.start.month + 1) if read.start.day == 1 and read.end != read.start else None
