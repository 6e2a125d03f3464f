"""E07: the register of incoming and outgoing documents, one workbook an agency and month.

Here: what happened to documents, and the two layouts. A register is a snapshot of its month, exported on the third
working day and by the due day: what is done by then is done. Only who is planned late exports later. Not here: secret
documents; the demo has none, every row says "Thường".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from orchestration.demo.files import Written, workbook
from orchestration.demo.plan import Plan, draw, due_on
from orchestration.demo.province import MARK, Agency, agencies
from orchestration.demo.workdays import calendar, day_number, month_start

# column of a row → header; the two layouts differ in order, width and wording, as two vendors do
WIDE = (
    ("no", "STT"),
    ("direction", "Loại sổ"),
    ("number", "Số đến/đi"),
    ("registered", "Ngày vào sổ"),
    ("symbol", "Số ký hiệu"),
    ("issued", "Ngày văn bản"),
    ("issuer", "Cơ quan ban hành"),
    ("type", "Loại văn bản"),
    ("subject", "Trích yếu"),
    ("urgency", "Độ khẩn"),
    ("secrecy", "Độ mật"),
    ("signer", "Người ký"),
    ("due", "Hạn xử lý"),
    ("unit", "Đơn vị xử lý"),
    ("status", "Trạng thái xử lý"),
    ("handled", "Ngày hoàn thành"),
    ("signed", "Ký số"),
)
NARROW = (
    ("no", "STT"),
    ("number", "Số đến/đi"),
    ("issuer", "Tác giả"),
    ("symbol", "Số, ký hiệu"),
    ("issued", "Ngày VB"),
    ("urgency", "Độ khẩn"),
    ("secrecy", "Độ mật"),
    ("due", "Hạn XL"),
    ("registered", "Ngày vào sổ"),
    ("direction", "Đến/Đi"),
    ("status", "Trạng thái"),
    ("handled", "Ngày xử lý xong"),
    ("signed", "VB điện tử"),
)
TYPES = ("Công văn", "Báo cáo", "Kế hoạch", "Quyết định", "Thông báo", "Tờ trình", "Giấy mời")
SYMBOLS = ("UBND-VX", "STC-QLNS", "SKHCN-CĐS", "VP-TH", "SNV-CCHC")
URGENCY = ("Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc")
DUE_DAY = 5
BROKEN_SHARE, MAX_IN_FILE = 0.018, 0.2
KINDS = (
    "due_before_registered",
    "due_31_02",
    "unknown_status",
    "empty_status",
    "handled_before_registered",
    "done_without_date",
    "registered_year_2204",
    "text_in_date",
    "flag_unclear",
)


@dataclass(frozen=True)
class Register:
    """One agency's register of one month, ready to write."""

    agency: Agency
    month: date
    exported: str
    rows: list[dict[str, str]]

    @property
    def path_name(self) -> str:
        return f"So_van_ban_{self.agency.code}_{self.month:%Y_%m}.xlsx"


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(number))).strftime("%d/%m/%Y")


def _spoil(row: dict[str, str], kind: str) -> None:
    year = int(row["registered"][6:])
    if kind == "due_before_registered":
        row["due"] = f"{row['registered'][:6]}{year - 1}"
    elif kind == "due_31_02":
        row["due"] = f"31/02/{year}"
    elif kind == "unknown_status":
        row["status"] = "Đã lưu"
    elif kind == "empty_status":
        row["status"] = ""
    elif kind == "handled_before_registered":
        row["handled"], row["status"] = f"{row['registered'][:6]}{year - 1}", "Đã xử lý"
    elif kind == "done_without_date":
        row["handled"], row["status"] = "", "Đã xử lý"
    elif kind == "registered_year_2204":
        row["registered"] = f"{row['registered'][:6]}2204"
    elif kind == "text_in_date":
        row["due"] = "Thường xuyên"
    else:
        row["signed"] = "?"


def common_export_day(month: date) -> int:
    """The third working day of the following month; after long holidays that is too late, then the due day."""
    third = int(calendar().add(np.array([day_number(month_start(month, 1))]), np.array([2]))[0])
    return min(third, day_number(due_on(month, DUE_DAY)))


def exported_at(plan: Plan, agency: int, month: date) -> datetime:
    """Who is late exports when the file is sent; the register still shows what was done by the common day."""
    day = date(1970, 1, 1) + timedelta(days=common_export_day(month))
    if plan.is_late(agency, month):
        day = plan.delivered_at(agency, month, DUE_DAY).date()
    return datetime(day.year, day.month, day.day, 8 + agency % 9, agency % 60)


