"""`chiso contract new`: a contract to begin from, its staging model and that model's description.

Here: the three texts. What the author must decide carries the mark “XÁC NHẬN”. Not here: looking at a sample file (sample.py).
Examples are made up: no value of a sample file is copied.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from orchestration.authoring.guess import Found, calendar_of
from orchestration.authoring.sample import COUNTERS, Sample, is_unit
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.words import TYPES_VI
from orchestration.intake.text import fold

CONFIRM = "# XÁC NHẬN:"
_MONTH_LINE = re.compile(r"[Tt]háng\s+\d{1,2}/\d{4}")
_PERIOD = r"(?i)((?:quý\s+(?:IV|III|II|I|[1-4])|tháng\s+\d{1,2}|(?:6|9) tháng(?: đầu)?)\s*(?:/|-|,|năm)\s*(?:năm\s*)?\d{4})"
_PERIOD_EXAMPLES = {
    "calendar_month": "Tháng 7/2025", "quarter": "Quý III/2025", "half_year": "6 tháng đầu năm 2025", "nine_months": "9 tháng đầu năm 2025",
    "year": "Năm 2025",
}  # fmt: skip
_MONTHS = {"calendar_month": 1, "quarter": 3, "half_year": 6, "nine_months": 12, "year": 12}
_MEASURE = re.compile(r"đồng|%|người|hộ|km|m2|mw", re.IGNORECASE)  # `Đơn vị: triệu đồng` names no sender
_LABELLED = re.compile(r"([^:]{2,40}?)\s*:\s*\S.*")
_EXAMPLES = {"integer": ("12", "7"), "number": ("12,5", "7,25"), "boolean": ("x", "")}


@dataclass(frozen=True)
class Draft:
    """A column on its way into the contract."""

    name: str
    label: str
    kind: str = "string"
    headers: tuple[str, ...] = ()
    is_personal: bool = False
    is_key: bool = False
    is_required: bool = False
    formats: tuple[str, ...] = ()
    number_style: str | None = None
    from_title: str | None = None
    lookup_at: str | None = None
    percent_scale: str | None = None
    calendar: str | None = None  # of a period in words: it becomes two dates
    has_total: bool = False
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def snake(text: str) -> str:
    """`Số hộ (hộ)` → `so_ho_ho`: a name that works until the author gives an English one."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)).lower())
    name = "_".join(words)[:48].strip("_") or "cot"
    return name if name[0].isalpha() else f"c_{name}"


def _moment_example(formats: tuple[str, ...]) -> tuple[str, str]:
    pattern = MOMENT_FORMATS[formats[0]].strptime or "%Y-%m-%dT%H:%M:%S+07:00"
    return datetime(2025, 7, 5, 8, 30).strftime(pattern), datetime(2025, 7, 6, 9, 0).strftime(pattern)


def _last(found: Found) -> str:
    """The name of a column by the last level of its header."""
    return snake(found.header.rpartition(" / ")[2])


def _guess_vi(found: Found) -> str:
    return "kỳ báo cáo ghi bằng chữ" if found.calendar else "tỷ lệ phần trăm" if found.percent_scale else TYPES_VI[found.kind]


def _draft(found: Found, taken: set[str], is_key: bool, day: str) -> Draft:
    name = _last(found) if _last(found) not in taken else snake(found.header)
    while name in taken:
        name += "_2"
    taken.add(name)
    if found.is_personal:
        note = "trông giống dữ liệu cá nhân nên không lấy; chỉ giữ lại khi chắc chắn không nói về một người"
        return Draft(name, found.header, headers=(found.header,), is_personal=True, notes=(note,))
    notes = found.notes or ((f"đoán từ tệp mẫu: {_guess_vi(found)}",) if found.kind != "string" or found.calendar else ())
    if is_unit(found.header) and found.kind == "string":
        notes += (f"nếu là tên đơn vị, thêm {{property: lookup, value: {{to: agency, as: agency_code, at: {day}}}}}",)
    examples = _moment_example(found.formats) if found.formats else _EXAMPLES.get(found.kind, ("Ví dụ 1", "Ví dụ 2"))
    if found.calendar:
        examples = (_PERIOD_EXAMPLES[found.calendar],) * 2
    elif found.percent_scale:
        examples = ("91,5%", "88,25%")
    return Draft(
        name, found.header, "number" if found.percent_scale else found.kind, (found.header,), is_key=is_key, is_required=is_key, formats=found.formats,
        number_style=found.number_style, examples=examples, notes=notes, percent_scale=found.percent_scale, calendar=found.calendar,
        has_total=found.has_total,
    )  # fmt: skip


