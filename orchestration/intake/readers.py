"""From a landed file to a reading: which reader takes which kind.

Here: the table of kinds and containers, and unpacking gzip. Not here: the readers.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.intake import csv_read, edxml_read, json_read, nothing_read, sheet_read, sniff, xes_read
from orchestration.intake.reading import Reading
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.secrecy_parts import refuse_marked
from orchestration.intake.workspace import Workspace

Reader = Callable[[Workspace, Path, list[Contract]], Reading]
READERS: dict[str, tuple[str, Reader]] = {
    sniff.JSON: ("json", json_read.read),
    sniff.TEXT: ("csv", csv_read.read),
    sniff.XES: ("xes", xes_read.read),
    sniff.EDXML: ("edxml", edxml_read.read),
    sniff.HTML: ("sheet", sheet_read.read_html),
} | {kind: ("sheet", sheet_read.read_workbook) for kind in sniff.WORKBOOKS}

CHUNK = 1 << 20
MAX_UNPACKED_BYTES = 20 << 30
MAX_RATIO = 1000


def _gunzip(path: Path, target: Path) -> Path:
    written, limit = 0, min(MAX_UNPACKED_BYTES, max(path.stat().st_size, 1 << 20) * MAX_RATIO)
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as out:
            while chunk := source.read(CHUNK):
                written += len(chunk)
                if written > limit:
                    raise RefusedFile("ARCHIVE_UNSAFE", "Tệp nén gzip bung ra lớn bất thường: hãy gửi tệp không nén.")
                out.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise RefusedFile("FILE_UNREADABLE", "Tệp nén gzip bị cụt hoặc hỏng: hãy nén và gửi lại.") from error
    return target


def read(space: Workspace, path: Path, kind: str, contracts: dict[str, Contract]) -> Reading:
    """Read a landed file of a known kind. Raises RefusedFile."""
    if kind == sniff.GZIP:
        path = _gunzip(path, space.work_dir / f"{path.name}.plain")
        kind = sniff.sniff(path)
    if kind not in READERS:
        raise RefusedFile("FILE_UNREADABLE", "Tệp nén lồng trong tệp nén: hãy gửi tệp chỉ nén một lần.")
    refuse_marked(path, kind)
    container, reader = READERS[kind]
    candidates = [c for c in contracts.values() if container in c.containers]
    reading = _read_or_declared(space, path, kind, contracts, candidates, reader)
    reading.container = container
    return reading


def _read_or_declared(
    space: Workspace, path: Path, kind: str, contracts: dict[str, Contract], candidates: list[Contract], reader: Reader
) -> Reading:
    try:
        if candidates:
            return reader(space, path, candidates)
        raise RefusedFile("NO_CONTRACT", f"Không hợp đồng dữ liệu nào nhận tệp loại này ({kind}): hãy gửi theo đúng mẫu của hợp đồng.")
    except RefusedFile as refusal:  # no table that anybody knows: lines that declare there is nothing, of whatever contract
        if refusal.code == "NO_CONTRACT" and (declaration := nothing_read.read(space, path, kind, list(contracts.values()))):
            return declaration
        raise
