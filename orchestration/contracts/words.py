"""A contract in Vietnamese words: how a column is written, what happens to it, who sends when.

Here: the sentences that the terminal page, the template's guide and the pages for departments share. Not here: their layout.
"""

from __future__ import annotations

import re

from orchestration.contracts.code_lists import CodeLists
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.model import Column, Contract

TYPES_VI = {
    "string": "chữ", "timestamp": "ngày giờ", "date": "ngày", "integer": "số nguyên", "number": "số", "boolean": "có/không", "array": "danh sách",
}  # fmt: skip
CONTAINERS_VI = {
    "json": "JSON", "sheet": "bảng tính (.xlsx, .xls, .ods, bảng HTML)", "csv": "CSV", "xes": "nhật ký sự kiện XES", "edxml": "edXML",
}  # fmt: skip
_CALENDARS_VI = {
    "none": "khi có thay đổi",
    "week": "hằng tuần",
    "calendar_month": "hằng tháng",
    "month_15_14": "hằng tháng (từ ngày 15 tháng trước đến ngày 14)",
    "quarter": "hằng quý",
    "half_year": "sáu tháng một lần",
    "nine_months": "chín tháng đầu năm",
    "year": "hằng năm",
    "year_to_date": "lũy kế từ đầu năm",
}
LONG_LIST = 12  # codes beyond this are counted, not listed


def _listed(values: list[str], joint: str = "hoặc") -> str:
    quoted = [f"“{v}”" for v in values]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def codes_to_write(column: Column, lists: CodeLists) -> list[str]:
    """The values of a coded column as a sender writes them: labels, or codes."""
    codes = lists.get(column.code_list or "", {})
    if column.refuse_unless:
        return [column.refuse_unless]
    return list(dict.fromkeys(codes.values())) if column.code_from == "label" else list(codes)


def flags_to_write(column: Column) -> list[str]:
    """The two marks of a yes/no column that read best: “Có” and “Không” where the contract knows them."""

    def best(tokens: tuple[str, ...], word: str) -> list[str]:
        said = [t for t in tokens if t]
        return [word] if word in said else said[:1]

    return best(column.true_tokens, "Có") + best(column.false_tokens, "Không")


def allowed_vi(column: Column, lists: CodeLists) -> str:
    """The values a column may take, where they are few; else nothing."""
    if column.refuse_unless:
        return f"chỉ “{column.refuse_unless}”; giá trị khác thì cả tệp bị từ chối"
    if column.code_list:
        values, codes = codes_to_write(column, lists), lists.get(column.code_list, {})
        if len(values) > LONG_LIST:
            return f"một trong {len(values)} giá trị của danh mục (chọn trong ô thả xuống của biểu mẫu)"
        if column.code_from == "code":
            return "; ".join(f"{code} = {label}" for code, label in codes.items())
        return _listed(values)
    if column.logical_type == "boolean":
        return _listed(flags_to_write(column))
    if column.lookup:
        return "tên một đơn vị đang hoạt động trong danh sách đơn vị của tỉnh"
    return ""


def _number_vi(column: Column) -> str:
    if column.percent_scale == "fraction":
        return "tỷ lệ từ 0 đến 1, ví dụ 0,9583"
    if column.percent_scale:
        return "phần trăm, ví dụ 95,83 nghĩa là 95,83 %"
    whole = column.logical_type == "integer"
    text = {
        "vn": "nghìn ngăn bằng dấu chấm (1.234)" if whole else "dấu phẩy thập phân (12,5)",
        "en": "nghìn ngăn bằng dấu phẩy (1,234)" if whole else "dấu chấm thập phân (12.5)",
        "plain": "chỉ gồm chữ số" if whole else "dấu chấm thập phân (12.5)",
    }[column.number_style]
    units = f"; có thể kèm {_listed(list(column.unit_words))}" if column.unit_words else ""
    return f"{TYPES_VI[column.logical_type]}, {text}{units}"


