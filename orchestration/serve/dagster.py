"""Dagster of one deployment: the web UI and the daemon that runs its schedule and its drop-zone sensor."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from orchestration.deployment import PROJECT_ROOT, Deployment
from orchestration.serve.processes import (
    HOST,
    Record,
    Say,
    environment,
    is_healthy,
    launch,
    refuse_taken_port,
    running,
    stop_all,
    wait_until,
)

WEBSERVER, DAEMON = "dagster-webserver", "dagster-daemon"
MODULE = "orchestration.definitions"
START_SECONDS = 180

# One run at a time: one process owns the build. Nothing is reported to anybody.
INSTANCE = """\
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
"""


def ensure_dagster_home(deployment: Deployment) -> Path:
    """`state/dagster`, with the instance file written when it is missing or old."""
    home = deployment.state_dir / "dagster"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / "dagster.yaml"
    if not path.is_file() or path.read_text(encoding="utf-8") != INSTANCE:
        path.write_text(INSTANCE, encoding="utf-8")
    return home


def start_dagster(deployment: Deployment, say: Say = print) -> list[Record]:
    """Start what is not running of the web UI and the daemon; both use this interpreter's environment."""
    alive = running(deployment)
    if WEBSERVER in alive and DAEMON in alive:
        say(f"Dagster đang chạy tại http://{HOST}:{deployment.ports.dagster}")
        return [alive[WEBSERVER], alive[DAEMON]]
    for name in (WEBSERVER, DAEMON):
        stop_all(deployment, say, only=name)
    refuse_taken_port(deployment.ports.dagster, "Dagster")
    say("Đang khởi động Dagster")
    started = time.monotonic()
    env = environment(deployment, DAGSTER_HOME=str(ensure_dagster_home(deployment)), DAGSTER_DISABLE_TELEMETRY="1")
    code = ["-m", MODULE, "-d", str(PROJECT_ROOT)]
    port = deployment.ports.dagster
    web = [sys.executable, "-m", "dagster_webserver", *code, "-h", HOST, "-p", str(port)]
    records = [
        launch(deployment, WEBSERVER, web, env, port),
        launch(deployment, DAEMON, [sys.executable, "-m", "dagster._daemon", "run", *code], env, None),
    ]
    health = f"http://{HOST}:{port}/server_info"
    wait_until(deployment, records[0], lambda: is_healthy(health), START_SECONDS, say)
    say(f"Dagster sẵn sàng tại http://{HOST}:{port} sau {time.monotonic() - started:.0f} giây")
    return records
