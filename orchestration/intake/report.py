"""What intake tells of a load beside its ledger row, for whoever sent the file.

Here: putting together that one JSON text, of a load and of a refusal. Not here: what the build finds out afterwards, words and pages
(orchestration/load_report). Names in it are the contract's, labels of sheets are the harmless ones (label.py): no value out of the
file and no header stands in it.
"""

from __future__ import annotations

import json

from orchestration.intake.readers import READERS
from orchestration.intake.reading import Reading

SHEET_NOTES = ("hidden_sheets", "other_sheets")


def report_text(kind: str | None, reading: Reading | None = None, masked: int = 0) -> str:
    """The report of a file of that kind (sniff.py; None where it could not be told) as far as it was read."""
    return json.dumps(_report(kind, reading, masked), ensure_ascii=False, separators=(",", ":"))


def _report(kind: str | None, reading: Reading | None, masked: int) -> dict:
    container = reading.container if reading else None
    report: dict = {"kind": kind, "container": container or (READERS[kind][0] if kind in READERS else None)}
    if reading is None:
        return report
    notes = reading.notes
    return report | {
        "contract": reading.contract.id,
        "contract_version": reading.contract.version,
        "sheets": {"read": [s for s in reading.places if s is not None]} | {name: notes[name] for name in SHEET_NOTES if name in notes},
        "places": [{"sheet": sheet, "columns": columns} for sheet, columns in reading.places.items()],
        "left_out": {name: count for name, count in notes.items() if name not in SHEET_NOTES},
        "repairs": dict(reading.repairs),
        "encodings": reading.encodings,
        "warnings": [{"code": w.code, "message_vi": w.message_vi} for w in reading.warnings],
        "masked_values": masked,
        "dropped_columns": list(reading.unread.dropped),
        "absent_columns": list(reading.unread.absent),
        "unknown_columns": [{"sheet": sheet, "at": list(at)} for sheet, at in reading.unread.unknown.items()],
    }
