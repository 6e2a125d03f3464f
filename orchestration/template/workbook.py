"""The workbook of a template: the form to fill, its guide, its worked example, the hidden lists of the drop-downs.

Here: putting the sheets together. The same contract gives the same bytes on any day.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from orchestration.contracts import Column, Contract
from orchestration.contracts.code_lists import code_lists
from orchestration.contracts.words import codes_to_write
from orchestration.template.entry import LIST_SHEET, Lists
from orchestration.template.form import Form, NoTemplateError, form_of, of_year
from orchestration.template.guide import EXAMPLE_SHEET, Guide
from orchestration.template.sheet import FormSheet
from orchestration.template.styles import Styles
from orchestration.template.worked import example_rows, title_examples

CREATED = datetime(2025, 7, 1)
BANNER = "VÍ DỤ: BIỂU ĐÃ ĐIỀN MẪU, KHÔNG PHẢI SỐ LIỆU"


def _titles(form: Form, unit: str | None, period: str | None) -> dict[str, str]:
    """Values for the lines above the table that the caller knows already. Raises NoTemplateError when there is no such line."""
    contract, known = form.contract, {}
    lines = {f.column.name: f for f in form.fields if f.column}
    if unit:
        for name, line in lines.items():
            if name == contract.delivered_by or (line.column and line.column.lookup):
                _check_code(line.column, unit)
                known[name] = unit
    if period and not any(f.column is None and f.value == period for f in form.fields):
        name = contract.delivered_for or ""
        if name not in lines:
            where = f": kỳ ghi ở cột “{contract.column(name).label_vi}” của từng dòng" if name else ""
            raise NoTemplateError(f"Biểu “{contract.name_vi}” không có dòng ghi kỳ ở đầu biểu{where}; hãy bỏ --period.")
        check_title(form, name, period)
        known[name] = period
    return known


def _check_code(column: Column | None, value: str) -> None:
    """Raise NoTemplateError for a name that is not in the column's list."""
    names = codes_to_write(column, code_lists()) if column and column.code_list else []
    if column and names and value not in names:
        raise NoTemplateError(f"“{value}” không có trong danh mục “{column.label_vi}”, ví dụ {names[0]}.")


def check_title(form: Form, name: str, value: str) -> None:
    """Raise NoTemplateError unless the line of column `name`, holding `value`, is read back as that value."""
    field = next(f for f in form.fields if f.column and f.column.name == name)
    if field.column and not field.reads(value):
        example = f", ví dụ {field.column.examples[0]}" if field.column.examples else ""
        raise NoTemplateError(f"“{value}” không đúng cách ghi của “{field.column.label_vi}”{example}.")


def write_template(contract: Contract, path: Path, unit: str | None = None, period: str | None = None, units: tuple[str, ...] = ()) -> Form:
    """Write the template of a contract; `units` are names for the drop-downs. Raises NoTemplateError."""
    form = form_of(of_year(contract, period) if period else contract)
    empty = form.filled(_titles(form, unit, period))
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": contract.name_vi, "created": CREATED})
        styles = Styles(book)
        lists = Lists(None, code_lists(), units)
        front = FormSheet(book, form.sheet_name, empty, styles, lists)
        guide = Guide(book, styles, lists.codes)
        example = FormSheet(book, EXAMPLE_SHEET, form.filled(title_examples(form)), styles, lists)
        lists.sheet = book.add_worksheet(LIST_SHEET)
        lists.sheet.hide()
        front.draw(unit or "", [])
        guide.draw(form)
        example.draw(unit or "", example_rows(form), BANNER)
        front.sheet.activate()
    return form
