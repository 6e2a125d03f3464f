"""Files that are wrong as a whole, and files sent twice.

Here: the handful of spoiled deliveries of gotchas.md, at fixed places of the story counted back from the last month.
Not here: broken cells in good files (defects.py). Some replace the agency's good file (that month is then missing),
some lie beside it.
"""

from __future__ import annotations

import html
import shutil
import zipfile
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from orchestration.demo import connectivity
from orchestration.demo.documents import NARROW, Register, registers, write_register
from orchestration.demo.files import set_delivery_time, workbook
from orchestration.demo.plan import Plan
from orchestration.demo.province import MARK, agencies
from orchestration.demo.workdays import month_start

DUE_DAY = {"village_coverage": 10, "subscriber_stats": 10}


def due_day(extract: str) -> int:
    return DUE_DAY.get(extract, 5)


def _commune(number: int) -> int:
    return 11 + number


def _json(folder: Path, month: date, number: int) -> Path:
    return folder / f"{agencies()[_commune(number)].code}_DongBoHoSoMC_{month:%Y%m}.json"


def _register(plan: Plan, month: date, number: int) -> Register:
    return registers(plan, month)[_commune(number)]


def truncated_json(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 12: the transfer broke off in the middle. Replaces the good file."""
    path = _json(folder, month, 12)
    data = path.read_bytes() if path.exists() else b""
    path.write_bytes(data[: max(len(data) * 6 // 10, 1)])
    return path


def too_many_broken_rows(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 22: received and due dates changed places; the whole load is held. Replaces the good file."""
    path = _json(folder, month, 22)
    text = path.read_text(encoding="utf-8") if path.exists() else "[]"
    text = (
        text.replace('"NgayTiepNhan"', '"\0"').replace('"NgayHenTra"', '"NgayTiepNhan"').replace('"\0"', '"NgayHenTra"')
    )
    path.write_text(text, encoding="utf-8")
    return path


def html_named_xlsx(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 05: a good register, but an HTML table named .xlsx. Replaces the workbook; its rows are to be read."""
    register = _register(plan, month, 5)
    cells = "".join(f"<th>{html.escape(label)}</th>" for _, label in NARROW)
    body = "".join(
        f"<tr><td>{n}</td>" + "".join(f"<td>{html.escape(row[key])}</td>" for key, _ in NARROW[1:]) + "</tr>\n"
        for n, row in enumerate(register.rows, 1)
    )
    titles = (
        f"SỔ ĐĂNG KÝ VĂN BẢN – {MARK}",
        f"Đơn vị: {register.agency.aliases[0]}",
        f"Ngày xuất: {register.exported}",
    )
    head = "".join(f'<tr><td colspan="{len(NARROW)}">{line}</td></tr>\n' for line in titles)
    foot = f'<tr><td colspan="{len(NARROW)}">Tổng số văn bản: {len(register.rows)}</td></tr>\n'
    path = folder / register.path_name
    path.write_text(
        f"<html><body><table>\n{head}<tr>{cells}</tr>\n{body}{foot}</table></body></html>\n", encoding="utf-8"
    )
    return path


def word_document(folder: Path, plan: Plan, month: date) -> Path:
    """A report in Word among the extracts."""
    path = folder / "Bao cao thang cua Xa Mau 33.docx"
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        f'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p></w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return path


def total_mismatch(folder: Path, plan: Plan, month: date) -> Path:
    """The first coverage form of a month: its total row is 37 off. The right form of the month lies beside it."""
    name = f"Phủ sóng thôn bản tháng {month:%m-%Y} (bản đầu).xlsx"
    return connectivity.write_villages(folder, plan, month, name, exported_day=2, total_shift=37)[0].path


def encrypted_workbook(folder: Path, plan: Plan, month: date) -> Path:
    """Looks like a workbook with a password: OLE container naming an EncryptedPackage stream, no readable content."""
    path = folder / "Danh sách hồ sơ - Xã Mẫu 44 (có mật khẩu).xlsx"
    names = b"".join(
        n.encode("utf-16-le").ljust(128, b"\0") for n in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0") + names.ljust(2560, b"\0"))
    return path


def unknown_headers(folder: Path, plan: Plan, month: date) -> Path:
    """A sheet of something else: no contract knows its headers."""
    path = folder / f"Lớp tập huấn kỹ năng số {month:%m-%Y}.xlsx"
    with workbook(path, "Lớp") as (_, sheet):
        sheet.write_string(0, 0, f"DANH SÁCH LỚP TẬP HUẤN – {MARK}")
        for row, line in enumerate((("TT", "Tên lớp", "Địa điểm", "Số buổi"), ("1", "Lớp mẫu 1", "Xã Mẫu 09", "3")), 2):
            sheet.write_row(row, 0, line)
    return path


def renamed_duplicate(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 14 sends the same bytes again under another name: one load."""
    path = folder / "ho so xa mau 14 (gui lai).json"
    source = _json(folder, month, 14)
    if source.exists():
        shutil.copyfile(source, path)
    return path


def corrected_register(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 20 sends its register again, exported eight days later, all handled: it replaces the first."""
    register = _register(plan, month, 20)
    later = date(int(register.exported[6:10]), int(register.exported[3:5]), int(register.exported[:2])) + timedelta(
        days=8
    )
    rows = [
        r if r["handled"] else {**r, "status": "Đã xử lý", "handled": later.strftime("%d/%m/%Y")} for r in register.rows
    ]
    path = folder / register.path_name.replace(".xlsx", "_dinh_chinh.xlsx")
    write_register(path, replace(register, exported=f"{later:%d/%m/%Y} 09:00:00", rows=rows))
    return path


def second_register_same_time(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 29: another content under the same export time; nobody can say which is right, so it is held."""
    register = _register(plan, month, 29)
    path = folder / register.path_name.replace(".xlsx", "_ban_2.xlsx")
    write_register(path, replace(register, rows=register.rows[:-1]))
    return path


def short_register(folder: Path, plan: Plan, month: date) -> Path:
    """Xã Mẫu 36: the footer promises two documents more than the register lists. Replaces the good file."""
    register = _register(plan, month, 36)
    path = folder / register.path_name
    write_register(path, register, total=len(register.rows) + 2)
    return path


def empty_file(folder: Path, plan: Plan, month: date) -> Path:
    """Nothing but a name."""
    path = folder / "H99.DongBoHoSoMC.json"
    path.write_bytes(b"")
    return path


Step = Callable[[Path, Plan, date], Path]
# months before the last one, what, and the extract that must be among those written
STORY: tuple[tuple[int, Step, str], ...] = (
    (0, word_document, "doc_register"),
    (0, encrypted_workbook, "onestop_dossier_list"),
    (0, unknown_headers, "doc_register"),
    (0, renamed_duplicate, "dvc_dossier"),
    (0, html_named_xlsx, "doc_register"),
    (0, corrected_register, "doc_register"),
    (1, truncated_json, "dvc_dossier"),
    (1, total_mismatch, "village_coverage"),
    (1, empty_file, "dvc_dossier"),
    (2, too_many_broken_rows, "dvc_dossier"),
    (2, short_register, "doc_register"),
    (3, second_register_same_time, "doc_register"),
)


def spoil_month(folder: Path, plan: Plan, month: date, extracts: Collection[str]) -> list[str]:
    """Do what the story has for this month, after its good files are written; returns `folder/name: what`."""
    done = []
    for back, step, extract in STORY:
        if extract not in extracts or month != month_start(plan.last_month, -back):
            continue
        path = step(folder, plan, month)
        if path.exists():
            set_delivery_time(path, plan.delivered_at(200 + back, month))
            done.append(f"{folder.name}/{path.name}: {step.__name__}")
    return done
