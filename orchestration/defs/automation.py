"""When a run starts by itself: new files in the drop zone, and once a day."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.context import deployment
from orchestration.intake import new_files
from orchestration.state.ledger import Ledger

REFRESH = "refresh"


def build_job():
    """The one job: every step of the path, in one process."""
    return dg.define_asset_job(REFRESH, selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor)


def build_sensor(job) -> dg.SensorDefinition:
    """Ask for a run when the drop zone holds files the ledger has not seen; a name a batch, so that one batch asks once."""

    @dg.sensor(name="drop_zone", job=job, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
    def drop_zone(context: dg.SensorEvaluationContext):
        d = deployment()
        with Ledger.open(d) as ledger:
            waiting = new_files(d, ledger)
        if not waiting:
            return dg.SkipReason("Không có tệp mới.")
        newest = max(p.stat().st_mtime_ns for p in waiting)
        return dg.RunRequest(run_key=f"{len(waiting)}-{newest}")

    return drop_zone


def build_schedule(job) -> dg.ScheduleDefinition:
    hour, minute = deployment().daily_run_at.split(":")
    return dg.ScheduleDefinition(
        name="daily",
        job=job,
        cron_schedule=f"{int(minute)} {int(hour)} * * *",
        execution_timezone=deployment().timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
