"""Processes that belong to a deployment: started, written down in `state/pids/`, found again, ended.

A process is known by its id AND its creation time: an id the system has given to somebody else is never touched.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from orchestration.deployment import PROJECT_ROOT, Deployment

HOST = "127.0.0.1"
CREATE_TIME_TOLERANCE = 0.05
STOP_SECONDS = 15

Say = Callable[[str], None]


class ServeError(Exception):
    """A server could not be started; the message is one Vietnamese sentence: what, where, what to do."""


@dataclass(frozen=True)
class Record:
    """One process that was started for a deployment."""

    name: str
    title: str
    pid: int
    create_time: float
    url: str

    def process(self) -> psutil.Process | None:
        """The living process, or None when it ended or its id now belongs to another."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.create_time) < CREATE_TIME_TOLERANCE
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


def _pids_dir(deployment: Deployment) -> Path:
    folder = deployment.state_dir / "pids"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _records(deployment: Deployment) -> list[tuple[Path, Record]]:
    paths = sorted(_pids_dir(deployment).glob("*.json"))
    return [(path, Record(**json.loads(path.read_text(encoding="utf-8")))) for path in paths]


def running(deployment: Deployment) -> list[Record]:
    """Every server of this deployment that is alive."""
    return [record for _, record in _records(deployment) if record.process()]


def find_running(deployment: Deployment, name: str) -> Record | None:
    return next((record for record in running(deployment) if record.name == name), None)


def log_path(deployment: Deployment, name: str) -> Path:
    deployment.logs_dir.mkdir(parents=True, exist_ok=True)
    return deployment.logs_dir / f"{name}.log"


def environment(deployment: Deployment, **extra: str) -> dict[str, str]:
    """The environment of every process we start: it knows its deployment and finds the project's packages."""
    return {**os.environ, "CHISO_DEPLOYMENT": str(deployment.config_path), "PYTHONPATH": str(PROJECT_ROOT), **extra}


def launch(deployment: Deployment, name: str, title: str, command: list[str], env: dict[str, str], url: str) -> Record:
    """Start a process that outlives this one, and write it down before anything else can happen to it."""
    with log_path(deployment, name).open("ab") as log:
        child = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    record = Record(name, title, child.pid, psutil.Process(child.pid).create_time(), url)
    path = _pids_dir(deployment) / f"{name}.json"
    aside = path.with_suffix(".tmp")
    aside.write_text(json.dumps(asdict(record)), encoding="utf-8")
    aside.replace(path)
    return record


def refuse_taken_port(port: int, what: str) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            raise ServeError(
                f"Cổng {port} của {what} đang bị chương trình khác dùng: hãy đổi [ports] trong chiso.toml."
            )


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def wait_until(deployment: Deployment, record: Record, check: Callable[[], bool], seconds: float, say: Say) -> float:
    """Wait until `check` holds; a process that ends meanwhile or takes too long is an error that names its log."""
    started = told = time.monotonic()
    while not check():
        now = time.monotonic()
        if record.process() is None:
            raise ServeError(f"{record.title} dừng ngay khi khởi động: hãy xem {log_path(deployment, record.name)}.")
        if now - started > seconds:
            log = log_path(deployment, record.name)
            raise ServeError(f"{record.title} chưa trả lời sau {seconds:.0f} giây: hãy xem {log}.")
        if now - told > 5:
            told = now
            say(f"Đang đợi {record.title} sẵn sàng ({now - started:.0f} giây)")
        time.sleep(0.25)
    return time.monotonic() - started


def _end(process: psutil.Process) -> None:
    """End a process and everything it started: first asked, then, whoever is left, forced."""
    family = [*process.children(recursive=True), process]
    process_list = family[::-1]  # parents first, so that none starts a new child for an ended one
    for member in process_list:
        try:
            member.terminate()
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(process_list, timeout=STOP_SECONDS)
    for member in alive:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=STOP_SECONDS)


def stop_all(deployment: Deployment, say: Say = print, only: str | None = None) -> list[str]:
    """End exactly the processes recorded for this deployment (or the one named); the names of those that were alive."""
    ended = []
    for path, record in _records(deployment):
        if only not in (None, record.name):
            continue
        process = record.process()
        if process is not None:
            say(f"Đang dừng {record.title} (tiến trình {record.pid})")
            _end(process)
            ended.append(record.name)
        path.unlink(missing_ok=True)
    return ended
