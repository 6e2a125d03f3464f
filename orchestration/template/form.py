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
from orchestration.intake.text import fold, fold_pattern
from orchestration.template.pattern_text import around, texts

DATA_SHEET = "Số liệu"
ROW_NUMBER = {"stt", "tt", "số tt", "số thứ tự"}
# What programs call a field: MaTTHC, ma_thu_tuc, tentinh, case:concept:name. People write words, and begin with a capital.
_PROGRAM_NAME = re.compile(r"[A-Za-z0-9]*(?:[a-z][A-Z]|_)\w*|[a-z]+:\S*|[a-z][a-z0-9]*")
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
        return bool(match and match.lastindex and match[match.lastindex].strip() == value)


@dataclass(frozen=True)
class FormColumn:
    """A column of the table: its header's levels, the contract's column it fills; of one of several value columns, what its header says."""

    column: Column
    path: tuple[str, ...]
    needed: bool
    says: tuple[tuple[str, str], ...] = ()

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


def written(column: Column) -> list[str]:
    """The accepted headers that people write."""
    return [h for h in column.headers if not _PROGRAM_NAME.fullmatch(h)]


def why_no_form_vi(contract: Contract) -> str:
    """What the extract is instead, where nobody fills it: what its contract says, or the export of a program; else nothing.

    A form is a sheet all of whose needed columns have a header that people write.
    """
    needed = [c for c in contract.kept if c.headers and not c.from_title and (c.required or c.key_position)]
    is_export = "sheet" not in contract.containers or not all(map(written, needed))
    return contract.no_template or ("tệp do phần mềm xuất" if is_export else "")


def is_filled_by_people(contract: Contract) -> bool:
    return not why_no_form_vi(contract)


def heading(column: Column) -> str:
    """The accepted header that a person should see: with its unit where one has it, else the column's own name, else the first.

    Not one written for programs; and levels before one line, since two neighbours may share the upper one.
    """
    headers = written(column)
    if column.percent_scale:
        headers.sort(key=lambda h: "%" not in h)
    return min(headers[:1] if " / " in headers[0] or "%" in headers[0] else headers, key=lambda h: fold(h) != fold(column.label_vi))


def _example(column: Column) -> str:
    return column.examples[0] if column.examples else ""


def _field(contract: Contract, column: Column) -> Field | None:
    """A line that the first of the column's patterns able to catches the value from; None where none is."""
    value = _example(column)
    needed = column.required or column.name in {contract.delivered_by, contract.delivered_for, *contract.version_order[:1]}
    for pattern in column.from_title:
        for before, after in around(pattern, value or "0"):
            if before:
                return Field(column, before, after, "", needed)
            bare = Field(column, "", after, "", needed)
            labelled = replace(bare, before=f"{column.label_vi}:")
            return labelled if labelled.reads(value) else bare
    return None


def _fields(contract: Contract) -> list[Field]:
    """The lines above the table. What headers of the table say needs none; what has a header of its own may do without."""
    said = {name for c in _spread_columns(contract) for name, _ in c.says}
    found = []
    for column in contract.kept:
        differs = len(set(column.examples)) > 1  # a line says one thing for all rows
        if not column.from_title or column.name in said or (differs and column.headers):
            continue
        field = _field(contract, column)
        if field and column is _year_column(contract):  # its headers name years: this one goes with them
            field = replace(field, column=None, value=_example(column), needed=False)
        if field is None and not column.headers:
            raise NoTemplateError(
                f"Không viết được dòng đầu biểu cho “{column.label_vi}”: fromTitle không bắt được ví dụ của cột (examples) "
                "khi sau nhãn có một khoảng trắng; hãy sửa hợp đồng."
            )
        if field:
            found.append(field)
    return found


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
    """The value columns of an `unpivot`: one for each thing that the worked example's rows say by a header."""
    if not contract.unpivot:
        return []
    value = contract.column(contract.unpivot["value"])
    found: dict[tuple[tuple[str, str], ...], FormColumn] = {}
    for header in contract.unpivot["headers"]:
        given = {name: str(text) for name, text in (header.get("set") or {}).items()}
        names = (*given, *re.compile(header["match"]).groupindex)
        for row in range(len(value.examples)):
            says = tuple((name, _at(contract, name, row)) for name in names)
            if says in found or not all(dict(says)[name] == text for name, text in given.items()):
                continue
            text = next((t for t in texts(header["match"], dict(says)) if _is_matched(header["match"], t)), None)
            if text and not any(set(says) <= set(other) or set(other) <= set(says) for other in found):
                levels = text.strip().split(" / ")
                said = tuple(dict(says)[name] for name in names if name not in given)  # read back as printed: no letter may change
                path = tuple(level if said and level.startswith(said) else level[:1].upper() + level[1:] for level in levels)
                found[says] = FormColumn(value, path, value.required, says)
    if not found:
        raise NoTemplateError(f"Không viết được tiêu đề cột nào từ unpivot của “{contract.name_vi}”: hãy ghi ví dụ (examples) cho các cột ấy.")
    return list(found.values())


