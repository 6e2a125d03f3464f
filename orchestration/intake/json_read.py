"""JSON extracts: bare array, JSON lines, or an object that wraps the array.

Here: cutting the array out of a wrapper by byte positions and letting DuckDB read it with the contract's columns and
no others.
Not here: the file's shape (json_head.py). What the contract drops is never read; array columns keep the contract's
item keys only.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import ijson

from orchestration.contracts import Column, Contract
from orchestration.intake import json_head
from orchestration.intake.decode import as_utf8, check_utf8, hints_of, tell_file
from orchestration.intake.json_head import JsonShape
from orchestration.intake.json_rows import table_of
from orchestration.intake.legacy_rows import decoded_reading
from orchestration.intake.legacy_scan import file_has_legacy, has_legacy
from orchestration.intake.match import Match, choose, fit, unread_keys, written_keys
from orchestration.intake.reading import UNREADABLE, Reading, Warned, from_table, schema_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold, identifier, quote
from orchestration.intake.wall import Wall
from orchestration.intake.workspace import Workspace

CHUNK = 1 << 20
MAX_RECORD_BYTES = 16 * 1024 * 1024
MAX_DECODED_BYTES = 256 * 1024 * 1024  # decoding holds all rows in memory; no system that writes larger files is that old
_as_line = json.JSONEncoder(ensure_ascii=False).encode
_PLACE = re.compile(r"at byte (\d+) in (?:record/value|line) (\d+)")


def _keys(records: Iterable[dict]) -> dict[str, str]:
    """Folded key → key as written, over the sampled records; the first spelling wins."""
    found: dict[str, str] = {}
    spelled: set[str] = set()
    for record in records:
        for key in record:
            if key not in spelled:
                spelled.add(key)
                found.setdefault(fold(key), key)
    return found


def _match(wall: Wall, contracts: list[Contract], records: Iterable[dict]) -> tuple[Match, dict[str, str]]:
    keys = _keys(records)
    wall.keys(keys)
    return choose([fit(contract, keys) for contract in contracts]), keys


def _sources(match: Match, keys: dict[str, str]) -> list[tuple[Column, list[str]]]:
    """Kept columns in contract order, each with the keys that may hold it; no key serves two, and case makes no other key."""
    taken: set[str] = set()
    found = []
    for column in match.contract.kept:
        free = []
        for name in written_keys(match, keys, column):
            if name.casefold() not in taken:  # DuckDB's names know no case
                taken.add(name.casefold())
                free.append(name)
        found.append((column, free))
    return found


def _columns(match: Match, keys: dict[str, str]) -> tuple[str, str]:
    """The `columns=` argument of read_json and the select list, in contract order."""
    types: dict[str, str] = {}
    select = []
    for column, names in _sources(match, keys):
        parts = []
        for name in names:
            if column.items:
                struct = ", ".join(f"{identifier(key)} VARCHAR" for _, key in column.items)
                types[name] = f"STRUCT({struct})[]"
                parts.append(f"cast(to_json({identifier(name)}) as varchar)")
            else:
                types[name] = "VARCHAR"
                parts.append(identifier(name))
        source = (
            "cast(null as varchar)" if not parts else parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"
        )
        select.append(f"{source} as {identifier(column.name)}")
    spec = ", ".join(f"{quote(name)}: {quote(kind)}" for name, kind in types.items())
    return "{" + spec + "}", ", ".join(select)


def _sql(path: Path, kind: str, match: Match, keys: dict[str, str]) -> str:
    spec, select = _columns(match, keys)
    layout = "newline_delimited" if kind == json_head.LINES else "array"
    # ignore_errors: a line that is no JSON is one row of nulls, a value of an unexpected type is null; a broken array
    # still fails
    source = (
        f"read_json({quote(str(path))}, format={quote(layout)}, columns={spec}, ignore_errors=true, "
        f"maximum_object_size={MAX_RECORD_BYTES})"
    )
    return f"select row_number() over () as source_row, cast(null as varchar) as sheet_name, {select} from {source}"


def _cut(path: Path, start: int, end: int, target: Path) -> Path:
    """Copy a byte range."""
    with path.open("rb") as source, target.open("wb") as out:
        source.seek(start)
        left = end - start
        while left and (chunk := source.read(min(CHUNK, left))):
            out.write(chunk)
            left -= len(chunk)
    return target


def _unwrap(path: Path, target: Path) -> Path:
    """Write the first array of objects of any JSON object as lines, streaming.

    Slow, for wrappers whose end is not plain to see.
    """
    prefix = None
    try:
        with path.open("rb") as source:
            before = None
            for name, event, _ in ijson.parse(source):
                if before is not None and event == "start_map" and name == f"{before}.item":
                    prefix = name
                    break
                before = name if event == "start_array" else None
        if prefix is None or prefix == "item":
            raise RefusedFile("NO_CONTRACT", "Tệp JSON không có mảng bản ghi nào: hãy gửi gói dữ liệu có mảng “data”.")
        with path.open("rb") as source, target.open("w", encoding="utf-8") as out:
            for record in ijson.items(source, prefix, use_float=True):
                out.write(_as_line(record) + "\n")
    except ijson.JSONError as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Tệp JSON bị cụt hoặc sai cú pháp: hãy xuất lại và gửi lại cả tệp."
        ) from error
    return target


def malformed(path: Path, error: Exception | None = None) -> RefusedFile:
    """DuckDB's complaint as a refusal. Its text may quote the file: only the numbers are taken."""
    check_utf8(path)
    place = _PLACE.search(str(error))
    where = f" tại phần tử thứ {place.group(2)} (byte thứ {place.group(1)})" if place else ""
    return RefusedFile("FILE_UNREADABLE", f"Tệp JSON bị cụt hoặc sai cú pháp{where}: hãy xuất lại và gửi lại cả tệp.")


