"""Superset of one deployment: put in place when its files changed, then served by gunicorn."""

from __future__ import annotations

import subprocess
import time

from dashboards import settings
from dashboards.fingerprint import is_bootstrapped
from orchestration.deployment import PROJECT_ROOT, Deployment
from orchestration.serve.processes import (
    HOST,
    Record,
    Say,
    ServeError,
    environment,
    find_running,
    is_healthy,
    launch,
    log_path,
    refuse_taken_port,
    stop_all,
    wait_until,
)

NAME, TITLE = "superset", "Bảng điều hành (Superset)"
PYTHON = PROJECT_ROOT / ".venv-dashboards" / "bin" / "python"
WORKERS, THREADS = 2, 8
START_SECONDS = 180


def superset_url(deployment: Deployment) -> str:
    return f"http://{HOST}:{deployment.ports.superset}"


def credentials(deployment: Deployment) -> list[dict[str, str]]:
    """Role, its Vietnamese title, user name and password of every generated user, leaders first."""
    return [{"role": role, **user} for role, user in settings.credentials(deployment).items()]


def bootstrap_superset(deployment: Deployment, say: Say = print) -> bool:
    """Fill Superset's own database if anything it is filled from changed; True when it was needed."""
    if is_bootstrapped(deployment):
        return False
    say("Đang đưa bảng điều hành vào Superset (chỉ khi bảng hoặc cấu hình thay đổi)")
    log = log_path(deployment, "superset-bootstrap")
    command = [str(PYTHON), "-m", "dashboards.bootstrap"]
    with log.open("wb") as errors:
        child = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment(deployment), stdout=subprocess.PIPE, stderr=errors, text=True
        )
        for line in child.stdout or ():
            if line.startswith("["):
                say(line.rstrip())
        if child.wait() != 0:
            raise ServeError(f"Không đưa được bảng điều hành vào Superset: hãy xem {log}.")
    return True


def start_superset(deployment: Deployment, say: Say = print) -> Record:
    """Serve the dashboards; a server that already runs with the same files is left alone."""
    if not PYTHON.exists():
        raise ServeError("Chưa cài môi trường bảng điều hành: hãy chạy “make demo” hoặc cài theo README.")
    if not deployment.current_release.exists():
        raise ServeError("Chưa có bản phát hành nào để xem: hãy chạy “chiso run” trước.")
    alive = find_running(deployment, NAME)
    if alive and is_bootstrapped(deployment):
        say(f"Superset đang chạy tại {superset_url(deployment)}")
        return alive
    if alive:
        stop_all(deployment, say, only=NAME)
    refuse_taken_port(deployment.ports.superset, "Superset")
    started = time.monotonic()
    bootstrap_superset(deployment, say)
    say("Đang khởi động Superset")
    command = [str(PYTHON), "-m", "gunicorn", "dashboards.app:create()"]
    command += ["--bind", f"{HOST}:{deployment.ports.superset}", "--worker-class", "gthread", "--workers", str(WORKERS)]
    command += ["--threads", str(THREADS), "--preload", "--timeout", "120", "--graceful-timeout", "5"]
    command += ["--worker-tmp-dir", str(settings.superset_home(deployment)), "--limit-request-line", "0"]
    command += ["--no-control-socket"]
    record = launch(deployment, NAME, TITLE, command, environment(deployment), superset_url(deployment))
    health = f"{superset_url(deployment)}/health"
    wait_until(deployment, record, lambda: is_healthy(health), START_SECONDS, say)
    say(f"Superset sẵn sàng tại {superset_url(deployment)} sau {time.monotonic() - started:.0f} giây")
    return record
