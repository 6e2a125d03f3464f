"""Why a file is refused: codes and the exception that carries one Vietnamese sentence.

Here: the lists of codes (of refusals, of warnings that refuse nothing) and small builders of places ("trang tính …, ô C7"). Not here: deciding.
A message never holds a value out of the file: it names columns of the contract, places, counts.
"""

from __future__ import annotations

from datetime import date

CODES = {
    "FILE_UNREADABLE": "không đọc được",
    "FILE_ENCRYPTED": "có mật khẩu",
    "ENCODING_LOSSY": "đã mất dấu tiếng Việt",
    "ENCODING_UNSUPPORTED": "bảng mã chưa được hỗ trợ",
    "COLUMN_SHIFT": "cột bị lệch",
    "NUMBER_SCALED": "số hiển thị khác số trong ô",
    "NUMBER_STRUCK": "số bị gạch ngang cả ô",
    "MERGED_NUMBER": "một số nằm trong ô gộp",
    "NOTE_IN_DOUBT": "không rõ là chú thích hay dòng số liệu",
    "KEY_REPEATED": "một khóa có hai dòng khác nhau",
    "TOTAL_MISMATCH": "dòng tổng không khớp",
    "COLUMN_UNKNOWN": "có cột số liệu lạ",
    "NO_CONTRACT": "không khớp hợp đồng dữ liệu nào",
    "AMBIGUOUS_CONTRACT": "khớp nhiều hợp đồng dữ liệu",
    "AMBIGUOUS_SHEET": "nhiều trang tính cùng khớp",
    "AMBIGUOUS_HEADER": "một tiêu đề xuất hiện nhiều lần",
    "TITLE_MISSING": "thiếu thông tin ở phần đầu biểu",
    "TITLE_AMBIGUOUS": "phần đầu biểu nói hai điều khác nhau",
    "UNIT_MISSING": "không rõ đơn vị tính",
    "NOT_REPORTED": "biểu chưa điền số liệu",
    "EMPTY_FILE": "không có dữ liệu",
    "NOTHING_CONTRADICTED": "vừa có số liệu vừa ghi không phát sinh",
    "SECRECY_PRESENT": "có dấu hiệu bí mật nhà nước",
    "PD_ROW_LEVEL_PARTY": "danh sách từng đảng viên",
    "PD_COLUMN": "cột chứa số của cá nhân",
    "MODULE_OFF": "mô-đun đang tắt",
    "ARCHIVE_UNSAFE": "tệp nén không an toàn",
    "DATE_SWAP_SUSPECTED": "nghi Excel đã đảo ngày và tháng",
    "DATE_ORDER_MIXED": "ngày viết lẫn hai thứ tự",
    "NUMBER_STYLE_MIXED": "dấu thập phân và dấu hàng nghìn viết lẫn",
    "DATE_SYSTEM_1904": "dùng hệ ngày 1904",
    "FORMULA_NOT_CALCULATED": "có công thức chưa được tính",
    "PERCENT_SCALE_MIXED": "tỷ lệ ghi lẫn phần trăm và phần của 1",
    "SNAPSHOT_UNDECLARED": "cần hỏi người gửi",
    "ANSWERED_OLDER": "người vận hành trả lời là bản cũ hoặc sai",
}

WARNINGS = {
    "ENCODING_DOUBT": "chữ chưa giải mã được",
    "SUM_DIFFERS": "số khác tổng các dòng con",
    "ENCODING_HINT_IGNORED": "bảng mã khai trong hợp đồng không đúng với tệp",
}


NO_ROWS_VI = "Biểu chưa có số liệu: dưới dòng tiêu đề không có dòng nào; hãy điền rồi gửi lại; kỳ không có gì để báo thì ghi “Không phát sinh”."


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
        # as far as the file's own title told them before it was refused
        self.sender_name: str | None = None
        self.period: tuple[date | None, date | None] = (None, None)


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
    return named_place(sheet, row, column_letters(column))


def named_place(sheet: str | None, row: int, letters: str) -> str:
    """The same where the column is known by its letters; in a text file the line says enough."""
    return f"dòng {row}" if sheet is None else f"trang tính “{sheet}”, ô {letters}{row}"