def registers(plan: Plan, month: date) -> list[Register]:
    """All registers of a month. A pure function of the plan and the month."""
    rng, cal = plan.rng(month, 3), calendar()
    size = plan.documents_per_month.get(month, 0)
    days, weight = plan.day_weights(month)
    exported_day = common_export_day(month)
    agency = np.repeat(np.arange(len(agencies())), plan.per_agency(size, rng))
    day = rng.choice(days, size=size, p=weight / weight.sum())
    order = np.lexsort((day, agency))
    agency, day = agency[order], day[order]
    incoming = rng.random(size) < 0.68
    signed = draw(plan.rate("doc_signed", month)[agency], rng)
    due = cal.add(day, rng.integers(1, 6, size=size))
    has_due = incoming & (due < exported_day) & (rng.random(size) < 0.72)
    handled = np.zeros(size, bool)
    on_time, late = plan.rate("doc_on_time", month)[agency], plan.rate("doc_handled_late", month)[agency]
    in_time = np.zeros(size, bool)
    in_time[has_due] = draw(on_time[has_due], rng)
    slow = np.zeros(size, bool)
    unfinished = has_due & ~in_time
    slow[unfinished] = draw(np.clip(late / (1 - on_time), 0, 0.9)[unfinished], rng)
    free = incoming & ~has_due
    handled[free] = draw(plan.rate("doc_handled_no_due", month)[agency][free], rng)
    done_day = np.where(in_time, day + np.floor((due - day) * rng.beta(2, 2, size=size)).astype(int), day)
    done_day = np.where(slow, np.minimum(due + rng.integers(1, 4, size=size), exported_day), done_day)
    done_day = np.where(handled, np.minimum(day + rng.integers(0, 6, size=size), exported_day), done_day)
    spoilt = draw(np.full(size, BROKEN_SHARE), rng)
    kinds = rng.choice(len(KINDS), size=size, p=[0.19, 0.12, 0.15, 0.12, 0.16, 0.14, 0.01, 0.06, 0.05])
    picks = rng.integers(0, 1_000_000, size=size)
    done = in_time | slow | handled | ~incoming
    result = []
    for index, unit in enumerate(agencies()):
        at = np.flatnonzero(agency == index)
        rows, counters, room = [], {True: 0, False: 0}, int(len(at) * MAX_IN_FILE)
        for i in at.tolist():
            comes, pick = bool(incoming[i]), int(picks[i])
            counters[comes] += 1
            status = "Đã xử lý" if done[i] else "Quá hạn" if has_due[i] else ("Đang xử lý", "Chưa xử lý")[pick % 2]
            row = {
                "direction": "Đến" if comes else "Đi",
                "number": f"{month.month:02d}{counters[comes]:04d}",
                "registered": _day(day[i]),
                "symbol": f"{pick % 3000 + 1}/{SYMBOLS[pick % len(SYMBOLS)]}",
                "issued": _day(day[i] - (pick % 4 if comes else 0)),
                "issuer": agencies()[pick % 12].name if comes else unit.name,
                "type": TYPES[pick % len(TYPES)],
                "subject": f"Về việc công tác mẫu số {pick % 500}",
                "urgency": URGENCY[0 if pick % 9 else pick % 4],
                "secrecy": "Thường",
                "signer": f"Nguyễn Văn Mẫu {pick % 10_000:04d}",
                "due": _day(due[i]) if has_due[i] else "",
                "unit": unit.name,
                "status": status,
                "handled": _day(done_day[i]) if done[i] else "",
                "signed": "x" if signed[i] else "",
            }
            if spoilt[i] and room > 0:
                room -= 1
                _spoil(row, KINDS[kinds[i]])
            elif row["urgency"] == "Hỏa tốc":
                row["symbol"] += "\nHỎA TỐC"
            rows.append(row)
        result.append(Register(unit, month, f"{exported_at(plan, index, month):%d/%m/%Y %H:%M:%S}", rows))
    return result


def write_register(path: Path, register: Register, total: int | None = None) -> None:
    """One workbook: title lines, header (two merged rows in the wide layout), index row, rows, total, signature."""
    wide = register.agency.kind == "department" or register.agency.number % 2 == 0
    layout, month = (WIDE if wide else NARROW), register.month
    last = month_start(month, 1) - timedelta(days=1)
    name = register.agency.name if register.agency.kind == "department" else register.agency.aliases[0]
    with workbook(path, "Sổ văn bản") as (book, sheet):
        bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        sheet.write_string(0, 0, f"SỔ ĐĂNG KÝ VĂN BẢN ĐẾN, VĂN BẢN ĐI – {MARK}", bold)
        sheet.write_string(1, 0, f"Đơn vị: {name}")
        sheet.write_string(2, 0, f"(Từ ngày 01/{month:%m/%Y} đến ngày {last:%d/%m/%Y})")
        sheet.write_string(3, 0, f"Ngày xuất: {register.exported}")
        at = 5
        for column, (_, label) in enumerate(layout):
            sheet.write_string(at, column, label, bold)
        if wide:
            for column, (_, label) in enumerate(layout):
                sheet.merge_range(at, column, at + 1, column, label, bold)
            at += 1
        at += 1
        for column in range(len(layout)):
            sheet.write_string(at, column, f"({column + 1})")
        for number, row in enumerate(register.rows, 1):
            sheet.write_number(at + number, 0, number)
            for column, (key, _) in enumerate(layout[1:], 1):
                if row[key]:
                    sheet.write_string(at + number, column, row[key])
        at += len(register.rows) + 1
        sheet.write_string(at, 0, f"Tổng số văn bản: {len(register.rows) if total is None else total}")
        sheet.write_string(at + 2, len(layout) - 4, "NGƯỜI LẬP BIỂU")
        sheet.write_string(at + 3, len(layout) - 4, "(Ký, ghi rõ họ tên)")


def write_month(folder: Path, plan: Plan, month: date) -> list[Written]:
    done = []
    for register in registers(plan, month):
        if not register.rows or plan.is_absent(register.agency.index, month, "document"):
            continue
        path = folder / register.path_name
        write_register(path, register)
        done.append(Written(path, "doc_register", len(register.rows), register.agency.index))
    return done
