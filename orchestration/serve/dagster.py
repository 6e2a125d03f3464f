"""Dagster of one deployment: the web UI and the daemon that runs its schedule and its drop-zone sensor."""

from __future__ import annotations

import sys
import time

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


def start_dagster(deployment: Deployment, say: Say = print) -> list[Record]:
    """Start the web UI and the daemon, unless both run; both use this interpreter's environment.

    The folder `state/dagster` and its settings are made by whoever runs the pipeline; here it is only named.
    """
    url = f"http://{HOST}:{deployment.ports.dagster}"
    alive = [record for record in running(deployment) if record.name in (WEBSERVER, DAEMON)]
    if len(alive) == 2:
        say(f"Dagster đang chạy tại {url}")
        return alive
    for name in (WEBSERVER, DAEMON):
        stop_all(deployment, say, only=name)
    refuse_taken_port(deployment.ports.dagster, "Dagster")
    say("Đang khởi động Dagster")
    started = time.monotonic()
    home = deployment.state_dir / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    env = environment(deployment, DAGSTER_HOME=str(home), DAGSTER_DISABLE_TELEMETRY="1")
    code = ["-m", MODULE, "-d", str(PROJECT_ROOT)]
    port = deployment.ports.dagster
    web = [sys.executable, "-m", "dagster_webserver", *code, "-h", HOST, "-p", str(port)]
    daemon = [sys.executable, "-m", "dagster._daemon", "run", *code]
    records = [
        launch(deployment, WEBSERVER, "Lượt chạy (Dagster)", web, env, url),
        launch(deployment, DAEMON, "Lịch chạy và vùng nhận (Dagster)", daemon, env, url),
    ]
    health = f"{url}/server_info"
    wait_until(deployment, records[0], lambda: is_healthy(health), START_SECONDS, say)
    say(f"Dagster sẵn sàng tại {url} sau {time.monotonic() - started:.0f} giây")
    return records
