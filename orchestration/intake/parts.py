"""Declared parts of a snapshot: whether two files of one sender, period and version tell of the same part.

Here: that question, asked of raw rows. Not here: which file stands in the place of which (int_load_version), what follows from it (load.py).
Files that share no part are pieces of one delivery, not two versions of it. One that says there is nothing to report speaks of every part.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.contracts import Contract
from orchestration.intake.text import identifier, quote
from orchestration.intake.workspace import Workspace


def share_a_part(space: Workspace, contract: Contract, ours: Path, theirs: Path) -> bool:
    """Whether two raw files of one contract hold rows of the same part; spellings that differ in case are the same."""
    if not contract.parts or not theirs.exists():
        return True
    names = ", ".join(f"lower({identifier(name)})" for name in contract.parts)
    first, second = (f"select distinct {names} from read_parquet({quote(str(path))})" for path in (ours, theirs))
    sql = f"select (select count(*) from ({first})), (select count(*) from ({second})), (select count(*) from ({first} intersect {second}))"
    our_parts, their_parts, shared = space.connection.execute(sql).fetchone() or (0, 0, 0)
    return shared > 0 or not our_parts or not their_parts
