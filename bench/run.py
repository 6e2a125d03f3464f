"""`make bench [SECTION=…]`: what a refresh costs, beside two yardsticks doing the same job on the same files.

Sections: `fixed` (nothing to do; the smallest real refresh), `100k`, `1m`, `5m` (whole refresh, release copy, both yardsticks, equal
values), `month` and `month5m` (one added month on 3 and on 24 months of history), `folder`, `intake` and `size` (intake alone:
intake.py), `all`. Prints a Markdown table and writes var/bench/results.json.
The yardsticks are what somebody would write by hand for these indicators and nothing else: no checks, no history, no releases.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import duckdb

from bench import intake
from bench.measure import PROJECT, Cost, chiso, python
from orchestration.deployment import Deployment, load_deployment
from orchestration.release.publish import current_id

WORK = PROJECT / "var" / "bench"
SIZES = {"100k": 100_000, "1m": 1_000_000, "5m": 5_000_000}
SEED, MONTHS = 57, 24
RESULTS: dict[str, dict] = {}


def note(name: str, cost: Cost, **more) -> Cost:
    RESULTS[name] = {"cpu_s": round(cost.cpu_s, 2), "wall_s": round(cost.wall_s, 1), "peak_mb": round(cost.peak_mb), **more}
    told = "".join(f"; {key} {value}" for key, value in more.items() if isinstance(value, float))
    print(f"| {name}{told} | {cost.cpu_s:.1f} | {cost.wall_s:.0f} | {cost.peak_mb:.0f} |", flush=True)
    return cost


def files(rows: int, months: int = MONTHS) -> Path:
    """A demo deployment with E01 only, generated once and reused."""
    root = WORK / f"files-{rows}-{months}"
    if not (root / "done").is_file():
        shutil.rmtree(root, ignore_errors=True)
        script = (
            "import sys; from pathlib import Path; from orchestration.demo import make_deployment, write_extracts\n"
            "root = Path(sys.argv[1]); make_deployment(root)\n"
            "write_extracts(root, rows=int(sys.argv[2]), seed=int(sys.argv[3]), months=int(sys.argv[4]), "
            "extracts=('dvc_dossier',), wrong=False)"
        )
        python("-c", script, str(root), str(rows), str(SEED), str(months))
        (root / "done").touch()
    return root


def deployment(source: Path, name: str, months: slice = slice(None)) -> Deployment:
    """A fresh deployment over the files of `source` (hard links), only the chosen months of the drop zone."""
    root = WORK / name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    shutil.copyfile(source / "chiso.toml", root / "chiso.toml")
    shutil.copytree(source / "reference", root / "reference")
    add_months(source, root, months)
    return load_deployment(root)


def add_months(source: Path, root: Path, months: slice) -> None:
    import os

    for month in sorted(p.name for p in (source / "drop").iterdir())[months]:
        shutil.copytree(source / "drop" / month, root / "drop" / month, copy_function=os.link)


def release_copy(d: Deployment) -> Cost:
    """Publishing alone: the same build published again into an empty releases folder."""
    script = (
        "import sys, dataclasses; from pathlib import Path\n"
        "from orchestration.deployment import load_deployment; from orchestration.release.publish import publish\n"
        "from orchestration.release.identity import published_tables; from orchestration.warehouse.dbt import manifest\n"
        "d = load_deployment(sys.argv[1]); publish(d, published_tables(manifest(d)), {})"
    )
    kept = d.root / "releases-kept"
    d.releases_dir.rename(kept)
    try:
        return python("-c", script, str(d.config_path))
    finally:
        shutil.rmtree(d.releases_dir, ignore_errors=True)
        kept.rename(d.releases_dir)


def our_values(d: Deployment) -> dict:
    with duckdb.connect(str(d.current_release), read_only=True) as connection:
        rows = connection.execute(
            "select indicator_code, agency_code, cast(period_month as varchar), numerator, denominator from marts.indicator_value "
            "where window_code = 'month' and indicator_code like 'DVC-%' and denominator > 0"
        ).fetchall()
    return {(i, a, m): (round(n), round(q)) for i, a, m, n, q in rows}


def their_values(path: Path) -> dict:
    with path.open(encoding="utf-8") as file:
        return {
            (r["indicator_code"], r["agency_code"], r["month"]): (int(r["numerator"]), int(r["denominator"])) for r in csv.DictReader(file)
        }


def compare(name: str, ours: dict, theirs: dict) -> bool:
    wrong = [k for k in ours.keys() | theirs.keys() if ours.get(k) != theirs.get(k)]
    print(
        f"  {name}: {len(ours)} giá trị, {len(wrong)} khác nhau"
        + (f", ví dụ {wrong[0]}: {ours.get(wrong[0])} ≠ {theirs.get(wrong[0])}" if wrong else "")
    )
    RESULTS[name]["values"], RESULTS[name]["different"] = len(ours), len(wrong)
    return not wrong


def fixed() -> None:
    source = files(100, 1)
    d = deployment(source, "fixed")
    note("smallest refresh (1 month, 100 dossiers, first build)", chiso(d.config_path, "run"))
    chiso(d.config_path, "run")
    note("nothing to do", chiso(d.config_path, "run"))


def size(label: str) -> None:
    source = files(SIZES[label])
    d = deployment(source, label)
    note(f"{label}: refresh", chiso(d.config_path, "run"), release=current_id(d))
    note(f"{label}: release copy", release_copy(d))
    ours = our_values(d)
    for tool in ("duckdb", "pandas"):
        out = WORK / f"{label}-{tool}.csv"
        note(f"{label}: {tool} script", python("-m", f"bench.yardstick_{tool}", str(source), str(out)))
        compare(f"{label}: {tool} script", ours, their_values(out))


def month(label: str) -> None:
    source = files(SIZES[label])
    for history in (3, 23):
        start = 23 - history
        d = deployment(source, f"month-{label}-{history}", slice(start, 23))
        chiso(d.config_path, "run")
        add_months(source, d.root, slice(23, 24))
        note(f"{label}: one month added to {history}", chiso(d.config_path, "run"))
        note(f"{label}: one month added to {history}: release copy", release_copy(d))
        empty = d.root / "drop" / "one-more"
        empty.mkdir()
        smallest = min((p for p in (source / "drop").rglob("*.json")), key=lambda p: p.stat().st_size)
        (empty / "again.json").write_bytes(smallest.read_bytes().rstrip() + b"\n\n")
        note(f"{label}: smallest file added to {history} + 1 (the fixed part of adding)", chiso(d.config_path, "run"))


SECTIONS = {"fixed": fixed, "100k": lambda: size("100k"), "1m": lambda: size("1m"), "month": lambda: month("1m"), "5m": lambda: size("5m")}
SECTIONS |= {"month5m": lambda: month("5m"), "folder": lambda: intake.folder(WORK, note)}
SECTIONS |= {"intake": lambda: intake.large(WORK, note), "size": lambda: intake.size(WORK, note)}


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "all"
    if wanted != "all" and wanted not in SECTIONS:
        print(f"Không có phần “{wanted}”; các phần: all, {', '.join(SECTIONS)}.", file=sys.stderr)
        return 2
    WORK.mkdir(parents=True, exist_ok=True)
    print("| việc | CPU (giây) | đồng hồ (giây) | bộ nhớ đỉnh (MB) |\n|---|---:|---:|---:|")
    for name in SECTIONS if wanted == "all" else [wanted]:
        SECTIONS[name]()
    (WORK / f"results-{wanted}.json").write_text(json.dumps(RESULTS, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
