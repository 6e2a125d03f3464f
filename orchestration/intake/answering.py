"""A file read again, out of landing: a refused one with what an operator declared of it, or any because contracts have changed since.

Here: that one way in. Not here: what may be declared (declared.py), files of the outside world (drop_zone.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.intake import archive
from orchestration.intake.declared import ANSWERABLE, checked
from orchestration.intake.landing import Landed
from orchestration.intake.load import Loader
from orchestration.intake.results import LoadResult
from orchestration.state.answers import AnswerError, Answers


def read_again(loader: Loader, load: dict) -> LoadResult | None:
    """Read a refused file again out of landing; None where retention has deleted it there."""
    sha256 = load["file_sha256"]
    path = loader.space.landing.path_of(sha256)
    if not path.exists():
        return None
    (result,) = loader.load([(Landed(sha256, path, path.stat().st_size, False), load["file_label"])])
    return result


@dataclass(frozen=True)
class Reread:
    """What became of files offered again."""

    results: tuple[LoadResult, ...]  # of those that were read
    unchanged: int  # nothing that reading depends on is other than when they were read
    gone: int  # no longer in landing
    stayed: int = 0  # accepted or held, and not to be read as the same extract today: left as they were


def reread(loader: Loader, loads: Iterable[dict]) -> Reread:
    """Offer files to the contracts as they are now, without anybody sending them again.

    What never reads a file again (a sign of a state secret, an operator's answer) counts as unchanged.
    """
    files, standing, unchanged, gone = [], [], 0, 0
    for load in loads:
        sha256 = load["file_sha256"]
        path = loader.space.landing.path_of(sha256)
        is_refused = load["status"] == "refused"
        if archive.known(loader, sha256) is not None if is_refused else load["contracts_sha"] == loader.contracts_sha:
            unchanged += 1
        elif not path.exists():
            gone += 1
        elif is_refused:
            files.append((Landed(sha256, path, path.stat().st_size, False), load["file_label"]))
        else:
            standing.append(load)
    results = [result for found in archive.load_landed(loader, files) for result in found]
    again, stayed = loader.read_anew(standing)
    return Reread((*results, *again), unchanged, gone, len(stayed))


def declare(loader: Loader, load: dict, values: dict[str, str], actor: str) -> LoadResult | None:
    """Note the declared values of a refused load and read its file with them. Raises AnswerError; None as `read_again`."""
    contract = loader.contracts.get(load["extract"] or "")
    if load["status"] != "refused" or load["reason_code"] not in ANSWERABLE:
        raise AnswerError(
            f"Tệp {load['load_id']} không thiếu thông tin ở phần đầu biểu nên không có gì để khai thay: xem lý do bằng “chiso loads show”."
        )
    if contract is None:
        raise AnswerError(f"Loại tệp “{load['extract']}” đang tắt ở hệ thống này: hãy bật trong chiso.toml rồi khai lại.")
    Answers(loader.ledger).declare(load, checked(contract, values), actor)
    return read_again(loader, load)
