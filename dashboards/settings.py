"""Which deployment this process serves, and where its Superset keeps things.

Here: paths, the connection string of the release, secrets that are made at first use. Not here: Superset itself.
Only the standard library, so that the pipeline environment can import it too.
"""

from __future__ import annotations

import json
import os
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import quote

from orchestration.deployment import Deployment, DeploymentError, load_deployment

ASSETS_DIR = Path(__file__).resolve().parent

# Flags of every connection to a release. `access_mode` alone would still let SQL read and write local files; all
# connections of one process must carry identical flags.
RELEASE_FLAGS = {
    "access_mode": "read_only",
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": "2",
    "memory_limit": "2GB",
}

ROLE_LABELS = {"leader": "Lãnh đạo", "steward": "Quản lý dữ liệu", "analyst": "Phân tích", "admin": "Quản trị"}


@cache
def current_deployment() -> Deployment:
    """The deployment named by the environment variable CHISO_DEPLOYMENT."""
    if not os.environ.get("CHISO_DEPLOYMENT"):
        raise DeploymentError("Chưa biết phục vụ triển khai nào: hãy đặt biến CHISO_DEPLOYMENT.")
    return load_deployment(Path(os.environ["CHISO_DEPLOYMENT"]))


def superset_home(deployment: Deployment) -> Path:
    home = deployment.state_dir / "superset"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def release_uri(deployment: Deployment) -> str:
    """SQLAlchemy URI of the current release: read-only, no file access, locked."""
    flags = "&".join(f"{name}={value}" for name, value in RELEASE_FLAGS.items())
    return f"duckdb:///{quote(str(deployment.current_release))}?{flags}"


def release_id(deployment: Deployment) -> str:
    """Id of the published release: the name of the folder the link `current.duckdb` points into."""
    return deployment.current_release.resolve().parent.name


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, never visible half-written."""
    aside = path.with_name(path.name + ".tmp")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    aside.replace(path)


def secret_key(deployment: Deployment) -> str:
    path = superset_home(deployment) / "secret_key"
    if not path.is_file():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


def credentials_path(deployment: Deployment) -> Path:
    return superset_home(deployment) / "credentials.json"


def credentials(deployment: Deployment) -> dict[str, dict[str, str]]:
    """One user a role with a generated password; made at first use, kept 0600, never changed after that."""
    path = credentials_path(deployment)
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    missing = {
        role: {"username": role, "password": secrets.token_urlsafe(12), "title": label}
        for role, label in ROLE_LABELS.items()
        if role not in known
    }
    if missing:
        known |= missing
        _write_private(path, json.dumps(known, ensure_ascii=False, indent=2))
    return known
