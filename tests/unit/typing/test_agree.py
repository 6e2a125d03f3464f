"""Intake's reading in Python and staging's in DuckDB say the same of every text: numbers, percents, days, periods, coordinates.

The SQL is compiled once from the project's own macros (a probe model in a copy of the project), then run over generated texts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.contracts import load_contracts
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.intake.coordinates import canonical
from orchestration.intake.numbers import parse_number
from orchestration.intake.periods import Period, read_period
from tests.unit.dbt_core import project

CONTRACTS = load_contracts([Path(__file__).parent / "contracts"])
COLUMN = CONTRACTS["typing_values"].column("measure_vn")
STYLES = ("plain", "vn", "en")
SCALES = ("percent", "fraction")
FORMATS = [name for name, form in MOMENT_FORMATS.items() if form.strptime]

PROBE = """
{% set column = {'name': 'text', 'period': {'start': 's', 'end': 'e', 'year': 'year'}} %}
with text_row as (select i, text, year from probe_rows),
{{ stage_period(column, 1) }}
select
    text_row.i
    {% for style in ['plain', 'vn', 'en'] %}
    , {{ parse_integer('text_row.text', style) }} as integer_{{ style }}
    , {{ parse_number('text_row.text', style) }} as number_{{ style }}
    {% for scale in ['percent', 'fraction'] %}, {{ parse_percent('text_row.text', style, scale) }} as {{ scale }}_{{ style }}{% endfor %}
    {% endfor %}
    {% for name in written_forms('time_formats') if name != 'iso_offset' %}, {{ parse_timestamp('text_row.text', [name]) }} as time_{{ loop.index }}{% endfor %}
    , period_1.starts_on, period_1.ends_on, period_1.is_known
    , {{ parse_degrees('text_row.text', 1) }} as longitude, {{ parse_degrees('text_row.text', 2) }} as latitude