def _title_drafts(lines: tuple[str, ...], taken: set[str]) -> list[Draft]:
    """Lines above the table that say something: the month, the sender, the day of the export."""
    drafts = []
    for line in lines:
        if _MONTH_LINE.search(line) and "report_month" not in taken:
            drafts.append(Draft("report_month", "Tháng báo cáo", "date", is_required=True, is_key=True, formats=("MM/yyyy",),
                                from_title=r"[Tt]háng\s+(\d{1,2}/\d{4})", examples=("07/2025",)))  # fmt: skip
            taken.add("report_month")
            continue
        said = re.search(_PERIOD, line)
        if said and (calendar := calendar_of(said.group(1))) and "ngày" not in fold(line) and not taken & {"report_month", "report_period"}:
            drafts.append(Draft("report_period", "Kỳ báo cáo", is_required=True, is_key=True, from_title=_PERIOD, calendar=calendar,
                                examples=(_PERIOD_EXAMPLES[calendar],)))  # fmt: skip
            taken.add("report_period")
            continue
        match = _LABELLED.fullmatch(line)
        if not match:
            continue
        label, folded = match.group(1).strip(), fold(match.group(1))
        pattern = rf"{re.escape(label)}\s*:\s*(.+?)\s*$".replace("\\ ", " ")
        if folded.startswith(("cơ quan", "đơn vị")) and not _MEASURE.search(line.partition(":")[2]) and "unit_name" not in taken:
            drafts.append(Draft("unit_name", label, is_required=True, from_title=pattern, examples=("UBND Xã Mẫu 01",)))
            taken.add("unit_name")
        elif folded.startswith("ngày") and "exported_at" not in taken:
            drafts.append(Draft("exported_at", label, "timestamp", formats=("dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy"),
                                from_title=pattern.replace("(.+?)", r"(\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)"),
                                examples=("05/08/2025",)))  # fmt: skip
            taken.add("exported_at")
    return drafts


def plain_drafts() -> list[Draft]:
    """The columns of a contract begun from nothing: a monthly form of communes."""
    return [
        *_title_drafts(("Tháng 07/2025", "Đơn vị báo cáo: UBND Xã Mẫu 01", "Ngày lập: 05/08/2025"), set()),
        Draft("commune_name", "Xã, phường", headers=("Xã, phường", "Xã"), is_key=True, is_required=True, lookup_at="report_month",
              examples=("Xã Mẫu 01", "Xã Mẫu 02"), notes=("cột tên đơn vị, tra ra mã đơn vị",)),
        Draft("item_count", "Số lượng", "integer", headers=("Số lượng",), number_style="vn", examples=("12", "7"), notes=("thay bằng các cột của biểu",)),
    ]  # fmt: skip


def drafts_of(sample: Sample) -> list[Draft]:
    """The columns of a contract begun from a file; the key is what tells the sample's rows apart."""
    taken: set[str] = set()
    drafts = _title_drafts(sample.title, taken)
    columns = [c for c in sample.columns if fold(c.header) not in COUNTERS]
    days = [f"{d.name}_from" if d.calendar else d.name for d in drafts if d.name == "report_month" or d.calendar]
    days += [f"{_last(c)}_from" if c.calendar else _last(c) for c in columns if (c.formats or c.calendar) and not c.is_personal]
    keyed = any(c.in_key for c in columns)
    first = next((c for c in columns if not c.is_personal), None)
    return drafts + [_draft(c, taken, c.in_key or (not keyed and c is first), days[0] if days else "<cột ngày>") for c in columns]


def _list(values: tuple[str, ...]) -> str:
    return "[" + ", ".join("'" + v.replace("'", "''") + "'" for v in values) + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column_yaml(draft: Draft, position: int | None) -> list[str]:
    lines = [f"  {CONFIRM} {note}" for note in draft.notes]
    lines += [f"  - name: {draft.name}", f"    businessName: {_quoted(draft.label)}", f"    logicalType: {draft.kind}"]
    if draft.is_personal:
        lines.append("    classification: personal")
    else:
        lines.append("    physicalType: text")
    if draft.is_required:
        lines.append("    required: true")
    if position:
        lines += ["    primaryKey: true", f"    primaryKeyPosition: {position}"]
    if draft.examples and not draft.is_personal:
        lines.append(f"    examples: {_list(draft.examples)}")
    lines += ["    customProperties:", f"    - {{property: headers, value: {_list(draft.headers)}}}"]
    if draft.is_personal:
        lines.append("    - {property: handling, value: drop}")
    if draft.from_title:
        lines.append(f"    - {{property: fromTitle, value: {_quoted(draft.from_title)}}}")
    if draft.formats:
        lines.append(f"    - {{property: formats, value: {_list(draft.formats)}}}")
    if draft.number_style:
        lines.append(f"    - {{property: numberStyle, value: {draft.number_style}}}")
    if draft.percent_scale:
        lines.append(f"    - {{property: percentScale, value: {draft.percent_scale}}}")
    if draft.calendar:
        lines.append(f"    - {{property: period, value: {{start: {draft.name}_from, end: {draft.name}_to}}}}")
    if draft.kind == "boolean":
        lines += ["    - {property: trueTokens, value: [x, X, Có]}", "    - {property: falseTokens, value: ['', Không]}"]
    if draft.lookup_at:
        lines.append(f"    - {{property: lookup, value: {{to: agency, as: agency_code, at: {draft.lookup_at}}}}}")
    return lines