def writing_vi(column: Column) -> str:
    """How a value is written."""
    if column.period:
        text = "kỳ bằng chữ: Tháng 7/2025, Quý III/2025, 2025-2030 hoặc một ngày"
    elif column.coordinates:
        text = "cặp kinh độ, vĩ độ trong một ô"
    elif column.formats:
        text = " hoặc ".join(MOMENT_FORMATS[f].label_vi for f in column.formats)
    elif column.logical_type in {"integer", "number"}:
        text = _number_vi(column)
    elif column.logical_type == "boolean":
        text = "đánh dấu"
    else:
        text = TYPES_VI[column.logical_type]
    if column.separator:
        text += f"; nhiều giá trị cách nhau bằng “{column.separator}”"
    return text


def place_vi(column: Column) -> str:
    """Where a value stands when it is no column of the table."""
    if column.from_title:
        return "các dòng phía trên bảng"
    if column.from_group:
        return "dòng tên nhóm trong bảng"
    return "tên trang tính" if column.from_sheet_name else ""


def handling_vi(column: Column) -> str:
    """What becomes of a column's values."""
    return {
        "keep": "giữ để tính toán",
        "drop": "không bao giờ đọc ra khỏi vùng tiếp nhận",
        "generalise": "chỉ giữ đến cấp xã",
        "token": "thay bằng mã băm, không ai đọc ngược lại được",
    }[column.handling]


def use_vi(contract: Contract, column: Column) -> str:
    """What a column is for, beside being counted."""
    uses = []
    if column.name == contract.delivered_by:
        uses.append("cho biết đơn vị gửi")
    if column.name == contract.delivered_for:
        uses.append("xếp số liệu vào kỳ")
    if contract.delivery == "snapshot" and column.name in contract.version_order:
        uses.append("cho biết bản nào mới hơn")
    if column.key_position:
        uses.append("nhận ra hai dòng nói về cùng một việc")
    if column.lookup:
        uses.append("tra mã đơn vị")
    if column.name in contract.totals:
        uses.append("đối chiếu với dòng tổng")
    if column.handling != "keep":
        uses.append(handling_vi(column))
    return "; ".join(uses) or handling_vi(column)


def meaning_vi(column: Column) -> str:
    """What a column means; where the contract adds nothing to its name, what else it may be called."""
    others = [h for h in column.headers[1:] if " " in h]
    if column.description_vi:
        return column.description_vi
    return f"tiêu đề khác cũng được nhận: {', '.join(f'“{h}”' for h in others)}" if others else ""


def calendar_vi(contract: Contract) -> str:
    return _CALENDARS_VI[contract.period_calendar]


def due_vi(contract: Contract) -> str:
    if contract.period_calendar == "none":
        return "không có hạn định kỳ"
    if contract.period_calendar == "calendar_month":
        return f"chậm nhất ngày {contract.due_day} của tháng sau; trúng ngày nghỉ thì ngày làm việc kế tiếp"
    return f"chậm nhất {contract.due_day} ngày sau khi hết kỳ; trúng ngày nghỉ thì ngày làm việc kế tiếp"


def delivery_vi(contract: Contract) -> str:
    return {
        "upsert": "Dòng mới thay dòng cũ cùng khóa; không cần gửi lại những dòng không đổi.",
        "snapshot": "Tệp mới thay cả tệp cũ của cùng đơn vị, cùng kỳ; mỗi lần gửi phải đủ mọi dòng.",
        "append": "Dòng mới được cộng thêm; dòng đã gửi không bị thay.",
    }[contract.delivery]


def corrections_vi(contract: Contract) -> str:
    if contract.corrections == "in_workbook":
        return "Sửa ngay trong biểu rồi gửi lại cả biểu."
    if contract.no_template:
        return "Lấy lại tệp từ nơi công bố rồi gửi nguyên tệp; không sửa trong tệp."
    return "Sửa tại phần mềm nguồn rồi xuất lại; không sửa trong tệp xuất."


def containers_vi(contract: Contract) -> str:
    return ", ".join(CONTAINERS_VI[c] for c in contract.containers)


def for_senders(text: str) -> str:
    """The sentences of a contract's text that speak of no column by the name it has here: those are for analysts."""
    said = re.split(r"(?<=[.!?])\s+", text.strip())
    return " ".join(sentence(s) for s in said if s and not re.search(r"\b[a-z]+_[a-z_]+\b", s))


def sentence(text: str) -> str:
    """A sentence: first letter upper case, one full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…", "!", "?", ":")) else ".") if text else ""
