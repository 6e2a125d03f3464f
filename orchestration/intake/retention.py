"""How long landing keeps a file.

Here: finding what is older than `landing_days`, deleting it, the event that says so. Not here: the store (landing.py), what
is isolated (the officer in charge deletes that).
Age counts from the landing of the bytes. What is deleted can no longer be read again: raw, the build and every release stay
whole and can be made again from raw; a new contract or a repaired reader reads only what is still there or sent again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.intake.landing import Landing
from orchestration.state.events import EventLog

DAY_SECONDS = 86_400
MARKER = ".retention"  # its time is the last look: one walk through landing a day


@dataclass(frozen=True)
class Purged:
    files: int
    size: int


def _expired(landing: Landing, days: int, now: float) -> Iterator[os.DirEntry]:
    for folder in sorted(p for p in landing.folder.glob("??") if p.is_dir()):
        with os.scandir(folder) as entries:
            yield from sorted((e for e in entries if now - e.stat().st_mtime > days * DAY_SECONDS), key=lambda e: e.name)


def purge_expired(landing: Landing, events: EventLog, days: int, actor: str, now: float | None = None) -> Purged:
    """Delete what landed more than `days` days ago; one event when anything was. Only for who holds the intake lock."""
    files = size = 0
    for entry in list(_expired(landing, days, time.time() if now is None else now)):
        size += entry.stat().st_size
        landing.purge(entry.name, "retention")
        files += 1
    if files:
        events.append(actor, "landing.purged", {"files": files, "bytes": size, "older_than_days": days, "reason": "retention"})
    return Purged(files, size)


def purge_when_due(landing: Landing, events: EventLog, days: int) -> Purged:
    """The same once a day."""
    marker, now = landing.folder / MARKER, time.time()
    if marker.exists() and now - marker.stat().st_mtime < DAY_SECONDS / 2:
        return Purged(0, 0)
    done = purge_expired(landing, events, days, "machine", now)
    marker.touch(mode=0o600)
    return done
