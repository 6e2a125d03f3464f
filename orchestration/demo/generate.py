"""Writing a whole demo: deployment folder, then every extract month by month.

Here: the order of work, the summary, the files' times. Not here: any format or number. What is written follows from
(rows, seed, first month, months) alone: the same call gives byte-identical files.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from orchestration.demo import connectivity, documents, dossier_json, dossier_sheet, dossiers, wrong_files
from orchestration.demo.files import Written, set_delivery_time
from orchestration.demo.plan import DEFAULT_MONTHS, DEFAULT_ROWS, LAST_MONTH, Plan
from orchestration.demo.province import agencies
from orchestration.demo.reference import write_reference
from orchestration.demo.workdays import month_start
from orchestration.deployment import load_deployment

TEMPLATE = Path(__file__).parent / "template" / "chiso.toml"
EXTRACTS = ("dvc_dossier", "onestop_dossier_list", "doc_register", "village_coverage", "subscriber_stats")
SUMMARY_FILE = "demo_data.json"
Progress = Callable[[int, int, str], None]


@dataclass
class Summary:
    """What was written. `row_counts` counts rows inside files, `dossiers` the distinct dossiers that reached one."""

    rows_asked: int
    seed: int
    first_month: str
    months: int
    extracts: tuple[str, ...]
    files: int = 0
    file_counts: dict[str, int] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)
    dossiers: int = 0
    updated_rows: int = 0
    broken_dossier_rows: int = 0
    wrong_files: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0

    def add(self, done: list[Written]) -> None:
        for file in done:
            self.files += 1
            self.file_counts[file.extract] = self.file_counts.get(file.extract, 0) + 1
            self.row_counts[file.extract] = self.row_counts.get(file.extract, 0) + file.rows
            self.bytes += file.path.stat().st_size


def make_deployment(root: Path) -> Path:
    """Create (or refresh) a complete demo deployment below `root`; returns the path of its `chiso.toml`."""
    root.mkdir(parents=True, exist_ok=True)
    target = root / "chiso.toml"
    if not target.exists():
        shutil.copyfile(TEMPLATE, target)
    deployment = load_deployment(target)
    write_reference(deployment.reference_dir)
    deployment.drop_dir.mkdir(parents=True, exist_ok=True)
    return target


def _dossier_files(
    folder: Path, plan: Plan, month: date, rows: dict[str, np.ndarray], with_lists: bool
) -> list[Written]:
    """E01 for those who synchronise, E03 for those who do not (or E01 for all, when no lists are wanted)."""
    if not with_lists:
        return dossier_json.write_month(folder, plan, month, rows)
    sync = np.array([plan.sends_sync(a.index, month) for a in agencies()])[rows["agency"]]
    lists = np.array([plan.sends_staff_list(a.index, month) for a in agencies()])[rows["agency"]]
    done = dossier_json.write_month(folder, plan, month, dossiers.take(rows, sync))
    return done + dossier_sheet.write_month(folder, plan, month, dossiers.take(rows, lists))


def write_extracts(
    root: Path,
    rows: int = DEFAULT_ROWS,
    seed: int = 57,
    first_month: date | None = None,
    months: int = DEFAULT_MONTHS,
    on_progress: Progress | None = None,
    extracts: Collection[str] = EXTRACTS,
    only_months: Collection[date] | None = None,
    wrong: bool = True,
) -> Summary:
    """Write the extracts of a demo deployment into its drop zone, one folder a month.

    Without `first_month` the months end in 10/2026. `extracts` limits what is written (without `onestop_dossier_list`
    every agency sends JSON). `only_months` writes those months of the same plan, byte for byte as the whole would.
    `wrong=False` leaves out the files that are wrong as a whole. Dossiers of files that never came are not made up
    for: `Summary.dossiers` is a little less than `rows`.
    """
    began = time.perf_counter()
    first_month = month_start(first_month) if first_month else month_start(LAST_MONTH, 1 - months)
    plan = Plan(rows, seed, first_month, months)
    drop = load_deployment(root).drop_dir
    chosen = tuple(e for e in EXTRACTS if e in extracts)
    wanted = [m for m in plan.month_list if only_months is None or m in only_months]
    summary = Summary(rows, seed, first_month.isoformat(), months, chosen)
    stream = iter(dossiers.monthly_files(plan, set(wanted)))
    for position, month in enumerate(wanted):
        if on_progress:
            on_progress(position, len(wanted), f"Tháng {month:%m/%Y}")
        folder = drop / f"{month:%Y-%m}"
        folder.mkdir(parents=True, exist_ok=True)
        done: list[Written] = []
        if {"dvc_dossier", "onestop_dossier_list"} & set(chosen):
            _, table = next(stream)
            done += _dossier_files(folder, plan, month, table, "onestop_dossier_list" in chosen)
            summary.dossiers += int(table["is_new"].sum())
            summary.updated_rows += int((~table["is_new"]).sum())
            summary.broken_dossier_rows += int((table["defect"] > 0).sum())
        if "doc_register" in chosen:
            done += documents.write_month(folder, plan, month)
        if "village_coverage" in chosen:
            done += connectivity.write_villages(folder, plan, month)
        if "subscriber_stats" in chosen:
            done += connectivity.write_subscribers(folder, plan, month)
        for file in done:
            sent = plan.delivered_at(file.sender, month, wrong_files.due_day(file.extract))
            if file.extract == "doc_register":  # nothing is sent before it is exported
                sent = max(sent, documents.exported_at(plan, file.sender, month))
            set_delivery_time(file.path, sent)
        if wrong:
            summary.wrong_files += wrong_files.spoil_month(folder, plan, month, chosen)
        summary.add([f for f in done if f.path.exists()])
    summary.seconds = round(time.perf_counter() - began, 2)
    if on_progress:
        on_progress(len(wanted), len(wanted), "Xong")
    (root / SUMMARY_FILE).write_text(json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary
