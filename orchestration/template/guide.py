"""The sheet “Hướng dẫn” of a template: what to do, column by column, in Vietnamese.

Here: its words and layout. Not here: the words about single columns (contracts/words.py), which pages for departments share.
"""

from __future__ import annotations

from dataclasses import replace

from xlsxwriter import Workbook

from orchestration.contracts import Column, Contract, rules_of
from orchestration.contracts.code_lists import CodeLists
from orchestration.contracts.words import (
    allowed_vi,
    calendar_vi,
    corrections_vi,
    delivery_vi,
    due_vi,
    for_senders,
    meaning_vi,
    sentence,
    use_vi,
)
from orchestration.template.entry import entering_vi
from orchestration.template.form import Form
from orchestration.template.sheet import page_setup
from orchestration.template.styles import Styles, height_of, lines_of

GUIDE_SHEET, EXAMPLE_SHEET = "Hướng dẫn", "Ví dụ"
_HEADS = ("Cột", "Tên", "Ý nghĩa", "Bắt buộc", "Cách ghi", "Giá trị được phép", "Dùng để làm gì")
_WIDTHS = (7, 26, 36, 10, 34, 36, 24)
NOTHING_VI = (
    "Kỳ không có gì để báo: điền các ô phía trên bảng, để bảng trống và thay dòng nhắc phía trên tiêu đề bằng “Không phát sinh”. "
    "Biểu để trống mà không ghi như vậy thì chưa được tính là đã gửi."
)
PRIVACY_VI = (
    "Không ghi họ tên, số căn cước, số điện thoại, thư điện tử, địa chỉ của bất kỳ người nào vào biểu. "
    "Không gửi tài liệu, số liệu thuộc bí mật nhà nước: hệ thống không được phép tiếp nhận."
)


def _steps(form: Form) -> list[str]:
    contract = form.contract
    above = ", ".join(f"“{f.column.label_vi}”" for f in form.fields if f.column)
    return [
        f"Điền trang “{form.sheet_name}”" + (f": trước hết các ô phía trên bảng, nền vàng là bắt buộc ({above}), rồi mỗi dòng như sau: " if above else ": ")
        + contract.grain_vi[:1].lower() + contract.grain_vi[1:],
        "Cột tiêu đề nền cam, có dấu *, là bắt buộc. Cột khác không có số liệu thì để trống; ghi số 0 chỉ khi số liệu đúng là không.",
        "Ô có mũi tên thì chọn trong danh sách. Ngày và số thập phân cứ gõ bình thường: ô để dạng chữ nên máy đọc đúng như đã gõ, không phụ thuộc cài đặt của máy tính.",
        "Không đổi tiêu đề, không thêm cột, không gộp ô, không đặt mật khẩu. Dòng tổng cộng là tùy ý; nếu có thì phải bằng tổng các dòng.",
        *([NOTHING_VI] if contract.is_periodic else []),
        f"Trang “{EXAMPLE_SHEET}” là biểu đã điền mẫu; máy không đọc trang này và trang “{GUIDE_SHEET}”.",
        f"Gửi {calendar_vi(contract)}, {due_vi(contract)}. {delivery_vi(contract)}",
        f"Khi được báo sai: {corrections_vi(contract)[:1].lower()}{corrections_vi(contract)[1:]}",
    ]  # fmt: skip


def _line(contract: Contract, number: str, column: Column, needed: bool, lists: CodeLists) -> tuple[str, ...]:
    nothing = [t for t in column.null_tokens if t in {"-", "–"}]
    writing = entering_vi(column) + (f"; không có thì để trống hoặc ghi “{nothing[0]}”" if nothing and not needed else "")
    is_chosen = column.code_list or column.logical_type == "boolean"
    example = f"Ví dụ: {column.examples[0]}" if column.examples and column.examples[0] and not is_chosen else ""
    return (
        number,
        column.label_vi,
        sentence(meaning_vi(column)),
        "có" if needed else "không",
        " ".join(filter(None, (sentence(writing), example))),
        sentence(allowed_vi(column, lists)),
        sentence(use_vi(contract, column)),
    )


class Guide:
    """Draws the sheet, top down."""

    def __init__(self, book: Workbook, styles: Styles, lists: CodeLists):
        self.sheet, self.styles, self.lists, self.row = book.add_worksheet(GUIDE_SHEET), styles, lists, 0
        for at, width in enumerate(_WIDTHS):
            self.sheet.set_column(at, at, width)

    def draw(self, form: Form) -> None:
        contract = form.contract
        self._across("HƯỚNG DẪN ĐIỀN BIỂU", "title", 14)
        self._across(contract.name_vi, "title", 14)
        self._across(sentence(contract.purpose_vi), "paragraph")
        self._across(for_senders(contract.limitations_vi), "paragraph")
        self._section("1. Các bước")
        for number, text in enumerate(_steps(form), 1):
            self._across(f"{number}) {sentence(text)}", "paragraph")
        fields = [("–", f.column, f.needed) for f in form.fields if f.column]
        if fields:
            self._section("2. Các ô phía trên bảng")
            self._table(contract, fields)
        self._section("3. Các cột của bảng" if fields else "2. Các cột của bảng")
        self._table(
            contract,
            [(f"({at})", c.column, c.needed) for at, c in enumerate(form.columns, 1) if not c.is_row_number and not c.says]
            + [(f"({at})", _renamed(c.column, c.path), c.needed) for at, c in enumerate(form.columns, 1) if c.says],
        )
        number = 4 if fields else 3
        own = {node["name"] for node in contract.quality}
        rules = [r for r in rules_of(contract) if r.name in own]
        if rules:
            self._section(f"{number}. Máy sẽ báo khi")
            for rule in rules:
                self._across(f"• {sentence(rule.cause_vi)} {sentence(rule.fix_vi)}", "paragraph")
            number += 1
        self._section(f"{number}. Không đưa vào biểu")
        self._across(PRIVACY_VI, "paragraph")
        page_setup(self.sheet)

    def _across(self, text: str, style: str, size: int = 12) -> None:
        if not text:
            return
        self.sheet.set_row(self.row, height_of(lines_of(text, sum(_WIDTHS) * (1 if size == 12 else 0.8)), size))
        self.sheet.merge_range(self.row, 0, self.row, len(_WIDTHS) - 1, text, self.styles[style])
        self.row += 1

    def _section(self, text: str) -> None:
        self.sheet.set_row(self.row, 26)
        self.sheet.write_string(self.row, 0, text, self.styles["section"])
        self.row += 1

    def _table(self, contract: Contract, columns: list[tuple[str, Column, bool]]) -> None:
        for at, text in enumerate(_HEADS):
            self.sheet.write_string(self.row, at, text, self.styles["head"])
        self.row += 1
        for number, column, needed in columns:
            texts = _line(contract, number, column, needed, self.lists)
            most = max(lines_of(text, width - 1) for text, width in zip(texts, _WIDTHS, strict=True))
            self.sheet.set_row(self.row, height_of(most))
            for at, text in enumerate(texts):
                self.sheet.write_string(self.row, at, text, self.styles["centre_text" if at in {0, 3} else "text"])
            self.row += 1


def _renamed(column: Column, path: tuple[str, ...]) -> Column:
    return replace(column, label_vi=" / ".join(path), description_vi="")
