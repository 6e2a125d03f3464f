"""Small words of the command line: steps with their seconds."""

from __future__ import annotations

import time
from contextlib import contextmanager

import click

from orchestration.vietnamese import number


class Steps:
    """Prints each step as it starts and how long it took, and keeps the times for the closing table."""

    def __init__(self) -> None:
        self.times: list[tuple[str, float]] = []

    @contextmanager
    def step(self, title: str):
        click.echo(f"▸ {title} …")
        started = time.monotonic()
        yield
        seconds = time.monotonic() - started
        self.times.append((title, seconds))
        click.echo(f"  xong sau {number(seconds, 1)} giây")

    def table(self) -> None:
        width = max((len(t) for t, _ in self.times), default=0)
        for title, seconds in self.times:
            click.echo(f"  {title:<{width}}  {number(seconds, 1):>8} giây")
