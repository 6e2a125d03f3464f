"""A workbook made of a contract alone: titles, one header row, the contract's own examples as rows.

Here: the worked example as rows and as a file. Not here: what is asserted of it. Value i of every column makes row i; a column that
may stand above the table stands there, as “label: first example”.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import xlsxwriter

from orchestration.contracts import Column, Contract

UNIT_LINE = "Đơn vị tính: triệu đồng"


def titled(contract: Contract) -> list[Column]:
    return [c for c in contract.columns if c.from_title]


def headed(contract: Contract) -> list[Column]:
    return [c for c in contract.columns if c.headers and not c.from_title]


def example_rows(contract: Contract) -> list[dict[str, str]]:
    """The worked example: one dict a row, title columns not in it."""
    columns = headed(contract)
    (count,) = {len(c.examples) for c in columns}
    return [{c.name: c.examples[i] for c in columns} for i in range(count)]


def title_lines(contract: Contract, changed: dict[str, str] | None = None) -> list[str]:
    lines = [f"{c.label_vi}: {(changed or {}).get(c.name, c.examples[0])}" for c in titled(contract)]
    return [contract.name_vi.upper(), *lines, *([UNIT_LINE] if any(c.unit_from_title for c in contract.columns) else [])]


def number_of(text: str, column: Column) -> Decimal:
    """A written number, read by hand: dots between thousands and a comma before decimals, or plain."""
    if text in column.null_tokens:
        return Decimal(0)
    return Decimal(text.replace(".", "").replace(",", ".") if column.number_style == "vn" else text)


def write_form(
    path: Path, contract: Contract, rows: list[dict[str, str]], titles: dict[str, str] | None = None, with_total: bool = False
) -> Path:
    columns = headed(contract)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Biểu")
        lines = title_lines(contract, titles)
        for r, line in enumerate(lines):
            page.write_string(r, 0, line)
        top = len(lines) + 1
        for c, column in enumerate(columns):
            page.write_string(top, c, column.headers[0])
            for r, row in enumerate(rows, 1):
                if row[column.name] != "":
                    page.write_string(top + r, c, row[column.name])
        if with_total and contract.totals:
            page.write_string(top + len(rows) + 1, 0, "Tổng cộng")
            for c, column in enumerate(columns):
                if column.name in contract.totals:
                    page.write_number(top + len(rows) + 1, c, float(sum(number_of(row[column.name], column) for row in rows)))
    return path
