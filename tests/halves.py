"""`make test`: the two halves of the suite side by side, one a core.

The journeys drive the whole main job, or its intake and build, over and over; everything else asks one part. They share nothing: a deployment's rendered sources
are its own. What the second half printed follows the first's.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
JOURNEYS = [f"tests/{name}" for name in ("end_to_end", "browser", "dashboards", "fault", "canary", "property")]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-m", "not full", *arguments]


def main() -> int:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as beside:
        parts = _command("tests", *(f"--ignore={folder}" for folder in JOURNEYS))
        other = subprocess.Popen(parts, cwd=PROJECT, stdout=beside, stderr=subprocess.STDOUT)
        code = subprocess.run(_command(*JOURNEYS), cwd=PROJECT).returncode
        other_code = other.wait()
        beside.seek(0)
        print("\n▸ Các kiểm thử từng phần (chạy song song):", flush=True)
        print(beside.read(), end="", flush=True)
    return code or other_code


if __name__ == "__main__":
    sys.exit(main())
