"""Why a file is refused: codes and the exception that carries one Vietnamese sentence.

Here: the list of codes and small builders of places ("trang tính …, ô C7"). Not here: deciding.
A message never holds a value out of the file: it names columns of the contract, places, counts.
"""

from __future__ import annotations

CODES = {
    "FILE_UNREADABLE": "không đọc được",
    "FILE_ENCRYPTED": "có mật khẩu",
    "ENCODING_LOSSY": "đã mất dấu tiếng Việt",
    "ENCODING_UNSUPPORTED": "bảng mã chưa được hỗ trợ",
    "COLUMN_SHIFT": "cột bị lệch",
    "TOTAL_MISMATCH": "dòng tổng không khớp",
    "NO_CONTRACT": "không khớp hợp đồng dữ liệu nào",
    "AMBIGUOUS_CONTRACT": "khớp nhiều hợp đồng dữ liệu",
    "AMBIGUOUS_SHEET": "nhiều trang tính cùng khớp",
    "AMBIGUOUS_HEADER": "một tiêu đề xuất hiện nhiều lần",
    "TITLE_MISSING": "thiếu thông tin ở phần đầu biểu",
    "EMPTY_FILE": "không có dữ liệu",
    "SECRECY_PRESENT": "có dấu hiệu bí mật nhà nước",
    "PD_ROW_LEVEL_PARTY": "danh sách từng đảng viên",
    "PD_COLUMN": "cột chứa số của cá nhân",
    "MODULE_OFF": "mô-đun đang tắt",
    "ARCHIVE_UNSAFE": "tệp nén không an toàn",
    "SNAPSHOT_UNDECLARED": "cần hỏi người gửi",
}


class RefusedFile(Exception):
    """A file that is not loaded: `code` is one of CODES, `message_vi` says what, where and what to do.

    `extract` is the contract it was meant for, where that was clear before it was refused.
    """

    def __init__(self, code: str, message_vi: str):
        if code not in CODES:
            raise ValueError(code)
        super().__init__(code)
        self.code = code
        self.message_vi = message_vi
        self.extract: str | None = None


def column_letters(index: int) -> str:
    """Excel's name of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_place(sheet: str | None, row: int, column: int) -> str:
    """Where a cell stands, as its sender sees it: `trang tính “X”, ô C7` or `dòng 7, cột thứ 3`.

    `row` is 1-based, `column` 0-based.
    """
    if sheet is None:
        return f"dòng {row}, cột thứ {column + 1}"
    return f"trang tính “{sheet}”, ô {column_letters(column)}{row}"
