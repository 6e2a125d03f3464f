"""Zip archives: each member is loaded as a file of its own.

Here: opening an archive safely and landing its members. Not here: what a member holds.
The archive is an envelope: once its members are in the ledger, they are what is known of it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from orchestration.intake import sniff
from orchestration.intake.landing import Landed
from orchestration.intake.load import PARTY, SECRET, Loader, is_full
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.results import LoadResult

MAX_MEMBERS = 20_000
MAX_UNPACKED_BYTES = 20 << 30
MAX_RATIO = 1000
_UNSAFE = "hãy gửi từng tệp riêng, không nén"


def _members(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive in the order of their names. Raises RefusedFile for what is no honest envelope."""
    found = [m for m in package.infolist() if not m.is_dir() and not _is_litter(m.filename)]
    size, packed = sum(m.file_size for m in found), sum(m.compress_size for m in found)
    if len(found) > MAX_MEMBERS or size > MAX_UNPACKED_BYTES or size > max(packed, 1 << 20) * MAX_RATIO:
        raise RefusedFile("ARCHIVE_UNSAFE", f"Tệp nén chứa quá nhiều tệp hoặc bung ra lớn bất thường: {_UNSAFE}.")
    if any(m.flag_bits & 1 for m in found):
        raise RefusedFile("FILE_ENCRYPTED", "Tệp nén có mật khẩu: hãy nén lại không mật khẩu rồi gửi lại.")
    if not found:
        raise RefusedFile("EMPTY_FILE", "Tệp nén không chứa tệp nào: hãy kiểm tra rồi gửi lại.")
    return sorted(found, key=lambda m: m.filename)


def _is_litter(name: str) -> bool:
    base = PurePosixPath(name).name
    return name.startswith("__MACOSX/") or base.startswith((".", "~$")) or base in {"Thumbs.db", "desktop.ini"}


def _known_members(loader: Loader, sha256: str) -> list[LoadResult] | None:
    """Results of an archive that was dealt with; None when any of its members needs another look."""
    results = [loader.known(member) for member in loader.ledger.archive_members(sha256)]
    return [r for r in results if r] if results and all(results) else None


def _stored_members(loader: Loader, landed: Landed) -> Iterator[tuple[Landed, str]]:
    """The members as stored files with their labels. Raises RefusedFile for a broken envelope."""
    loader.space.landing.log("read", landed.sha256)
    try:
        with zipfile.ZipFile(landed.path) as package:
            for member in _members(package):
                with package.open(member) as stream:
                    stored = loader.space.landing.store(stream, lambda sha256: loader.known(sha256) is not None)
                yield stored, PurePosixPath(member.filename).name
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise RefusedFile("FILE_UNREADABLE", "Tệp nén bị cụt hoặc hỏng: hãy nén và gửi lại.") from error


def _load_archive(loader: Loader, landed: Landed, label: str) -> list[LoadResult]:
    """Load every member; a broken envelope is one refused file, and what came out of it whole is loaded."""
    results: list[LoadResult] = []
    waiting: list[tuple[Landed, str]] = []
    try:
        for member in _stored_members(loader, landed):
            waiting.append(member)
            if is_full([stored for stored, _ in waiting]):
                results += loader.load(waiting)
                waiting = []
    except RefusedFile as refusal:
        loader.load(waiting)
        return [loader.refuse(landed, label, refusal)]
    results += loader.load(waiting)
    if any(r.reason_code in {SECRET, PARTY} for r in results):
        loader.space.landing.purge(landed.sha256, "envelope")  # its other members lie in landing by themselves
    loader.ledger.add_archive(landed.sha256, [r.sha256 for r in results if r.sha256])
    return results


def known(loader: Loader, sha256: str) -> list[LoadResult] | None:
    """Results of bytes that need no reading, be they a file or an archive."""
    row = loader.known(sha256)
    return [row] if row else _known_members(loader, sha256)


def load_landed(loader: Loader, files: Iterable[tuple[Landed, str]]) -> list[list[LoadResult]]:
    """Load stored files and archives, each with its label; the results of each."""
    loader.space.landing.settle()
    results: list[list[LoadResult]] = []
    plain: list[tuple[Landed, str]] = []
    for landed, label in files:
        found = None if landed.is_new else known(loader, landed.sha256)
        if found is None and not sniff.is_archive(landed.path):
            plain.append((landed, label))
            continue
        results += [[r] for r in loader.load(plain)]
        plain = []
        results.append(found or _load_archive(loader, landed, label))
    return results + [[r] for r in loader.load(plain)]
