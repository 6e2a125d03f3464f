"""Intake alone: many small files, one large file of each kind beside the quickest reader that keeps every text, and the largest ones.

Here: those measurements, each load in a process of its own (load_job.py). Not here: whole refreshes (run.py).
The fixed part of a process (imports aside, which load_job.py does not count) is in every figure.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from bench import samples
from bench.measure import Cost, python

# What must load with bounded memory: kind → (how to write it, ending, rows)
SIZES: dict[str, tuple[Callable[[Path, int], Path], str, int]] = {
    "JSON lines": (samples.json_lines, "jsonl", 10_000_000),
    "CSV": (samples.csv_lines, "csv", 10_000_000),
    "CSV in quotes": (samples.quoted_csv_lines, "quoted.csv", 10_000_000),
    "workbook": (samples.workbook, "xlsx", 500_000),
}
SMALL_FILES, SMALL_ROWS = 1000, 5
# kind → (how to write it, the reader it is held against, ending, rows)
KINDS: dict[str, tuple[Callable[[Path, int], Path], str, str, int]] = {
    "JSON lines": (samples.json_lines, "duckdb_json", "jsonl", 1_000_000),
    "CSV": (samples.csv_lines, "duckdb_csv", "csv", 1_000_000),
    "workbook": (samples.workbook, "calamine", "xlsx", 200_000),
}


def _load(how: str, path: Path, root: Path) -> tuple[Cost, dict]:
    shutil.rmtree(root, ignore_errors=True)
    cost = python("-m", "bench.load_job", how, str(path), str(root))
    return cost, json.loads(cost.stdout.splitlines()[-1])


def folder(work: Path, note: Callable) -> None:
    """A folder of small files: CPU milliseconds a file."""
    path = work / "intake" / f"folder-{SMALL_FILES}"
    if not path.is_dir():
        samples.folder(path, SMALL_FILES, SMALL_ROWS)
    cost, found = _load("ours", path, work / "intake" / "ours")
    note(f"{SMALL_FILES} small files", cost, ms_a_file=round(1000 * found["load_cpu_s"] / found["files"], 2))


def large(work: Path, note: Callable) -> None:
    """Large files: how many times the CPU of the reader they are held against."""
    (work / "intake").mkdir(parents=True, exist_ok=True)
    for kind, (write, reader, ending, rows) in KINDS.items():
        path = work / "intake" / f"{rows}.{ending}"
        if not path.is_file():
            write(path, rows)
        theirs_cost, theirs = _load(reader, path, work / "intake" / "theirs")
        note(f"{kind}, {rows} rows: {reader}", theirs_cost, load_cpu_s=theirs["load_cpu_s"])
        cost, ours = _load("ours", path, work / "intake" / "ours")
        times = round(ours["load_cpu_s"] / theirs["load_cpu_s"], 2)
        note(f"{kind}, {rows} rows: intake", cost, load_cpu_s=ours["load_cpu_s"], times=times)


def size(work: Path, note: Callable) -> None:
    """The largest files: peak memory, and that every row arrived. A file is removed once it is measured."""
    (work / "intake").mkdir(parents=True, exist_ok=True)
    for kind, (write, ending, rows) in SIZES.items():
        path = write(work / "intake" / f"size-{rows}.{ending}", rows)
        cost, ours = _load("ours", path, work / "intake" / "ours")
        note(f"{kind}, {rows} rows: memory", cost, load_cpu_s=ours["load_cpu_s"], rows=ours["rows"])
        path.unlink()
        shutil.rmtree(work / "intake" / "ours")
