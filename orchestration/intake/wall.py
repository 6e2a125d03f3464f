"""What readers show to the wall before they go on: the grids and keys of a file.

Here: secrecy watched over every visible grid, and headers that betray rows about party members. Not here: what a sign of
secrecy is (secrecy.py), personal numbers in what is kept (personal.py).
`refuseHeaders` of any contract, on or off, refuse wherever they stand as a header. Those that every list of persons has
(Họ tên, Ngày sinh, CCCD …) say nothing alone: they count beside a header that only such a contract has. A hidden sheet is
never read: it is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.contracts import Contract
from orchestration.intake.grid import Grid, plain
from orchestration.intake.match import synonyms
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.secrecy import Watch, has_stamp
from orchestration.intake.secrecy import refusal as secrecy_refusal
from orchestration.intake.text import fold

HEADER_CELLS = 3  # a row with fewer filled cells is no header
# Headers that announce persons: never read unless a contract says what to do with them.
PERSONS = frozenset(
    map(
        fold,
        (
            "Họ và tên", "Họ tên", "Họ, tên", "Họ và tên đảng viên", "Tên", "Họ tên người nộp", "Người nộp", "Người nộp hồ sơ", "Chủ hồ sơ",
            "Người ký", "Người nhận", "Người xử lý", "Người liên hệ", "Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh",
            "Ngày tháng năm sinh", "Giới tính", "Dân tộc", "Tôn giáo", "Quê quán", "Địa chỉ", "Nơi ở", "Nơi ở hiện nay", "Chỗ ở hiện nay",
            "CCCD", "Số CCCD", "CMND", "Số CMND", "CMND/CCCD", "CCCD/CMND", "Số CCCD/CMND", "Căn cước công dân", "Số căn cước",
            "Số định danh", "Số định danh cá nhân", "Điện thoại", "Số điện thoại", "SĐT", "Email", "Thư điện tử", "Chức vụ", "Nghề nghiệp",
            "Trình độ", "Mã số thuế", "Số BHXH", "Hộ chiếu", "HoTen", "HoVaTen", "NgaySinh", "SoDinhDanh", "SoDienThoai",
        ),
    )
)  # fmt: skip


def party_refusal() -> RefusedFile:
    """Says what to do and nothing of the file."""
    return RefusedFile(
        "PD_ROW_LEVEL_PARTY",
        "Tệp là danh sách từng đảng viên: hệ thống chỉ nhận số tổng hợp, nên tệp bị từ chối và bản sao đã bị xóa khỏi vùng tiếp nhận. "
        "Hãy gửi biểu tổng hợp theo tổ chức cơ sở đảng và xóa tệp này khỏi vùng nhận.",
    )


class Wall:
    """The wall of one set of contracts."""

    def __init__(self, contracts: Iterable[Contract]):
        contracts = list(contracts)
        self._own: set[str] = set()  # headers that betray by themselves
        self._beside: list[tuple[set[str], set[str]]] = []  # personal headers, and headers of that contract alone
        for contract in contracts:
            refused = set(map(fold, contract.refuse_headers))
            if not refused:
                continue
            others = {h for c in contracts if c.id != contract.id and not c.refuse_headers for h in synonyms(c)}
            self._own |= refused - PERSONS - others
            self._beside.append((refused & (PERSONS | others), set(synonyms(contract)) - others - PERSONS))

    def grids(self, grids: list[Grid]) -> None:
        """Look at visible grids before any of them is chosen, and watch their rows from now on. Raises RefusedFile."""
        for grid in grids:
            self._refuse_party_rows(grid)
            watch, rows = Watch(grid), grid.rows
            grid.rows = lambda watch=watch, rows=rows: watch.rows(rows())
            if len(grids) > 1:  # those not chosen are not read again
                for _ in grid.rows():
                    pass
            else:
                for _ in watch.rows(iter(grid.head)):
                    pass

    def texts(self, texts: Iterable[str]) -> None:
        """Look at texts beside the table: a page's paragraphs, a heading. Raises SECRECY_PRESENT."""
        if has_stamp(texts):
            raise secrecy_refusal()

    def _refuse_party_rows(self, grid: Grid) -> None:
        if not self._beside:
            return
        for _, cells in grid.head:
            texts = {fold(plain(c)) for c in cells or () if isinstance(c, str) and 2 <= len(c) <= 80}
            if len(texts) >= HEADER_CELLS:
                self.keys(texts)

    def keys(self, headers: Iterable[str]) -> None:
        """Look at one header row, or the keys of a file's records (folded). Raises PD_ROW_LEVEL_PARTY."""
        headers = set(headers)
        if headers & self._own or any(headers & personal and headers & own for personal, own in self._beside):
            raise party_refusal()
