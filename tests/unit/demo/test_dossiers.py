"""E01 and E03 as an independent reader finds them: structure, invented people, upserts, share of broken rows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime

import openpyxl
import pytest

from tests.unit.demo.conftest import ROWS, good_dossier_files, read_dossiers

KEYS = [
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "KenhThucHien",
    "SoBienNhan",
    "ChuHoSo",
    "SoGiayToChuHoSo",
    "LoaiDoiTuong",
    "MaDoiTuong",
    "ThongTinKhac",
    "Email",
    "Fax",
    "SoDienThoai",
    "TrichYeuHoSo",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "NgayTuChoi",
    "TrangThaiHoSo",
    "ThongTinTra",
    "HinhThuc",
    "DonViXuLy",
    "GhiChu",
    "NoiNopHoSo",
    "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen",
    "DinhDanhCHS",
    "DSKetNoiCSDL",
    "TaiLieuNop",
    "DanhSachLePhi",
    "DanhSachTepDinhKemKhac",
    "DanhSachHoSoBoSung",
    "DanhSachGiayToKetQua",
]
DATES = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi")


@pytest.fixture(scope="module")
def dossiers(written):
    return {path: read_dossiers(path) for path in good_dossier_files(written[0])}


def _is_broken(row: dict) -> bool:
    def bad_date(value: str) -> bool:
        try:
            return bool(value) and not 2010 <= datetime.strptime(value, "%Y%m%d%H%M%S").year < 2100
        except ValueError:
            return True

    received = row["NgayTiepNhan"]
    return (
        any(bad_date(row[k]) for k in DATES)
        or not received
        or not row["NgayHenTra"]
        or not row["TrangThaiHoSo"]
        or row["DonViXuLy"] == "Ban Quản lý dự án Mẫu"
        or not re.fullmatch(r"\d\.\d{6}(\.000\.00\.00\.H99)?", row["MaTTHC"])
        or row["KenhThucHien"] not in ("", "1", "2", "3")
        or row["HoSoCoThanhPhanSoHoa"] not in ("0", "1")
        or row["NgayHenTra"] < received
        or bool(row["NgayKetThucXuLy"] and row["NgayKetThucXuLy"] < received)
        or (row["TrangThaiHoSo"] in ("9", "10") and not row["NgayKetThucXuLy"])
    )


def test_every_row_has_all_keys_in_order_and_only_string_scalars(dossiers):
    for rows in dossiers.values():
        for row in rows:
            assert list(row) == KEYS
            for value in row.values():
                assert isinstance(value, str | list)
                for child in value if isinstance(value, list) else []:
                    assert all(isinstance(v, str | list) for v in child.values())


def test_three_containers_are_used_and_marked_as_simulated(dossiers):
    starts = Counter(path.read_text(encoding="utf-8")[:9] for path in dossiers)
    assert {'{"service', '{"MaHoSo"'} <= set(starts) and any(s.startswith("[\n") for s in starts)
    tails = [p.read_text(encoding="utf-8")[-60:] for p in dossiers]
    assert any("GhiChuHeThong" in t for t in tails)  # some wrappers close with other keys after the array
    assert all(row["ThongTinKhac"] == "DỮ LIỆU MÔ PHỎNG" for rows in dossiers.values() for row in rows)


def test_people_are_obviously_invented(dossiers):
    for rows in dossiers.values():
        for row in rows:
            assert re.fullmatch(r"Nguyễn Văn Mẫu \d{4}", row["ChuHoSo"])
            assert re.fullmatch(r"999\d{9}", row["SoGiayToChuHoSo"]) and row["SoDienThoai"].startswith("0900")
            assert row["Email"].endswith("@example.invalid")
            assert unicodedata.is_normalized("NFC", str(row))


def test_an_open_dossier_comes_again_when_it_ends(dossiers):
    seen: dict[str, list[dict]] = defaultdict(list)
    for rows in dossiers.values():
        for row in rows:
            seen[row["MaHoSo"]].append(row)
    twice = [rows for rows in seen.values() if len(rows) == 2]
    assert max(len(rows) for rows in seen.values()) == 2
    assert 0.08 < len(twice) / len(seen) < 0.25
    for first, second in twice:
        assert first["TrangThaiHoSo"] in ("2", "4", "5", "6", "") and second["TrangThaiHoSo"] in (
            "3",
            "7",
            "8",
            "9",
            "10",
        )
        assert not first["NgayKetThucXuLy"] and first["MaHoSo"] == second["MaHoSo"]


def test_about_two_percent_of_rows_are_broken_and_no_file_would_be_held(dossiers):
    share = [sum(map(_is_broken, rows)) / len(rows) for rows in dossiers.values()]
    total = sum(_is_broken(r) for rows in dossiers.values() for r in rows) / sum(map(len, dossiers.values()))
    assert 0.01 < total < 0.03
    assert max(share) <= 0.3


def test_counts_agree_with_the_summary(written, dossiers):
    _, summary = written
    assert summary.broken_dossier_rows >= sum(_is_broken(r) for rows in dossiers.values() for r in rows)
    assert 0.97 * ROWS < summary.dossiers <= ROWS
    codes = {row["MaHoSo"] for rows in dossiers.values() for row in rows}
    assert len(codes) > 0.93 * ROWS


def test_due_days_and_receipts_fall_on_working_days(dossiers):
    for rows in dossiers.values():
        for row in (r for r in rows if not _is_broken(r)):
            assert datetime.strptime(row["NgayHenTra"], "%Y%m%d%H%M%S").weekday() < 5 or row["NgayHenTra"].startswith(
                "20260822"
            )
            assert 7 <= int(row["NgayTiepNhan"][8:10]) <= 17


def test_staff_lists_and_their_overlap_with_the_synchronisation(written, dossiers):
    root, summary = written
    lists = sorted(root.glob("drop/*/Danh sách hồ sơ - Xã Mẫu ?? - *.xlsx"))
    assert len(lists) == summary.file_counts["onestop_dossier_list"]
    codes: set[str] = set()
    rows = 0
    for path in lists:
        sheet = openpyxl.load_workbook(path).active
        assert sheet["A1"].value.startswith("DANH SÁCH HỒ SƠ") and "MÔ PHỎNG" in sheet["A1"].value
        assert all(c.value is None for c in sheet[2]) and sheet["A3"].value == "STT"
        body = [r for r in sheet.iter_rows(min_row=4, values_only=True) if isinstance(r[0], int)]
        assert [r[0] for r in body] == list(range(1, len(body) + 1))
        assert sheet.cell(sheet.max_row, 2).value == f"Tổng số hồ sơ: {len(body)}"
        assert any(re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", r[11]) for r in body)
        codes |= {r[5] for r in body}
        rows += len(body)
    assert rows == summary.row_counts["onestop_dossier_list"]
    both = codes & {row["MaHoSo"] for found in dossiers.values() for row in found}
    assert 0 < len(both) < len(codes) / 2
