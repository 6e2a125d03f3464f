"""Whose declaration that there is nothing to report it is, for which period, made when.

Here: reading these out of the lines above a table, the row that carries the words, or labels that every office writes. Not here: the
words themselves (nothing.py), the facts of a file with rows (facts.py).
Nothing is guessed: what cannot be told is asked for, two different answers refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from orchestration.contracts import Column, Contract
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.calendars import BY_DAY, MONTHS_OF, Period, names_months, period_of
from orchestration.intake.facts import LoadFacts
from orchestration.intake.identity import mask
from orchestration.intake.nothing import WORDS_VI, Said, contradiction, label_of, places_in, text_of
from orchestration.intake.periods import read_period
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import clean, fold
from orchestration.intake.titles import TitleRows, answers, title_cells, title_lines

if TYPE_CHECKING:
    from orchestration.intake.body import Body
    from orchestration.intake.header import Table

# How offices label these where a contract does not say: no wider, “Đơn vị tính: …” is no sender.
_SENDER = re.compile(r"^(?:tên )?(?:đơn vị|cơ quan)(?: gửi| báo cáo| lập biểu| lập| khai)?\s*:\s*(.+)$", re.IGNORECASE)
_PERIOD = re.compile(r"^(?:kỳ|kì)(?: báo cáo| số liệu)?\s*:\s*(.+)$", re.IGNORECASE)
_MADE = re.compile(r"^(?:ngày|thời điểm|lúc)(?: giờ)? (?:kết xuất|xuất|lập|khai)(?: biểu| báo cáo| dữ liệu)?\s*:\s*(.+)$", re.IGNORECASE)
_MADE_FORMATS = ("dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy")
_WEEK = re.compile(r"^tuần(?: [0-9]{1,2})?,? (?=từ |ngày )", re.IGNORECASE)
_MONTHLY = {"calendar_month", "month_15_14", "year_to_date"}  # where a month that is named is the whole answer


@dataclass(frozen=True)
class _Asked:
    """What a declaration has to say, under the name its sender knows it by."""

    label_vi: str
    example_vi: str


_ASKED = {
    "sender": _Asked("đơn vị gửi", "“Đơn vị: Sở Mẫu”"),
    "period": _Asked("kỳ báo cáo", "“Kỳ báo cáo: Tháng 7/2025”"),
}


def said_in(table: Table, body: Body) -> list[Said]:
    """What one table, read to its end, says of there being nothing."""
    grid = table.grid
    rows = [*((n, c) for n, c in table.title_rows if c), *body.nothing]
    places = places_in(grid.name, grid.first_column, rows)
    if not places:
        return []
    return [Said(table.contract, table.columns, table.title_rows, places, [cells for _, cells in body.nothing])]


def judged(said: list[Said], row_count: int) -> LoadFacts | None:
    """The facts of a file that says it has nothing; None of one that says no such thing. Raises where there are rows as well."""
    if not said:
        return None
    if row_count:
        raise contradiction(said[0].contract, [place for one in said for place in one.places])
    return declared_facts(said)


def declared_facts(said: list[Said]) -> LoadFacts:
    """The facts of a file that says there is nothing. Raises RefusedFile where they cannot be told."""
    contract = said[0].contract
    try:
        if not contract.is_periodic:
            raise RefusedFile(
                "EMPTY_FILE",
                f"“{contract.name_vi}” không gửi theo kỳ nên không khai “{WORDS_VI}” được: hãy gửi tệp có số liệu.",
            )
        sender = _sender(contract, said) if contract.delivered_by else None
        period = _period(contract, said)
        missing = [_ASKED[name] for name, found in (("sender", sender or not contract.delivered_by), ("period", period)) if not found]
        if missing:
            places = "; ".join(dict.fromkeys(place for one in said for place in one.places[:3]))
            raise RefusedFile(
                "TITLE_MISSING",
                f"Biểu ghi “{WORDS_VI}” ({places}) nhưng không rõ {' và '.join(a.label_vi for a in missing)}: hãy ghi ở phần đầu biểu, "
                f"ví dụ {', '.join(a.example_vi for a in missing)}, rồi gửi lại.",
            )
        start, end = period or (None, None)
        return LoadFacts(0, sender, start, end, _version(contract, said))
    except RefusedFile as refusal:
        refusal.extract = contract.id
        raise


def told_above(table: Table) -> tuple[str | None, Period | None]:
    """Sender and period as far as the title tells them: whose file a refused one is."""
    contract, said = table.contract, [Said(table.contract, table.columns, table.title_rows)]

    def told(read: Callable) -> Any:
        try:
            return read(contract, said)
        except RefusedFile:
            return None

    return told(_sender) if contract.delivered_by else None, told(_period) if contract.delivered_for else None


def _texts(contract: Contract, column: Column, said: list[Said], label: re.Pattern[str]) -> list[str]:
    """What the file says for a column, the most particular place first: title pattern, the words' own row, a common label."""
    if column.declared:
        return [column.declared]
    in_title = [text for one in said for text in answers(column.from_title, one.title_rows)]
    in_rows = [text_of(cells, one.columns.get(column.name)) for one in said for cells in one.rows]
    found = list(filter(None, in_title + in_rows))
    if not found:
        own = re.compile(rf"^{re.escape(column.label_vi)}\s*:\s*(.+)$", re.IGNORECASE)
        lines = [line for one in said for line in _lines(contract, one.title_rows)]
        found = [clean(m.group(1)) for pattern in (own, label) for line in lines if (m := pattern.search(line))]
    return list({fold(text): text for text in reversed(found)}.values())


