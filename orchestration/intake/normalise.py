"""From text as found to text as raw holds it, in SQL.

Here: cleaning, the repairs a contract asks for (first line, decimals, code width), the personal-data guard, in this order, as one
expression a column. Not here: what the pieces mean (text.py, personal.py).
One regular expression decides whether a value needs anything at all; nearly none does, so the rest costs next to nothing.
"""

from __future__ import annotations

from orchestration.contracts import Column, Contract
from orchestration.intake.personal import guard_sql, trigger_of
from orchestration.intake.text import UNCLEAN, clean_sql, identifier, quote


def first_line_sql(value: str) -> str:
    """The first line of a cell that has several."""
    return f"split_part(ltrim(replace({value}, chr(13), chr(10)), chr(10)), chr(10), 1)"


def decimals_sql(value: str, decimals: int) -> str:
    """Undo what Excel did to a code: `1.00356` → `1.003560`; `1003560`, its dot eaten as a thousands mark → `1.003560`."""
    return (
        f"case when regexp_full_match({value}, '\\d+\\.\\d{{1,{decimals - 1}}}') "
        f"then rpad({value}, strpos({value}, '.') + {decimals}, '0') "
        f"when regexp_full_match({value}, '\\d{{{decimals + 1}}}') then left({value}, 1) || '.' || right({value}, {decimals}) "
        f"else {value} end"
    )


def width_sql(value: str, width: int) -> str:
    """Give an all-digit code its leading zeros back."""
    return f"case when regexp_full_match({value}, '\\d{{1,{width - 1}}}') then lpad({value}, {width}, '0') else {value} end"


def column_sql(column: Column) -> str:
    """The raw text of one column."""
    name = identifier(column.name)
    value = first_line_sql(name) if column.first_line_only else name
    trigger = trigger_of(column)
    needs = f"{UNCLEAN}|{trigger}" if trigger else UNCLEAN
    value = f"case when regexp_matches({value}, {quote(needs)}) then {guard_sql(column, clean_sql(value))} else {value} end"
    if column.decimals:
        value = decimals_sql(value, column.decimals)
    if column.code_width:
        value = width_sql(value, column.code_width)
    return value


def raw_sql(contract: Contract, source_sql: str, load_id: str, sha256: str) -> str:
    """The select that makes the raw table of a load (docs/design.md §3)."""
    columns = ", ".join(f"{column_sql(c)} as {identifier(c.name)}" for c in contract.kept)
    return (
        f"select {quote(load_id)} as load_id, {quote(sha256)} as file_sha256, sheet_name, cast(source_row as bigint) as source_row, "
        f"{columns} from ({source_sql})"
    )
