"""A form drawn on a worksheet: the lines above the table, the header with its levels, the numbered row, the cells to fill.

Here: where everything stands and how the page prints. Not here: what a cell accepts (entry.py), words about the columns (guide.py).
"""

from __future__ import annotations

from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from orchestration.template.entry import Lists, style_of, validation, value_of, width_of
from orchestration.template.form import Field, Form, FormColumn
from orchestration.template.styles import Styles, height_of, lines_of
from orchestration.template.worked import Row

BLANK_ROWS = 40  # drawn; what is typed below them looks and checks the same, up to:
CHECKED_ROWS = 2000
INDEX_FROM = 3  # narrower tables are not numbered: a row of two numbers could be data
ROW_NUMBER_WIDTH = 6.0
ENTRY_WIDTH = 30
PAGE_WIDTH = 100
NOTE = "Cột có dấu * là bắt buộc. Cách ghi từng cột xem trang “Hướng dẫn”. Không đổi tiêu đề cột, không thêm cột."
_PERIODS = {"week": "Từ 07/07/2025 đến 13/07/2025: ", "quarter": "Quý III/2025: "}  # as written before the words; else a month


def nothing_note(form: Form) -> str:
    """The line to write over when there is nothing to report; where no other line tells the period, the words do."""
    contract = form.contract
    has_period = any(f.column and f.column.name == contract.delivered_for for f in form.fields)
    period = "" if has_period else _PERIODS.get(contract.period_calendar, "Tháng 7/2025: ")
    return f"Không có số liệu trong kỳ: để bảng trống và thay cả dòng chữ này bằng “{period}Không phát sinh”."


