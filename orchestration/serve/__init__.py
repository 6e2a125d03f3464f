"""Start and stop Superset and Dagster for one deployment, by process id; everything listens on 127.0.0.1.

Here: processes and their health. Not here: what the servers show (`dashboards/`, `orchestration/defs/`). Imports the
standard library, psutil, and of the project only `deployment` and the two modules of `dashboards` that need no more.
"""

from orchestration.serve.dagster import start_dagster
from orchestration.serve.processes import ServeError, running, stop_all
from orchestration.serve.superset import credentials, start_superset, superset_url

__all__ = [
    "ServeError",
    "credentials",
    "running",
    "start_dagster",
    "start_superset",
    "stop_all",
    "superset_url",
]
