"""`make test-full`: what is larger than `make test`, in sections that run alone and resume.

    make test-full                    every section not yet passed at this commit
    make test-full SECTION=fault      one section, whether passed or not

A section that passed is remembered in var/test-full.json under the commit and seed; CHISO_SEED chooses the seed of the property tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STATE = PROJECT / "var" / "test-full.json"
SECTIONS = {
    "unit": ["tests/unit"],
    "real": ["tests/real"],
    "property": ["tests/property"],
    "fault": ["tests/fault"],
    "canary": ["tests/canary"],
    "dashboards": ["tests/dashboards", "tests/browser"],
    "end_to_end": ["tests/end_to_end"],
}


def commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=40"], cwd=PROJECT, capture_output=True, text=True)
    return done.stdout.strip() or "no-git"


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "all"
    if wanted != "all" and wanted not in SECTIONS:
        print(f"Không có phần “{wanted}”; các phần: {', '.join(SECTIONS)}.", file=sys.stderr)
        return 2
    seed = os.environ.get("CHISO_SEED", "57")
    key = f"{commit()} seed {seed}"
    state = json.loads(STATE.read_text(encoding="utf-8")) if STATE.is_file() else {}
    passed = state.setdefault(key, {})
    failed = []
    for name in SECTIONS if wanted == "all" else [wanted]:
        if wanted == "all" and name in passed and not key.endswith("-dirty"):
            print(f"▸ {name}: đã đạt trước đó ({passed[name]} giây)")
            continue
        print(f"▸ {name}", flush=True)
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-m", "full or not full", f"--hypothesis-seed={seed}", *SECTIONS[name]]
        if subprocess.run(command, cwd=PROJECT).returncode == 0:
            passed[name] = round(time.monotonic() - started)
            STATE.parent.mkdir(parents=True, exist_ok=True)
            STATE.write_text(json.dumps(state, indent=1), encoding="utf-8")
        else:
            failed.append(name)
    print(f"Không đạt: {', '.join(failed)}" if failed else "Mọi phần đều đạt.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
