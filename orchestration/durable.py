"""Writing a file so that it exists whole or not at all.

Here: write aside, fsync, rename, fsync the folder; and sweeping what an interrupted run left aside. Not here: what is
written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE_SUFFIX = ".part"


def sync_folder(folder: Path) -> None:
    """Make renames and new entries of a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(written: Iterable[tuple[Path, Path]]) -> None:
    """Make many files written aside durable together: all of them fsynced, then all renamed, then each folder once.

    What one fsync commits to the disk's journal the next need not, so that a hundred files cost little more than one.
    """
    written = list(written)
    for path, _ in written:
        sync_file(path)
    for path, target in written:
        os.replace(path, target)
    for folder in {target.parent for _, target in written}:
        sync_folder(folder)


def aside_path(target: Path) -> Path:
    """Where to write a file before it goes by its name: beside it, swept when an interrupted run leaves it."""
    return target.with_name(f".{target.name}.{os.getpid()}{ASIDE_SUFFIX}")


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; renamed onto it when the block ends well, removed when it does not."""
    path = aside_path(target)
    try:
        yield path
        settle([(path, target)])
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sweep(folder: Path, depth_pattern: str = "*") -> int:
    """Remove what an interrupted run left aside below `folder`; returns how many files.

    Only for who holds the intake lock.
    """
    found = list(folder.glob(f"{depth_pattern}/.*{ASIDE_SUFFIX}*"))  # what was being rewritten aside ends in more
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
