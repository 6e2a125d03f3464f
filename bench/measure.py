"""CPU seconds and peak memory of one command, its children included.

Here: running and counting. Not here: what is measured (run.py). CPU seconds, not wall-clock: other work on the machine stretches the
clock, not the processor time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What a command cost: processor seconds, wall seconds, the largest resident size of any of its processes in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    stdout: str


def cost_of(command: list[str], allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end. Raises RuntimeError when it leaves with another code than `allowed`."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = output.decode("utf-8", "replace")
    if process.returncode not in allowed:
        raise RuntimeError(f"{' '.join(command)} left with {process.returncode}:\n{text[-3000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024, text)


def python(*arguments: str, allowed: tuple[int, ...] = (0,)) -> Cost:
    return cost_of([sys.executable, *arguments], allowed)


def chiso(config: Path, *arguments: str) -> Cost:
    """The `chiso` command; files refused on purpose (exit code 1) are no failure of the measurement."""
    return python("-c", "from orchestration.cli import main; main()", "-d", str(config), *arguments, allowed=(0, 1))