def _lines(contract: Contract, rows: TitleRows) -> list[str]:
    """The lines above the table but those that tell the unit of its amounts."""
    units = [re.compile(c.unit_from_title["match"], re.IGNORECASE) for c in contract.kept if c.unit_from_title]
    return [line for line in dict.fromkeys(title_cells(rows) + title_lines(rows)) if not any(u.search(line) for u in units)]


def _two(contract: Contract, what: str) -> RefusedFile:
    return RefusedFile(
        "TITLE_AMBIGUOUS", f"Biểu “{contract.name_vi}” ghi “{WORDS_VI}” nhưng nói hai {what} khác nhau: hãy chỉ để một, mỗi đơn vị và kỳ một tệp."
    )


def _sender(contract: Contract, said: list[Said]) -> str | None:
    texts = _texts(contract, contract.column(contract.delivered_by or ""), said, _SENDER)
    named = [text_of(cells, one.columns.get(c.name)) for one in said for cells in one.rows for c in contract.kept if c.lookup]
    if len(texts) > 1 or any(fold(name) != fold(texts[0]) for name in named if name and texts):
        raise _two(contract, "đơn vị")
    return mask(texts[0])[0] if texts else None


def _period(contract: Contract, said: list[Said]) -> Period | None:
    column = contract.column(contract.delivered_for or "")
    texts = _texts(contract, column, said, _PERIOD)
    bare = not texts
    if bare:  # a line that is a period and nothing else, or a period as the words' own label
        texts = [text.strip("()[] .") for one in said for text in _lines(contract, one.title_rows)]
        texts += [label_of(cell) for one in said for cells in (*(c for _, c in one.title_rows), *one.rows) for cell in cells]
    found = [_period_in(contract, column, text) for text in texts]
    if len(set(filter(None, found))) > 1:
        raise _two(contract, "kỳ báo cáo")
    return next(filter(None, found), None) if bare or all(found) else None


def _period_in(contract: Contract, column: Column, text: str) -> Period | None:
    """The period of the contract's calendar that a text names exactly; None for any other span of days."""
    calendar = contract.period_calendar
    if not column.period and (moment := read_moment(text, column.formats)):
        return period_of(moment.date(), calendar, names_months(column))
    said = read_period(_WEEK.sub("", clean(text)))
    if said is None or said.start is None or said.end is None:
        return None
    if column.period:
        return said.start, said.end
    whole = period_of(said.start, "calendar_month") == (said.start, said.end)
    if whole and calendar in _MONTHLY:
        return period_of(said.start, calendar, is_month=True)
    if said.start == said.end and (calendar in MONTHS_OF or calendar in BY_DAY):
        return period_of(said.start, calendar)
    return next((p for day in (said.start, said.end) if (p := period_of(day, calendar)) == (said.start, said.end)), None)


def _version(contract: Contract, said: list[Said]) -> str | None:
    """When it was made, where the contract orders snapshots by that."""
    if contract.delivery != "snapshot" or not contract.version_order:
        return None
    column = contract.column(contract.version_order[0])
    texts = _texts(contract, column, said, _MADE)
    moments = {read_moment(text, (*column.formats, *_MADE_FORMATS)) for text in texts}
    if len(moments) > 1:
        raise _two(contract, "ngày lập")
    moment = next(iter(moments), None)
    return moment.isoformat(timespec="seconds") if moment else None


def read_moment(text: str, formats: tuple[str, ...]) -> datetime | None:
    """A local time by the first of some formats that fits; a day is its first moment."""
    for name in formats:
        form = MOMENT_FORMATS[name]
        if form.strptime and re.search(form.shape.replace("$", r"\Z"), text):
            try:
                found = datetime.strptime(text, form.strptime)
            except ValueError:
                continue
            return found if form.has_time else datetime.combine(date(found.year, found.month, found.day), time())
    return None
