"""Files of any size for the intake measurements: dossiers as JSON lines, as CSV and as a workbook, folders of small files.

Here: writing them, quickly and always the same. Not here: measuring (intake.py). Names, numbers and addresses are made up and say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from orchestration.demo.dossier_sheet import HEADER

LINES_AT_ONCE = 20_000
JSON_HEAD = {"TenTTHC": "Đăng ký khai sinh", "MaLinhVuc": "HT01", "TenLinhVuc": "Hộ tịch", "KenhThucHien": "2", "LoaiDoiTuong": "1"}
JSON_TAIL = {
    "NgayTra": "",
    "NgayTuChoi": "",
    "TrangThaiHoSo": "9",
    "HinhThuc": "0",
    "NoiNopHoSo": "1",
    "HoSoCoThanhPhanSoHoa": "1",
    "TaiKhoanDuocXacThucVoiVNeID": "1",
    "DuocThanhToanTrucTuyen": "1",
    "DSKetNoiCSDL": [{"MaCSDL": "7"}],
    "TaiLieuNop": [{"TenTepDinhKem": "tep_mau.pdf", "IsDeleted": "0", "DuocSoHoa": "1", "DuocTaiSuDung": "0"}],
    "DanhSachLePhi": [{"Gia": "8000"}],
}


def _stamp(number: int) -> str:
    """A working time of July 2025 that tells one dossier from the next."""
    return f"202507{1 + number % 28:02d}{8 + number % 9:02d}{number // 9 % 60:02d}{number // 540 % 60:02d}"


def json_line(number: int) -> str:
    """One dossier as the synchronisation sends it, with most of the texts about its applicant left out."""
    tail = json.dumps(JSON_TAIL, ensure_ascii=False, separators=(",", ":"))
    head = json.dumps(JSON_HEAD, ensure_ascii=False, separators=(",", ":"))
    return _json_line(number, head[1:-1], tail[1:])


def _json_line(number: int, head: str, tail: str) -> str:
    at, unit = _stamp(number), number // 1000 % 90 + 1
    return (
        f'{{"MaHoSo":"H99.{unit:02d}-250701-{number:08d}","MaTTHC":"9.{number % 110:06d}",{head},"ChuHoSo":"Nguyễn Văn Mẫu {number}",'
        f'"SoGiayToChuHoSo":"9995{number:08d}","NgayNopHoSo":"{at}","NgayTiepNhan":"{at}","NgayHenTra":"20250805170000",'
        f'"NgayKetThucXuLy":"20250804{at[8:]}","DonViXuLy":"UBND xã Mẫu {unit:02d}",'
        f'"DanhSachGiayToKetQua":[{{"TenGiayTo":"Trích lục","MaGiayToKetQua":"KQ{number}"}}],{tail}'
    )


def _write(path: Path, lines: Iterator[str], head: str = "") -> Path:
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(head)
        waiting: list[str] = []
        for line in lines:
            waiting.append(line)
            if len(waiting) == LINES_AT_ONCE:
                file.write("\n".join(waiting) + "\n")
                waiting = []
        if waiting:
            file.write("\n".join(waiting) + "\n")
    aside.rename(path)
    return path


def json_lines(path: Path, rows: int, first: int = 0) -> Path:
    head = json.dumps(JSON_HEAD, ensure_ascii=False, separators=(",", ":"))[1:-1]
    tail = json.dumps(JSON_TAIL, ensure_ascii=False, separators=(",", ":"))[1:]
    return _write(path, (_json_line(n, head, tail) for n in range(first, first + rows)))


def sheet_cells(number: int) -> list[str]:
    """One dossier as staff export it by hand."""
    at, unit = _stamp(number), number // 1000 % 90 + 1
    received = f"{at[6:8]}/{at[4:6]}/{at[:4]} {at[8:10]}:{at[10:12]}:{at[12:]}"
    return [
        str(number + 1), f"UBND xã Mẫu {unit:02d}", "Cán bộ Mẫu", "Hộ tịch (mẫu)", "Thủ tục mẫu 51: Đăng ký khai tử",
        f"H99.{unit:02d}-250701-{number:08d}", "Đã trả kết quả", "Thôn Mẫu", f"Nguyễn Văn Mẫu {number}", "0900000000",
        received, received, "05/08/2025 17:00:00", f"04/08/2025 {received[11:]}", "Trực tuyến", "Toàn trình",
    ]  # fmt: skip


def csv_lines(path: Path, rows: int) -> Path:
    return _write(path, (";".join(sheet_cells(n)) for n in range(rows)), ";".join(HEADER) + "\n")


def quoted_csv_lines(path: Path, rows: int) -> Path:
    """The same with every text in quotes: no line is known to be a record before it is read."""
    return _write(path, ('"' + '";"'.join(sheet_cells(n)) + '"' for n in range(rows)), ";".join(HEADER) + "\n")


def workbook(path: Path, rows: int) -> Path:
    aside = path.with_name(path.name + ".part")
    with xlsxwriter.Workbook(str(aside), {"constant_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Danh sách")
        page.write_row(0, 0, ["DANH SÁCH HỒ SƠ (MÔ PHỎNG)"])
        page.write_row(1, 0, HEADER)
        for number in range(rows):
            page.write_row(number + 2, 0, sheet_cells(number))
    aside.rename(path)
    return path


def folder(path: Path, files: int, rows: int) -> Path:
    """Small files, as many departments send them."""
    path.mkdir(parents=True)
    for number in range(files):
        json_lines(path / f"{number:04d}.json", rows, number * rows)
    return path
