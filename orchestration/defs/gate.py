"""What stops a release: the one place that weighs the findings of a build's checks."""

from __future__ import annotations

import dagster as dg

from orchestration.deployment import Deployment
from orchestration.state.ledger import Ledger
from orchestration.warehouse import control


def blocked_sentence(found: list[control.Finding]) -> str | None:
    """Why this build may not be published, in one Vietnamese sentence; None when it may."""
    stopping = [f for f in found if f.blocking]
    if not stopping:
        return None
    first = stopping[0]
    more = f" (và {len(stopping) - 1} kiểm tra khác)" if len(stopping) > 1 else ""
    return f"Kiểm tra “{first.name}” không đạt{more}: {first.message.rstrip('.')}; bản phát hành trước được giữ nguyên."


def stop_when_blocked(deployment: Deployment, ledger: Ledger) -> None:
    """Raise dagster.Failure with the reason, kept in the build and in the event log, when a check stops this build."""
    reason = blocked_sentence(control.findings(deployment))
    if reason:
        control.block(deployment, reason)
        ledger.events.append("machine", "release.blocked", {"reason": reason})
        raise dg.Failure(description=reason)
