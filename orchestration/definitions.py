"""Dagster's entry point: assembles the steps of orchestration/defs, nothing else."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.automation import build_job, build_schedule, build_sensor
from orchestration.defs.build_assets import build_warehouse
from orchestration.defs.contract_checks import build_contract_checks
from orchestration.defs.intake_assets import build_intake
from orchestration.defs.release_asset import build_release


@dg.definitions
def defs() -> dg.Definitions:
    warehouse, checks = build_warehouse(), build_contract_checks()
    reporting = [key for key in warehouse.keys if key.path[0] in {"reporting", "marts"}]
    checked = sorted({key.asset_key for key in checks.check_keys}, key=str)
    job = build_job()
    return dg.Definitions(
        assets=[build_intake(), warehouse, build_release(reporting, checked)],
        asset_checks=[checks],
        jobs=[job],
        sensors=[build_sensor(job)],
        schedules=[build_schedule(job)],
        executor=dg.in_process_executor,
    )
