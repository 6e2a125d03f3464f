"""The pin a roll-back leaves: while it stands, new releases are kept but `current` stays where a person put it.

It is the last word of the event log, so that it has an author and a time and nothing to keep in step.
"""

from __future__ import annotations

from orchestration.state.ledger import Ledger

PINNED, FREED = "release.pinned", "release.freed"


def pin(ledger: Ledger, release_id: str, actor: str) -> None:
    ledger.events.append(actor, PINNED, {"release_id": release_id})


def free(ledger: Ledger, actor: str) -> None:
    ledger.events.append(actor, FREED, {})


def pinned_release(ledger: Ledger) -> str | None:
    """The release a person pinned, or None."""
    words = [e for e in ledger.events.all() if e["kind"] in (PINNED, FREED)]
    return words[-1]["payload"]["release_id"] if words and words[-1]["kind"] == PINNED else None
