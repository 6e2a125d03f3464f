"""Names of the units that report today, for the drop-downs of templates. Reads the deployment's own files, nothing else."""

from __future__ import annotations

import csv
from pathlib import Path


def unit_names(reference_dir: Path) -> tuple[str, ...]:
    """Names in `agencies.csv` that are valid still (no end of validity), in the order of the file."""
    path = reference_dir / "agencies.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row.get("valid_to")]
    return tuple(dict.fromkeys(row["name_vi"] for row in rows if row["name_vi"]))
