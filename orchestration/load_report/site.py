"""The pages of loads in `site/loads`: which to write, which to remove.

Here: that choice, made from the ledger's events and the build's pending loads, so that a run costs what it touched. Not here: the page.
A page lost to a power cut is written again, since the note of what was done comes last: nothing here is synced to disk.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.deployment import Deployment
from orchestration.load_report.built import build_mark, pending_ids
from orchestration.load_report.document import documents
from orchestration.load_report.page import HERE, page_html
from orchestration.state.ledger import Ledger

CHUNK_LOADS = 200  # documents held in memory at a time
NOTE = ".written.json"


def pages_dir(deployment: Deployment) -> Path:
    return deployment.site_dir / "loads"


def write_pages(deployment: Deployment, contracts: dict[str, Contract], ledger: Ledger) -> int:
    """Write the pages (and JSON) of loads that something happened to since the last time; remove those of loads that are gone.

    The build file must not be open for writing. Returns how many loads were written.
    """
    folder = pages_dir(deployment)
    folder.mkdir(parents=True, exist_ok=True)
    rows = {row["load_id"]: row for row in ledger.loads()}
    standing = {p.stem for p in folder.glob("*.html")}
    done = _note(folder)
    now = {"look": _look(), "event_seq": ledger.events.last_seq(), "build": build_mark(deployment)}
    touched = set(rows) - standing
    if done.get("look") != now["look"]:
        touched = set(rows)
    touched |= {e["payload"].get("load_id") for e in ledger.events.since(done.get("event_seq", 0)) if e["kind"].startswith("load.")}
    pending = pending_ids(deployment) if now["build"] and done.get("build") != now["build"] else set()
    touched |= pending
    wanted = [rows[load_id] for load_id in sorted(touched & set(rows))]
    for at in range(0, len(wanted), CHUNK_LOADS):
        for found in documents(deployment, contracts, ledger, wanted[at : at + CHUNK_LOADS]):
            _put(folder / f"{found['load_id']}.html", page_html(found))
            _put(folder / f"{found['load_id']}.json", json.dumps(found, ensure_ascii=False, indent=1))
            if found["load_id"] in pending and found["rows"]["kept"] is None:
                now["build"] = None  # it broke off before it came to this load: look at its loads again
    for load_id in standing - set(rows):
        for ending in ("html", "json"):
            (folder / f"{load_id}.{ending}").unlink(missing_ok=True)
    _put(folder / NOTE, json.dumps(now))
    return len(wanted)


def _note(folder: Path) -> dict:
    """What the last time was done up to; nothing where that cannot be told."""
    try:
        return json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _look() -> str:
    """Changes when pages would look or read differently."""
    digest = hashlib.sha256()
    for path in sorted(p for p in HERE.iterdir() if p.suffix in {".py", ".css", ".j2"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _put(path: Path, text: str) -> None:
    """Replace a file whole: somebody may be reading it."""
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
