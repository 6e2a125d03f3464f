"""The short forms of dataset YAML: written out, left alone inside quoted text, safe against HTML in values."""

from __future__ import annotations

import duckdb
import pytest

from dashboards.sql_macros import expand


def ask(sql: str):
    return duckdb.connect().execute(f"select {expand(sql)}").fetchone()[0]


def test_values_cannot_bring_html():
    assert ask("""'<b>' || esc('<script>"x"&') || '</b>'""") == "<b>&lt;script&gt;&quot;x&quot;&amp;</b>"


def test_whole_numbers_have_dots():
    assert ask("vnint(1234567)") == "1.234.567"


def test_quoted_text_and_longer_words_are_left_alone():
    assert expand("'esc(x)' || desc(x)") == "'esc(x)' || desc(x)"


def test_nested_calls_and_commas_inside_calls():
    assert "cs-tile-red" in expand("fact('red', 'Tệp (lỗi)', coalesce(sum(x), 0))")


def test_empty_part_of_a_bar_is_nothing():
    assert ask("part('red', 'Cần rà soát', 0)") == ""
    assert ">3<" in ask("part('red', 'Cần rà soát', 3)")


def test_unclosed_call_is_an_error():
    with pytest.raises(ValueError):
        expand("esc(x")
