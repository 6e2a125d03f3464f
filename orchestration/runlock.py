"""One run at a time on a deployment: a lock file that the operating system frees when its holder dies, however it dies.

Dagster's own limits (pools, concurrent runs) are not used for this: they live in its database and outlast a killed run.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from orchestration.deployment import Deployment

_held: dict[Path, TextIO] = {}


class BusyError(Exception):
    """Another run holds the deployment; one Vietnamese sentence."""


def hold_run_lock(deployment: Deployment) -> bool:
    """Take `state/run.lock` until this process ends; False when it already holds it. Raises BusyError at once when another does."""
    path = deployment.state_dir / "run.lock"
    if path in _held:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise BusyError(f"Một lượt chạy khác đang làm việc trên {deployment.code}: hãy đợi nó xong rồi chạy lại.") from error
    _held[path] = handle
    return True


@contextmanager
def run_lock(deployment: Deployment):
    """Hold the lock for a block. Raises BusyError at once when another process holds it."""
    taken = hold_run_lock(deployment)
    try:
        yield
    finally:
        if taken:
            _held.pop(deployment.state_dir / "run.lock").close()