def _in_memory(match: Match, keys: dict[str, str], rows: Sequence) -> Reading | None:
    """Records in memory as rows; None where they hold anything but texts."""
    if (table := table_of(match.contract, _sources(match, keys), rows)) is None:
        return None
    reading = from_table(match.contract, table)
    reading.unread = unread_keys(match)
    return reading


def _from_object(wall: Wall, shape: JsonShape, contracts: list[Contract], target: Path) -> Reading:
    """A file that is one whole object: one of its arrays of objects, else the object itself as one record.

    Its records are in memory already; DuckDB is asked only where they hold anything but texts.
    """
    refusal = None
    for _, records in (*((k, r) for k, r in shape.lists), ("", shape.records)):
        try:
            match, keys = _match(wall, contracts, records)
        except RefusedFile as error:
            refusal = refusal or error
            continue
        key = next((k for k, r in shape.lists if r is records), None)
        rows = shape.records[0][key] if key else shape.records
        if reading := _in_memory(match, keys, rows):
            return reading
        target.write_text("".join(_as_line(row) + "\n" for row in rows), encoding="utf-8")
        return Reading(match.contract, _sql(target, json_head.LINES, match, keys), source=target, unread=unread_keys(match))
    raise refusal or RefusedFile("EMPTY_FILE", "Tệp JSON không có bản ghi nào: hãy xuất lại và gửi lại.")


def read(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read a JSON extract. Raises RefusedFile."""
    text = as_utf8(path, space.work_dir, hints_of(contracts), head_only=True)
    shape = json_head.look(text.path)
    reading = _read(space, text.path, shape, contracts)
    if _has_legacy(text.path, shape):
        if os.path.getsize(text.path) <= MAX_DECODED_BYTES:
            unread = reading.unread
            reading = _decoded(space, reading)
            reading.unread = unread
        else:
            reading.warnings.append(Warned("ENCODING_DOUBT", "Tệp có chữ dùng phông TCVN3 hoặc VNI nhưng quá lớn để giải mã: chữ được giữ nguyên, hãy chia nhỏ tệp."))
    return tell_file(reading, text)


def _has_legacy(path: Path, shape: JsonShape | None) -> bool:
    """Whether a file holds legacy text, as characters anywhere or as escapes in its first records."""
    return file_has_legacy(path) or (shape is not None and shape.is_escaped and has_legacy(_as_line(shape.records)))


def _decoded(space: Workspace, reading: Reading) -> Reading:
    """The same rows read into memory and decoded."""
    while True:
        try:
            rows = reading.table if reading.table is not None else space.fetch_arrow(reading.sql).cast(schema_of(reading.contract))
        except UNREADABLE as error:
            if reading.fallback is not None:
                reading = reading.fallback()
            elif reading.explain is not None:
                raise reading.explain(error) from None
            else:
                raise
        else:
            return decoded_reading(reading.contract, rows)


def _read(space: Workspace, path: Path, shape: JsonShape | None, contracts: list[Contract]) -> Reading:
    target = space.work_dir / f"{path.name}.records"
    if shape is None:
        path = _unwrap(path, target)
        shape = json_head.look(path)
        if shape is None or not shape.records:
            raise malformed(path)
        shape = JsonShape(json_head.LINES, shape.records)
    if shape.kind == json_head.OBJECT:
        return _from_object(space.wall, shape, contracts, target)
    if not shape.records:
        raise RefusedFile("EMPTY_FILE", "Tệp JSON không có bản ghi nào: hãy xuất lại và gửi lại.")
    match, keys = _match(space.wall, contracts, shape.records)
    if shape.rows is not None and (reading := _in_memory(match, keys, shape.rows)):
        return reading
    unread = unread_keys(match)

    def explain(error: Exception) -> RefusedFile:
        return malformed(path, error)

    def streamed() -> Reading:
        return Reading(
            match.contract, _sql(_unwrap(path, target), json_head.LINES, match, keys), source=target, unread=unread, explain=explain
        )

    if shape.kind != json_head.WRAPPER:
        return Reading(match.contract, _sql(path, shape.kind, match, keys), source=path, unread=unread, explain=explain)
    if shape.start is None or shape.end is None:
        return streamed()
    cut = _cut(path, shape.start, shape.end, target)
    sql = _sql(cut, json_head.ARRAY, match, keys)
    return Reading(match.contract, sql, source=cut, unread=unread, fallback=streamed, explain=explain)
