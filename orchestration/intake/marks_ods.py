"""Marks of an .ods sheet, out of its XML.

Here: the walk over the cells of one sheet. Not here: what the marks mean (marks.py). Dates stand in words in this format, so that it knows
no 1904 system.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.intake.marks import STRUCK, Marks
from orchestration.intake.marks_runs import set_apart

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")
_MONTH = re.compile(r"\d{1,2}/\d{4}")
_UNCALCULATED = "uncalculated"
_REPEATED = 10_000  # a mark on more cells at once is on no data


def _times(element: etree._Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}") or 1)


def look(path: Path, sheet: str, with_formats: bool) -> Marks:
    """The marks of a sheet by its name."""
    marks, row, is_here, others, struck = Marks(), 0, False, set(), set()
    tags = (f"{_TABLE}table", f"{_TABLE}table-row", f"{_STYLE}style")
    with zipfile.ZipFile(path) as package, package.open("content.xml") as file:
        walk = etree.iterparse(file, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, huge_tree=True)
        for event, element in walk:
            if element.tag == tags[2]:
                if event == "end" and _is_other(element):
                    others.add(element.get(f"{_STYLE}name"))
                    if _is_struck(element.find(f"{_STYLE}text-properties")):
                        struck.add(element.get(f"{_STYLE}name"))
            elif element.tag == tags[0]:
                if event == "start":
                    row, is_here = 0, element.get(f"{_TABLE}name") == sheet
                elif is_here:
                    return marks
            elif event == "end":
                if is_here:
                    _note_row(marks, element, row, with_formats, others)
                    _note_struck(marks, element, row, struck)
                row += _times(element, "number-rows-repeated")
                element.clear()
    return marks


def extents(path: Path) -> Iterator[tuple[int, int]]:
    """Of each sheet the numbers of the last row and of the last column that hold a value, repeated cells counted as often as they stand there."""
    row = last = width = 0
    tags = (f"{_TABLE}table", f"{_TABLE}table-row")
    with zipfile.ZipFile(path) as package, package.open("content.xml") as file:
        for _, element in etree.iterparse(file, events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=True):
            if element.tag == tags[0]:
                yield last, width
                row = last = width = 0
            else:
                row += _times(element, "number-rows-repeated")
                if far := _last_value(element):
                    last, width = row, max(width, far)
            element.clear()


def _last_value(line: etree._Element) -> int:
    column = far = 0
    for cell in line:
        column += _times(cell, "number-columns-repeated")
        if cell.get(f"{_OFFICE}value-type") is not None or cell.find(f"{_TEXT}p") is not None:
            far = column
    return far


def _is_other(style: etree._Element) -> bool:
    """Whether a style raises, lowers or strikes out."""
    properties = style.find(f"{_STYLE}text-properties")
    if properties is None:
        return False
    raised = (properties.get(f"{_STYLE}text-position") or "0%").split()[0]
    return _is_struck(properties) or raised not in {"0%", "100%"}


def _is_struck(properties: etree._Element) -> bool:
    return any(properties.get(f"{_STYLE}text-line-through-{kind}") not in {None, "none"} for kind in ("style", "type"))


def _runs(paragraph: etree._Element, others: set[str | None], is_other: bool = False) -> Iterator[tuple[str, bool]]:
    if paragraph.tag == f"{_TEXT}p" and paragraph.getprevious() is not None:
        yield "\n", is_other
    yield paragraph.text or "", is_other
    for child in paragraph:
        yield from _runs(child, others, is_other or child.get(f"{_TEXT}style-name") in others)
        yield child.tail or "", is_other


def _note_row(marks: Marks, line: etree._Element, row: int, with_formats: bool, others: set[str | None]) -> None:
    column = 0
    for cell in line:
        times = _times(cell, "number-columns-repeated")
        if mark := _mark_of(cell, with_formats):
            rows = range(row, row + min(_times(line, "number-rows-repeated"), _REPEATED))
            columns = range(column, column + min(times, _REPEATED))
            places = dict.fromkeys(itertools.product(rows, columns), mark)
            if mark in {"percent", "month"}:
                marks.formats.update(places)
            elif mark == _UNCALCULATED:
                marks.uncalculated.extend(places)
            else:
                marks.errors.update(places)
        elif others and (text := set_apart(itertools.chain.from_iterable(_runs(p, others) for p in cell.iterchildren(f"{_TEXT}p")))):
            marks.apart[row, column] = text
        column += times


def _note_struck(marks: Marks, line: etree._Element, row: int, struck: set[str | None]) -> None:
    column = 0
    for cell in line if struck else ():
        times = _times(cell, "number-columns-repeated")
        if cell.get(f"{_TABLE}style-name") in struck and cell.get(f"{_OFFICE}value-type") is not None:
            marks.formats.update(dict.fromkeys(((row, column + i) for i in range(min(times, _REPEATED))), STRUCK))
        column += times


def _mark_of(cell: etree._Element, with_formats: bool) -> str | None:
    """The text of an error, a kind of format, _UNCALCULATED, or nothing."""
    kind, shown = cell.get(f"{_OFFICE}value-type"), cell.find(f"{_TEXT}p")
    said = None if shown is None else "".join(shown.itertext())
    if cell.get(f"{_CALC}value-type") == "error":
        return said if said in EXCEL_ERRORS else "#VALUE!"
    if cell.get(f"{_TABLE}formula") and said is None and all(cell.get(f"{_OFFICE}{name}") is None for name in _VALUES):
        return _UNCALCULATED
    if with_formats and kind == "percentage":
        return "percent"
    return "month" if with_formats and kind == "date" and _MONTH.fullmatch(said or "") else None
