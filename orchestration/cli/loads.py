"""`chiso loads`: what became of files. The group alone; its commands stand in modules of their own (loads_answers.py)."""

from __future__ import annotations

import click


@click.group()
def loads() -> None:
    """Từng tệp đã gửi: xem, trả lời điều máy hỏi, khai không phát sinh. / Files sent: look, answer, declare."""
