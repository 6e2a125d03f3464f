"""Finds planted values in everything a run wrote, however it is packed or encoded.

Here: opening containers (zip, gzip, zlib, Parquet, DuckDB, SQLite) and looking for values in the encodings text comes in. Not here:
what is planted (plants.py).
A number is found with any separators between its digits and without its leading zero. A name is found in both compositions of its
diacritics, in any case, in UTF-8 and UTF-16, escaped as in JSON, in HTML and in addresses, and without diacritics.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import shutil
import sqlite3
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow.parquet as pq

_GAP = r"(?:[\s.,()_\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]|\\[nrt]){0,3}"
_NUMBER = re.compile(rf"[0-9](?:{_GAP}[0-9]){{7,}}")
_AT = "(?:@|%40|&#64;|&#x40;)"
# From where a run of its letters begins, and any that follow on it: tried at every letter, a build file took a minute.
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]++{_AT}[\w.-]+(?:[\w.+-]*+{_AT}[\w.-]+)*")
WINDOW = 8  # digits by which a number is looked up before it is compared whole


def _bare(text: str) -> str:
    letters = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(letters).replace("đ", "d").replace("Đ", "D")


def _spellings(text: str) -> set[str]:
    """The ways a name may stand in a text, in lower case."""
    found = set()
    for one in (text, text.lower(), text.upper(), text.title()):
        forms = {unicodedata.normalize(form, one) for form in ("NFC", "NFD")} | {_bare(one)}
        found |= forms | {json.dumps(f)[1:-1] for f in forms} | {html.escape(f) for f in forms} | {quote(f) for f in forms}
        found |= {f.encode("ascii", "xmlcharrefreplace").decode() for f in forms}
    return {f.lower() for f in found}


class Searcher:
    """Looks for planted values: numbers (eight digits or more), addresses, names."""

    def __init__(self, values: Iterable[str]):
        self.values = tuple(values)
        self._numbers: dict[str, list[tuple[str, str]]] = {}
        self._mails: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}  # spelling of the last word → spelling of the name → value
        for value in self.values:
            digits = re.sub(r"\D", "", value).lstrip("0")
            if "@" in value:
                self._mails[value.lower()] = value
            elif len(digits) >= WINDOW:
                self._numbers.setdefault(digits[:WINDOW], []).append((digits, value))
            else:
                whole = dict.fromkeys(_spellings(value), value)
                for last in _spellings(value.split()[-1]):
                    self._names.setdefault(last, {}).update(whole)

    def in_text(self, text: str) -> set[str]:
        if not text.isascii():
            text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
        found = set()
        for match in _NUMBER.finditer(text):
            digits = "".join(c for c in match.group() if c.isdigit())
            for at in range(len(digits) - WINDOW + 1):
                found |= {v for d, v in self._numbers.get(digits[at : at + WINDOW], ()) if digits.startswith(d, at)}
        low = text.lower()
        if "@" in low or "%40" in low or "&#" in low:
            seen = {re.sub(_AT, "@", m.group()) for m in _MAIL.finditer(low)}
            found |= {value for mail, value in self._mails.items() if any(mail in one for one in seen)}
        for last, names in self._names.items():
            if last in low:
                found |= {value for spelling, value in names.items() if spelling in low}
        return found

    def in_bytes(self, data: bytes, name: str = "") -> set[str]:
        """Values in bytes, unpacked as far as they can be."""
        return {value for text in texts_of(data) for value in self.in_text(text)}

    def in_file(self, path: Path) -> set[str]:
        return self.in_bytes(path.read_bytes()) | self.in_text(path.name)

    def below(self, root: Path, without: Iterable[Path] = ()) -> dict[str, set[str]]:
        """Path → values, of every file below a folder but for the folders left out."""
        skipped, found = set(without), {}
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and not skipped & {path, *path.parents} and (hits := self.in_file(path)):
                found[str(path.relative_to(root))] = hits
        return found


def texts_of(data: bytes, depth: int = 0) -> Iterator[str]:
    """Every reading of some bytes: as they stand in UTF-8 and UTF-16, and what is packed inside."""
    yield data.decode("utf-8", "ignore")
    if b"\0" in data:
        for start in (0, 1):
            yield data[start:].decode("utf-16-le", "ignore")
            yield data[start:].decode("utf-16-be", "ignore")
    if depth > 4:
        return
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package.comment.decode("utf-8", "ignore")
            for member in package.infolist():
                yield member.filename
                yield from texts_of(package.read(member), depth + 1)
    elif data.startswith(b"\x1f\x8b"):
        yield from texts_of(gzip.decompress(data), depth + 1)
    elif data[:1] == b"\x78":
        try:
            yield from texts_of(zlib.decompress(data), depth + 1)
        except zlib.error:
            return
    elif data.startswith(b"PAR1"):
        yield from _parquet(data)
    elif data.startswith(b"SQLite format 3\0"):
        yield from _sqlite(data, depth)
    elif data[8:12] == b"DUCK":
        yield from _duckdb(data)


def _parquet(data: bytes) -> Iterator[str]:
    table = pq.read_table(io.BytesIO(data))
    yield str(pq.read_metadata(io.BytesIO(data)).to_dict())
    for column in table.columns:
        yield "\n".join(str(v) for v in column.unique().to_pylist())


def _duckdb(data: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.duckdb"
        path.write_bytes(data)
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute("select schema_name, table_name from duckdb_tables() where not internal").fetchall()
            for schema, table in tables:
                for (name,) in connection.execute(f'select column_name from (describe "{schema}"."{table}")').fetchall():
                    rows = connection.execute(f'select distinct cast("{name}" as varchar) from "{schema}"."{table}"').fetchall()
                    yield "\n".join(str(r[0]) for r in rows)
            for function in ("duckdb_views()", "duckdb_columns()", "duckdb_tables()"):
                yield str(connection.execute(f"select * from {function}").fetchall())


def _sqlite(data: bytes, depth: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        path.write_bytes(data)
        connection = sqlite3.connect(path)
        connection.text_factory = bytes
        for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in connection.execute(f'select * from "{table.decode()}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield from texts_of(cell, depth + 1)
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir()
