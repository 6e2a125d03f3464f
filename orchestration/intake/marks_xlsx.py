"""Marks of an .xlsx sheet, out of its XML.

Here: finding the sheet's part, a quick look at its bytes, and the walk over its cells where that look finds something. Not here: what the
marks mean (marks.py). The quick look costs the unpacking and a search; most sheets need no more.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO

from lxml import etree

from orchestration.intake.marks import BUILT_IN, STRUCK, Marks, Place, format_kind, formats_of_use
from orchestration.intake.marks_runs import set_apart

CHUNK, OVERLAP = 1 << 20, 4096
_ERRORS = (b't="e"', b"t='e'")
_FORMULAS = (b"<f", b":f")
# A formula's end, then no value: `<f>…</f></c>`, `<f/><v/></c>`, `<f>…</f><v></v></c>`, with any prefix.
_VALUELESS = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\b[^>]*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>")
_APART = (b"vertAlign", b"strike")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZERO = re.compile(rb"</(?:\w+:)?f>\s*<(?:\w+:)?v>0\.0</")  # Excel writes 0; a Java library leaves 0.0 where it calculated nothing
_ZERO_WRITERS = "124519"  # the calculation engine that the library whose default result is 0 says it is
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": True}


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _is_true(value: str | None) -> bool:
    return value in {"1", "true"}


class Package:
    """The parts of a workbook that tell where a sheet is and how its cells are shown."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in package.namelist()}
        self.book = self._tree("xl/workbook.xml")

    def open(self, part: str) -> IO[bytes]:
        return self._package.open(self._names[part.lower()])

    def _tree(self, part: str) -> etree._Element:
        with self.open(part) as file:
            return etree.parse(file, etree.XMLParser(**_PARSER)).getroot()

    def flag(self, element: str, name: str) -> bool:
        return any(_is_true(node.get(name)) for node in self.book.iter(f"{{*}}{element}"))

    def sheet_part(self, sheet: str) -> str:
        """The part of a sheet, by way of the workbook's relations."""
        wanted = next((node for node in self.book.iter("{*}sheet") if node.get("name") == sheet), None)
        key = next((v for k, v in wanted.attrib.items() if k.endswith("}id")), None) if wanted is not None else None
        for relation in self._tree("xl/_rels/workbook.xml.rels"):
            if relation.get("Id") == key and key is not None:
                target = relation.get("Target") or ""
                return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        return ""

    def shown(self) -> dict[str, str]:
        """Format kinds by the number of a cell's style."""
        if "xl/styles.xml" not in self._names:
            return {}
        styles = self._tree("xl/styles.xml")
        codes = {int(n.get("numFmtId") or 0): format_kind(n.get("formatCode") or "") for n in styles.iter("{*}numFmt")}
        fonts = next(styles.iter("{*}fonts"), ())
        struck = {str(i) for i, font in enumerate(fonts) if _is_on(next(font.iterchildren("{*}strike"), None))}
        kinds = {}
        for i, xf in enumerate(next(styles.iter("{*}cellXfs"), ())):
            number = int(xf.get("numFmtId") or 0)
            kinds[str(i)] = STRUCK if xf.get("fontId") in struck else codes.get(number) or BUILT_IN.get(number)
        return {style: kind for style, kind in kinds.items() if kind}

    def apart(self) -> dict[int, str]:
        """Shared texts in which a raised or struck digit stands beside another: a footnote's mark is no digit of the number before it."""
        part = "xl/sharedStrings.xml"
        if part.lower() not in self._names:
            return {}
        with self.open(part) as file:
            if not any(mark in text for text in _windows(file) for mark in _APART):
                return {}
        found = {}
        with self.open(part) as file:
            for at, (_, item) in enumerate(etree.iterparse(file, tag="{*}si", **_PARSER)):
                if told := _runs_apart(item):
                    found[at] = told
                item.clear()
        return found


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before, so that no mark is cut in two."""
    tail = b""
    while chunk := file.read(CHUNK):
        text = tail + chunk
        yield text
        tail = text[-OVERLAP:]


@lru_cache(maxsize=1)
def _apart_in(path: Path, size: int, mtime_ns: int) -> dict[int, str]:
    """The texts set apart in a workbook, looked for once however many sheets it has."""
    with zipfile.ZipFile(path) as archive:
        return Package(archive).apart()


def _runs_apart(item: etree._Element) -> str | None:
    """The text of an item with its raised and struck runs marked off where digits meet; None where none do."""
    return set_apart(
        ("".join(node.text or "" for node in run.iterchildren("{*}t")), any(_is_set(run, name) for name in ("vertAlign", "strike")))
        for run in item.iterchildren("{*}r")
    )


def _is_set(run: etree._Element, name: str) -> bool:
    return _is_on(next(run.iterfind(f"{{*}}rPr/{{*}}{name}"), None))


def _is_on(found: etree._Element | None) -> bool:
    return found is not None and found.get("val") not in {"0", "false", "baseline"}


def _needs_a_walk(file: IO[bytes], recalculates: bool) -> bool:
    """Whether the bytes of a sheet show a raised or struck run, a failed formula or one without a value (with any value, where a library wrote them)."""
    for text in _windows(file):
        if any(mark in text for mark in (*_ERRORS, *_APART)):
            return True
        if any(mark in text for mark in _FORMULAS) and (
            _VALUELESS.search(text) or _ZERO.search(text) or (recalculates and _FORMULA.search(text))
        ):
            return True
    return False


_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cells_of(file: IO[bytes]) -> Iterator[tuple[int, int, etree._Element]]:
    """Every cell with its 0-based place; references may be left out, then cells follow each other."""
    row = -1
    for _, element in etree.iterparse(file, events=("end",), tag="{*}row", **_PARSER):
        row = int(element.get("r") or row + 2) - 1
        column = -1
        for cell in element:
            if _local(cell) != "c":
                continue
            found = _REFERENCE.fullmatch(cell.get("r") or "")
            column = column_number(found.group(1)) if found else column + 1
            yield row, column, cell
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def look(path: Path, sheet: str, with_formats: bool) -> Marks:
    """The marks of a sheet. Raises KeyError where its part is not to be found."""
    with zipfile.ZipFile(path) as archive:
        package = Package(archive)
        recalculates = package.flag("calcPr", "fullCalcOnLoad")  # set by libraries that leave the calculating to Excel
        leaves_zeros = recalculates and any(node.get("calcId") == _ZERO_WRITERS for node in package.book.iter("{*}calcPr"))
        marks = Marks(is_1904=package.flag("workbookPr", "date1904"))
        shown = formats_of_use(package.shown(), with_formats)
        stat = path.stat()
        apart = _apart_in(path, stat.st_size, stat.st_mtime_ns)
        part = package.sheet_part(sheet)
        with package.open(part) as file:
            if not shown and not apart and not _needs_a_walk(file, recalculates):
                return marks
        results = _Results()
        with package.open(part) as file:
            for row, column, cell in cells_of(file):
                _note(marks, results, (row, column), cell)
                if apart and cell.get("t") == "s" and (text := apart.get(_shared(cell))):
                    marks.apart[row, column] = text
                if shown and (form := shown.get(cell.get("s") or "0")):
                    marks.formats[row, column] = form
    if leaves_zeros or not results.has_other:
        marks.uncalculated += results.zeros if recalculates else results.java_zeros
    return marks


def _shared(cell: etree._Element) -> int:
    """Which of the shared texts a cell holds."""
    text = next((child.text or "" for child in cell if _local(child) == "v"), "").strip()
    return int(text) if text.isdigit() else -1


@dataclass
class _Results:
    """What formulas came to: zeros may be what a library put in the place of a result, unless it put another number anywhere."""

    zeros: list[Place] = field(default_factory=list)
    java_zeros: list[Place] = field(default_factory=list)
    has_other: bool = False


def _note(marks: Marks, results: _Results, place: Place, cell: etree._Element) -> None:
    parts = {_local(child): child for child in cell}
    value = (parts["v"].text or "").strip() if "v" in parts else ""
    kind = cell.get("t")
    if kind == "e":
        marks.errors[place] = value or "#N/A"
    elif "is" in parts and (text := _runs_apart(parts["is"])):
        marks.apart[place] = text
    elif "f" in parts:
        if not value and kind != "str" and "is" not in parts:
            marks.uncalculated.append(place)
        elif value in {"0", "0.0"} and kind in {None, "n"}:
            results.zeros.append(place)
            if value == "0.0":
                results.java_zeros.append(place)
        else:
            results.has_other = results.has_other or bool(value)
