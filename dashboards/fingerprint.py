"""Has anything changed that bootstrap puts into Superset?

The fingerprint covers every file of this folder, the deployment's file and the code that reads it. Data are not
in it: a new release needs no bootstrap. Only the standard library.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from dashboards.settings import ASSETS_DIR, superset_home
from orchestration.deployment import Deployment

SUFFIXES = {".py", ".yaml", ".css", ".json", ".lock", ".svg"}


def _inputs(deployment: Deployment) -> list[Path]:
    own = [p for p in ASSETS_DIR.rglob("*") if p.suffix in SUFFIXES and p.is_file()]
    return [*sorted(own), ASSETS_DIR.parent / "orchestration" / "deployment.py", deployment.config_path]


def fingerprint(deployment: Deployment) -> str:
    digest = hashlib.sha256(str(deployment.current_release).encode())
    for path in _inputs(deployment):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_bootstrapped(deployment: Deployment) -> bool:
    """True when Superset's own database was filled from exactly these files."""
    stamp = superset_home(deployment) / "bootstrap.sha256"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint(deployment)


def mark_bootstrapped(deployment: Deployment, value: str) -> None:
    (superset_home(deployment) / "bootstrap.sha256").write_text(value, encoding="utf-8")
