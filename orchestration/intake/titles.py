"""What the lines above a table say: values for its rows, the unit of its amounts.

Here: searching those lines (and, where a contract says so, the sheet's name and the headers). Not here: finding the table
(header.py). Two different answers are an ambiguity, a missing one that is needed is named: both refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestration.contracts import Column, Contract
from orchestration.intake.grid import plain
from orchestration.intake.refusal import RefusedFile, cell_place
from orchestration.intake.text import clean, fold, fold_pattern
from orchestration.intake.unpivot import value_name

if TYPE_CHECKING:
    from orchestration.intake.header import Table

TitleRows = tuple[tuple[int, list], ...]  # numbered rows of cells
_BRACKETED = re.compile(r"\(([^()]*)\)")


def title_cells(rows: TitleRows) -> list[str]:
    """The texts of the cells."""
    return [text for _, cells in rows for text in map(plain, cells) if text]


def title_lines(rows: TitleRows) -> list[str]:
    """The cells of a row joined by a space."""
    lines = (" ".join(filter(None, map(plain, cells))) for _, cells in rows)
    return [line for line in lines if line]


def has_title(contract: Contract, rows: TitleRows) -> bool:
    """Whether the line by which a contract knows its form is there; true of a contract that names none."""
    if not contract.title:
        return True
    search = fold_pattern(contract.title["match"]).search
    return any(search(fold(text)) for text in (*title_cells(rows), *title_lines(rows)))


# A month or a day in words, as titles print it, and what stands for it between slashes; the day first, since it holds a month.
_WORDED = (
    (re.compile(r"(?i)\b(ngày)\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b"), r"\1 \2/\3/\4"),
    (re.compile(r"(?i)\b(tháng)\s+(\d{1,2})\s*(?:năm|[.-])\s*(\d{4})\b"), r"\1 \2/\3"),
)


def _in_figures(text: str) -> str:
    for words, figures in _WORDED:
        text = words.sub(figures, text)
    return text


def answers(patterns: Iterable[str], rows: TitleRows) -> list[str]:
    """The different answers of the first pattern that has any, whichever of its alternatives they stand in: in whole cells, in the lines of a cell, in whole rows.

    A month or day is looked for in figures, then as it is printed: “tháng 7 năm 2025” answers what asks for “tháng 7/2025”, and beside
    another month in figures it is one answer more.
    """
    printed = [c for _, cells in rows for c in cells if isinstance(c, str) and "\n" in c.strip()]
    inner = [text for cell in printed for text in map(clean, cell.splitlines()) if text]
    as_printed = [title_cells(rows), inner, title_lines(rows)]
    looked_in = [*([_in_figures(text) for text in texts] for texts in as_printed), *as_printed]
    for pattern in patterns:
        for texts in looked_in:
            found = (m for text in texts for m in re.compile(pattern).finditer(text))
            hits = [clean(m[m.lastindex]) for m in found if m.lastindex and m[m.lastindex]]
            if hits:
                return list({fold(h): h for h in reversed(hits)}.values())
    return []


def declared_over(column: Column, hits: list[str]) -> list[str]:
    """What the operator declared, in the place of no answer or of several; a single other answer of the file contradicts it."""
    if len(hits) == 1 and fold(hits[0]) != fold(column.declared or ""):
        raise declared_in_vain(column)
    return [column.declared or ""]


def declared_in_vain(column: Column) -> RefusedFile:
    return RefusedFile(
        "TITLE_AMBIGUOUS",
        f"Tệp đã tự ghi “{column.label_vi}” khác với điều người vận hành khai thay: hãy xem lại tệp rồi khai lại, hoặc gửi tệp đã sửa.",
    )


def _where(table: Table) -> str:
    return f"trang tính “{table.grid.name}”" if table.grid.name else "đầu tệp"


def title_values(table: Table) -> dict[str, str]:
    """Values of `fromTitle` and `fromSheetName` columns.

    Raises TITLE_MISSING naming every required one that is not there, TITLE_AMBIGUOUS.
    """
    found, missing = {}, []
    for column in table.contract.kept:
        if not (column.from_title or column.from_sheet_name) or column.name in table.columns:
            if column.declared and column.name in table.columns:
                raise declared_in_vain(column)
            continue
        hits = answers(column.from_title, table.title_rows)
        if not hits and table.grid.title:
            hits = answers(column.from_sheet_name, ((1, [table.grid.title]),))
        if column.declared:
            hits = declared_over(column, hits)
        if len(hits) > 1:
            raise RefusedFile(
                "TITLE_AMBIGUOUS",
                f"Phần đầu biểu ({_where(table)}) ghi {len(hits)} “{column.label_vi}” khác nhau: hãy chỉ để một rồi gửi lại.",
            )
        said_by_headers = table.values and all(column.name in dict(v.sets) for v in table.values)
        if hits:
            found[column.name] = hits[0]
        elif column.required and not said_by_headers and not column.from_group:
            missing.append(column)
    if missing:
        names = ", ".join(f"“{c.label_vi}”" + (f" (ví dụ: {c.examples[0]})" if c.examples else "") for c in missing)
        raise RefusedFile(
            "TITLE_MISSING",
            f"Không tìm thấy {names} ở các dòng phía trên bảng ({_where(table)}): hãy ghi rõ ở phần đầu biểu rồi gửi lại.",
        )
    return found


def _unit_in(column: Column, texts: Iterable[tuple[str, str]]) -> tuple[set[str], list[str]]:
    """Multipliers that texts (with their places) state, and the places of units that the contract does not know."""
    spec = column.unit_from_title or {}
    search = re.compile(spec["match"], re.IGNORECASE).search
    known = {fold(name): str(factor) for name, factor in spec["values"].items()}
    factors, strange = set(), []
    for text, place in texts:
        match = search(text)
        names = [match.group(1)] if match else [text, *_BRACKETED.findall(text)]
        for name in names:
            unit = fold(name.strip(" ().;,"))
            if unit in known:
                factors.add(known[unit])
            elif match:
                strange.append(place)
    return factors, strange


def unit_factors(table: Table) -> dict[tuple[str, int], str]:
    """(column, position) → multiplier of its amounts, for columns with `unitFromTitle`. Raises when it is not printed."""
    found = {}
    title = [
        (text, cell_place(table.grid.name, number, table.grid.first_column + at))
        for number, cells in table.title_rows
        for at, text in enumerate(map(plain, cells))
        if text
    ]
    title += [(line, _where(table)) for line in title_lines(table.title_rows)]
    for column in table.contract.kept:
        if not column.unit_from_title:
            continue
        places = [v.at for v in table.values] if column.name == value_name(table.contract) else []
        above, strange = _unit_in(column, title)
        for at in places or [table.columns[column.name]] if places or column.name in table.columns else []:
            own, own_strange = _unit_in(column, [(table.labels[at], _header_place(table, at))])
            if column.declared:
                own, own_strange, above, strange = _declared_unit(column, own | above), [], set(), []
            found[column.name, at] = _one_unit(table, column, own | above, own_strange + strange)
    return found


def _declared_unit(column: Column, factors: set[str]) -> set[str]:
    known = {fold(name): str(factor) for name, factor in (column.unit_from_title or {"values": {}})["values"].items()}
    declared = known[fold(column.declared or "")]
    if len(factors) == 1 and factors != {declared}:
        raise declared_in_vain(column)
    return {declared}


def _header_place(table: Table, at: int) -> str:
    return cell_place(table.grid.name, table.grid.head[table.top][0], table.grid.first_column + at)


def _one_unit(table: Table, column: Column, factors: set[str], strange: list[str]) -> str:
    by_factor = {str(f): name for name, f in reversed((column.unit_from_title or {"values": {}})["values"].items())}
    known = ", ".join(reversed(by_factor.values()))
    if len(factors) == 1:
        return next(iter(factors))
    if factors:
        raise RefusedFile(
            "TITLE_AMBIGUOUS",
            f"Biểu ({_where(table)}) ghi hai đơn vị tính khác nhau cho “{column.label_vi}”: hãy chỉ để một rồi gửi lại.",
        )
    if strange:
        raise RefusedFile(
            "UNIT_MISSING",
            f"Đơn vị tính ghi ở {strange[0]} không phải một trong các đơn vị của “{column.label_vi}” ({known}): "
            "hãy ghi lại đơn vị tính rồi gửi lại.",
        )
    raise RefusedFile(
        "UNIT_MISSING",
        f"Không thấy đơn vị tính của “{column.label_vi}” ({known}) phía trên bảng hoặc ở tiêu đề cột ({_where(table)}): "
        "hãy ghi rõ, ví dụ “Đơn vị: Triệu đồng”, rồi gửi lại.",
    )
