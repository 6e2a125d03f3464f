"""From text as found to text as raw holds it.

Here: cleaning, the repairs a contract asks for (first line, decimals, code width) and the personal-data guard, one
function a column.
Not here: what cleaning and guarding mean (text.py, personal.py), writing (raw.py).
Nearly no value needs anything. Over small loads a test of a column's bytes passes most columns whole (quiet.py), and
one regular expression decides for the distinct values of the others; over large loads it runs in SQL. What it lets
through goes to the same Python function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import FunctionNullHandling, PythonUDFType

from orchestration.contracts import Column, Contract
from orchestration.intake.handling import Handling
from orchestration.intake.personal import ARRAY, COMMUNE, EXEMPT, NESTED_TRIGGER, TOKEN, TRIGGERS, guard, kind_of
from orchestration.intake.quiet import is_clean, is_unguarded, joined
from orchestration.intake.text import UNCLEAN, clean, identifier, python_pattern, quote

Mend = Callable[[str], str | None]
Touched = Callable[[str], object]


def first_line(value: str) -> str:
    """The first line of a cell that has several."""
    return next(iter(value.strip().splitlines()), "")


def restore_decimals(value: str, decimals: int) -> str:
    """Undo what Excel did to a code: `1.00356` → `1.003560`.

    `1003560`, its dot eaten as a thousands mark → `1.003560`.
    """
    if re.fullmatch(rf"[0-9]+\.[0-9]{{1,{decimals - 1}}}", value):
        whole, _, part = value.partition(".")
        return f"{whole}.{part:0<{decimals}}"
    if re.fullmatch(rf"[0-9]{{{decimals + 1}}}", value):
        return f"{value[0]}.{value[1:]}"
    return value


@dataclass(frozen=True)
class Recipe:
    """What is done to the values of a column; equal recipes share one SQL function."""

    kind: str
    first_line: bool
    decimals: int | None
    width: int | None
    is_key: bool = False
    nothing: tuple[str, ...] = ()  # of tokens and communes: texts that stand for no value

    @property
    def is_replaced(self) -> bool:
        """Whether no value of the column stays as it is."""
        return self.kind in {TOKEN, COMMUNE}

    @property
    def needs(self) -> str:
        """RE2: what a value must match to be touched at all."""
        if self.is_replaced:
            return "(?s)."
        parts = [UNCLEAN, TRIGGERS[self.kind], None if self.kind == ARRAY else NESTED_TRIGGER]
        if self.decimals:
            parts.append(rf"^[0-9]+\.[0-9]{{1,{self.decimals - 1}}}$|^[0-9]{{{self.decimals + 1}}}$")
        if self.width:
            parts.append(rf"^[0-9]{{1,{self.width - 1}}}$")
        return "|".join(p for p in parts if p)

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to do but cleaning and guarding."""
        return not (self.first_line or self.decimals or self.width or self.is_replaced)

    @property
    def function_name(self) -> str:
        parts = (int(self.first_line), self.decimals or 0, self.width or 0, int(self.is_key), abs(hash(self.nothing)))
        return f"intake_mend_{self.kind}_{'_'.join(map(str, parts))}"


def recipe_of(column: Column) -> Recipe:
    kind = kind_of(column)
    nothing = column.null_tokens if kind in {TOKEN, COMMUNE} else ()
    return Recipe(kind, column.first_line_only, column.decimals, column.code_width, bool(column.key_position), nothing)


def _toucher(recipe: Recipe) -> Touched:
    """The test, in Python, whether a value may change."""
    needs, exempt = re.compile(python_pattern(recipe.needs)).search, EXEMPT.get(recipe.kind)
    if exempt is None:
        return needs
    spared = re.compile(exempt).fullmatch
    return lambda value: not spared(value) and needs(value)


class Mender:
    """Applies recipes, in Python and as SQL functions of one connection.

    `masked` counts the parts of values replaced.
    """

    def __init__(self, handling: Handling | None = None) -> None:
        self.masked = 0
        self.handling = handling
        self._known: dict[Recipe, tuple[Touched, Mend]] = {}
        self._in_sql: set[Recipe] = set()

    def _of(self, recipe: Recipe) -> tuple[Touched, Mend]:
        if recipe not in self._known:
            if recipe.is_replaced:
                self._known[recipe] = _toucher(recipe), self._replacing(recipe)
                return self._known[recipe]
            mark = self.handling.mark if self.handling and recipe.is_key else None

            def mend(value: str) -> str:
                text = clean(first_line(value) if recipe.first_line else value)
                if recipe.decimals:
                    text = restore_decimals(text, recipe.decimals)
                if recipe.width and text.isdigit():
                    text = text.zfill(recipe.width)
                text, count = guard(recipe.kind, text, mark)
                self.masked += count
                return text

            self._known[recipe] = _toucher(recipe), mend
        return self._known[recipe]

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
    columns = ", ".join(f"{mender.column_sql(c, connection)} as {identifier(c.name)}" for c in contract.kept)
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
    }
    for column in contract.kept:
        columns[column.name] = mender.mend_array(_one_chunk(rows.column(column.name)), column)
    return pa.table(columns)


def _one_chunk(values: pa.ChunkedArray) -> pa.Array:
    return values.chunk(0) if values.num_chunks == 1 else pa.concat_arrays(values.chunks or [pa.array([], values.type)])
