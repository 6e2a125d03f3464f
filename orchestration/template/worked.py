"""The worked example of a form: the contract's `examples` as its rows.

Here: rows out of examples, several value columns filled where the contract turns columns into rows. Not here: the cells (workbook.py).
"""

from __future__ import annotations

from orchestration.template.form import Form

Row = list[str]


def title_examples(form: Form) -> dict[str, str]:
    """The lines above the table, filled."""
    return {f.column.name: f.column.examples[0] for f in form.fields if f.column and f.column.examples}


def example_rows(form: Form) -> list[Row]:
    """Rows as a department would fill them; as many as every needed column has an example for."""
    contract = form.contract
    plain = [c for c in form.columns if not c.says and not c.is_row_number]
    value = contract.column(contract.unpivot["value"]) if contract.unpivot else None
    counts = [len(c.column.examples) for c in plain if c.needed] or [len(c.column.examples) for c in plain]
    count = min([*counts, len(value.examples)] if value else counts, default=0)
    rows: dict[tuple[str, ...], Row] = {}
    for i in range(count):
        at = {c.name: c.examples[i] if i < len(c.examples) else "" for c in contract.kept}
        key = tuple(at[c.column.name] for c in plain)
        row = rows.setdefault(key if value else (str(i), *key), [""] * len(form.columns))
        for position, column in enumerate(form.columns):
            if column.is_row_number:
                row[position] = str(len(rows))
            elif all(at.get(name) == text for name, text in column.says):
                row[position] = at[column.column.name]
    return list(rows.values())

