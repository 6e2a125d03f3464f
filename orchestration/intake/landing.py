"""Landing: every file byte for byte, named by its SHA-256; the one store of personal data.

Here: copying in (one read, hashed on the way), making copies durable together, isolating, exporting, purging, the access
log. Not here: what a file means, how long it is kept (retention.py).
Folders are 0700 and files 0600; what is isolated is 0000: no reader of ours opens it again, only who owns the machine can.
The log holds who (uid), when, hashes and actions, never a file's name or content.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from orchestration.durable import ASIDE_SUFFIX, settle, sync_folder

CHUNK = 1 << 20
LOG_NAME = "access.log"
ISOLATED = "isolated"


@dataclass(frozen=True)
class Landed:
    """A file in landing; a new one is at `path` from the next `settle` on."""

    sha256: str
    path: Path
    size: int
    is_new: bool


class Landing:
    """The landing store below one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._waiting: dict[str, Path] = {}
        for path in (folder, self.work_dir):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o700)

    @property
    def work_dir(self) -> Path:
        """Where readers keep slices and transcoded copies while they read, and copies wait to be made durable.

        Inside landing, because these hold what landing holds.
        """
        return self.folder / ".work"

    def path_of(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    @property
    def isolated_dir(self) -> Path:
        """Files with signs of a state secret, for the officer in charge."""
        return self.folder / ISOLATED

    def store(self, source: BinaryIO, is_unwanted: Callable[[str], bool] = lambda sha256: False) -> Landed:
        """Copy a stream in, to stay from the next `settle` on.

        The same bytes twice leave one file, untouched; bytes that are unwanted leave none.
        """

        def is_left_out(sha256: str) -> bool:
            return sha256 in self._waiting or self.path_of(sha256).exists() or is_unwanted(sha256)

        chunk = b""
        while len(chunk) < CHUNK and (more := source.read(CHUNK - len(chunk))):  # a far server may hand out less than it was asked for
            chunk += more
        digest, size = hashlib.sha256(chunk), len(chunk)
        is_small = size < CHUNK
        if is_small and is_left_out(digest.hexdigest()):  # known: not written again
            return Landed(digest.hexdigest(), self.path_of(digest.hexdigest()), size, False)
        path = self.work_dir / f".incoming.{os.getpid()}.{len(self._waiting)}{ASIDE_SUFFIX}"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "wb", buffering=0) as target:
                target.write(chunk)
                while not is_small and (chunk := source.read(CHUNK)):
                    digest.update(chunk)
                    target.write(chunk)
                    size += len(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        sha256 = digest.hexdigest()
        if is_new := is_small or not is_left_out(sha256):
            self._waiting[sha256] = path
        else:
            path.unlink()
        return Landed(sha256, self.path_of(sha256), size, is_new)

    def settle(self) -> None:
        """Make what was stored durable: whole and under its name, or absent."""
        waiting, self._waiting = self._waiting, {}
        folders = {self.path_of(sha256).parent for sha256 in waiting}
        if missing := [folder for folder in folders if not folder.exists()]:
            for folder in missing:
                folder.mkdir(mode=0o700)
            sync_folder(self.folder)
        settle((path, self.path_of(sha256)) for sha256, path in waiting.items())
        for sha256 in waiting:
            self.log("land", sha256)

    def purge(self, sha256: str, reason: str) -> None:
        """Delete a landed file."""
        path = self.path_of(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync_folder(path.parent)
        self.log("purge", sha256, reason)

    def isolate(self, sha256: str) -> None:
        """Move a landed file to where nothing reads it."""
        path, target = self.path_of(sha256), self.isolated_dir / sha256
        self.isolated_dir.mkdir(mode=0o700, exist_ok=True)
        if path.exists():
            os.replace(path, target)  # first: killed between the two, it stands where nothing reads it
            target.chmod(0)
            sync_folder(self.isolated_dir)
            sync_folder(path.parent)
            self.log("isolate", sha256)

    def purge_isolated(self, sha256: str) -> None:
        """Delete an isolated file."""
        (self.isolated_dir / sha256).unlink()
        sync_folder(self.isolated_dir)
        self.log("purge", sha256, "secrecy")

    def isolated(self) -> list[tuple[str, int, float]]:
        """Hash, size and time of what is isolated, oldest first."""
        if not self.isolated_dir.is_dir():
            return []
        found = [(e.name, e.stat()) for e in os.scandir(self.isolated_dir)]
        return sorted(((name, s.st_size, s.st_mtime) for name, s in found), key=lambda f: (f[2], f[0]))

    def find(self, prefix: str) -> list[str]:
        """Hashes of landed files that begin so."""
        if len(prefix) < 2:
            return []
        return sorted(p.name for p in (self.folder / prefix[:2]).glob(f"{prefix}*"))

    def export(self, sha256: str, target: Path) -> None:
        """Copy a landed file out, readable by its owner alone."""
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with self.path_of(sha256).open("rb") as source, open(handle, "wb") as out:
            self.log("export", sha256)
            shutil.copyfileobj(source, out, CHUNK)

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