def value_headers(contract: Contract) -> list[str]:
    """Headers of value columns side by side, as the worked example has them; their levels joined by ` / `."""
    return [" / ".join(c.path) for c in _spread_columns(contract)]


def _is_matched(pattern: str, text: str) -> bool:
    """Whether a pattern over folded text knows this one."""
    return bool(fold_pattern(pattern).search(fold(text)))


def _at(contract: Contract, name: str, row: int) -> str:
    examples = contract.column(name).examples
    return examples[row] if row < len(examples) else ""


def _year_column(contract: Contract) -> Column | None:
    """The line above the table that names the form's year, where headers of the table name years as well."""
    years = [c for c in contract.columns if c.formats == ("yyyy",) and c.examples]
    said = {name for header in (contract.unpivot or {}).get("headers") or [] for name in re.compile(header["match"]).groupindex}
    line = next((c for c in years if c.name == contract.delivered_for and c.from_title), None)
    return line if any(c.name in said for c in years) else None


def of_year(contract: Contract, year: str) -> Contract:
    """The contract with its worked example moved to a year: the form of 2026 must not ask for 2026's figures under “2025”."""
    line = _year_column(contract)
    if line is None:
        return contract
    if not re.fullmatch("[12][0-9]{3}", year):
        raise NoTemplateError(f"“{year}” không đúng cách ghi của “{line.label_vi}”, ví dụ {_example(line)}.")
    later = int(year) - int(_example(line))

    def moved(column: Column) -> Column:
        return replace(column, examples=tuple(str(int(e) + later) for e in column.examples)) if column.formats == ("yyyy",) else column

    return replace(contract, columns=tuple(map(moved, contract.columns)))


def _title_line(contract: Contract) -> str:
    """The words by which intake knows the form."""
    title = contract.title or {}
    for text in (title.get("name", ""), *texts(title["match"], {})):
        if text and _is_matched(title["match"], text):
            return text
    raise NoTemplateError(f"Không viết được dòng tên biểu của “{contract.name_vi}” (title): hãy sửa hợp đồng.")


def _sheet_name(contract: Contract, above: set[str]) -> str:
    """A name under which intake looks at the sheet and, where the name says something, reads it."""
    said = next((c for c in contract.kept if c.from_sheet_name), None)
    names = [DATA_SHEET]
    if said and said.name not in above:
        value = _example(said)
        names = [" ".join(filter(None, (b, value, a))) for pattern in said.from_sheet_name for b, a in around(pattern, value or "0")]
    elif contract.sheet and not _is_matched(contract.sheet, DATA_SHEET):
        names = [t.strip()[:1].upper() + t.strip()[1:] for t in texts(contract.sheet, {})]
    for name in names:
        if len(name) <= 31 and not _NO_SHEET_NAME.search(name) and (not contract.sheet or _is_matched(contract.sheet, name)):
            return name
    raise NoTemplateError(f"Không đặt được tên trang tính theo hợp đồng “{contract.name_vi}” (sheet, fromSheetName): hãy sửa hợp đồng.")


def form_of(contract: Contract) -> Form:
    """The form of a contract. Raises NoTemplateError for what programs export and others publish, and for a contract that contradicts itself."""
    if why := why_no_form_vi(contract):
        what = "hãy gửi nguyên tệp đã công bố." if contract.no_template else "hãy xuất từ phần mềm nguồn rồi gửi nguyên tệp."
        raise NoTemplateError(f"“{contract.name_vi}” là {why} ({containers_vi(contract)}), không có biểu mẫu để điền: {what}")
    fields = _fields(contract)
    above = {f.column.name for f in fields if f.column}
    columns = []
    for column in contract.columns:
        if written(column) and column.name not in above and (column.kept or fold(column.headers[0]) in ROW_NUMBER):
            needed = column.kept and (column.required or column.key_position is not None)
            columns.append(FormColumn(column, tuple(heading(column).split(" / ")), needed))
    columns += _spread_columns(contract)
    if not columns:
        raise NoTemplateError(f"Hợp đồng “{contract.name_vi}” không có cột nào có tiêu đề để điền: hãy bổ sung headers.")
    if contract.title and not _is_matched(contract.title["match"], contract.name_vi):
        fields.insert(0, Field(None, "", "", _title_line(contract), False))
    return Form(contract, _sheet_name(contract, above), tuple(fields + _unit_line(contract.kept)), tuple(columns))
