"""The SQL of a contract, tried in DuckDB over an empty relation that has the columns staging will have.

Here: rules and the expressions of `versionOrder`. Not here: whether they say what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb

from orchestration.authoring.lint.source import Finding, Source
from orchestration.contracts import Contract
from orchestration.contracts.document import Step, did_you_mean

TYPES = {
    "string": "VARCHAR", "array": "VARCHAR", "timestamp": "TIMESTAMP", "date": "DATE", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN",
}  # fmt: skip
_UNKNOWN = re.compile(r'Referenced column "([^"]+)" (?:not found|was not found)')


def relation_of(contract: Contract) -> dict[str, str]:
    """Columns of the staging relation a rule sees, with their types."""
    columns = {"load_id": "VARCHAR", "source_row": "BIGINT", "sheet_name": "VARCHAR", "unparsed_columns": "VARCHAR"}
    for column in contract.kept:
        columns[column.name] = "VARCHAR" if column.code_list else TYPES[column.logical_type]
        columns[f"{column.name}__text"] = "VARCHAR"
        if column.lookup:
            columns[column.lookup["as"]] = "VARCHAR"
        columns |= dict.fromkeys((column.period or {}).values(), "DATE") | dict.fromkeys((column.coordinates or {}).values(), "DOUBLE")
    return columns


def check(source: Source) -> Iterator[Finding]:
    contract = source.contract
    if contract is None:
        return
    with duckdb.connect() as connection:
        columns = relation_of(contract)
        connection.execute(f"create table staged ({', '.join(f'{n} {t}' for n, t in columns.items())})")
        for i, rule in enumerate(source.rules):
            if sql := rule.get("implementation"):
                what = f"Quy tắc “{rule.get('name', i + 1)}”"
                yield from _try(source, connection, str(sql), columns, what, True, "schema", 0, "quality", i, "implementation")
        if contract.delivery == "upsert":
            for sql in contract.version_order:
                yield from _try(source, connection, sql, columns, "versionOrder", False, "customProperties", "=versionOrder")
        elif contract.version_order and contract.version_order[0] not in columns:
            near = did_you_mean(contract.version_order[0], columns)
            yield source.find(f"versionOrder gọi cột “{contract.version_order[0]}” không có{near}.", "customProperties", "=versionOrder")


def _try(
    source: Source, connection: duckdb.DuckDBPyConnection, sql: str, columns: dict, what: str, is_test: bool, *at: Step
) -> Iterator[Finding]:
    try:
        kind = connection.execute(f"select typeof(({sql})) from (select 1) left join staged on true").fetchone()
    except duckdb.Error as error:
        unknown = _UNKNOWN.search(str(error))
        if unknown:
            name = unknown.group(1)
            yield source.find(f"{what} dùng cột “{name}” không có trong hợp đồng{did_you_mean(name, columns)}.", *at)
        elif isinstance(error, duckdb.ParserException):
            yield source.find(f"{what} không phải SQL đúng cú pháp: hãy thử lại câu lệnh.", *at)
        else:
            yield source.find(f"{what} không chạy được trên các kiểu cột của hợp đồng ({_first_line(error)}).", *at)
        return
    if is_test and kind and kind[0] not in {"BOOLEAN", '"NULL"'}:
        yield source.find(f"{what} phải là một điều kiện đúng/sai, không phải giá trị kiểu {kind[0]}.", *at)


def _first_line(error: duckdb.Error) -> str:
    return str(error).split("\n")[0].partition(": ")[2].rstrip(".")
