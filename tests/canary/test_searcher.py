"""The searcher can fail: it finds what is planted in each place a run could leave it, and nothing where nothing is."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import unicodedata
import zipfile
import zlib

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.canary.search import Searcher

NAME, NUMBER, PHONE, MAIL = "Quàng Thị Khuyết", "012199004567", "0988123457", "khuyet.qt@thuvien.example"
VALUES = (NAME, NUMBER, PHONE, MAIL)
SEARCH = Searcher(VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (NAME, NAME), (unicodedata.normalize("NFD", NAME), NAME), (NAME.upper(), NAME), ("quang thi khuyet", NAME), (json.dumps(NAME), NAME),
        ("Qu&#224;ng Th&#7883; Khuy&#7871;t", NAME), ("012 199 004 567", NUMBER), ("12199004567.0", NUMBER), ("012.199.004.567", NUMBER),
        ("0121990\n04567", NUMBER), ("０１２１９９００４５６７", NUMBER), ("+84 988 123 457", PHONE), ("0988-123-457", PHONE), ("<" + MAIL.upper() + ">", MAIL),
    ],
)  # fmt: skip
def test_every_spelling(text, value):
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-16"):
        assert SEARCH.in_bytes(b"\x00\x01 log: " + f"abc {text} def".encode(encoding)) == {value}, encoding


def containers(value: str) -> dict[str, bytes]:
    rows = pa.table({"a": pa.array([f"x{i}" for i in range(5000)] + [f"gọi {value}"]), "b": pa.array(["y"] * 5000 + ["z"])})
    found: dict[str, bytes] = {}
    for codec in ("zstd", "snappy", "gzip"):
        out = io.BytesIO()
        pq.write_table(rows, out, compression=codec, write_statistics=False)
        found[f"parquet {codec}"] = out.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.parquet", found["parquet zstd"])
        archive.writestr(f"{value}.txt", "x" * 100)
    found["zip"] = packed.getvalue()
    found["gzip"] = gzip.compress(f"{'x' * 100} {value}".encode())
    found["log"] = f"2025-07-01 ERROR could not convert '{value}'\n".encode()
    return found


@pytest.mark.parametrize("value", VALUES)
def test_every_container(tmp_path, value):
    for name, data in containers(value).items():
        assert SEARCH.in_bytes(data) == {value}, name
        if name not in {"log", "zip", "parquet snappy"}:
            assert value.encode() not in data, f"{name}: the test would be too easy"


def test_databases(tmp_path):
    with duckdb.connect(str(tmp_path / "a.duckdb")) as c:
        c.execute("create schema marts")
        c.execute(
            "create table marts.t as select case when i = 77777 then ? else 'x' || i % 50 end as v from range(200000) r(i)",
            [f"ông {NAME} {NUMBER}"],
        )
        c.execute("comment on column marts.t.v is 'ô của 0988123457'")
    with sqlite3.connect(tmp_path / "a.sqlite") as db:
        db.execute("create table t (a text, b blob)")
        db.execute("insert into t values (?, ?)", ("x", zlib.compress(json.dumps({"m": MAIL}).encode())))
    db.close()
    assert SEARCH.below(tmp_path) == {"a.duckdb": {NAME, NUMBER, PHONE}, "a.sqlite": {MAIL}}
    assert SEARCH.below(tmp_path, [tmp_path / "a.duckdb"]) == {"a.sqlite": {MAIL}}


def test_what_is_like_it_is_not_it(tmp_path):
    (tmp_path / "a.log").write_text("Quàng Văn Khuyết 012199004568 0988123458 khuyet@thuvien.example H99.14-250701-0001", encoding="utf-8")
    assert SEARCH.below(tmp_path) == {}
