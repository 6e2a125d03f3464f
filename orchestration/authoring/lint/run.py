"""All checks over all files asked for, in the order of files and lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orchestration.authoring.lint import conventions, people, predicates, standard, surroundings
from orchestration.authoring.lint.source import Finding, Source
from orchestration.contracts import Contract
from orchestration.contracts.code_lists import code_lists
from orchestration.contracts.document import DocumentError
from orchestration.deployment import PROJECT_ROOT

STAGING_DIR = PROJECT_ROOT / "dbt_project" / "models" / "staging"


def lint_files(paths: Iterable[Path], others: dict[str, Contract], staging_dir: Path = STAGING_DIR) -> list[Finding]:
    """Findings about contract files; `others` are the contracts they must be told apart from."""
    found: list[Finding] = []
    for path in paths:
        found += sorted(_lint(path, others, staging_dir), key=lambda f: f.line)
    return found


def _lint(path: Path, others: dict[str, Contract], staging_dir: Path) -> set[Finding]:
    try:
        source = Source(path)
    except DocumentError as error:
        return {Finding(path, error.line, str(error))}
    found = {*standard.check(source), *conventions.check(source)}
    if source.contract is None and not found:
        found.add(Finding(path, 1, f"Hợp đồng không đọc được: {source.failure}"))
    return found | {
        *predicates.check(source),
        *people.check(source),
        *surroundings.check(source, others, code_lists(), staging_dir),
    }
