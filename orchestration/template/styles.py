"""Fonts, borders and colours of a template, and how much room a text needs. Nothing here knows a contract."""

from __future__ import annotations

from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Times New Roman"  # what the state's papers are set in
_INK, _QUIET, _HEAD, _NEEDED, _ENTRY, _LINE = "#000000", "#595959", "#DCE6F1", "#FCE4D6", "#FFF9E5", "#808080"
_BOX = {"border": 1, "border_color": _LINE}
_LOOKS: dict[str, dict] = {
    "agency": {"bold": True, "font_size": 12},
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "banner": {"bold": True, "font_color": "#C00000", "align": "center"},
    "label": {"align": "left"},
    "unit": {"italic": True, "align": "right"},
    "note": {"italic": True, "font_size": 10, "font_color": _QUIET},
    "entry": {"indent": 1, "bg_color": _ENTRY, "num_format": "@", "bold": True} | _BOX,
    "entry_optional": {"indent": 1, "num_format": "@", "bold": True} | _BOX,
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": _HEAD} | _BOX,
    "head_needed": {"bold": True, "align": "center", "text_wrap": True, "bg_color": _NEEDED} | _BOX,
    "index": {"italic": True, "font_size": 10, "align": "center"} | _BOX,
    "text": {"text_wrap": True, "indent": 1, "num_format": "@"} | _BOX,
    "amount_text": {"align": "right", "num_format": "@"} | _BOX,
    "centre_text": {"align": "center", "num_format": "@"} | _BOX,
    "integer": {"align": "right", "num_format": "#,##0"} | _BOX,
    "section": {"bold": True, "font_size": 13, "font_color": "#1F3864"},
    "paragraph": {"text_wrap": True},
}


class Styles:
    """Formats of one workbook, made when first asked for."""

    def __init__(self, book: Workbook):
        self._book, self._made = book, {}

    def __getitem__(self, name: str) -> Format:
        return self._format(name, {})

    def unboxed(self, name: str) -> Format:
        """The same look without a border: of cells nobody has typed into yet."""
        return self._format(name, {"border": 0})

    def _format(self, name: str, other: dict) -> Format:
        key = (name, *other)
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 12, "font_color": _INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | _LOOKS[name] | other)
        return self._made[key]


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width: half a word of every line is lost where words are kept whole."""
    return sum(max(1, ceil(len(line) / max(width - 3, 4))) for line in text.split("\n"))


def height_of(lines: int, size: int = 12) -> float:
    return max(18.0, lines * size * 1.36 + 3)
