"""A deployment of one's own for each test, and small builders of the files departments send."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT, load_deployment
from orchestration.intake import anything_new, collect, load_paths
from orchestration.state import Ledger

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
TOML = (
    'code = "t"\nextracts = []\ntimezone = "{zone}"\n[province]\nname = "Tỉnh Thử"\ncode = "99"\nagency_code = "H99"\n'
)


class Place:
    """A deployment with its drop zone; `load` loads files, `raw` reads a load back."""

    def __init__(self, root: Path, zone: str = "Asia/Ho_Chi_Minh"):
        root.mkdir(parents=True, exist_ok=True)
        (root / "chiso.toml").write_text(TOML.format(zone=zone), encoding="utf-8")
        self.deployment = load_deployment(root)
        self.contracts = CONTRACTS
        self.drop = self.deployment.drop_dir
        self.drop.mkdir(exist_ok=True)

    def put(self, name: str, content: bytes | str) -> Path:
        path = self.drop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, *paths: Path):
        with Ledger.of(self.deployment) as ledger:
            return load_paths(self.deployment, self.contracts, ledger, paths or [self.drop])

    def collect(self):
        """What lies on the servers that contracts name."""
        with Ledger.of(self.deployment) as ledger:
            return collect(self.deployment, self.contracts, ledger)

    def news(self) -> bool:
        """Whether a run would read anything, from wherever."""
        with Ledger.of(self.deployment) as ledger:
            return anything_new(self.deployment, ledger, self.contracts)

    def one(self, path: Path):
        (result,) = self.load(path)
        return result

    def rows(self, result) -> list[dict]:
        assert result.status in {"accepted", "held"}, result.reason_vi
        path = self.deployment.raw_dir / result.extract / f"{result.load_id}.parquet"
        relation = duckdb.sql(f"from read_parquet('{path}') order by source_row")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    def loads(self) -> list[dict]:
        with Ledger.of(self.deployment) as ledger:
            return ledger.loads()

    def bytes_written(self) -> bytes:
        """Everything below the root except landing and the drop zone."""
        skip = {self.deployment.landing_dir, self.drop}
        files = [p for p in self.deployment.root.rglob("*") if p.is_file() and not skip & set(p.parents)]
        return b"\0".join(p.read_bytes() for p in files)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "place")


def workbook(
    path: Path, rows: list[list], merges: list[tuple] = (), sheet: str = "Sheet1", hidden: dict | None = None
) -> Path:
    """Write a workbook: rows of cells from A1.

    `merges` are (top, left, bottom, right, text); `hidden` sheets by name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy hh:mm:ss"}) as book:
        page = book.add_worksheet(sheet)
        for top, left, bottom, right, text in merges:
            page.merge_range(top, left, bottom, right, text)
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if cell is not None:
                    page.write(r, c, cell)
        for name, cells in (hidden or {}).items():
            extra = book.add_worksheet(name)
            extra.hide()
            for r, row in enumerate(cells):
                extra.write_row(r, 0, row)
    return path


REGISTER_HEADER = [
    "STT",
    "Loại sổ",
    "Số đến/đi",
    "Ngày vào sổ",
    "Số ký hiệu",
    "Ngày văn bản",
    "Cơ quan ban hành",
    "Loại văn bản",
    "Trích yếu",
    "Độ khẩn",
    "Độ mật",
    "Người ký",
    "Hạn xử lý",
    "Bút phê",
    "Đơn vị xử lý",
    "Trạng thái",
    "Ngày hoàn thành",
    "Ký số",
]


def register_row(number: int, secrecy: str = "Thường", **other) -> list:
    cells = dict(
        zip(
            REGISTER_HEADER,
            [
                number,
                "Đến",
                f"{number:03d}",
                "05/07/2025",
                f"{number}/UBND-KSTTHC\nHỎA TỐC",
                "04/07/2025",
                "UBND tỉnh",
                "Công văn",
                "Về việc của ông Nguyễn Văn A",
                "Thường",
                secrecy,
                "Nguyễn Văn B",
                "20/07/2025",
                "Giao anh C",
                "Phòng Văn thư",
                "Đã xử lý",
                "10/07/2025",
                "x",
            ],
            strict=True,
        )
    )
    return list((cells | other).values())


def register(
    path: Path, rows: list[list], exported: str = "Ngày xuất: 05/08/2025 08:00", unit: str = "Đơn vị: Sở Mẫu"
) -> Path:
    title = [["SỔ VĂN BẢN ĐẾN"], [unit], [exported], ["Từ ngày 01/07/2025 đến ngày 31/07/2025"], []]
    index = [f"({i})" for i in range(1, len(REGISTER_HEADER) + 1)]
    footer = [
        [],
        [None, None, None, None, None, None, "Ngày 05 tháng 08 năm 2025"],
        [None, None, "NGƯỜI LẬP", None, None, None, "VĂN THƯ"],
    ]
    return workbook(path, [*title, REGISTER_HEADER, index, *rows, *footer], sheet="So VB")


DOSSIER = {
    "MaHoSo": "H99.14-250701-0001",
    "MaTTHC": "1.003560",
    "TenTTHC": "Cấp bản sao trích lục",
    "MaLinhVuc": "G15",
    "TenLinhVuc": "Hộ tịch",
    "KenhThucHien": "2",
    "ChuHoSo": "Nguyễn Văn Kín",
    "SoGiayToChuHoSo": "038090001234",
    "Email": "kin@mail.vn",
    "SoDienThoai": "0912345678",
    "NgayNopHoSo": "20250701080511",
    "NgayTiepNhan": "20250701080511",
    "NgayHenTra": "20250705170000",
    "NgayKetThucXuLy": "20250703100000",
    "NgayTra": "",
    "TrangThaiHoSo": "9",
    "DonViXuLy": "UBND Xã Mẫu 01",
    "GhiChu": "gọi 0912345678",
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "038090001234"}],
    "DSKetNoiCSDL": [{"MaCSDL": "7"}],
    "TaiLieuNop": [
        {"TenTepDinhKem": "cccd 038090001234.pdf", "IsDeleted": "False", "DuocSoHoa": "1", "DuocTaiSuDung": "0"}
    ],
    "DanhSachLePhi": [],
    "DanhSachGiayToKetQua": [{"TenGiayTo": "Trích lục", "MaGiayToKetQua": "KQ1"}],
}


def dossier(number: int = 1, **other) -> dict:
    return {**DOSSIER, "MaHoSo": f"H99.14-250701-{number:04d}", **other}
