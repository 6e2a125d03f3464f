"""Files on their way in: paths given by hand, and the drop zone.

Here: which files to take, the cache that makes a file already read cost one stat, files still being written. Not
here: loading one.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from orchestration.contracts import Contract, load_contracts
from orchestration.contracts.model import read_contract
from orchestration.deployment import Deployment
from orchestration.intake import archive
from orchestration.intake.arrival import Arrival, FileChangedError, Stat, is_litter
from orchestration.intake.load import Loader, contracts_sha, standing
from orchestration.intake.results import DEFERRED, LoadResult
from orchestration.intake.retention import purge_when_due
from orchestration.intake.workspace import Workspace
from orchestration.state.ledger import Ledger

Progress = Callable[[int, int, LoadResult], None]
SETTLED_NS = 100_000_000  # a file younger than this might change without a new time stamp: it is not remembered
NOTE_EVERY = 100
Seen = tuple[Path | str, int, int, str]


def files_below(paths: Iterable[Path | str]) -> list[Path]:
    """Files given and files below folders given, each once, in a stable order. Links are not followed."""
    found: set[Path] = set()
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = [f for f in folders if not f.startswith(".")]
                found.update(Path(folder, name) for name in names if not is_litter(name))
        else:
            found.add(path)
    return sorted((p.absolute() for p in found if not p.is_symlink()), key=os.fsencode)


def _of_path(path: Path) -> Arrival:
    """A path as an arrival."""

    def stat() -> Stat:
        found = path.stat()
        return found.st_size, found.st_mtime_ns

    return Arrival(path, path.name, stat, lambda: path.open("rb"), SETTLED_NS)


def _take(loader: Loader, arrival: Arrival, seen: list[Seen]) -> list[LoadResult]:
    """Land and load one file of the outside world."""
    label = loader.space.labels.file(arrival.name)
    changed = [LoadResult(label, DEFERRED, False, reason_vi="Tệp đang được ghi dở: sẽ đọc ở lượt sau.")]
    try:
        before = arrival.first_stat()
        if (sha256 := loader.ledger.seen(arrival.key, *before)) and (found := archive.known(loader, sha256)):
            return found
        opened_at = time.time_ns()
        with arrival.opened() as source:
            landed = loader.space.landing.store(source, lambda sha256: archive.known(loader, sha256) is not None)
        after = arrival.stat()
    except FileChangedError:
        return changed
    except OSError as error:
        reason = f"Không mở được tệp ({type(error).__name__}): hãy kiểm tra đường dẫn và quyền đọc."
        return [LoadResult(label, DEFERRED, False, reason_code="FILE_UNREADABLE", reason_vi=reason)]
    if before != after:
        return changed
    results = archive.load_landed(loader, landed, arrival.name)
    if arrival.is_settled(before, opened_at):
        seen.append((arrival.key, *before, landed.sha256))
    return results


def load_all(loader: Loader, arrivals: list[Arrival], progress: Progress | None) -> Iterator[LoadResult]:
    """Load one after the other. What was seen is noted by the hundred: losing it costs reading again, nothing else."""
    seen: list[Seen] = []
    try:
        for number, arrival in enumerate(arrivals, 1):
            for result in _take(loader, arrival, seen):
                if progress:
                    progress(number, len(arrivals), result)
                yield result
            if len(seen) >= NOTE_EVERY:
                loader.ledger.remember(seen)
                seen.clear()
    finally:
        loader.ledger.remember(seen)


@contextmanager
def loader_of(deployment: Deployment, contracts: dict[str, Contract], ledger: Ledger, run_id: str | None = None) -> Iterator[Loader]:
    """A loader with the deployment's contracts, those of modules that are off among them. Holds the intake lock."""
    known = contracts | _off_by_module(deployment, contracts)
    with Workspace(deployment, known.values()) as space:
        yield Loader(space, ledger, known, run_id, deployment.modules)


def load_paths(
    deployment: Deployment,
    contracts: dict[str, Contract],
    ledger: Ledger,
    paths: Iterable[Path | str],
    progress: Progress | None = None,
    run_id: str | None = None,
) -> list[LoadResult]:
    """Load files, and files below folders; one result a file (or member of an archive), in the order of their paths.

    Never raises for what is wrong with a file. `progress(number, total, result)` is called after each.
    """
    with loader_of(deployment, contracts, ledger, run_id) as loader:
        results = list(load_all(loader, [_of_path(path) for path in files_below(paths)], progress))
        purge_when_due(loader.space.landing, ledger.events, deployment.landing_retention_days)
        return results


def _off_by_module(deployment: Deployment, contracts: dict[str, Contract]) -> dict[str, Contract]:
    """Contracts of modules that are off: what they would read is told apart and refused, their lists of persons too."""
    names = {c.path for c in contracts.values()}
    others = (p for folder in deployment.contracts_dirs for p in sorted(folder.glob("*.odcs.yaml")) if p not in names)
    found = (read_contract(path) for path in others if b"property: module" in path.read_bytes())
    return {c.id: c for c in found if c.id not in contracts and c.module not in (None, *deployment.modules)}


def scan_drop_zone(
    deployment: Deployment,
    contracts: dict[str, Contract],
    ledger: Ledger,
    progress: Progress | None = None,
    run_id: str | None = None,
) -> list[LoadResult]:
    """Load what lies in the drop zone. A file already read costs one stat."""
    deployment.drop_dir.mkdir(mode=0o770, parents=True, exist_ok=True)
    return load_paths(deployment, contracts, ledger, [deployment.drop_dir], progress, run_id)


def has_news(deployment: Deployment, ledger: Ledger, contracts: dict[str, Contract] | None = None) -> bool:
    """Whether the drop zone holds a file that a scan would read: for a sensor.

    `contracts` are the deployment's, where the caller has them.
    """
    if not deployment.drop_dir.is_dir():
        return False
    try:
        return any_news(deployment, ledger, contracts, map(_of_path, files_below([deployment.drop_dir])))
    except OSError:  # a file that went away or cannot be opened: the scan says so
        return True


def any_news(
    deployment: Deployment, ledger: Ledger, contracts: dict[str, Contract] | None, arrivals: Iterable[Arrival]
) -> bool:
    """Whether one of the files would be read. Raises OSError for one that cannot be.

    One seen before costs a stat. Another is hashed, and remembered when its bytes turn out to be known. The first
    unknown file answers.
    """

    @cache
    def sha() -> str:
        found = load_contracts(deployment.contracts_dirs, deployment.extracts) if contracts is None else contracts
        return contracts_sha(found | _off_by_module(deployment, found), deployment.modules)

    def stands(sha256: str) -> bool:
        return standing(ledger, deployment.raw_dir, sha256, sha) is not None

    seen: list[Seen] = []
    try:
        for arrival in arrivals:
            before = arrival.first_stat()
            if ledger.seen(arrival.key, *before) is not None:
                continue
            opened_at = time.time_ns()
            with arrival.opened() as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            members = ledger.archive_members(sha256)
            if not stands(sha256) and not (members and all(map(stands, members))):
                return True
            if before != arrival.stat():
                return True
            if arrival.is_settled(before, opened_at):
                seen.append((arrival.key, *before, sha256))
    finally:
        if seen:
            ledger.remember(seen)
    return False
