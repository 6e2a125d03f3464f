"""The code lists of `seeds/code_list.csv`, for what is written before dbt runs: lint, templates, pages for departments.

Here: reading them. Not here: matching values against them (staging does, by macro).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from orchestration.deployment import PROJECT_ROOT

CodeLists = dict[str, dict[str, str]]


@cache
def code_lists(path: Path = PROJECT_ROOT / "seeds" / "code_list.csv") -> CodeLists:
    """List name → code → its Vietnamese label, in the order of the file; the first label of a code is the one to write."""
    lists: CodeLists = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lists.setdefault(row["list_name"], {}).setdefault(row["code"], row["label_vi"])
    return lists
