"""One whole run as a person starts it: look first, and wake Dagster and dbt only when something arrived.

Here: the decision, the call of Dagster's job in this process, and the sentence about what came of it. Not here: the steps themselves
(orchestration/defs).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.cli import exit_codes
from orchestration.contracts import Contract, load_contracts
from orchestration.contracts.model import readable_contracts
from orchestration.deployment import Deployment
from orchestration.load_report.site import write_pages
from orchestration.release.pin import pinned_release
from orchestration.release.publish import current_id
from orchestration.runlock import run_lock
from orchestration.state.ledger import Ledger
from orchestration.warehouse import control
from orchestration.warehouse.dbt import need_staging_models

HELD_BY_ROWS = {
    "status": "held",
    "reason_vi": "Quá nhiều dòng hỏng nên cả tệp được tạm giữ; xem từng ô ở bảng “Dữ liệu và chất lượng”, sửa rồi gửi lại.",
}


@dataclass(frozen=True)
class Outcome:
    """What a run came to: an exit code, a Vietnamese sentence, the files it refused, whether anything was done, servers it could not read."""

    code: int
    sentence: str
    refused: list
    worked: bool
    unreached: tuple[str, ...] = ()


def dagster_home(deployment: Deployment) -> Path:
    """The folder of Dagster's run history, made with its settings (no telemetry) when missing."""
    from orchestration.run_history import settings_of

    home = deployment.state_dir / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    settings, wanted = home / "dagster.yaml", settings_of(home)
    if not settings.is_file() or settings.read_text(encoding="utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["CHISO_DEPLOYMENT"] = str(deployment.config_path)
    return home


def prepare_definitions(deployment: Deployment) -> None:
    """Dagster's graph is dbt's manifest, which must be there before the graph is read."""
    from orchestration.warehouse.dbt import parse

    parse(deployment, load_contracts(deployment.contracts_dirs))


def _run_job(deployment: Deployment, rebuild: bool):
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.defs.automation import REFRESH

    job = defs().resolve_job_def(REFRESH)
    with dg.DagsterInstance.get() as instance:
        unfinished = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
        for run in instance.get_runs(filters=unfinished):  # we hold the lock: whoever began these is dead
            instance.report_run_failed(run, "Lượt chạy bị ngắt giữa chừng.")
        return job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={"chiso/rebuild": "true" if rebuild else "false"},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )


def _failure_sentence(result) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None and data.user_failure_data.description:
                return data.user_failure_data.description
            error = data.error
            while error is not None and error.cause is not None:
                error = error.cause
            return f"Bước “{event.step_key}” bị lỗi: {(error.message if error else '').strip()[:400]}"
    return "Lượt chạy không hoàn thành; xem logs/."


def refresh(deployment: Deployment, rebuild: bool = False) -> Outcome:
    """Load what is new, build, check, publish. Raises BusyError when another run is at work."""
    from orchestration.intake.collect import problems_of

    with run_lock(deployment):
        contracts = load_contracts(deployment.contracts_dirs, deployment.extracts)
        outcome = _refresh(deployment, contracts, rebuild)
        with Ledger.of(deployment) as ledger:
            unreached = tuple(problems_of(contracts, ledger))
    code = exit_codes.SOME_REFUSED if unreached and outcome.code == exit_codes.OK else outcome.code
    return replace(outcome, code=code, unreached=unreached)


def _refresh(deployment: Deployment, contracts: dict[str, Contract], rebuild: bool) -> Outcome:
    from orchestration.intake import anything_new
    from orchestration.intake.retention import purge_when_due
    from orchestration.intake.workspace import Workspace

    need_staging_models(deployment.extracts)
    with Ledger.of(deployment) as ledger:
        before = max((row["load_seq"] for row in ledger.loads()), default=0)
        waiting = anything_new(deployment, ledger, contracts)
        pinned = pinned_release(ledger)
        todo = control.plan(deployment, contracts, ledger, full_refresh=rebuild)
        if not waiting:  # the intake step does it otherwise
            with Workspace(deployment) as space:
                purge_when_due(space.landing, ledger.events, deployment.landing_retention_days)
    if not waiting and todo.kind == "nothing" and (current_id(deployment) or todo.blocked_vi):
        if todo.blocked_vi:
            return Outcome(exit_codes.BLOCKED, todo.blocked_vi, [], False)
        state = "đang được ghim" if pinned else "vẫn là mới nhất"
        return Outcome(exit_codes.OK, f"Không có gì mới: bản phát hành {current_id(deployment)} {state}.", [], False)
    dagster_home(deployment)
    prepare_definitions(deployment)
    result = _run_job(deployment, rebuild)
    with Ledger.of(deployment) as ledger:
        held = control.held_by_rows(deployment)
        new = [row | (HELD_BY_ROWS if row["load_id"] in held else {}) for row in ledger.loads() if row["load_seq"] > before]
        refused = [row for row in new if row["status"] != "accepted"]
        pinned = pinned_release(ledger)
        todo = control.plan(deployment, contracts, ledger)
        if not result.success:  # the step that writes them otherwise may not have been reached
            write_pages(deployment, readable_contracts(deployment.contracts_dirs), ledger)
    if not result.success:
        code = exit_codes.BLOCKED if todo.blocked_vi else exit_codes.FAILED
        return Outcome(code, _failure_sentence(result), refused, True)
    note = f" (đang ghim {pinned}, bản mới được giữ nhưng chưa dùng)" if pinned else ""
    code = exit_codes.SOME_REFUSED if refused else exit_codes.OK
    return Outcome(code, f"Bản phát hành hiện hành: {current_id(deployment)}{note}.", refused, True)
