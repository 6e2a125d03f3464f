"""Landing: every file byte for byte, named by its SHA-256; the one store of personal data.

Here: copying in (one read, hashed on the way), purging, the access log. Not here: what a file means.
Folders are 0700 and files 0600; the log holds hashes and actions, never a file's name or content.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from orchestration.durable import ASIDE_SUFFIX, sync_folder

CHUNK = 1 << 20
LOG_NAME = "access.log"


@dataclass(frozen=True)
class Landed:
    """A file in landing."""

    sha256: str
    path: Path
    size: int
    is_new: bool


class Landing:
    """The landing store below one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        for path in (folder, self.work_dir):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o700)

    @property
    def work_dir(self) -> Path:
        """Where readers keep slices and transcoded copies while they read.

        Inside landing, because these hold what landing holds.
        """
        return self.folder / ".work"

    def path_of(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def store(self, source: BinaryIO) -> Landed:
        """Copy a stream in. The same bytes twice leave one file, untouched."""
        aside = self.work_dir / f".incoming.{os.getpid()}{ASIDE_SUFFIX}"
        digest, size = hashlib.sha256(), 0
        try:
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "wb", buffering=0) as target:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
                    size += len(chunk)
                sha256 = digest.hexdigest()
                path = self.path_of(sha256)
                is_new = not path.exists()
                if is_new:
                    os.fsync(target.fileno())
            if is_new:
                if not path.parent.exists():
                    path.parent.mkdir(mode=0o700)
                    sync_folder(self.folder)
                os.replace(aside, path)
                sync_folder(path.parent)
                self.log("land", sha256)
        finally:
            aside.unlink(missing_ok=True)
        return Landed(sha256, path, size, is_new)

    def purge(self, sha256: str, reason: str) -> None:
        """Delete a landed file."""
        path = self.path_of(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync_folder(path.parent)
        self.log("purge", sha256, reason)

    def log(self, action: str, sha256: str, reason: str | None = None) -> None:
        """Append one line to the access log."""
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "action": action,
            "sha256": sha256,
            "uid": os.getuid(),
        }
        if reason:
            entry["reason"] = reason
        handle = os.open(self.folder / LOG_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(entry) + "\n").encode())
        finally:
            os.close(handle)
