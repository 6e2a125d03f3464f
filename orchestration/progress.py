"""One line now and then about a long step, for whoever watches a terminal. Silent unless CHISO_PROGRESS is set.

Progress is no log: it holds counts and names of steps, never a file's name or content.
"""

from __future__ import annotations

import os
import sys
import time

_started = time.monotonic()


def say(text: str) -> None:
    """Print a progress line with the seconds since the process began."""
    if os.environ.get("CHISO_PROGRESS"):
        print(f"  [{time.monotonic() - _started:5.0f} s] {text}", file=sys.stderr, flush=True)


def every(step: int, text: str):
    """A callback `(number, total, …)` that says `text` (with `{n}` and `{total}`) each `step` items and at the end."""

    def tell(number: int, total: int, *_) -> None:
        if number % step == 0 or number == total:
            say(text.format(n=f"{number:,}".replace(",", "."), total=f"{total:,}".replace(",", ".")))

    return tell
