"""Periods in words that a contract's `period` may hold (`Quý III/2025`, `6 tháng đầu năm 2025`, `trước 15/9/2025`): the one table of them.

Here: how a text is folded before it is compared, and the forms with the months they span. Read by intake
(orchestration/intake/periods.py) and, through render_dbt, by the staging macros. Not here: reading a value.
Patterns are RE2 without backslashes; a pattern names groups by number, 0 meaning none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from orchestration.contracts.formats import DAY, YEAR


@dataclass(frozen=True)
class PeriodForm:
    """From the first of month `first` of the year in group `years[0]` to the end of month `last` of the year in group `years[1]`.

    A month is (group, factor, offset): factor × the group's number + offset.
    """

    shape: str
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    years: tuple[int, int]


_MONTH, _QUARTER, _Y = "(0?[1-9]|1[0-2])", "([1-4])", f"({YEAR})"
_JANUARY, _DECEMBER = (0, 0, 1), (0, 0, 12)
FORMS = (
    PeriodForm(f"^(?:tháng |t)?{_MONTH}[/-]{_Y}$", (1, 1, 0), (1, 1, 0), (2, 2)),
    PeriodForm(f"^(?:từ )?(?:tháng |t){_MONTH}(?:-| đến )(?:tháng |t)?{_MONTH}/{_Y}$", (1, 1, 0), (2, 1, 0), (3, 3)),
    PeriodForm(f"^(?:quý |q){_QUARTER}[/-]{_Y}$", (1, 3, -2), (1, 3, 0), (2, 2)),
    PeriodForm(f"^(?:quý |q){_QUARTER}(?:-| đến )(?:quý |q)?{_QUARTER}/{_Y}$", (1, 3, -2), (2, 3, 0), (3, 3)),
    PeriodForm(f"^{_MONTH} tháng(?: đầu)?/{_Y}$", _JANUARY, (1, 1, 0), (2, 2)),
    PeriodForm(f"^6 tháng cuối/{_Y}$", (0, 0, 7), _DECEMBER, (1, 1)),
    PeriodForm(f"^(?:năm |cả/|cả năm )?{_Y}$", _JANUARY, _DECEMBER, (1, 1)),
    PeriodForm(f"^(?:từ[ /])?(?:năm )?{_Y}(?:-| đến[ /]){_Y}$", _JANUARY, _DECEMBER, (1, 2)),
)

# Done in this order to the lower-case text; what is left is compared with the shapes.
FOLDS = (
    ("–", "-"), ("—", "-"), (" - ", "-"), (" -", "-"), ("- ", "-"), (" / ", "/"), (" /", "/"), ("/ ", "/"),
    ("quí ", "quý "), ("ngày ", ""), (" năm ", "/"), ("sáu tháng", "6 tháng"), ("chín tháng", "9 tháng"),
    ("quý iv", "quý 4"), ("quý iii", "quý 3"), ("quý ii", "quý 2"), ("quý i", "quý 1"),
    ("-iv/", "-4/"), ("-iii/", "-3/"), ("-ii/", "-2/"),
)  # fmt: skip
LEAD = "^(?:giai đoạn |trong |hoàn thành )"  # words that say nothing of the dates
BEFORE = "^trước[ /]"  # ends the day before what follows begins
UNTIL = "^(?:đến hết|đến|hết)[ /]"  # ends when what follows ends
OPEN = ("thường xuyên", "liên tục", "thường xuyên, liên tục", "thường xuyên liên tục")  # has neither beginning nor end
DATE_FORMATS = ("dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "iso_date")  # a day, after ` tháng ` has become `/`
DAY_RANGE = f"^(?:từ )?{DAY}/{DAY}/{YEAR}(?:-| đến ){DAY}/{DAY}/{YEAR}$"
# What lacks only its year; read where the contract names a column that holds it.
YEARLESS = (
    "^(?:(?:tháng |t)(?:0?[1-9]|1[0-2])|(?:quý |q)[1-4]|(?:0?[1-9]|1[0-2]) tháng(?: đầu| cuối)?|"
    f"{DAY}/(?:0?[1-9]|1[0-2]))(?: năm)?$"
)
# All a period may be written with: such a text names nobody and may be shown.
WORDS = (
    "^(?:[0-9/., –-]|tháng|quý|quí|năm|ngày|đầu|cuối|cả|từ|đến|hết|trước|trong|hoàn thành|giai đoạn|thường xuyên|liên tục|sáu|chín|[qtivx])+$"
)


def rendered() -> dict:
    """The table as dbt hears of it."""
    return {
        "forms": [asdict(form) for form in FORMS],
        "folds": [list(pair) for pair in FOLDS],
        "open": list(OPEN),
        "date_formats": list(DATE_FORMATS),
        "lead": LEAD,
        "before": BEFORE,
        "until": UNTIL,
        "day_range": DAY_RANGE,
        "yearless": YEARLESS,
        "year": YEAR,
        "words": WORDS,
    }
