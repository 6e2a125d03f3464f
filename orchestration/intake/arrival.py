"""A file of the outside world before intake has read it: a path in the drop zone, a file on a server.

Here: what loading needs to know of one. Not here: where they are found (drop_zone.py, servers.py), what they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Stat = tuple[int, int]  # size, time of change in ns

_LITTER_ENDINGS = (".part", ".tmp", ".crdownload", ".filepart", ".swp")


class FileChangedError(OSError):
    """A file became shorter while it was read: the next look takes it."""


@dataclass(frozen=True)
class Arrival:
    """One file. `key` names it in the cache of files seen; `listed` is its stat where a listing has told it already.

    One that changed less than `settles_ns` ago might change again without a new time stamp: it is read, but not remembered.
    """

    key: Path | str
    name: str
    stat: Callable[[], Stat]
    opened: Callable[[], AbstractContextManager[BinaryIO]]
    settles_ns: int
    listed: Stat | None = None

    def first_stat(self) -> Stat:
        return self.listed or self.stat()

    def is_settled(self, stat: Stat, opened_at: int) -> bool:
        return stat[1] < opened_at - self.settles_ns


def is_litter(name: str) -> bool:
    """Names that programs use for files that are no delivery."""
    return (
        name.startswith((".", "~$")) or name.lower().endswith(_LITTER_ENDINGS) or name in {"Thumbs.db", "desktop.ini"}
    )
