"""One load as a document: what `--json` prints, what page and terminal show.

Here: joining ledger row, intake's report and the build's facts, and leaving out what a narrower audience forbids. Not here: layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from zoneinfo import ZoneInfo

from orchestration.contracts import Contract, rules_of
from orchestration.deployment import Deployment
from orchestration.intake.refusal import CODES, WARNINGS
from orchestration.intake.repairs import REPAIRS_VI
from orchestration.load_report.built import Built, built_of
from orchestration.load_report.words import KINDS_VI, LEFT_OUT_VI, REMARKS_VI, SEVERITY_VI, STATUS_VI, encoding_vi
from orchestration.state.ledger import Ledger
from orchestration.vietnamese import number, period

CLOSED_CODES = {"SECRECY_PRESENT", "PD_ROW_LEVEL_PARTY"}  # of such a file nothing is told but that it was refused


def documents(
    deployment: Deployment, contracts: dict[str, Contract], ledger: Ledger, rows: Iterable[dict]
) -> list[dict]:
    """The documents of ledger rows, in their order."""
    rows = list(rows)
    ids = [row["load_id"] for row in rows]
    reports, built = ledger.reports(ids), built_of(deployment, ids)
    zone = ZoneInfo(deployment.timezone)
    return [
        _document(row, reports.get(row["load_id"], {}), built.get(row["load_id"]), contracts.get(row["extract"] or ""), zone)
        | {"province_name": deployment.province_name, "is_simulated": deployment.is_simulated}
        for row in rows
    ]


def _document(row: dict, report: dict, built: Built | None, contract: Contract | None, zone: ZoneInfo) -> dict:
    closed = row["reason_code"] in CLOSED_CODES or (contract is not None and contract.audience != "all")
    tells = not closed or row["reason_code"] in CLOSED_CODES  # their sentence is always the same one
    status = "held" if row["status"] == "accepted" and built and built.is_held else row["status"]
    found = {
        "load_id": row["load_id"],
        "load_seq": row["load_seq"],
        "file_label": row["file_label"],
        "status_code": status,
        "status_vi": STATUS_VI[status],
        "reason_code": row["reason_code"],
        "what_vi": CODES.get(row["reason_code"] or ""),
        "reason_vi": row["reason_vi"] or (_held_vi(built, contract) if status == "held" else None) if tells else None,
        "extract": row["extract"],
        "extract_vi": contract.name_vi if contract else row["extract"],
        "contract_version": row["contract_version"],
        "is_closed": closed,
        "sender_name": None if closed else row["sender_name"],
        "period_vi": period(row["period_start"], row["period_end"]),
        "received_at": row["received_at"].replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds"),
        "file_bytes": row["file_bytes"],
        "kind_vi": KINDS_VI.get(report.get("kind") or ""),
        "rows": _rows(row, built, status),
        "masked_values": row["masked_values"],
        "rules": _rules(built, contract, closed),
    }
    return found | _reading(report, contract, closed)


def _rows(row: dict, built: Built | None, status: str) -> dict:
    """`kept` is null as long as the build has not read the load, and 0 of one that is held."""
    kept = None if built is None else 0 if status == "held" else built.rows - built.failed_rows
    failed = built.failed_rows if built else None
    return {
        "read": row["rows_read"],
        "kept": 0 if row["status"] != "accepted" else kept,
        "quarantined": failed,
        "failed_pct": round(100 * failed / built.rows, 2) if built and built.rows else None,
    }


def _held_vi(built: Built | None, contract: Contract | None) -> str | None:
    if built is None or not built.rows:
        return None
    limit = f", quá mức cho phép {number(contract.held_above_pct)} %" if contract else ""
    return (
        f"{number(built.failed_rows)} trên {number(built.rows)} dòng có ô chưa đúng ({number(100 * built.failed_rows / built.rows, 1)} %"
        f"{limit}) nên cả tệp được tạm giữ: hãy sửa các ô nêu dưới đây rồi gửi lại cả tệp."
    )


def _rules(built: Built | None, contract: Contract | None, closed: bool) -> list[dict]:
    rules = {rule.name: rule for rule in rules_of(contract)} if contract and built and built.failures else {}
    found = []
    for failure in built.failures if built else ():
        rule = rules.get(failure.rule)
        label = next((c.label_vi for c in contract.columns if rule and c.name == rule.column), None) if contract else None
        found.append(
            {
                "rule": failure.rule,
                "column_vi": label,
                "severity": rule.severity if rule else None,
                "severity_vi": SEVERITY_VI[rule.severity] if rule else None,
                "count": failure.count,
                "cause_vi": rule.cause_vi if rule else None,
                "expected_vi": rule.expected_vi if rule else None,
                "fix_vi": rule.fix_vi if rule else None,
                "cells": [] if closed else [{"where": where, "found": text} for where, text in failure.cells],
            }
        )
    return sorted(found, key=lambda r: r["severity"] != "error")


def _labels(contract: Contract | None) -> dict[str, str]:
    return {column.name: column.label_vi for column in contract.columns} if contract else {}


def _reading(report: dict, contract: Contract | None, closed: bool) -> dict:
    """What intake told, in words."""
    labels, sheets = _labels(contract), report.get("sheets") or {}
    notes, repairs = report.get("left_out") or {}, [key.partition("|") for key in report.get("repairs") or {}]
    counts = list((report.get("repairs") or {}).values())
    found = {
        "left_out": [{"reason": n, "label_vi": LEFT_OUT_VI.get(n, n), "count": c} for n, c in notes.items() if n not in REMARKS_VI],
        "remarks": [{"reason": n, "label_vi": REMARKS_VI[n], "count": c} for n, c in notes.items() if n in REMARKS_VI],
        "repairs": [
            {"kind": kind, "label_vi": REPAIRS_VI.get(kind, kind), "column": name, "column_vi": labels.get(name, name), "count": count}
            for (kind, _, name), count in zip(repairs, counts, strict=True)
        ],
        "encodings": [{"encoding": n, "label_vi": encoding_vi(n), "count": c} for n, c in (report.get("encodings") or {}).items()],
        "warnings": [
            {"code": w["code"], "label_vi": WARNINGS.get(w["code"], w["code"]), "message_vi": w["message_vi"]}
            for w in report.get("warnings") or ()
        ],
        "sheets": {"read": sheets.get("read") or [], "hidden": sheets.get("hidden_sheets", 0), "other": sheets.get("other_sheets", 0)},
        "places": [
            {"sheet": p["sheet"], "columns": [{"column": n, "column_vi": labels.get(n, n), "letters": at} for n, at in p["columns"].items()]}
            for p in report.get("places") or ()
        ],
        "dropped_columns": report.get("dropped_columns") or [],
        "absent_columns": report.get("absent_columns") or [],
        "unknown_columns": report.get("unknown_columns") or [],
    }
    if closed:  # counts only: no sheet's label, no place, no sentence
        found["warnings"] = [w | {"message_vi": None} for w in found["warnings"]]
        found["sheets"]["read"], found["places"] = [], []
        found["unknown_columns"] = [{"sheet": None, "at": u["at"]} for u in found["unknown_columns"]]
    return found
