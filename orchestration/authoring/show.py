"""`chiso contract show`: a contract as a page to read in the terminal, in Vietnamese.

Here: the layout. Not here: the words (contracts/words.py).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from orchestration.contracts import Column, Contract, rules_of
from orchestration.contracts.code_lists import CodeLists
from orchestration.contracts.words import (
    allowed_vi,
    calendar_vi,
    containers_vi,
    corrections_vi,
    delivery_vi,
    due_vi,
    handling_vi,
    place_vi,
    sentence,
    use_vi,
    writing_vi,
)  # fmt: skip

WIDTH = 110


def _wrapped(text: str, indent: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first or indent, subsequent_indent=indent) or [first]


def _entry(label: str, text: str) -> list[str]:
    return _wrapped(text, " " * 18, f"  {label:<16}") if text else []


def _headers(column: Column) -> str:
    texts = [f"“{h}”" for h in column.headers]
    if place := place_vi(column):
        texts.append(place)
    return ", ".join(texts) or "do hệ thống tính ra từ cột khác"


def _column(contract: Contract, column: Column, lists: CodeLists) -> Iterator[str]:
    marks = [m for m, on in (("khóa", column.key_position), ("bắt buộc", column.required)) if on]
    yield f"• {column.label_vi} [{column.name}]" + (f" ({', '.join(marks)})" if marks else "")
    yield from _entry("lấy ở", _headers(column))
    yield from _entry("ý nghĩa", column.description_vi)
    yield from _entry("cách ghi", writing_vi(column))
    yield from _entry("giá trị", allowed_vi(column, lists))
    yield from _entry("trống nếu ghi", ", ".join(f"“{t}”" for t in column.null_tokens))
    yield from _entry("dùng để", use_vi(contract, column))
    yield from _entry("ví dụ", ", ".join(e for e in column.examples if e))


def page(contract: Contract, lists: CodeLists) -> str:
    """The whole page."""
    lines = [f"{contract.name_vi}", f"[{contract.id}] phiên bản {contract.version}, áp dụng từ {contract.valid_from}", ""]
    for text in (contract.purpose_vi, contract.limitations_vi, contract.grain_vi):
        lines += _wrapped(sentence(text), "") if text else []
    lines += ["", "GỬI"]
    lines += _entry("ai gửi", contract.owner)
    lines += _entry("dạng tệp", containers_vi(contract))
    lines += _entry("khi nào", f"{calendar_vi(contract)}; {due_vi(contract)}")
    lines += _entry("gửi lại", delivery_vi(contract))
    lines += _entry("khi sai", corrections_vi(contract))
    lines += _entry("tạm giữ", f"khi quá {contract.held_above_pct:g} % số dòng hỏng (từ {contract.held_from_rows} dòng trở lên)")
    lines += ["", f"CỘT ({len(contract.kept)})"]
    for column in contract.kept:
        lines += [*_column(contract, column, lists)]
    dropped = [c for c in contract.columns if not c.kept]
    if dropped:
        lines += ["", f"KHÔNG LẤY ({len(dropped)}): {handling_vi(dropped[0])}"]
        lines += _wrapped(", ".join(f"{c.label_vi} [{c.name}]" for c in dropped), "  ", "  ")
    own = {node["name"] for node in contract.quality}
    rules = [r for r in rules_of(contract) if r.name in own]
    if rules:
        lines += ["", f"QUY TẮC ({len(rules)}), ngoài kiểm tra kiểu, bắt buộc, danh mục và đơn vị của từng cột"]
        for rule in rules:
            kind = "cách ly dòng" if rule.severity == "error" else "chỉ cảnh báo"
            lines += _wrapped(f"{sentence(rule.cause_vi)} {sentence(rule.fix_vi)} ({kind}: {rule.name})", "    ", "  • ")
    return "\n".join(lines)
