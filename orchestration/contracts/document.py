"""A contract file as a YAML document: its text, and the line of every part of it.

Here: reading the file, saying in one sentence why it is no YAML, finding lines, naming the known word nearest to a misspelt one. Not
here: what the document means (model.py), what is wrong with it (orchestration/authoring/lint).
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # safe either way; libyaml's reads all contracts in the time of one
NOT_YAML = "Tệp không phải YAML đúng cú pháp: hãy sửa chỗ thụt dòng, dấu ngoặc, dấu hai chấm hay dấu tab ở đây."
NO_CONTRACT = "Tệp trống hoặc không phải một hợp đồng: hãy bắt đầu bằng “chiso contract new”."
NOT_UTF8 = "Tệp không phải văn bản UTF-8: hãy lưu lại dạng UTF-8."
Step = str | int


class DocumentError(Exception):
    """No document can be read; the message is one Vietnamese sentence, `line` 1-based."""

    def __init__(self, message_vi: str, line: int = 1):
        super().__init__(message_vi)
        self.line = line


def read_document(data: bytes) -> dict:
    """The document. Raises DocumentError."""
    try:
        document = yaml.load(data.decode("utf-8"), Loader=LOADER)
    except UnicodeDecodeError as error:
        raise DocumentError(NOT_UTF8, data[: error.start].count(b"\n") + 1) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(NOT_YAML, mark.line + 1 if mark else 1) from error
    if not isinstance(document, dict):
        raise DocumentError(NO_CONTRACT)
    return document


def line_of(text: str, *steps: Step) -> int:
    """Line of the deepest part that the steps lead to. Steps are keys, positions, or `=name`: the item of a list that is called so."""
    node, line = yaml.compose(text, Loader=LOADER), 1
    for step in steps:
        node, at = _child(node, step)
        if node is None:
            break
        line = at
    return line


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


def place(path: Path, line: int) -> str:
    return f"{path.name}, dòng {line}"


def did_you_mean(word: str, known) -> str:
    """` (có phải là “…”?)` where something known is close."""
    near = get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.6)
    return f" (có phải là “{near[0]}”?)" if near else ""
