"""A small world of deliveries: what two agencies and three communes send for two months, as real files.

Here: the files and the deployment's reference data. Not here: in what order, how often and under which names they come (test_arrival.py).
It holds what arrival could make a difference to: dossiers that move on between files, copies of one dossier under two codes, a register with
a corrected version, a snapshot in declared parts with one part corrected, a declaration that there is nothing, rows in quarantine and mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from orchestration.deployment import PROJECT_ROOT
from tests.unit.intake.conftest import dossier, register, register_row, workbook

AGENCIES = """agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi
H99.08,Sở Y tế,department,so,99,H99,2020-01-01,,SYT
H99.09,Sở Khoa học và Công nghệ,department,so,99,H99,2020-01-01,,SKHCN
H99.101,Xã Mẫu 01,commune,xa,99101,H99,2020-01-01,,
H99.102,Xã Mẫu 02,commune,xa,99102,H99,2020-01-01,,
H99.103,Xã Mẫu 03,commune,xa,99103,H99,2020-01-01,,
"""
DELIVERIES = """agency_code,delivery_group,valid_from,valid_to
H99.08,document,2020-01-01,
H99.101,document,2020-01-01,
H99.08,dossier,2020-01-01,
H99.101,dossier,2020-01-01,
H99.09,village_coverage,2020-01-01,
"""
EXTRACTS = ["dvc_dossier", "onestop_dossier_list", "doc_register", "village_coverage", "subscriber_stats"]
COMMUNES = ("Xã Mẫu 01", "Xã Mẫu 02", "Xã Mẫu 03")
TOML = """code = "thu"
extracts = {extracts}
[province]
name = "Tỉnh Thử"
code = "99"
agency_code = "H99"
[contracts]
folders = ["hop_dong"]
[machine]
memory_limit = "600MB"
"""


def write_deployment(root: Path) -> None:
    """`chiso.toml`, reference files, and a contract of the province's own: villages may be sent commune by commune."""
    for folder in ("reference", "hop_dong"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "chiso.toml").write_text(TOML.format(extracts=json.dumps(EXTRACTS)), encoding="utf-8")
    (root / "reference" / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
    (root / "reference" / "expected_deliveries.csv").write_text(DELIVERIES, encoding="utf-8")
    text = (PROJECT_ROOT / "expectations" / "village_coverage.odcs.yaml").read_text(encoding="utf-8")
    delivery = "- {property: delivery, value: snapshot}\n"
    own = text.replace(delivery, f"{delivery}- {{property: parts, value: [commune_name]}}\n", 1)
    assert own != text
    (root / "hop_dong" / "village_coverage.odcs.yaml").write_text(own, encoding="utf-8")


def _code(place: str, number: int) -> str:
    return f"H99.08-2507{ {'N': '01', 'L': '15'}[place] }-{number:04d}"


def _national(number: int, status: str, received: str = "20250702080000", finished: str = "", other: str = "", unit: str = "Sở Y tế", **more) -> dict:
    return dossier(
        number, MaHoSo=_code("N", number), MaHoSoKhac=other, TrangThaiHoSo=status, NgayNopHoSo=received, NgayTiepNhan=received,
        NgayHenTra="20250820170000", NgayKetThucXuLy=finished, NgayTra="", DonViXuLy=unit, **more,
    )  # fmt: skip


def _json(*rows: dict) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def _list(folder: Path, name: str, rows: list[tuple]) -> bytes:
    header = ["STT", "Đơn vị tiếp nhận", "Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Loại tiếp nhận"]
    return workbook(folder / name, [header, *([n, *row] for n, row in enumerate(rows, 1))]).read_bytes()


def _villages(folder: Path, name: str, made: str, communes: Iterable[str], covered: int = 1) -> bytes:
    title = [["BÁO CÁO PHỦ SÓNG"], ["Đơn vị báo cáo: Sở Khoa học và Công nghệ"], ["Tháng báo cáo: 07/2025"], [f"Ngày lập: {made}"], []]
    header = ["STT", "Xã, phường", "Thôn, bản", "Số hộ", "Số khẩu", "Có điện lưới", "Phủ 3G", "Phủ 4G", "Phủ 5G", "Có cáp quang", "Số hộ dùng cáp quang",
              "Đặc biệt khó khăn"]  # fmt: skip
    rows = [
        [None, commune, f"Thôn {n}", 100 + n, 400, "x", "x", "x" if n <= covered else None, None, "x", 40 + n, None]
        for commune in communes
        for n in (1, 2, 3)
    ]
    return workbook(folder / name, [*title, header, *([n, *row[1:]] for n, row in enumerate(rows, 1))]).read_bytes()


def _subscribers(operator: str, month: str, made: str, base: int) -> bytes:
    lines = ["Tháng,Xã,Doanh nghiệp,Số hộ,Thuê bao di động,Smartphone,Thuê bao băng rộng cố định,Ngày lập"]
    lines += [f"{month},{c},{operator},{500 + n},{base + n},{base + n - 40},{120 + n},{made}" for n, c in enumerate(COMMUNES)]
    return "\n".join(lines).encode()


NOTHING = "KHÔNG PHÁT SINH SỐ LIỆU\nLoại tệp: Sổ văn bản đến, văn bản đi\nĐơn vị báo cáo: Xã Mẫu 01\nKỳ báo cáo: 07/2025\nNgày lập: 04/08/2025 08:00:00\n"


def _register_rows(numbers: Iterable[int], **other) -> list[list]:
    return [register_row(n, **other) for n in numbers]


def deliveries(folder: Path) -> dict[str, bytes]:
    """The files that come undivided, by the name they were first given."""
    folder.mkdir(parents=True, exist_ok=True)
    commune = {"unit": "UBND Xã Mẫu 01"}
    return {
        "cổng 1.json": _json(
            *(_national(n, "2") for n in range(1, 6)), *(_national(n, "4", **commune) for n in (6, 7)), _national(8, "4", unit="Đơn vị lạ")
        ),
        "cổng 2.json": _json(
            *(_national(n, "9", finished="20250710080000") for n in (1, 2)), _national(3, "5"), _national(6, "9", finished="20250825080000", **commune),
            _national(9, "4", other=_code("L", 1)), _national(8, "4"),
        ),
        "cổng 3.json": _json(
            _national(3, "10", finished="20250815080000"), _national(9, "9", finished="20250818080000", other=_code("L", 1)),
            *(_national(n, "4", received="20250804080000") for n in (10, 11)),
            _national(4, "9", finished="20250901080000", other=_code("L", 3)),
        ),
        "một cửa 1.xlsx": _list(folder, "l1.xlsx", [
            ("SYT", _code("L", 1), "Đã tiếp nhận", "28/06/2025 08:00", "10/08/2025", None, "Trực tiếp"),
            ("SYT", _code("L", 2), "Đã tiếp nhận", "03/07/2025 08:00", "10/08/2025", None, "Trực tiếp"),
            ("SYT", _code("N", 5), "Đang xử lý", "02/07/2025 08:00", "10/08/2025", None, "Trực tiếp"),
        ]),
        "một cửa 2.xlsx": _list(folder, "l2.xlsx", [
            ("SYT", _code("L", 1), "Đang xử lý", "28/06/2025 08:00", "10/08/2025", None, "Trực tiếp"),
            ("SYT", _code("L", 2), "Đang xử lý", "03/07/2025 08:00", "10/08/2025", None, "Trực tiếp"),
            ("SYT", _code("L", 3), "Đang xử lý", "30/06/2025 08:00", "10/08/2025", None, "Trực tiếp"),
            ("SYT", _code("L", 4), "Đang xử lý", "02/08/2025 08:00", "30/08/2025", None, "Trực tiếp"),
        ]),
        "sổ tháng 7.xlsx": register(folder / "r1.xlsx", _register_rows(range(1, 6)), unit="Đơn vị: Sở Y tế").read_bytes(),
        "sổ tháng 7 sửa.xlsx": register(
            folder / "r2.xlsx",
            [*_register_rows((1, 2, 6)), *_register_rows((3,), **{"Trạng thái": "Chưa xử lý", "Ngày hoàn thành": None})],
            exported="Ngày xuất: 07/08/2025 09:30", unit="Đơn vị: Sở Y tế",
        ).read_bytes(),
        "không phát sinh.txt": NOTHING.encode(),
        "thôn sửa.xlsx": _villages(folder, "v2.xlsx", "12/08/2025 08:00", COMMUNES[1:2], covered=3),
        "thuê bao A 7.csv": _subscribers("Doanh nghiệp A", "07/2025", "05/08/2025", 900),
        "thuê bao A 7 sửa.csv": _subscribers("Doanh nghiệp A", "07/2025", "09/08/2025", 950),
        "thuê bao B 7.csv": _subscribers("Doanh nghiệp B", "07/2025", "05/08/2025", 700),
        "thuê bao A 8.csv": _subscribers("Doanh nghiệp A", "08/2025", "05/09/2025", 960),
        "hỏng.json": b'[{"MaHoSo"',
    }  # fmt: skip


SPLITS = ((COMMUNES,), (COMMUNES[:1], COMMUNES[1:]), (COMMUNES[::2], COMMUNES[1:2]), tuple((c,) for c in COMMUNES))


def split(folder: Path) -> list[dict[str, bytes]]:
    """The one delivery that may be divided, in each of the ways of SPLITS: whole, or along its declared parts."""
    made = "05/08/2025 08:00"
    return [
        {f"thôn {n} trên {len(pieces)} ({way}).xlsx": _villages(folder, f"v{way}{n}.xlsx", made, piece) for n, piece in enumerate(pieces, 1)}
        for way, pieces in enumerate(SPLITS)
    ]
