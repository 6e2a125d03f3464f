"""A lint: no model may say what Spark reads differently from DuckDB.

Every model is compiled for target `spark` offline (nothing connects: the adapter's connection is replaced here, in the test only), once
as a first build and once on top of what stands, parsed with sqlglot's Spark grammar, and searched for what ../shared/stack.md lists under
"Differences to dispatch". It is a lint and a compile, not a proof that Spark runs it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from tests.unit.dbt_core.project import compile_models

# What may not stand in compiled Spark SQL: name → (pattern over the text without comments and literals, what to do instead).
TEXT_RULES = {
    "double_colon": (r"::", "write cast(x as type)"),
    "concat": (r"\bconcat\s*\(", "use ||: concat reads null differently"),
    "strptime": (r"\b(try_)?strptime\s*\(", "use parse_timestamp"),
    "strftime": (r"\bstrftime\s*\(", "use a dispatched macro"),
    "dayofweek": (r"\b(day_?of_?week|isodow|weekday|dow)\b", "count days from a known Monday"),
    "read_file": (r"\bread_(parquet|csv|json)\w*\s*\(", "use pending_raw or reference_file"),
    "list_function": (r"\b(list_\w+|string_split|unnest|array_agg|struct_pack)\s*\(", "use a dispatched macro"),
    "lambda": (r"->", "no lambdas"),
    "by_name": (r"\bunion\s+(all\s+)?by\s+name\b", "write the columns"),
    "date_diff": (r"\bdate_diff\s*\(\s*'", "use seconds_between or days_between"),
    "regexp_matches": (r"\bregexp_(matches|full_match|extract_all)\s*\(", "use matches or json_count"),
    "json": (r"\bjson_extract\w*\s*\(", "use json_text"),
    "to_days": (r"\bto_(days|minutes|hours|months)\s*\(", "use a dispatched macro"),
    "qualify": (r"\bqualify\b", "filter a numbered CTE"),
    "exclude": (r"\*\s*(exclude|replace)\b", "write the columns"),
    "not_materialized": (r"\bas\s+(not\s+)?materialized\b", "use inlined()"),
}
MONEY = re.compile(r"(_vnd|_pct|amount)$")


@pytest.fixture(scope="module", params=["first build", "on top of a build"])
def compiled(request, tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("spark")
    return compile_models("spark", folder, is_incremental=request.param == "on top of a build")


def _bare(sql: str) -> str:
    """SQL without comments and string literals."""
    sql = re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.S)
    return re.sub(r"'(?:[^']|'')*'", "''", sql).lower()


def findings(sql: str) -> list[str]:
    """What Spark would read differently in one compiled statement."""
    bare = _bare(sql)
    found = [f"{name}: {advice}" for name, (pattern, advice) in TEXT_RULES.items() if re.search(pattern, bare)]
    if re.search(r"'[^']*\\[^']*'", sql):
        found.append("backslash: Spark eats it inside a literal")
    # sqlglot fills in a default place for nulls, so what is written is read off the text of each window
    for body in _windows(bare):
        keys = _split(body)
        found += [
            f"nulls: `{key.strip()}` in a window does not say nulls first or last"
            for key in keys
            if "nulls " not in key
        ]
    tree = sqlglot.parse_one(sql, dialect="spark")
    for cast in tree.find_all(exp.Cast):
        is_whole = isinstance(cast.this, exp.Floor | exp.Ceil | exp.Round)
        if (
            cast.to.this in {exp.DataType.Type.INT, exp.DataType.Type.BIGINT}
            and not is_whole
            and cast.this.find(exp.Div, exp.Avg)
        ):
            found.append(f"cast: `{cast.sql('spark')}` rounds in one engine and cuts in the other")
    for node in tree.find_all(exp.Avg):
        if any(MONEY.search(column.name) for column in node.find_all(exp.Column)):
            found.append(f"avg: `{node.sql('spark')}`: divide sums")
    for node in tree.find_all(exp.Substring):
        start = node.args.get("start")
        if isinstance(start, exp.Literal) and start.name == "0":
            found.append("substring: positions begin at 1")
    for node in tree.find_all(exp.IntDiv):
        found.append(f"integer division: `{node.sql('spark')}`")
    return found


def _windows(bare: str):
    """The sort keys of each `over (…)`, without its frame."""
    for match in re.finditer(r"\bover\s*\(", bare):
        depth, at = 1, match.end()
        while depth and at < len(bare):
            depth += {"(": 1, ")": -1}.get(bare[at], 0)
            at += 1
        body = bare[match.end() : at - 1]
        if "order by" in body:
            keys = body.split("order by", 1)[1]
            yield re.split(r"\b(?:rows|range)\s+between\b", keys)[0]


def _split(keys: str) -> list[str]:
    """Sort keys at the top level of commas."""
    parts, depth, current = [], 0, ""
    for letter in keys:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append(current)
            current = ""
        else:
            current += letter
    return [p for p in [*parts, current] if p.strip()]


def test_every_model_reads_the_same_on_spark(compiled: dict[str, str]) -> None:
    assert len(compiled) > 30
    bad = {name: found for name, sql in compiled.items() if (found := findings(sql))}
    assert not bad, "\n".join(f"{name}: {f}" for name, found in sorted(bad.items()) for f in found)


def test_macros_that_know_an_engine_stand_in_dialect_files() -> None:
    """Engine functions outside dialect.sql would reach one engine only."""
    macros = Path(__file__).resolve().parents[2] / "dbt_project" / "macros"
    engine = re.compile(
        r"\b(try_strptime|strptime|read_parquet|read_csv|parquet\.`|lateral view|unnest|json_extract_string|regexp_extract_all)\b"
    )
    for path in macros.rglob("*.sql"):
        if path.name not in {"dialect.sql", "text.sql"}:
            assert not engine.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select a::int from t", "double_colon"),
        ("select concat(a, b) from t", "concat"),
        ("select row_number() over (partition by a order by b desc) from t", "nulls"),
        ("select cast(a / b as int) from t", "cast"),
        ("select avg(amount_vnd) from t", "avg"),
        ("select substring(a, 0, 2) from t", "substring"),
        ("select dayofweek(a) from t", "dayofweek"),
        ("select regexp_replace(a, '\\d', '') from t", "backslash"),
    ],
)
def test_the_lint_finds(sql: str, rule: str) -> None:
    assert any(f.startswith(rule) for f in findings(sql)), findings(sql)


def test_the_lint_lets_pass() -> None:
    sql = "select a || b, count(*) filter (where c), row_number() over (order by d desc nulls last) from t where '::' <> 'concat('"
    assert findings(sql) == []
