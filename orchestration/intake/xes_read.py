"""XES event logs (IEEE 1849) as the table pm4py's CSV shows: one row an event, `case:` before a trace's own attributes.

Here: streaming the XML. Not here: gzip (readers.py), times and codes (the contract's formats).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
from lxml import etree

from orchestration.contracts import Contract
from orchestration.intake.decode import check_utf8
from orchestration.intake.gathered import Gathered, reading_of
from orchestration.intake.match import Match, choose, fit, unread_keys, written_keys
from orchestration.intake.reading import Reading, schema_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold
from orchestration.intake.workspace import Workspace

SAMPLE_EVENTS = 2000
CHUNK_ROWS = 20_000
_ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id"}
_DECLARED = re.compile(rb"""encoding=["'](?!utf-?8["'])""", re.I)  # XML may declare any other encoding: lxml reads it by that
Event = dict[str, str]


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Key and value of an element's own attributes; lists and nested attributes are passed over."""
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname in _ATTRIBUTES and (key := child.get("key")):
            yield key, child.get("value", "")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(200)


def _taken(pairs: Iterable[tuple[str, str]], read: frozenset[str], place: int) -> Event:
    """Attributes by key. One of `read` that says two things says nothing: which of them is meant only the sender knows."""
    found: Event = {}
    for key, value in pairs:
        if value and found.get(key) not in (None, "", value) and key in read:
            raise RefusedFile(
                "AMBIGUOUS_HEADER",
                f"Thuộc tính ứng với một cột của hợp đồng có hai giá trị khác nhau ở sự kiện thứ {place} của nhật ký XES (của sự kiện hoặc của vết chứa "
                "nó): hãy xuất lại nhật ký, mỗi thuộc tính một giá trị.",
            )
        found[key] = value or found.get(key, "")
    return found


def _outside(siblings: Iterable[etree._Element]) -> list[etree._Element]:
    """Events among elements given from the last to the first, in order: XES lets them stand directly in the log."""
    return [s for s in siblings if isinstance(s.tag, str) and etree.QName(s).localname == "event"][::-1]


def events(path: Path, read: frozenset[str] = frozenset()) -> Iterator[Event]:
    """Every event of a log, the attributes of its trace with `case:` before them; of a trace without events these alone, since a case to
    which nothing happened yet is one. An event outside any trace has its own attributes alone. Memory holds one trace. Raises RefusedFile
    where an attribute out of `read` contradicts itself."""
    position = 1
    try:
        context = etree.iterparse(
            str(path), events=("end",), tag="{*}trace", resolve_entities=False, no_network=True, huge_tree=True
        )
        for _, trace in context:
            for event in _outside(trace.itersiblings(preceding=True)):
                yield _taken(_attributes(event), read, position)
                position += 1
            case = [(f"case:{key}", value) for key, value in _attributes(trace)]
            is_empty = True
            for event in trace.iterchildren("{*}event"):
                is_empty = False
                yield _taken([*case, *_attributes(event)], read, position)
                position += 1
            if is_empty and case:
                yield _taken(case, read, position)
                position += 1
            trace.clear()
            while trace.getprevious() is not None:
                del trace.getparent()[0]
        for event in _outside(reversed(context.root)):
            yield _taken(_attributes(event), read, position)
            position += 1
    except etree.XMLSyntaxError as error:
        if re.search("encoding|UTF-8", error.msg or "") and not _DECLARED.search(_head(path)):
            check_utf8(path)
        line = error.lineno or 0
        raise RefusedFile(
            "FILE_UNREADABLE", f"Nhật ký XES bị cụt hoặc sai cú pháp tại dòng {line}: hãy xuất lại và gửi lại."
        ) from error


def _match(path: Path, contracts: list[Contract]) -> tuple[Match, dict[str, str]]:
    keys: dict[str, str] = {}
    for event in islice(events(path), SAMPLE_EVENTS):
        for key in event:
            keys.setdefault(fold(key), key)
    if not keys:
        raise RefusedFile("EMPTY_FILE", "Nhật ký XES không có sự kiện nào: hãy xuất lại và gửi lại.")
    return choose([fit(contract, keys) for contract in contracts]), keys


def read(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read an event log. `source_row` is the event's position. Raises RefusedFile."""
    match, keys = _match(path, contracts)
    space.wall.keys(keys)
    contract, schema = match.contract, schema_of(match.contract)
    names = {c.name: written_keys(match, keys, c) for c in contract.kept}
    rows, position = Gathered(schema, space.work_dir), 0
    stream = events(path, frozenset(key for keys_of_column in names.values() for key in keys_of_column))
    while chunk := list(islice(stream, CHUNK_ROWS)):
        arrays = [
            pa.array(range(position + 1, position + len(chunk) + 1), pa.int64()),
            pa.nulls(len(chunk), pa.string()),
        ]
        for column in contract.kept:
            values = [next((event[k] for k in names[column.name] if k in event), None) for event in chunk]
            arrays.append(pa.array(values, pa.string()))
        rows.add(pa.RecordBatch.from_arrays(arrays, schema=schema))
        position += len(chunk)
    reading = reading_of(contract, [rows])
    reading.unread = unread_keys(match)
    return reading