def contract_yaml(extract: str, name_vi: str, source: str, containers: tuple[str, ...], drafts: list[Draft]) -> str:
    """The contract's text."""
    names = {d.name for d in drafts}
    period = next((d for d in drafts if d.name == "report_month" or d.calendar), next((d for d in drafts if d.kind in {"date", "timestamp"} and d.headers), None))
    calendar = (period.calendar or "calendar_month") if period else "none"
    totals = [d.name for d in drafts if d.has_total]
    keyed = [d.name for d in drafts if d.is_key]
    lines = [
        "apiVersion: v3.1.0", "kind: DataContract", f"id: {extract}", f"name: {_quoted(name_vi)}", "version: 1.0.0", "status: draft",
        f"domain: {source}  {CONFIRM} lĩnh vực (public_service, document, connectivity, …)",
        "description:", f"  purpose: {_quoted(f'{name_vi}.')}  {CONFIRM} một câu nói tệp chứa gì",
        "team:", f"  name: Đơn vị gửi  {CONFIRM} ai chịu trách nhiệm về số liệu",
        "slaProperties:", f"- {{property: frequency, value: {_MONTHS.get(calendar, 1)}, unit: M}}",
        f"- {{property: dueDay, value: 5, unit: d}}  {CONFIRM} ngày đến hạn sau khi hết kỳ",
        "customProperties:",
        f"- {{property: containers, value: [{', '.join(containers)}]}}",
        f"- {{property: delivery, value: snapshot}}  {CONFIRM} snapshot (tệp thay tệp), upsert (dòng thay dòng) hay append (chỉ cộng thêm)",
    ]  # fmt: skip
    if "exported_at" in names:
        lines.append("- {property: versionOrder, value: [exported_at]}")
    lines.append(f"- {{property: deliveryGroup, value: {extract}}}")
    if "unit_name" in names:
        lines.append("- {property: deliveredBy, value: unit_name}")
    if period:
        lines.append(f"- {{property: deliveredFor, value: {period.name}}}")
    if totals:
        lines.append(f"- {{property: totals, value: {_list(tuple(totals))}}}  {CONFIRM} dòng tổng in trong biểu phải bằng tổng các dòng ở các cột này")
    lines += [
        f"- {{property: periodCalendar, value: {calendar}}}  {CONFIRM} kỳ báo cáo",
        f"- {{property: corrections, value: in_workbook}}  {CONFIRM} in_workbook (sửa trong biểu) hay at_source (sửa ở phần mềm nguồn)",
        "- {property: heldAbovePct, value: 30}", "- {property: heldFromRows, value: 5}", f"- {{property: sourceSystem, value: {source}}}",
        "- {property: validFrom, value: '2025-01-01'}",
        "schema:", f"- name: {extract}", f"  businessName: {_quoted(name_vi)}", "  logicalType: object", "  physicalType: table",
        f"  dataGranularityDescription: Một dòng là …  {CONFIRM} một dòng nói về cái gì", "  properties:",
        f"  {CONFIRM} tên các cột (name) viết lại bằng tiếng Anh, có đơn vị đo (_pct, _days, _vnd)",
        f"  {CONFIRM} khóa (primaryKey) phải nhận ra một dòng; sửa lại nếu cần thêm cột",
    ]  # fmt: skip
    for draft in drafts:
        lines += _column_yaml(draft, keyed.index(draft.name) + 1 if draft.name in keyed else None)
    return "\n".join(lines) + "\n"


def model_name(extract: str, source: str) -> str:
    return f"stg_{source}__{extract}"


def staging_sql(extract: str) -> str:
    return f"{{{{ stage('{extract}') }}}}\n"


def model_yaml(extract: str, source: str) -> str:
    """One entry of a dbt properties file."""
    name = model_name(extract, source)
    return (
        f"  - name: {name}\n    description: One row is a line of extract {extract}.\n    data_tests:\n      - load_rows_once:\n"
        f"          name: {name}__one_row_a_source_row\n"
        "          config: {meta: {description: A load read twice would double its rows.}}\n"
    )
