"""The written forms of numbers that a contract may name with `numberStyle`: the one table of them.

Here: for whole and for decimal numbers of each style, the shapes a text may have and what to take out of it before it is cast. Read by
intake (orchestration/intake/numbers.py) and, through render_dbt, by the staging macros. Not here: reading a value.

A form stands in the table only where one reading is left. A mark between groups of exactly three digits separates thousands; where it
could also stand before decimals (`1.234` in a Vietnamese decimal column) no form fits, and the value goes to quarantine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class NumberForm:
    """`shape`: RE2 without backslashes (Spark eats them in literals). `drop`: the thousands mark. `point`: the mark before decimals.

    `cut`: everything from this mark on is dropped (zeros after the point of a whole number).
    """

    shape: str
    drop: str = ""
    point: str = ""
    cut: str = ""


def _grouped(mark: str, repeat: str) -> str:
    """Groups of three; a leading group never begins with 0, so `0.123` is no thousand."""
    return f"-?[1-9][0-9]{{0,2}}([{mark}][0-9]{{3}}){repeat}"


def _whole() -> tuple[NumberForm, ...]:
    """No decimals can stand here, so each mark can only separate thousands."""
    marks = [NumberForm(f"^{_grouped(mark, '{1,5}')}$", drop=mark) for mark in ".,"]
    spaced = NumberForm(f"^{_grouped(' ', '{1,5}')}$", drop=" ")
    return (_DIGITS, *marks, spaced, *(NumberForm(f"^-?[0-9]{{1,18}}[{mark}]0{{1,2}}$", cut=mark) for mark in ".,"))


def _decimal(mark: str, point: str) -> tuple[NumberForm, ...]:
    return (
        NumberForm(f"^-?[0-9]+([{point}][0-9]+)?$", point=point),
        NumberForm(f"^{_grouped(mark, '+')}[{point}][0-9]+$", drop=mark, point=point),
        NumberForm(f"^{_grouped(mark, '{2,}')}$", drop=mark),
        NumberForm(f"^{_grouped(' ', '+')}([{point}][0-9]+)?$", drop=" ", point=point),
        # the other style's marks, where they leave one reading
        NumberForm(f"^-?(0|[0-9]{{4,}})[{mark}][0-9]+$|^-?[0-9]+[{mark}]([0-9]{{1,2}}|[0-9]{{4,}})$", point=mark),
        NumberForm(f"^{_grouped(point, '+')}[{mark}][0-9]+$", drop=point, point=mark),
        NumberForm(f"^{_grouped(point, '{2,}')}$", drop=point),
    )


_DIGITS = NumberForm("^-?[0-9]{1,18}$")
NUMBER_FORMS: dict[str, dict[str, tuple[NumberForm, ...]]] = {
    "integer": {
        "plain": (_DIGITS, NumberForm("^-?[0-9]{1,18}[.]0{1,2}$", cut=".")),
        "vn": _whole(),
        "en": _whole(),
    },
    "number": {
        "plain": (NumberForm("^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,2})?$", point="."),),
        "vn": _decimal(".", ","),
        "en": _decimal(",", "."),
    },
}
# A decimal and a whole number as a reader may write them without a second reading.
EXAMPLES_VI = {"plain": ("1234.5", "1234"), "vn": ("1.234,5", "1.234"), "en": ("1,234.5", "1,234")}


def rendered() -> dict:
    """The table as dbt hears of it."""
    return {kind: {style: [asdict(f) for f in forms] for style, forms in styles.items()} for kind, styles in NUMBER_FORMS.items()}
