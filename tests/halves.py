"""`make test`: the two halves of the suite side by side, one a core.

Tests that build with dbt share the project's rendered sources and go one after the other; all others need nothing of theirs and run
beside them. Which is which tests/conftest.py says (marker `warehouse`). What the second half printed follows the first's.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def _command(marked: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-m", f"not full and {marked}", *(arguments or ("tests",))]


def main() -> int:
    arguments = sys.argv[1:]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as beside:
        other = subprocess.Popen(_command("not warehouse", *arguments), cwd=PROJECT, stdout=beside, stderr=subprocess.STDOUT)
        code = subprocess.run(_command("warehouse", *arguments), cwd=PROJECT).returncode
        other_code = other.wait()
        beside.seek(0)
        print("\n▸ Các kiểm thử không dựng kho (chạy song song):", flush=True)
        print(beside.read(), end="", flush=True)
    return code or other_code


if __name__ == "__main__":
    sys.exit(main())
