"""Imported by the process that tests/forked.py forks from, and by nothing else: all that a run imports, before anything is done."""

import os
from importlib import import_module

os.environ["GX_ANALYTICS_ENABLED"] = "false"
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"

for name in (
    "dagster_dbt", "dbt.adapters.duckdb", "dbt.cli.main", "great_expectations", "orchestration.checks.suites", "orchestration.cli.refresh",
    "orchestration.intake.drop_zone", "orchestration.load_report.page", "orchestration.run_history",
):  # fmt: skip
    import_module(name)
