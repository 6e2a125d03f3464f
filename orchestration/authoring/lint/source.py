"""A contract file under lint: its document, the line of every part of it, the contract where it can be read.

Here: those, and the small type of a finding. Not here: any check.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import yaml

from orchestration.contracts import Contract, ContractError
from orchestration.contracts.model import read_contract

ERROR, WARNING = "lỗi", "nên sửa"
Step = str | int


@dataclass(frozen=True)
class Finding:
    """`line` is 1-based; `message_vi` one sentence: what, and what to do."""

    path: Path
    line: int
    message_vi: str
    severity: str = ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message_vi}"


def did_you_mean(word: str, known) -> str:
    """` (có phải là “…”?)` where something known is close."""
    near = get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.6)
    return f" (có phải là “{near[0]}”?)" if near else ""


def named(items: list[dict], key: str) -> dict:
    return {item[key]: item for item in items if isinstance(item, dict) and key in item}


class Source:
    """One file. Steps into it are keys, positions, or `=name`: the item of a list that is called so."""

    def __init__(self, path: Path):
        self.path = path
        text = path.read_text(encoding="utf-8")
        self.text = text
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)
        self.document = yaml.safe_load(text)
        self.failure: str | None = None

    @cached_property
    def contract(self) -> Contract | None:
        """The contract; None, and `failure`, where it cannot be read."""
        try:
            return read_contract(self.path)
        except ContractError as error:
            self.failure = str(error)
        except (AttributeError, ValueError) as error:
            self.failure = f"giá trị sai kiểu ({error})"
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
        node, line = self._root, 1
        for step in steps:
            node, at = _child(node, step)
            if node is None:
                break
            line = at
        return line

    def find(self, message_vi: str, *steps: Step, severity: str = ERROR) -> Finding:
        return Finding(self.path, self.line(*steps), message_vi, severity)


def _child(node: yaml.Node | None, step: Step) -> tuple[yaml.Node | None, int]:
    """A part of a node and the line it begins on; of a key, the line of the key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step].start_mark.line + 1
        if isinstance(step, str) and step.startswith("="):
            for item in node.value:
                if isinstance(item, yaml.MappingNode) and any(
                    k.value in {"name", "property"} and v.value == step[1:] for k, v in item.value
                ):
                    return item, item.start_mark.line + 1
    return None, 0
