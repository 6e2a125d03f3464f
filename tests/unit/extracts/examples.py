"""A contract's own examples as raw rows: what its template shows must pass its rules.

Here: that conversion. Not here: asking (test_contracts.py, test_waiting.py).
"""

from __future__ import annotations

import json

from orchestration.contracts import Contract

ROWS = 2  # every contract of this folder gives two rows of examples


def example_rows(contract: Contract) -> list[dict]:
    """The n-th example of every kept column makes the n-th row; several values in a cell and degrees as raw holds them."""
    rows = []
    for at in range(ROWS):
        row = {c.name: c.examples[at] for c in contract.kept if len(c.examples) > at}
        for column in contract.kept:
            if column.separator and row.get(column.name):
                row[column.name] = json.dumps([part.strip() for part in row[column.name].split(column.separator)], ensure_ascii=False)
            if column.coordinates and row.get(column.name):
                row[column.name] = row[column.name].replace(",", ".")
        rows.append(row)
    return rows
