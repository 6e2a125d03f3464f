"""What a contract says of the layout of its tables, checked before anything is read by it.

Here: names that must be columns, regular expressions that must compile, vocabulary that excludes each other, places on servers. Not here: its meaning
(docs/design.md §2, orchestration/intake).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.contracts.model import Contract


def layout_problem(contract: Contract) -> str | None:
    """The first thing wrong, or None."""
    outline, unpivot = contract.outline or {}, contract.unpivot or {}
    wanted = {d[k] for d, keys in ((outline, ("from", "into")), (unpivot, ("value",))) for k in keys if k in d}
    try:
        for header in unpivot.get("headers") or []:
            wanted |= set(header.get("set") or {}) | set(re.compile(header["match"]).groupindex)
        for pattern in _patterns(contract):
            re.compile(pattern)
    except re.error as error:
        return f"{error.pattern}: {error}"
    if unknown := wanted - {c.name for c in contract.kept}:
        return f"outline or unpivot names no kept column: {sorted(unknown)}"
    if both := [c.name for c in contract.columns if c.unit_words and c.unit_from_title]:
        return f"{both}: an amount's unit stands either in its cell or above its table"
    if problem := _server_problem(contract.servers):
        return problem
    if contract.extras and not set(contract.containers) <= {"sheet", "csv"}:
        return "unpivot and unitFromTitle need a table: containers sheet and csv only"
    return None


def _server_problem(servers: tuple[dict, ...]) -> str | None:
    for node in servers:
        kind = node.get("type")
        if kind not in {"local", "sftp"}:
            return f"servers: a place is a local folder or an sftp path, not {kind}"
        if kind == "local" and not node.get("path"):
            return "servers: a local folder has a path"
        if kind == "sftp" and not re.match(r"sftp://[A-Za-z0-9_-]+/", node.get("location") or ""):
            return "servers: an sftp place is sftp://NAME/path, its NAME declared in chiso.toml under [servers.NAME]"
    return None


def _patterns(contract: Contract) -> list[str]:
    patterns = [p for c in contract.columns for p in (*c.from_title, *c.from_sheet_name, *c.from_group)]
    patterns += [c.unit_from_title["match"] for c in contract.columns if c.unit_from_title]
    patterns += [c.entries for c in contract.columns if c.entries]
    patterns += [p for p in (contract.sheet, contract.summary_rows, (contract.title or {}).get("match")) if p]
    return [*patterns, *((contract.unpivot or {}).get("ignore") or [])]
