"""The few lines by which an office declares that it has nothing to report: a file like any other.

Here: writing those lines, and proving that intake reads them back. Not here: reading them (nothing_read.py).
"""

from __future__ import annotations

from datetime import datetime

from orchestration.contracts import Contract
from orchestration.intake.nothing import Said
from orchestration.intake.nothing_facts import declared_facts
from orchestration.intake.refusal import RefusedFile


def declaration_text(contract: Contract, unit: str | None, period: str, made: datetime) -> str:
    """The file's text. Raises RefusedFile where it would be read otherwise than it is meant."""
    lines = ["KHÔNG PHÁT SINH SỐ LIỆU", f"Loại tệp: {contract.name_vi}"]
    lines += [f"Đơn vị báo cáo: {unit}"] if unit else []
    lines += [f"Kỳ báo cáo: {period}", f"Ngày lập: {made:%d/%m/%Y %H:%M:%S}"]
    rows = tuple((number, [line]) for number, line in enumerate(lines, 1))
    facts = declared_facts([Said(contract, {}, rows, ["dòng 1"])])
    if contract.delivered_by and facts.sender_name != unit:
        raise RefusedFile("TITLE_AMBIGUOUS", f"Tên đơn vị không đọc lại được như đã ghi theo hợp đồng “{contract.name_vi}”: hãy ghi tên đầy đủ.")
    return "\n".join(lines) + "\n"
