"""Landed files become loads: read, written to raw, entered in the ledger, in this order, many at a time.

Here: that order, refusals, holds, re-offers. Not here: where files come from (drop_zone.py), how they are read
(readers.py). Interrupted anywhere, a rerun gives the same: landing and raw are whole or absent, and only the ledger
row makes a load. What costs the same for one file as for a hundred (syncing the disk, a transaction) is paid once a batch.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.intake import identity, readers, secrecy, sniff
from orchestration.intake.declared import note_of, note_vi, with_declared
from orchestration.intake.facts import LoadFacts
from orchestration.intake.label import HIDDEN
from orchestration.intake.landing import Landed
from orchestration.intake.parts import share_a_part
from orchestration.intake.raw import RawLoad, raw_path, settle_raw, write_raw
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.report import report_text
from orchestration.intake.results import LoadResult, from_row
from orchestration.intake.workspace import Workspace
from orchestration.state.answers import OLDER, Answers
from orchestration.state.ledger import Ledger, NewLoad, load_id_of

INTAKE_VERSION = "2"  # raised when reading changes so that a refused file deserves another look
BATCH_FILES = 200  # what is read before it is entered: lost at most, read again, when a run is killed
BATCH_BYTES = 256 << 20
SECRET, PARTY = "SECRECY_PRESENT", "PD_ROW_LEVEL_PARTY"
DECLARED = "TITLE_DECLARED"
NOTHING, NOTHING_VI = "NOTHING_TO_REPORT", "Đơn vị khai không phát sinh trong kỳ."
UNDECLARED_VI = "Cần hỏi người gửi: đã có một tệp khác của cùng đơn vị, cùng kỳ mà không phân biệt được bản nào mới hơn."

_log = logging.getLogger(__name__)


def contracts_sha(contracts: dict[str, Contract], modules: tuple[str, ...] = ()) -> str:
    """What reading depends on beside the file: a refusal holds only as long as this stays the same."""
    digest = hashlib.sha256(repr((INTAKE_VERSION, sorted(modules))).encode())
    for contract in contracts.values():
        digest.update(contract.sha256.encode())
    return digest.hexdigest()


def is_full(files: Collection[Landed]) -> bool:
    """Whether files make up a whole batch."""
    return len(files) >= BATCH_FILES or sum(landed.size for landed in files) >= BATCH_BYTES


def standing(ledger: Ledger, raw_dir: Path, sha256: str, contracts_sha: Callable[[], str]) -> dict | None:
    """The ledger row of bytes that need no reading: accepted and in raw, or refused under these very contracts.

    A sign of a state secret stands whatever the contracts: nothing reads the file again. So does an operator's answer, but for what
    was declared since.
    """
    row = ledger.lookup(sha256)
    if row is None or row["reason_code"] == SECRET:
        return row
    if row["status"] == "refused":
        declaration = ledger.declaration(sha256)
        if row["declaration_seq"] != (declaration["event_seq"] if declaration else None):
            return None
        return row if row["reason_code"] == OLDER or row["contracts_sha"] == contracts_sha() else None
    return row if raw_path(raw_dir, row["extract"], row["load_id"]).exists() else None


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python's collector of cycles at rest: records come by the hundred thousand, hold none, and would be searched."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class _Offer:
    """A landed file on its way through a batch: a result of bytes that need no reading, else what was read or the refusal."""

    landed: Landed
    label: str
    reading: Reading | None = None  # without its rows
    raw: RawLoad | None = None
    extract: str | None = None
    refusal: RefusedFile | None = None
    result: LoadResult | None = None
    is_twin: bool = False  # of the same bytes earlier in the batch
    report: str = "{}"
    again: bool = False  # a refusal after which the next offer reads the file once more
    seconds: float = 0.0

    def refuse(self, refusal: RefusedFile) -> None:
        self.refusal = refusal.with_traceback(None)  # its frames hold what was read of the file
        refusal.__cause__ = refusal.__context__ = None
        self.extract = self.extract or refusal.extract


class Loader:
    """Loads landed files of one deployment with one set of contracts."""

    def __init__(
        self,
        space: Workspace,
        ledger: Ledger,
        contracts: dict[str, Contract],
        run_id: str | None = None,
        modules: tuple[str, ...] = (),
        off: Callable[[], dict[str, Contract]] = dict,
    ):
        """`off` gives the contracts that the deployment does without: asked for only to say whose file it is that nobody here reads."""
        self._off = off
        self.space, self.ledger, self.contracts, self.run_id = space, ledger, contracts, run_id
        self.answers = Answers(ledger)
        self.modules, self.contracts_sha = modules, contracts_sha(contracts, modules)

    def known(self, sha256: str) -> LoadResult | None:
        """The result of a file that needs no reading: its load stands and its raw file is there."""
        row = standing(self.ledger, self.space.raw_dir, sha256, lambda: self.contracts_sha)
        return from_row(row, False) if row else None

    def load(self, files: Collection[tuple[Landed, str]]) -> list[LoadResult]:
        """Load stored files (no archives), each with its label, as one batch; one result a file.

        Never raises for what is wrong with a file.
        """
        self.space.landing.settle()
        offers: list[_Offer] = []
        taken: set[str] = set()
        with _no_search_for_cycles():
            for landed, label in files:
                offer = _Offer(landed, label, is_twin=landed.sha256 in taken)
                offers.append(offer)
                taken.add(landed.sha256)
                if not offer.is_twin:
                    offer.result = self.known(landed.sha256)
                    if offer.result is None:
                        self._read(offer)
        settle_raw(offer.raw for offer in offers if offer.raw)
        with self.ledger.transaction():
            return [self._enter(offer) for offer in offers]

    def read_anew(self, rows: Collection[dict]) -> tuple[list[LoadResult], list[dict]]:
        """Read loads that stand once more: what came of them, and the rows of those that stay as they were.

        A load stays as it was when its file is gone from landing or is not read as the same extract today. Ids, order of arrival and
        status stay. The ledger first, raw after it: whoever is killed in between finds raw files of other columns and reads again.
        """
        results: list[LoadResult] = []
        stayed: list[dict] = []
        waiting = list(rows)
        for first in range(0, len(waiting), BATCH_FILES):
            self._read_batch_anew(waiting[first : first + BATCH_FILES], results, stayed)
        return results, stayed

    def _read_batch_anew(self, rows: list[dict], results: list[LoadResult], stayed: list[dict]) -> None:
        offers = []
        with _no_search_for_cycles():
            for row in rows:
                path = self.space.landing.path_of(row["file_sha256"])
                if path.exists():
                    offer = _Offer(Landed(row["file_sha256"], path, path.stat().st_size, False), row["file_label"])
                    self._read(offer)
                    offers.append((row, offer))
                else:
                    stayed.append(row)
        renewed = []
        with self.ledger.transaction():
            for row, offer in offers:
                if offer.refusal is None and offer.extract == row["extract"]:
                    load = self._accepted(offer, (row["status"], row["reason_code"], row["reason_vi"]))
                    results.append(from_row(self.ledger.renew(load, report=offer.report), True, offer.seconds, offer.reading))
                    renewed.append(offer.raw)
                elif offer.refusal is not None and offer.refusal.code in {SECRET, PARTY}:
                    results.append(self._refused(offer, self.ledger.renew))
                else:
                    if offer.raw:
                        offer.raw.aside.unlink(missing_ok=True)
                    stayed.append(row)
        settle_raw(renewed)

    def refuse(self, landed: Landed, label: str, refusal: RefusedFile) -> LoadResult:
        """Enter a refusal of bytes that are not read as one file."""
        return self._refused(_Offer(landed, label, refusal=refusal))

    def _read(self, offer: _Offer) -> None:
        """Read a file and write its raw file aside."""
        started = time.perf_counter()
        landed = offer.landed
        kind = reading = None
        try:
            if secrecy.has_stamp([offer.label]):
                raise secrecy.refusal()
            self.space.landing.log("read", landed.sha256)
            kind = sniff.sniff(landed.path)
            declaration = self.answers.declaration(landed.sha256)
            reading = readers.read(self.space, landed.path, kind, with_declared(self.contracts, declaration))
            reading.declared = note_of(reading.contract, declaration)
            offer.extract = reading.contract.id
            self._refuse_module_off(reading.contract)
            offer.raw = write_raw(self.space, reading, landed.sha256)
            offer.reading = replace(reading, table=None, fallback=None, explain=None)
            offer.report = report_text(kind, reading, offer.raw.masked_values)
        except RefusedFile as refusal:
            offer.refuse(self._off_here(landed.path, kind, refusal) or refusal)
            offer.report = report_text(kind, reading)
            self._take_away(landed.sha256, refusal.code)
        except MemoryError:
            raise
        except Exception as error:  # one file's surprise never stops the others
            self._unforeseen(offer, error)
            offer.report = report_text(kind)
        finally:
            self.space.clear_work()
            offer.seconds = time.perf_counter() - started

    def _off_here(self, path: Path, kind: str, refusal: RefusedFile) -> RefusedFile | None:
        """What to say of a file that no contract reads, but one that is off here would; nothing of it is kept."""
        if refusal.code != "NO_CONTRACT" or not (off := self._off()):
            return None
        try:
            name = readers.read(self.space, path, kind, off).contract.id
        except RefusedFile as other:
            name = other.extract
        if name is None:
            return None
        return RefusedFile(
            "NO_CONTRACT",
            f"Tệp là “{off[name].name_vi}”, loại dữ liệu chưa bật ở hệ thống này: chưa cần gửi lại; muốn dùng thì người vận hành thêm "
            f"“{name}” vào extracts trong chiso.toml rồi chạy lại.",
        )

    def _unforeseen(self, offer: _Offer, error: Exception) -> None:
        # the error's own text may quote the file; its type and the lines of code do not
        _log.error("%s: %s\n%s", offer.landed.sha256, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        offer.again = True
        offer.refusal = RefusedFile(
            "FILE_UNREADABLE",
            f"Không đọc được tệp vì lỗi ngoài dự kiến ({type(error).__name__}): hãy báo người vận hành chiso57.",
        )

    def _enter(self, offer: _Offer) -> LoadResult:
        """Write the ledger row of a file: the last thing its load does."""
        if offer.is_twin:
            return from_row(self.ledger.lookup(offer.landed.sha256), False)
        if offer.result is not None:
            return offer.result
        load = None
        if offer.refusal is None:
            try:
                load = self._accepted(offer)
            except Exception as error:  # such as a raw file of an earlier load that cannot be read
                self._unforeseen(offer, error)
        if load is None:
            return self._refused(offer)
        return from_row(self.ledger.add(load, report=offer.report), True, offer.seconds, offer.reading)

    def _refuse_module_off(self, contract: Contract) -> None:
        if contract.module and contract.module not in self.modules:
            raise RefusedFile(
                "MODULE_OFF",
                f"Tệp là “{contract.name_vi}” thuộc mô-đun “{contract.module}” đang tắt ở hệ thống này: không gửi; "
                "muốn dùng thì người vận hành bật mô-đun trong chiso.toml.",
            )

    def _verdict(self, contract: Contract, facts: LoadFacts, sha256: str) -> tuple[str, str | None, str | None]:
        """Status of a file that could be read, with a note: its code and its sentence."""
        if contract.delivery == "snapshot":
            twins = self.ledger.accepted_twins(contract.id, facts.sender_name, facts.period_start, facts.period_end)
            alike = [t for t in twins if facts.version_at is None or t["version_at"] in (None, facts.version_at)]
            ours, *theirs = (raw_path(self.space.raw_dir, contract.id, load_id) for load_id in (load_id_of(sha256), *(t["load_id"] for t in alike)))
            if any(share_a_part(self.space, contract, ours, path) for path in theirs):
                return "held", "SNAPSHOT_UNDECLARED", UNDECLARED_VI
        return ("accepted", NOTHING, NOTHING_VI) if not facts.rows else ("accepted", None, None)

    def _accepted(self, offer: _Offer, verdict: tuple[str, str | None, str | None] | None = None) -> NewLoad:
        """The ledger row of a file that was read; `verdict`: of a load that has its own already."""
        landed, reading, facts = offer.landed, offer.reading, offer.raw.facts
        contract = reading.contract
        status, code, reason = verdict or self._verdict(contract, facts, landed.sha256)
        if reading.declared and verdict is None:
            code, reason = code or DECLARED, " ".join(filter(None, (reason, note_vi(contract, reading.declared))))
        return NewLoad(
            file_sha256=landed.sha256,
            file_label=self.space.labels.file(offer.label, landed.sha256),
            status=status,
            file_bytes=landed.size,
            extract=contract.id,
            contract_version=contract.version,
            reason_code=code,
            reason_vi=reason,
            sender_name=facts.sender_name,
            period_start=facts.period_start,
            period_end=facts.period_end,
            version_at=facts.version_at,
            rows_read=facts.rows,
            raw_bytes=offer.raw.raw_bytes,
            run_id=self.run_id,
            contracts_sha=self.contracts_sha,
            masked_values=offer.raw.masked_values,
        )

    def _refused(self, offer: _Offer, write: Callable[..., dict] | None = None) -> LoadResult:
        """Enter a refusal, with what was seen of the file until then. Of what was taken away the name is hidden too."""
        landed, refusal, is_hidden = offer.landed, offer.refusal, offer.refusal.code in {SECRET, PARTY}
        contract = self.contracts.get(offer.extract or "")
        row = (write or self.ledger.add)(
            NewLoad(
                file_sha256=landed.sha256,
                file_label=HIDDEN if is_hidden else self.space.labels.file(offer.label, landed.sha256),
                status="refused",
                file_bytes=landed.size,
                extract=offer.extract,
                contract_version=contract.version if contract else None,
                reason_code=refusal.code,
                reason_vi=identity.mask(refusal.message_vi)[0],  # a reader's slip must not quote a number
                sender_name=None if is_hidden else refusal.sender_name,
                period_start=None if is_hidden else refusal.period[0],
                period_end=None if is_hidden else refusal.period[1],
                run_id=self.run_id,
                contracts_sha="" if offer.again else self.contracts_sha,
            ),
            report="{}" if is_hidden else offer.report,
        )
        return from_row(row, True, offer.seconds)

    def _take_away(self, sha256: str, code: str) -> None:
        """A sign of a state secret isolates the landing copy, a list of party members deletes it.

        The event first: a file that is gone or closed is always accounted for.
        """
        if code not in {SECRET, PARTY}:
            return
        kind = "landing.isolated" if code == SECRET else "landing.purged"
        self.ledger.events.append("intake", kind, {"sha256": sha256, "reason": code})
        if (row := self.ledger.lookup(sha256)) and row["status"] != "refused":  # it was taken in under another contract
            raw_path(self.space.raw_dir, row["extract"], row["load_id"]).unlink(missing_ok=True)
        if code == SECRET:
            self.space.landing.isolate(sha256)
        else:
            self.space.landing.purge(sha256, "party")
