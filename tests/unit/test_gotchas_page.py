"""docs/gotchas.md: every number is there once, and says which tests hold it, or why none does. Tests are looked for, not run."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = [*map(str, range(1, 65)), *(f"T{number:02d}" for number in range(1, 19))]
ROW = re.compile(r"^\| (T?[0-9]+) \|(.*)\|$", re.MULTILINE)
TEST = re.compile(r"`([^`:]+\.py)::(test_\w+)`")


def rows() -> list[tuple[str, list[str]]]:
    text = (ROOT / "docs" / "gotchas.md").read_text(encoding="utf-8")
    return [(number, [cell.strip() for cell in rest.split("|")]) for number, rest in ROW.findall(text)]


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_number_once_in_order():
    assert [number for number, _ in rows()] == NUMBERS


@pytest.mark.parametrize(("number", "cells"), rows(), ids=[number for number, _ in rows()])
def test_a_line_names_tests_that_exist_or_a_reason(number, cells):
    assert len(cells) == 3 and all(cells), "what, what happens, held by"
    named = TEST.findall(cells[2])
    assert named or re.search(r"\breason\b.*: .{20,}", cells[2])
    assert cells[2].count("::") == len(named), "a test id that does not read as one"
    for path, name in named:
        assert name in named_in(path), f"{path}::{name}"
