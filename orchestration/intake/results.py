"""What loading a file came to.

Here: that one type. Not here: how it came about.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.intake.reading import Reading, Warned

DEFERRED = "deferred"  # the file was still being written: nothing was recorded, the next scan takes it


@dataclass(frozen=True)
class LoadResult:
    """One file.

    `status` is the ledger's (`accepted`, `refused`, `held`) or DEFERRED; `is_new` tells whether this run changed
    anything.
    """

    file_label: str
    status: str
    is_new: bool
    extract: str | None = None
    load_id: str | None = None
    sha256: str | None = None
    load_seq: int | None = None
    rows_read: int = 0
    bytes: int = 0
    raw_bytes: int = 0
    seconds: float = 0.0
    reason_code: str | None = None
    reason_vi: str | None = None
    masked_values: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    encodings: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Warned, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)


def from_row(row: dict, is_new: bool, seconds: float = 0.0, reading: Reading | None = None) -> LoadResult:
    """The result that a ledger row tells, with what its reading did where it was read just now."""
    return LoadResult(
        file_label=row["file_label"],
        status=row["status"],
        is_new=is_new,
        extract=row["extract"],
        load_id=row["load_id"],
        sha256=row["file_sha256"],
        load_seq=row["load_seq"],
        rows_read=row["rows_read"],
        bytes=row["file_bytes"],
        raw_bytes=row["raw_bytes"],
        seconds=seconds,
        reason_code=row["reason_code"],
        reason_vi=row["reason_vi"],
        masked_values=row["masked_values"],
        notes=reading.notes if reading else {},
        encodings=reading.encodings if reading else {},
        warnings=tuple(reading.warnings) if reading else (),
        repairs=dict(reading.repairs) if reading else {},
    )
