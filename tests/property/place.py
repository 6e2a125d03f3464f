"""A deployment that is used again and again: deliveries put into its drop zone, intake, the dbt build, a hash of what came out.

Here: doing that in this process, and an intake that dies on the way in another. Not here: what is delivered (world.py), what must hold
(test_arrival.py). The folder stays the same from one history to the next, so that dbt parses once.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT, load_deployment
from orchestration.intake import scan_drop_zone
from orchestration.release.identity import Published, content_hash, partitions
from orchestration.state import Ledger
from orchestration.warehouse import control, dbt
from tests.property.world import write_deployment

TABLES = (
    "fct_dossier", "fct_document", "fct_village_coverage", "fct_subscriber", "dossier_month", "indicator_horizon", "indicator_value",
)  # fmt: skip
SELECTED = [f"+{name}" for name in TABLES]
# Dies at the n-th durable step of intake, whichever it is, before or after it acts.
KILLER = """
import os, sys
from orchestration.contracts import load_contracts
from orchestration.deployment import load_deployment
from orchestration.intake import load, scan_drop_zone
from orchestration.intake.landing import Landing
from orchestration.state import Ledger

left, after = [int(sys.argv[2])], sys.argv[3] == "after"

def deadly(function):
    def wrapped(*args, **kwargs):
        left[0] -= 1
        if left[0] == 0 and not after:
            os._exit(9)
        result = function(*args, **kwargs)
        if left[0] == 0:
            os._exit(9)
        return result
    return wrapped

for owner, name in ((os, "replace"), (os, "fsync"), (Ledger, "add"), (load, "write_raw"), (Landing, "store"), (Ledger, "remember")):
    setattr(owner, name, deadly(getattr(owner, name)))
d = load_deployment(sys.argv[1])
with Ledger.of(d) as ledger:
    scan_drop_zone(d, load_contracts(d.contracts_dirs, d.extracts), ledger)
"""


class Place:
    """One deployment; `begin` empties it of everything that was delivered."""

    def __init__(self, root: Path):
        write_deployment(root)
        self.root = root
        self.deployment = load_deployment(root)
        self.contracts = load_contracts(self.deployment.contracts_dirs, self.deployment.extracts)

    def begin(self) -> None:
        for name in ("drop", "landing", "raw", "state"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        for path in (self.root / "build").glob("warehouse.duckdb*"):
            path.unlink()
        self.deployment.drop_dir.mkdir()

    def put(self, name: str, content: bytes) -> None:
        path = self.deployment.drop_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def put_zip(self, name: str, members: dict[str, bytes]) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        self.put(name, packed.getvalue())

    def load(self) -> list:
        with Ledger.of(self.deployment) as ledger:
            return scan_drop_zone(self.deployment, self.contracts, ledger)

    def load_and_die(self, step: int, when: str) -> None:
        """Intake in a process of its own that ends at once at its `step`-th durable step; none so late is a run that goes well."""
        command = [sys.executable, "-c", KILLER, str(self.root), str(step), when]
        done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True)
        assert done.returncode in (0, 9), done.stderr

    def loads(self) -> list[dict]:
        with Ledger.of(self.deployment) as ledger:
            return ledger.loads()

    def build(self, is_broken_off: bool = False) -> None:
        """What `chiso run` builds, of the facts and indicators; `is_broken_off`: it ends before it is finished, the next starts anew."""
        with Ledger.of(self.deployment) as ledger:
            todo = control.plan(self.deployment, self.contracts, ledger)
            if todo.kind == "nothing":
                return
            control.begin(self.deployment, todo, ledger)
        if is_broken_off:
            return
        arguments = ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", "--select", *SELECTED]
        arguments += ["--full-refresh"] if todo.kind == "rebuild" else ["--exclude-resource-type", "seed"]
        dbt.render_sources(load_contracts(self.deployment.contracts_dirs), dbt.sources_dir(self.deployment))
        outcome = dbt._invoke(self.deployment, arguments)
        assert outcome.success, outcome.exception or [r.message for r in outcome.result.results if str(r.status) != "success"]
        control.finish(self.deployment)

    def content(self) -> tuple[str, dict[str, int]]:
        """A release's hash over what counts now, and the rows of each table (for whoever reads a failure)."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.deployment.build_path}' as build (read_only); create schema marts")
            for name in TABLES:
                columns = [c for (c,) in connection.execute(f"select column_name from (describe build.marts.{name})").fetchall()]
                current = "where known_to is null" if "known_to" in columns else ""
                connection.execute(f"create view marts.{name} as select * from build.marts.{name} {current}")
            tables = [Published("marts", name, None, frozenset()) for name in TABLES]
            parts = partitions(connection, tables, "memory")
        return content_hash(parts), {p.relation: p.rows for p in parts}
