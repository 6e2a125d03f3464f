"""From text as found to text as raw holds it.

Here: cleaning, the repairs a contract asks for, lists out of one cell and the personal-data guard, one function a column.
Not here: what cleaning, repairing and guarding mean (text.py, repairs.py, personal.py), writing (raw.py).
Nearly no value needs anything. Over small loads a test of a column's bytes passes most columns whole (quiet.py), and
one regular expression decides for the distinct values of the others; over large loads it runs in SQL. What it lets
through goes to the same Python function.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import FunctionNullHandling, PythonUDFType

from orchestration.contracts import Column, Contract
from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.intake.entries import entries_json
from orchestration.intake.handling import Handling
from orchestration.intake.personal import (
    ARRAY,
    CODE,
    COMMUNE,
    EXEMPT,
    MOMENT,
    NESTED_TRIGGER,
    NUMBER,
    TEXT,
    TOKEN,
    TRIGGERS,
    guard,
    kind_of,
)
from orchestration.intake.quiet import is_clean, is_unguarded, joined
from orchestration.intake.repairs import Repair, key, repairs_of
from orchestration.intake.text import UNCLEAN, clean, identifier, numbers_apart, python_pattern, quote

Mend = Callable[[str], str | None]
Touched = Callable[[str], object]


def first_line(value: str) -> str:
    """The first line of a cell that has several."""
    return next(iter(value.strip().splitlines()), "")


_as_list = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Recipe:
    """What is done to the values of a column; equal recipes share one SQL function.

    `column` is the one that is repaired or cut into a list, so that what was done can be counted; None where nothing is. `made_for`
    stands for it in comparisons.
    """

    kind: str
    first_line: bool
    made_for: str
    column: Column | None = field(compare=False)
    is_key: bool = False
    nothing: tuple[str, ...] = ()  # of tokens and communes: texts that stand for no value

    @property
    def is_replaced(self) -> bool:
        """Whether no value of the column stays as it is."""
        return self.kind in {TOKEN, COMMUNE}

    @property
    def repairs(self) -> tuple[Repair, ...]:
        return repairs_of(self.column) if self.column else ()

    @property
    def entries(self) -> str | None:
        return self.column.entries if self.column else None

    @property
    def separator(self) -> str | None:
        return self.column.separator if self.column else None

    @property
    def needs(self) -> str:
        """RE2: what a value must match to be touched at all."""
        if self.is_replaced or self.separator or self.entries:
            return "(?s)."
        nested = None if self.kind == ARRAY else NESTED_TRIGGER
        return "|".join(p for p in [UNCLEAN, TRIGGERS[self.kind], nested, *(repair.needs for repair in self.repairs)] if p)

    @property
    def is_plain(self) -> bool:
        """Whether the test of a column's bytes tells all: nothing to do but cleaning, guarding and a look for Excel's count of days."""
        return not (self.first_line or self.is_replaced) and (self.column is None or self.kind == MOMENT)

    @property
    def function_name(self) -> str:
        return f"intake_mend_{self.kind}_{int(self.first_line)}_{int(self.is_key)}_{abs(hash(self.nothing))}_{self.made_for}"


_RECIPES: dict[int, tuple[Column, Recipe]] = {}  # by identity: a column holds dicts; kept beside its recipe, it stays what it is


def recipe_of(column: Column) -> Recipe:
    """The recipe of a column, worked out once."""
    known = _RECIPES.get(id(column))
    if known is None:
        kind = kind_of(column)
        if column.separator:
            kind = CODE if kind == CODE else TEXT  # each part is a text of its own
        own = column if column.separator or column.entries or repairs_of(column) else None
        made_for = f"{own.name}_{hashlib.sha256(repr(own).encode()).hexdigest()[:12]}" if own else ""
        nothing = column.null_tokens if kind in {TOKEN, COMMUNE} else ()
        recipe = Recipe(kind, column.first_line_only, made_for, own, bool(column.key_position), nothing)
        known = _RECIPES[id(column)] = column, recipe
    return known[1]


def _toucher(recipe: Recipe) -> Touched:
    """The test, in Python, whether a value may change."""
    needs, exempt = re.compile(python_pattern(recipe.needs)).search, EXEMPT.get(recipe.kind)
    if exempt is None:
        return needs
    spared = re.compile(exempt).fullmatch
    return lambda value: not spared(value) and needs(value)


class Mender:
    """Applies recipes, in Python and as SQL functions of one connection.

    `masked` counts the parts of values replaced, `repairs` the values repaired, by kind and column.
    """

    def __init__(self, handling: Handling | None = None) -> None:
        self.masked = 0
        self.repairs: Counter[str] = Counter()
        self.handling = handling
        self._known: dict[Recipe, tuple[Touched, Mend]] = {}
        self._in_sql: set[Recipe] = set()

    def _of(self, recipe: Recipe) -> tuple[Touched, Mend]:
        if recipe not in self._known:
            make = self._replacing if recipe.is_replaced else self._list_mend if recipe.separator else self._mend
            mend = make(recipe)
            self._known[recipe] = _toucher(recipe), mend
        return self._known[recipe]

    def _mark(self, recipe: Recipe) -> Callable[[str], str] | None:
        return self.handling.mark if self.handling and recipe.is_key else None

    def _mend(self, recipe: Recipe) -> Mend:
        mark = self._mark(recipe)
        repairs = [(re.compile(r.needs).search, r.apply, key(r.kind, recipe.column)) for r in recipe.repairs if recipe.column]

        def mend(value: str) -> str:
            text = clean(first_line(value) if recipe.first_line else value)
            if recipe.kind == NUMBER and (apart := numbers_apart(value)):  # nothing to repair; a person's number may go over the end of a line
                masked, count = guard(NUMBER, text, mark)
                self.masked += count
                return masked if count else apart
            if recipe.entries:
                text = entries_json(text, recipe.entries)
            for may_need, apply, counted in repairs:
                if may_need(text) and (repaired := apply(text)) != text:
                    self.repairs[counted] += 1
                    text = repaired
            text, count = guard(recipe.kind, text, mark)
            self.masked += count
            return text

        return mend

    def _list_mend(self, recipe: Recipe) -> Mend:
        """Several values in one cell as a JSON array; what stands for nothing, a failed formula and a list already stay."""
        mark, column, separator = self._mark(recipe), recipe.column, recipe.separator or ""
        whole = {"", *EXCEL_ERRORS, *(column.null_tokens if column else ())}

        def mend(value: str) -> str:
            if (text := clean(value)) in whole:
                return text
            if text.startswith("["):
                text, count = guard(ARRAY, text, mark)
                self.masked += count
                return text
            parts = []
            for part in filter(None, map(clean, value.split(separator))):
                shown, count = guard(recipe.kind, part, mark)
                self.masked += count
                parts.append(shown)
            return _as_list(parts)

        return mend

    def _replacing(self, recipe: Recipe) -> Mend:
        """Every value gives way to its token or its commune; nothing stays nothing."""
        if self.handling is None:
            raise ValueError("tokens and communes need a deployment")
        put = self.handling.token if recipe.kind == TOKEN else self.handling.commune

        def mend(value: str) -> str | None:
            text = clean(first_line(value) if recipe.first_line else value)
            return put(text) if text and text not in recipe.nothing else text

        return mend

    def mend(self, values: Iterable[str | None], column: Column) -> list[str | None]:
        """The raw texts of a column."""
        touched, mend = self._of(recipe_of(column))
        return [mend(v) if v and touched(v) else v for v in values]

    def mend_array(self, values: pa.Array, column: Column) -> pa.Array:
        """The same of a column of texts in memory."""
        recipe = recipe_of(column)
        if recipe.is_plain:
            text = joined(values)
            if is_clean(text, len(values)) and is_unguarded(text, values, recipe.kind):
                return values
        touched, _ = self._of(recipe)
        if not any(v and touched(v) for v in pc.unique(values).to_pylist()):
            return values
        return pa.array(self.mend(values.to_pylist(), column), pa.string())

    def column_sql(self, column: Column, connection: duckdb.DuckDBPyConnection) -> str:
        """The raw text of a column as SQL."""
        recipe, name = recipe_of(column), identifier(column.name)
        if recipe not in self._in_sql:
            _, mend = self._of(recipe)

            def batch(values: pa.Array) -> pa.Array:
                return pa.array([None if v is None else mend(v) for v in values.to_pylist()], pa.string())

            nulls = FunctionNullHandling.SPECIAL if recipe.is_replaced else FunctionNullHandling.DEFAULT
            connection.create_function(
                recipe.function_name, batch, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW, null_handling=nulls
            )
            self._in_sql.add(recipe)
        call, test = f"{recipe.function_name}({name})", f"regexp_matches({name}, {quote(recipe.needs)})"
        if exempt := EXEMPT.get(recipe.kind):
            test += f" and not regexp_full_match({name}, {quote(exempt)})"
        return f"case when {test} then {call} else {name} end"


def raw_sql(
    mender: Mender,
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    source_sql: str,
    load_id: str,
    sha256: str,
) -> str:
    """The select that makes the raw table of a load (docs/design.md §3)."""
    mended = (f"{mender.column_sql(c, connection)} as {identifier(c.name)}" for c in contract.kept)
    columns = ", ".join([*map(identifier, contract.extras), *mended])
    return (
        f"select {quote(load_id)} as load_id, {quote(sha256)} as file_sha256, sheet_name, "
        f"cast(source_row as bigint) as source_row, {columns} from ({source_sql})"
    )


def raw_table(mender: Mender, contract: Contract, rows: pa.Table, load_id: str, sha256: str) -> pa.Table:
    """The same in memory."""
    columns = {
        "load_id": pa.repeat(load_id, len(rows)),
        "file_sha256": pa.repeat(sha256, len(rows)),
        "sheet_name": rows.column("sheet_name").cast(pa.string()),
        "source_row": rows.column("source_row").cast(pa.int64()),
    } | {name: rows.column(name) for name in contract.extras}
    for column in contract.kept:
        columns[column.name] = mender.mend_array(_one_chunk(rows.column(column.name)), column)
    return pa.table(columns)


def _one_chunk(values: pa.ChunkedArray) -> pa.Array:
    return values.chunk(0) if values.num_chunks == 1 else pa.concat_arrays(values.chunks or [pa.array([], values.type)])