class FormSheet:
    """Draws one form on one worksheet, top down; `row` is the next free one."""

    def __init__(self, book: Workbook, name: str, form: Form, styles: Styles, lists: Lists):
        self.form, self.styles, self.lists = form, styles, lists
        self.sheet: Worksheet = book.add_worksheet(name)
        self.widths = [
            ROW_NUMBER_WIDTH if c.is_row_number else width_of(c.column, " ".join(c.path[-1:])) for c in form.columns
        ]
        widening = min(max(1.0, PAGE_WIDTH / sum(self.widths)), 2.5)  # a form of few columns still fills its page
        self.widths = [w if c.is_row_number else w * widening for c, w in zip(form.columns, self.widths, strict=True)]
        self.row = 0

    @property
    def last(self) -> int:
        return len(self.form.columns) - 1

    def draw(self, agency: str, rows: list[Row], banner: str = "") -> None:
        for at, (column, width) in enumerate(zip(self.form.columns, self.widths, strict=True)):
            self.sheet.set_column(at, at, width, self.styles.unboxed(style_of(column.column)))
        self._across(agency.upper() if agency else "TÊN CƠ QUAN, ĐƠN VỊ GỬI BIỂU", "agency" if agency else "note")
        self._across(self.form.contract.name_vi.upper(), "title", size=14)
        if banner:
            self._across(banner, "banner")
        entry_at = self._entry_column()
        for field in self.form.fields:
            self._field(field, entry_at if field.before else 0, with_check=not banner)
        if self.form.contract.is_periodic and not banner:
            self._across(nothing_note(self.form), "note", size=10)
        self._across(NOTE, "note", size=10)
        top = self.row
        self._header()
        self._index()
        self._body(rows, 0 if banner else BLANK_ROWS)
        if not banner:
            self._checks()
        self._page(top, max(len(rows), 1 if banner else BLANK_ROWS))

    def _across(self, text: str, style: str, size: int = 12) -> None:
        """A line over the whole width."""
        room = sum(self.widths) * (1 if size <= 12 else 0.8)
        self.sheet.set_row(self.row, height_of(lines_of(text, room), size))
        self._merge(0, self.last, text, style)
        self.row += 1

    def _merge(self, left: int, right: int, text: str, style: str, bottom: int | None = None, top: int | None = None) -> None:
        top = self.row if top is None else top
        bottom = top if bottom is None else bottom
        if right > left or bottom > top:
            self.sheet.merge_range(top, left, bottom, right, text, self.styles[style])
        else:
            self.sheet.write_string(top, left, text, self.styles[style])

    def _reach(self, left: int, width: float) -> int:
        """The column at which cells from `left` on are together this wide."""
        right = left
        while right < self.last and sum(self.widths[left : right + 1]) < width:
            right += 1
        return right

    def _entry_column(self) -> int:
        """Where the values of the lines above the table begin: behind the longest label."""
        longest = max((len(f.before) for f in self.form.fields if f.column), default=0)
        return min(self._reach(0, longest + 1) + 1, self.last) if longest else 0

    def _field(self, field: Field, at: int, with_check: bool) -> None:
        """Label, value, what follows: a cell each, since intake joins the cells of a row by a space."""
        self.sheet.set_row(self.row, 20)
        if field.column is None:
            self._merge(0, self.last, " ".join(filter(None, (field.before, field.value, field.after))), "unit")
            self.row += 1
            return
        if field.before:
            self._merge(0, at - 1, field.before, "label")
        end = self._reach(at, max(ENTRY_WIDTH, len(field.value) + 6))
        if field.after and end == self.last and end > at:
            end -= 1
        self._merge(at, end, field.value, "entry" if field.needed else "entry_optional")
        if with_check:
            cell = xl_rowcol_to_cell(self.row, at, row_abs=True, col_abs=True)
            self.sheet.data_validation(self.row, at, self.row, at, validation(field.column, cell, self.lists))
        if field.after:
            self._merge(end + 1, self.last, field.after, "label")
        self.row += 1

    def _header(self) -> None:
        """Levels of a path one below the other; neighbours under one upper level share its cell, a short path its whole height."""
        columns, depth = self.form.columns, self.form.depth
        heights = [1.0] * depth  # lines of text
        for level in range(depth):
            at = 0
            while at <= self.last:
                path = columns[at].path
                right = at
                if level >= len(path):
                    at += 1
                    continue
                is_last = level == len(path) - 1
                while not is_last and right < self.last and _share(columns[at], columns[right + 1], level):
                    right += 1
                text = path[level] + ("\u00a0*" if is_last and columns[at].needed else "")
                style = "head_needed" if is_last and columns[at].needed else "head"
                down = depth - 1 - level if is_last else 0
                self._merge(at, right, text, style, self.row + level + down, self.row + level)
                lines = lines_of(text, sum(self.widths[at : right + 1]))
                heights[level : level + down + 1] = [max(h, lines / (down + 1)) for h in heights[level : level + down + 1]]
                at = right + 1
        for lines in heights:
            self.sheet.set_row(self.row, height_of(ceil(lines)))
            self.row += 1

    def _index(self) -> None:
        if len(self.form.columns) >= INDEX_FROM:
            for at in range(len(self.form.columns)):
                self.sheet.write_string(self.row, at, f"({at + 1})", self.styles["index"])
            self.row += 1

    def _body(self, rows: list[Row], blank: int) -> None:
        for r in range(max(len(rows), blank)):
            cells = rows[r] if r < len(rows) else [""] * len(self.form.columns)
            for at, (column, text) in enumerate(zip(self.form.columns, cells, strict=True)):
                style = self.styles["index" if column.is_row_number else style_of(column.column)]
                value = value_of(column.column, text)
                if text == "":
                    self.sheet.write_blank(self.row + r, at, None, style)
                elif isinstance(value, int):
                    self.sheet.write_number(self.row + r, at, value, style)
                else:
                    self.sheet.write_string(self.row + r, at, value, style)

    def _checks(self) -> None:
        last_row = self.row + CHECKED_ROWS - 1
        for at, column in enumerate(self.form.columns):
            if not column.is_row_number:
                self.sheet.data_validation(self.row, at, last_row, at, validation(column.column, xl_rowcol_to_cell(self.row, at), self.lists))
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(last_row, self.last)}"})

    def _page(self, top: int, rows: int) -> None:
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(top, self.row - 1)
        self.sheet.print_area(0, 0, self.row + rows - 1, self.last)
        page_setup(self.sheet)


def page_setup(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, numbered."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer('&C&"Times New Roman,Regular"&10Trang &P/&N')


def _share(one: FormColumn, other: FormColumn, level: int) -> bool:
    """Whether two neighbours stand under the same cell at this level."""
    return len(other.path) > level + 1 and one.path[: level + 1] == other.path[: level + 1]