from text_row
left join period_1 on period_1.name = text_row.text and period_1.year = {{ period_year(column, 'text_row') }}
order by text_row.i
"""


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """Reads texts as staging does: a list of dicts."""
    folder = tmp_path_factory.mktemp("agree")
    copy = project.copy_with(folder, {"probe/probe.sql": PROBE})
    sql = project.compile_models("duckdb", folder, is_incremental=False, selected=("probe",), project=copy)["probe"]
    with duckdb.connect() as connection:

        def read(texts: list[str], year: str = "") -> list[dict]:
            rows = pa.table({"i": range(len(texts)), "text": texts, "year": [year] * len(texts)})
            connection.register("probe_rows", rows)
            relation = connection.execute(sql)
            names = [d[0] for d in relation.description]
            return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]

        yield read


def column(**changes):
    return replace(COLUMN, **{"logical_type": "number", "percent_scale": None, "number_style": "vn", **changes})


def same(number: Decimal | None, staged: float | int | None) -> bool:
    return number is staged if number is None or staged is None else abs(float(number) - staged) <= 1e-9 * max(1.0, abs(staged))


DIGITS = st.text("0123456789", min_size=1, max_size=4)
NUMBER_TEXTS = st.one_of(
    st.lists(st.one_of(DIGITS, st.sampled_from([".", ",", " ", "-", "%", " %", "e", "000", "500"])), max_size=7).map("".join).map(str.strip),
    st.from_regex(r"-?[1-9][0-9]{0,2}([., ][0-9]{3}){0,3}([.,][0-9]{1,4})?( ?%)?", fullmatch=True),
    st.from_regex(r"[0-9]{1,6}[.,][0-9]{1,4}%?", fullmatch=True),
)


@settings(max_examples=150, deadline=None)
@example(["1.234", "1,234", "1.234.567", "1,234,567", "12,5", "0.123", "1.2345", "95,83%", "9%5", "% 5", "1 234", "1.234,5", "1E7", "5.00"])
@given(st.lists(NUMBER_TEXTS, min_size=20, max_size=20))
def test_numbers_and_percents(staged, texts):
    for text, row in zip(texts, staged(texts), strict=True):
        for style in STYLES:
            assert same(parse_number(text, column(number_style=style)), row[f"number_{style}"]), (text, style)
            whole = parse_number(text, column(number_style=style, logical_type="integer"))
            assert same(whole, row[f"integer_{style}"]), (text, style)
            for scale in SCALES:
                read = parse_number(text, column(number_style=style, percent_scale=scale))
                assert same(read, row[f"{scale}_{style}"]), (text, style, scale)


def python_moment(text: str, name: str) -> datetime | None:
    form = MOMENT_FORMATS[name]
    if not re.search(form.shape.replace("$", r"\Z"), text):
        return None
    try:
        return datetime.strptime(text, form.strptime)
    except ValueError:
        return None


MOMENTS = st.datetimes(datetime(1890, 1, 1), datetime(2210, 1, 1))
MOMENT_TEXTS = st.one_of(
    st.tuples(MOMENTS, st.sampled_from(FORMATS)).map(lambda pair: pair[0].strftime(MOMENT_FORMATS[pair[1]].strptime)),
    st.tuples(st.integers(0, 40), st.integers(0, 15), st.integers(1900, 2210), st.sampled_from("/-.")).map(lambda p: p[3].join(map(str, p[:3]))),
    st.text("0123456789/-: T", max_size=19).map(str.strip),
)


@settings(max_examples=100, deadline=None)
@example(["31/02/2025", "29/02/2024", "5/8/2024", "05/08/24", "1900", "2204", "20224", "2025-13", "7/2025", "20240805170000", "24:00 01/01/2025"])
@given(st.lists(MOMENT_TEXTS, min_size=20, max_size=20))
def test_days_and_times(staged, texts):
    for text, row in zip(texts, staged(texts), strict=True):
        for place, name in enumerate(FORMATS, 1):
            assert python_moment(text, name) == row[f"time_{place}"], (text, name)


WORDS = ["Quý ", "quí ", "Q", "Tháng ", "T", " tháng ", "III", "iv", "2", "7", "12", "9", "6", "/", "-", " – ", " năm ", "năm ", "2025", "2030", "1900",
         " đầu", " cuối", "trước ", "đến ", "đến hết ", "hết ", "từ ", "ngày ", "15/9/2025", "01/07/2025", "15/9", "giai đoạn ", "Thường xuyên", "cả", " "]  # fmt: skip
PERIOD_TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join).map(lambda t: " ".join(t.split())).filter(bool)
KNOWN = {
    "Quý III/2025": (date(2025, 7, 1), date(2025, 9, 30)),
    "quý 4 năm 2025": (date(2025, 10, 1), date(2025, 12, 31)),
    "Q1/2024": (date(2024, 1, 1), date(2024, 3, 31)),
    "Quý III-IV/2025": (date(2025, 7, 1), date(2025, 12, 31)),
    "Tháng 7/2025": (date(2025, 7, 1), date(2025, 7, 31)),
    "T7/2025": (date(2025, 7, 1), date(2025, 7, 31)),
    "Tháng 12/2025": (date(2025, 12, 1), date(2025, 12, 31)),
    "tháng 02 năm 2024": (date(2024, 2, 1), date(2024, 2, 29)),
    "6 tháng đầu năm 2025": (date(2025, 1, 1), date(2025, 6, 30)),
    "6 tháng cuối năm 2025": (date(2025, 7, 1), date(2025, 12, 31)),
    "Sáu tháng đầu năm 2025": (date(2025, 1, 1), date(2025, 6, 30)),
    "9 tháng năm 2025": (date(2025, 1, 1), date(2025, 9, 30)),
    "Năm 2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "Cả năm 2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "2025-2030": (date(2025, 1, 1), date(2030, 12, 31)),
    "Giai đoạn 2025 – 2030": (date(2025, 1, 1), date(2030, 12, 31)),
    "từ năm 2025 đến năm 2030": (date(2025, 1, 1), date(2030, 12, 31)),
    "trước 15/9/2025": (None, date(2025, 9, 14)),
    "Trước ngày 15 tháng 9 năm 2025": (None, date(2025, 9, 14)),
    "trước năm 2026": (None, date(2025, 12, 31)),
    "đến hết tháng 9/2025": (None, date(2025, 9, 30)),
    "đến hết năm 2025": (None, date(2025, 12, 31)),
    "Từ ngày 01/07/2025 đến ngày 30/09/2025": (date(2025, 7, 1), date(2025, 9, 30)),
    "15/09/2025": (date(2025, 9, 15), date(2025, 9, 15)),
    "2025-09-15": (date(2025, 9, 15), date(2025, 9, 15)),
    "Thường xuyên": (None, None),
}
UNKNOWN = ["Tháng 7", "9 tháng", "15/9", "Quý V/2025", "Tháng 13/2025", "31/02/2025", "2030-2025", "Quý III/1900", "Tháng 9-7/2025", "khi có yêu cầu", "abc"]


def test_periods_are_what_they_say(staged):
    texts = [*KNOWN, *UNKNOWN]
    for text, row in zip(texts, staged(texts), strict=True):
        read, expected = read_period(text), KNOWN.get(text)
        assert (read and (read.start, read.end)) == expected, text
        assert (row["is_known"], row["starts_on"], row["ends_on"]) == (expected is not None, *(expected or (None, None))), text


def test_a_period_without_year_takes_it_from_its_column(staged):
    expected = {"Tháng 7": (7, 7), "9 tháng": (1, 9), "Quý III": (7, 9), "6 tháng đầu năm": (1, 6)}
    rows = staged([*expected, "trước 15/9"], "Năm 2025")
    for (text, (first, last)), row in zip(expected.items(), rows, strict=False):
        period = read_period(text, "Năm 2025")
        assert (period.start.month, period.end.month, period.end.year) == (first, last, 2025), text
        assert (row["starts_on"], row["ends_on"]) == (period.start, period.end), text
    assert rows[-1]["ends_on"] == read_period("trước 15/9", "2025").end == date(2025, 9, 14)


@settings(max_examples=150, deadline=None)
@given(st.lists(PERIOD_TEXTS, min_size=20, max_size=20), st.sampled_from(["", "2025", "07/2024"]))
def test_periods(staged, texts, year):
    for text, row in zip(texts, staged(texts, year), strict=True):
        read = read_period(text, year)
        assert row["is_known"] is (read is not None), text
        assert (row["starts_on"], row["ends_on"]) == ((read.start, read.end) if read else (None, None)), text


def test_an_open_period_is_known():
    assert read_period("thường xuyên, liên tục") == Period(None, None)


HERE = {
    "105,34808/22,62924": (105.34808, 22.62924),
    "22.62924, 105.34808": (105.34808, 22.62924),
    "22.62924,105.34808": (105.34808, 22.62924),
    "22,62924,105,34808": (105.34808, 22.62924),
    "105.34808;22.62924": (105.34808, 22.62924),
    "105,34808 22,62924": (105.34808, 22.62924),
    "(105.34808 ; 22.62924)": (105.34808, 22.62924),
    "Kinh độ: 105,34808; Vĩ độ: 22,62924": (105.34808, 22.62924),
    "22°37'45.3\"N 105°20'53\"E": (105.3480556, 22.62925),
    "105°20,5'Đ/22°37,75'B": (105.3416667, 22.6291667),
}
NOT_HERE = ["0,0/0,0", "105,34808", "120.98/14.6", "105,3/105,4", "1180345/594321", "22°77'00\"N 105°20'53\"E", "105.34808/22.62924/3.1", "Bản Mẫu", "105,34808/22"]


def test_coordinates(staged):
    raw = [canonical(text) for text in HERE]
    for text, row, expected in zip(HERE, staged(raw), HERE.values(), strict=True):
        assert (row["longitude"], row["latitude"]) == pytest.approx(expected, abs=1e-7), text
    assert [canonical(text) for text in NOT_HERE] == [None] * len(NOT_HERE)
    for text, row in zip(NOT_HERE, staged(NOT_HERE), strict=True):
        assert (row["longitude"], row["latitude"]) == (None, None), text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.decimals(90, 120, places=5), st.decimals(0, 30, places=5), st.sampled_from("/;"), st.booleans()), min_size=10, max_size=10))
def test_any_pair_of_the_country_reads_as_itself(staged, pairs):
    written = [sep.join(str(v).replace(".", ",") for v in ((lat, lon) if turned else (lon, lat))) for lon, lat, sep, turned in pairs]
    raw = [canonical(text) or text for text in written]
    for (lon, lat, _, _), row in zip(pairs, staged(raw), strict=True):
        inside = 102 <= lon <= 110 and 8 <= lat <= 24
        assert (row["longitude"], row["latitude"]) == ((float(lon), float(lat)) if inside else (None, None))
