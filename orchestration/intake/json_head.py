"""The shape of a JSON file: a small one is parsed whole, of a large one only head and tail are looked at.

Here: array, lines or an object around one array, where that array lies in bytes, and a sample of records (of a small file all of them).
Not here: records as rows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from orchestration.intake.json_twice import DECODER, refuse_where_twice

SMALL = 512 << 10  # bytes parsed whole; of more rows DuckDB reads the columns that are kept in less time than Python makes all values
HEADS = (256 * 1024, 16 * 1024 * 1024)
TAIL = 64 * 1024
SAMPLE = 30
ARRAY, LINES, OBJECT, WRAPPER = "array", "lines", "object", "wrapper"

_SPACE = re.compile(r"\s*")
_KEY = re.compile(r'\s*("(?:[^"\\]|\\.)*")\s*:\s*')
_HUGE = re.compile(rb":\s*-?[0-9]{19}")  # a whole number that a quick parser makes a fraction of
_SCALAR = rb'(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)'
_TAIL = re.compile(rb'\](?:\s*,\s*"(?:[^"\\]|\\.)*"\s*:\s*' + _SCALAR + rb")*\s*\}\s*$", re.S)


@dataclass(frozen=True)
class JsonShape:
    """`records`: a sample; `rows`: all elements of the array or lines of a file small enough.

    `start` and `end` (bytes) bound the array of a wrapper; `end` is None when its end is not plain to see.

    `lists` are the arrays of objects inside a file that is one whole object: its records may be there. `is_escaped`: the part that was
    looked at writes some character by its number.
    """

    kind: str
    records: tuple[dict, ...] = ()
    start: int | None = None
    end: int | None = None
    lists: tuple[tuple[str, tuple[dict, ...]], ...] = ()
    is_escaped: bool = False
    rows: Sequence | None = None


def _parsed(data: bytes) -> JsonShape | None:
    """The shape of a whole file; None where it is no flawless JSON, or holds what is read with more care: U+0000, whole numbers of 19 digits."""
    escaped = b"\\u" in data
    if (escaped and b"\\u0000" in data) or _HUGE.search(data):
        return None
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        lines = data.strip().split(b"\n")
        try:
            rows = orjson.loads(b"[" + b",".join(lines) + b"]")
        except orjson.JSONDecodeError:
            return None
        if len(rows) != len(lines) or not all(type(row) is dict for row in rows):
            return None
        refuse_where_twice(rows, *lines)
        return JsonShape(LINES, tuple(rows[:SAMPLE]), is_escaped=escaped, rows=rows)
    if isinstance(value, dict | list):
        refuse_where_twice(value, data)
    if isinstance(value, list):
        sample = tuple(row for row in value[:SAMPLE] if isinstance(row, dict))
        return JsonShape(ARRAY, sample, is_escaped=escaped, rows=value) if sample or not value else None
    return _object(value, escaped) if isinstance(value, dict) else None


def _object(value: dict, escaped: bool) -> JsonShape:
    """A file that is one whole object."""
    lists = tuple(
        (key, tuple(v for v in item[:SAMPLE] if isinstance(v, dict)))
        for key, item in value.items()
        if isinstance(item, list) and any(isinstance(v, dict) for v in item[:SAMPLE])
    )
    return JsonShape(OBJECT, (value,), lists=lists, is_escaped=escaped)


def _objects(text: str, at: int) -> list[dict]:
    """Objects of an array whose first element begins near `at`, as far as the text holds them whole."""
    found: list[dict] = []
    while len(found) < SAMPLE:
        at = _SPACE.match(text, at).end()
        try:
            value, at = DECODER.raw_decode(text, at)
        except ValueError:
            break
        if isinstance(value, dict):
            found.append(value)
        at = _SPACE.match(text, at).end()
        if text[at : at + 1] != ",":
            break
        at += 1
    return found


def _lines(text: str, whole: bool) -> list[dict] | None:
    """Sampled records when the text is JSON lines: most of its first lines are an object each.

    A broken line is one bad row.
    """
    lines = text.split("\n")
    if not whole:
        lines = lines[:-1]
    lines = [line for line in lines if line.strip()][:SAMPLE]
    found = []
    for line in lines:
        try:
            value = DECODER.decode(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found if len(lines) > 1 and 2 * len(found) >= len(lines) else None


def _wrapped(text: str, at: int) -> tuple[int, list[dict]] | None:
    """Position of the first array of objects among the keys of the object that begins at `at`, and its sample."""
    at += 1
    while match := _KEY.match(text, at):
        at = match.end()
        if text[at : at + 1] == "[" and text[_SPACE.match(text, at + 1).end() :][:1] == "{":
            return at, _objects(text, at + 1)
        try:
            _, at = DECODER.raw_decode(text, at)
        except ValueError:
            return None
        at = _SPACE.match(text, at).end()
        if text[at : at + 1] != ",":
            return None
        at += 1
    return None


def _array_end(path: Path, size: int) -> int | None:
    """Byte after the `]` that ends a wrapper's array, when only plain keys follow it."""
    with path.open("rb") as file:
        start = max(0, size - TAIL)
        file.seek(start)
        match = _TAIL.search(file.read())
    return start + match.start() + 1 if match else None


def look(path: Path) -> JsonShape | None:
    """The shape of a UTF-8 JSON file without BOM; None when the head tells nothing (another reader must try)."""
    size = os.path.getsize(path)
    if size <= SMALL and (shape := _parsed(path.read_bytes())):
        return shape
    for length in HEADS:
        with path.open("rb") as file:
            data = file.read(length)
        text = data.decode("utf-8", "ignore")
        whole, escaped = len(data) == size, b"\\u" in data
        at = _SPACE.match(text).end()
        if text[at : at + 1] == "[":
            records = _objects(text, at + 1)
            if records or whole:
                return JsonShape(ARRAY, tuple(records), is_escaped=escaped)
        elif (records := _lines(text, whole)) is not None:
            return JsonShape(LINES, tuple(records), is_escaped=escaped)
        else:
            try:
                value, end = DECODER.raw_decode(text, at) if whole else (None, 0)
            except ValueError:
                value, end = None, 0
            if isinstance(value, dict) and not text[end:].strip():
                return _object(value, escaped)
            if (wrapped := _wrapped(text, at)) and wrapped[1]:
                start = len(text[: wrapped[0]].encode())
                return JsonShape(WRAPPER, tuple(wrapped[1]), start, _array_end(path, size), is_escaped=escaped)
        if whole:
            break
    return None
