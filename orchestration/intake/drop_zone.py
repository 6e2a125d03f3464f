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
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from orchestration.contracts import Contract, load_contracts
from orchestration.contracts.model import read_contract, readable_contracts
from orchestration.deployment import Deployment
from orchestration.intake import archive
from orchestration.intake.arrival import Arrival, FileChangedError, Stat, is_litter
from orchestration.intake.landing import Landed
from orchestration.intake.load import Loader, contracts_sha, is_full, standing
from orchestration.intake.results import DEFERRED, LoadResult
from orchestration.intake.retention import purge_when_due
from orchestration.intake.workspace import Workspace
from orchestration.state.ledger import Ledger

Progress = Callable[[int, int, LoadResult], None]
SETTLED_NS = 100_000_000  # a file younger than this might change without a new time stamp: it is not remembered
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


@dataclass
class _Taken:
    """One file of the outside world: its results at once, or the stored copy to load with the next batch."""

    number: int
    results: list[LoadResult] = field(default_factory=list)
    landed: Landed | None = None
    label: str = ""
    seen: Seen | None = None


def _take(loader: Loader, arrival: Arrival, number: int) -> _Taken:
    """Store one file of the outside world."""

    def deferred(reason_vi: str, reason_code: str | None = None) -> _Taken:
        label = loader.space.labels.file(arrival.name)
        return _Taken(number, [LoadResult(label, DEFERRED, False, reason_code=reason_code, reason_vi=reason_vi)])

    changed = "Tệp đang được ghi dở: sẽ đọc ở lượt sau."
    try:
        before = arrival.first_stat()
        if (sha256 := loader.ledger.seen(arrival.key, *before)) and (found := archive.known(loader, sha256)):
            return _Taken(number, found)
        opened_at = time.time_ns()
        with arrival.opened() as source:
            landed = loader.space.landing.store(source, lambda sha256: archive.known(loader, sha256) is not None)
        after = arrival.stat()
    except FileChangedError:
        return deferred(changed)
    except OSError as error:
        return deferred(f"Không mở được tệp ({type(error).__name__}): hãy kiểm tra đường dẫn và quyền đọc.", "FILE_UNREADABLE")
    if before != after:
        return deferred(changed)
    seen = (arrival.key, *before, landed.sha256) if arrival.is_settled(before, opened_at) else None
    return _Taken(number, landed=landed, label=arrival.name, seen=seen)


def _load_batch(loader: Loader, batch: list[_Taken]) -> None:
    """Load what was stored. What was seen is noted after it: losing that costs reading again, nothing else."""
    waiting = [taken for taken in batch if taken.landed]
    loaded = archive.load_landed(loader, [(taken.landed, taken.label) for taken in waiting])
    for taken, results in zip(waiting, loaded, strict=True):
        taken.results = results
    if seen := [taken.seen for taken in waiting if taken.seen]:
        loader.ledger.remember(seen)


def _batches(loader: Loader, arrivals: list[Arrival]) -> Iterator[list[_Taken]]:
    """Files stored, as many as go through together. Where finding the next one fails, those before it are still handed on."""
    batch: list[_Taken] = []
    try:
        for number, arrival in enumerate(arrivals, 1):
            batch.append(_take(loader, arrival, number))
            if is_full([taken.landed for taken in batch if taken.landed]):
                full, batch = batch, []
                yield full
    except Exception:
        yield batch
        raise
    if batch:
        yield batch


def load_all(loader: Loader, arrivals: list[Arrival], progress: Progress | None) -> Iterator[LoadResult]:
    """Load all files, a batch after the other, their results in order."""
    for batch in _batches(loader, arrivals):
        _load_batch(loader, batch)
        for taken in batch:
            for result in taken.results:
                if progress:
                    progress(taken.number, len(arrivals), result)
                yield result


@contextmanager
def loader_of(deployment: Deployment, contracts: dict[str, Contract], ledger: Ledger, run_id: str | None = None) -> Iterator[Loader]:
    """A loader with the deployment's contracts, those of modules that are off among them. Holds the intake lock."""
    known = contracts | _off_by_module(deployment, contracts)

    @cache
    def off() -> dict[str, Contract]:
        return {name: c for name, c in readable_contracts(deployment.contracts_dirs).items() if name not in known}

    with Workspace(deployment, known.values()) as space:
        yield Loader(space, ledger, known, run_id, deployment.modules, off)


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
