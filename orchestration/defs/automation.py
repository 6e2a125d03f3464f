"""When a run starts by itself: new files in the drop zone, and once a day."""

import dagster as dg

from orchestration.defs.context import deployment
from orchestration.intake import has_news
from orchestration.state.ledger import Ledger

REFRESH = "refresh"


def build_job():
    """The one job: every step of the path, in one process."""
    return dg.define_asset_job(REFRESH, selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor)


def build_sensor(job) -> dg.SensorDefinition:
    """Ask for a run when the drop zone holds files the ledger has not seen; the run key makes one batch ask once."""

    @dg.sensor(name="drop_zone", job=job, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
    def drop_zone(context: dg.SensorEvaluationContext):
        d = deployment()
        with Ledger.of(d) as ledger:
            if not has_news(d, ledger):
                return dg.SkipReason("Không có tệp mới.")
            mark = max((row["load_seq"] for row in ledger.loads()), default=0)
        return dg.RunRequest(run_key=f"after-load-{mark}")

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
