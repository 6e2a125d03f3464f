"""What a template prints, worked out from a contract: the lines above the table, the columns, the name of the sheet.

Here: which columns of the contract a department fills where, and under which words. Not here: how it looks (workbook.py), the rows of the
worked example (worked.py).
A column that the contract drops is not in the template; the row number is the one exception, since every form of the state has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from orchestration.contracts import Column, Contract
from orchestration.contracts.words import containers_vi
from orchestration.intake.text import clean, fold
from orchestration.template.pattern_text import around, texts

DATA_SHEET = "Số liệu"
ROW_NUMBER = {"stt", "tt", "số tt", "số thứ tự"}
_PROGRAM_NAME = re.compile(r"[A-Za-z0-9]*(?:[a-z][A-Z]|_)\w*|[a-z]+:\S*")  # MaTTHC, ma_thu_tuc: what programs call a field
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


class NoTemplateError(Exception):
    """There is no template for this extract; the message says in one Vietnamese sentence why and what to do."""


@dataclass(frozen=True)
class Field:
    """A line above the table: `before`, the value, `after`, one cell each. `column` is None where the value is printed for good."""

    column: Column | None
    before: str
    after: str
    value: str
    needed: bool

    def reads(self, value: str) -> bool:
        """Whether intake would read this value, and nothing else, out of the line."""
        line = " ".join(filter(None, (self.before, value, self.after)))
        match = next((m for p in (self.column.from_title if self.column else ()) if (m := re.search(p, line))), None)
        return bool(match and match.group(1).strip() == value)


@dataclass(frozen=True)
class FormColumn:
    """A column of the table: its header's levels, the contract's column it fills, and for one of several value columns which."""

    column: Column
    path: tuple[str, ...]
    needed: bool
    spread: int | None = None

    @property
    def is_row_number(self) -> bool:
        return not self.column.kept


@dataclass(frozen=True)
class Form:
    contract: Contract
    sheet_name: str
    fields: tuple[Field, ...]
    columns: tuple[FormColumn, ...]

    @property
    def depth(self) -> int:
        return max(len(c.path) for c in self.columns)

    def filled(self, values: dict[str, str]) -> Form:
        """The same form with values in the lines above the table."""
        return replace(self, fields=tuple(replace(f, value=values.get(f.column.name, "")) if f.column else f for f in self.fields))


def heading(column: Column) -> str:
    """The accepted header that a person should see: with its unit where one has it, else the column's own name, else the first.

    Not one written for programs; and levels before one line, since two neighbours may share the upper one.
    """
    written = [h for h in column.headers if not _PROGRAM_NAME.fullmatch(h)] or list(column.headers)
    if column.percent_scale:
        written.sort(key=lambda h: "%" not in h)
    return min(written[:1] if " / " in written[0] or "%" in written[0] else written, key=lambda h: fold(h) != fold(column.label_vi))


def _example(column: Column) -> str:
    return column.examples[0] if column.examples else ""


def _field(contract: Contract, column: Column) -> Field:
    """A line that the first of the column's patterns able to catches the value from."""
    value = _example(column)
    needed = column.required or column.name in {contract.delivered_by, contract.delivered_for, *contract.version_order[:1]}
    for pattern in column.from_title:
        for before, after in around(pattern, value or "0"):
            if before:
                return Field(column, before, after, "", needed)
            bare = Field(column, "", after, "", needed)
            labelled = replace(bare, before=f"{column.label_vi}:")
            return labelled if labelled.reads(value) else bare
    raise NoTemplateError(
        f"Không viết được dòng đầu biểu cho “{column.label_vi}”: fromTitle không bắt được ví dụ của cột (examples); hãy sửa hợp đồng."
    )


def _unit_line(columns: tuple[Column, ...]) -> list[Field]:
    """`Đơn vị tính: triệu đồng` above the table, printed for good, so that nobody has to choose."""
    lines = {}
    for column in columns:
        if not column.unit_from_title:
            continue
        unit = next(iter(column.unit_from_title["values"]))
        for before, after in around(column.unit_from_title["match"], unit):
            lines[before, unit] = Field(None, before, after, unit, False)
            break
    return list(lines.values())


def _spread_columns(contract: Contract) -> list[FormColumn]:
    """The value columns of an `unpivot`: one for each header, the named groups filled from the examples."""
    if not contract.unpivot:
        return []
    value = contract.column(contract.unpivot["value"])
    count = len(value.examples)
    found = []
    for number, header in enumerate(contract.unpivot["headers"]):
        wanted = {k: str(v) for k, v in (header.get("set") or {}).items()}
        row = next((i for i in range(count) if all(_at(contract, k, i) == v for k, v in wanted.items())), 0)
        names = {c.name: _at(contract, c.name, row) for c in contract.columns if c.examples}
        text = next((t for t in texts(header["match"], names) if _is_matched(header["match"], t)), None)
        if text is None:
            raise NoTemplateError(f"Không viết được tiêu đề cột từ unpivot “{header['match']}” của “{contract.name_vi}”: hãy sửa hợp đồng.")
        path = tuple(level[:1].upper() + level[1:] for level in text.strip().split(" / "))
        found.append(FormColumn(value, path, value.required, number))
    return found


def _is_matched(pattern: str, text: str) -> bool:
    """Whether a pattern over folded text knows this one; folding also moves tone marks, which a pattern may or may not have done."""
    return any(re.search(pattern, t) for t in (fold(text), clean(text).casefold()))


def _at(contract: Contract, name: str, row: int) -> str:
    examples = contract.column(name).examples
    return examples[row] if row < len(examples) else ""


def _sheet_name(contract: Contract) -> str:
    """A name under which intake looks at the sheet and, where the name says something, reads it."""
    said = next((c for c in contract.kept if c.from_sheet_name), None)
    names = [DATA_SHEET]
    if said and said.from_sheet_name:
        names = [" ".join(filter(None, (b, _example(said), a))) for b, a in around(said.from_sheet_name, _example(said) or "0")]
    elif contract.sheet and not _is_matched(contract.sheet, DATA_SHEET):
        names = [t.strip()[:1].upper() + t.strip()[1:] for t in texts(contract.sheet, {})]
    for name in names:
        if len(name) <= 31 and not _NO_SHEET_NAME.search(name) and (not contract.sheet or _is_matched(contract.sheet, name)):
            return name
    raise NoTemplateError(f"Không đặt được tên trang tính theo hợp đồng “{contract.name_vi}” (sheet, fromSheetName): hãy sửa hợp đồng.")


def form_of(contract: Contract) -> Form:
    """The form of a contract. Raises NoTemplateError for what programs export, and for a contract that contradicts itself."""
    if "sheet" not in contract.containers:
        raise NoTemplateError(
            f"“{contract.name_vi}” là tệp do phần mềm xuất ({containers_vi(contract)}), không có biểu mẫu để điền: "
            "hãy xuất từ phần mềm nguồn rồi gửi nguyên tệp."
        )
    fields = [_field(contract, c) for c in contract.kept if c.from_title]
    columns = []
    for column in contract.columns:
        if column.headers and not column.from_title and (column.kept or fold(column.headers[0]) in ROW_NUMBER):
            needed = column.kept and (column.required or column.key_position is not None)
            columns.append(FormColumn(column, tuple(heading(column).split(" / ")), needed))
    columns += _spread_columns(contract)
    if not columns:
        raise NoTemplateError(f"Hợp đồng “{contract.name_vi}” không có cột nào có tiêu đề để điền: hãy bổ sung headers.")
    return Form(contract, _sheet_name(contract), tuple(fields + _unit_line(contract.kept)), tuple(columns))
