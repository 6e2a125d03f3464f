"""Functions in processes of their own that have imported already what a run imports (tests/warm.py).

Here: starting one with its output in files, waiting for it. Not here: what they do. Starting Python and importing Dagster, dbt and Great
Expectations costs a fifth of a small run; the process itself is as real as any other, and may be killed.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess

PROJECT = Path(__file__).resolve().parent.parent
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.warm"])


def _child(function: Callable, arguments: tuple, out: str, err: str) -> None:
    os.setsid()  # a group of its own, which can be killed whole
    os.chdir(PROJECT)
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(target, stream.fileno())
        os.close(target)
    function(*arguments)


def start(function: Callable, *arguments, out: str = os.devnull, err: str = os.devnull) -> BaseProcess:
    """Start `function(*arguments)`; both must be importable or picklable. Its standard output and error go to the files."""
    process = _SERVER.Process(target=_child, args=(function, arguments, out, err))
    process.start()
    return process


def run(function: Callable, *arguments) -> CompletedProcess:
    """Run to the end: exit code (of `sys.exit`; 1 after an exception; negative: the signal), what was said."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start(function, *arguments, out=str(out), err=str(err))
        process.join()
        texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in (out, err)]
    return CompletedProcess(arguments, process.exitcode, *texts)
