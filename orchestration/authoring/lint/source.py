"""A contract file under lint: its document, the line of every part of it, the contract where it can be read.

Here: those, and the small type of a finding. Not here: any check.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.contracts import Contract, ContractError
from orchestration.contracts.document import Step, line_of, read_document
from orchestration.contracts.model import read_contract

ERROR, WARNING = "lỗi", "nên sửa"


@dataclass(frozen=True)
class Finding:
    """`line` is 1-based; `message_vi` one sentence: what, and what to do."""

    path: Path
    line: int
    message_vi: str
    severity: str = ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message_vi}"


def named(items: list[dict], key: str) -> dict:
    return {item[key]: item for item in items if isinstance(item, dict) and key in item}


class Source:
    """One file. Raises DocumentError."""

    def __init__(self, path: Path):
        self.path = path
        data = path.read_bytes()
        self.document = read_document(data)
        self.text = data.decode("utf-8")
        self.failure: str | None = None

    @cached_property
    def contract(self) -> Contract | None:
        """The contract; None, and `failure`, where it cannot be read."""
        try:
            return read_contract(self.path)
        except ContractError as error:
            self.failure = str(error)
        return None

    @property
    def table(self) -> dict:
        tables = self.document.get("schema") if isinstance(self.document, dict) else None
        return tables[0] if isinstance(tables, list) and tables and isinstance(tables[0], dict) else {}

    @property
    def columns(self) -> list[dict]:
        return [c for c in self.table.get("properties") or [] if isinstance(c, dict) and "name" in c]

    @property
    def rules(self) -> list[dict]:
        return [r for r in self.table.get("quality") or [] if isinstance(r, dict)]

    def line(self, *steps: Step) -> int:
        """Line of the deepest part that the steps lead to."""
        return line_of(self.text, *steps)

    def find(self, message_vi: str, *steps: Step, severity: str = ERROR) -> Finding:
        return Finding(self.path, self.line(*steps), message_vi, severity)
