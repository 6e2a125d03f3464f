"""One run at a time on a deployment: a lock file that the operating system frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager

from orchestration.deployment import Deployment


class BusyError(Exception):
    """Another run holds the deployment; one Vietnamese sentence."""


@contextmanager
def run_lock(deployment: Deployment):
    """Hold `state/run.lock`. Raises BusyError at once when another process holds it."""
    deployment.state_dir.mkdir(parents=True, exist_ok=True)
    with (deployment.state_dir / "run.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(f"Một lượt chạy khác đang làm việc trên {deployment.code}: hãy đợi nó xong rồi chạy lại.") from error
        yield
