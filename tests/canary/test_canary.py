"""No planted value leaves landing: the whole main job on files full of persons, then every byte it wrote, and all it said.

Superset's database and cache are filled by importing the dashboards and asking every chart. Not searched: the drop zone and landing, where
personal data are meant to be.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dashboards import settings
from orchestration.demo.reference import write_reference
from orchestration.deployment import load_deployment
from orchestration.serve.superset import bootstrap_superset
from orchestration.state.ledger import Ledger
from tests.canary.plants import Plants, write_all
from tests.canary.search import Searcher
from tests.conftest import PROJECT, chiso

EXTRACTS = [
    "dvc_dossier",
    "onestop_dossier_list",
    "doc_register",
    "village_coverage",
    "subscriber_stats",
    "permit_receipt",
    "procedure_catalogue",
]


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A deployment after the whole job: its plants, what it printed, and itself."""
    root = tmp_path_factory.mktemp("canary") / "place"
    root.mkdir()
    toml = (PROJECT / "orchestration" / "demo" / "template" / "chiso.toml").read_text(encoding="utf-8")
    extracts = ", ".join(f'"{e}"' for e in EXTRACTS)
    (root / "chiso.toml").write_text(re.sub(r"(?m)^extracts = .*$", f"extracts = [{extracts}]", toml), encoding="utf-8")
    write_reference(root / "reference")
    plants = Plants()
    write_all(plants, root / "drop")
    said = []
    for arguments in (["run"], ["run"], ["status"], ["release", "list"], ["landing", "purge"], ["isolated", "list"]):
        done = chiso(root / "chiso.toml", *arguments)
        said.append(f"$ {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        assert done.returncode in (0, 1, 6), said[-1]
    deployment = load_deployment(root)
    bootstrap_superset(deployment, said.append)
    return deployment, plants, "\n".join(said)


def test_the_plants_are_where_they_should_be(canary):
    """Every value is found in the drop zone, so the search after it means something."""
    deployment, plants, _ = canary
    search = Searcher(plants.values)
    found = set().union(*search.below(deployment.drop_dir).values()) | search.in_text(
        "\n".join(str(p) for p in deployment.drop_dir.rglob("*"))
    )
    assert {plants.values[v] for v in set(plants.values) - found} == set() and len(plants.values) > 300


def test_the_job_took_them_in(canary):
    deployment, _, said = canary
    with Ledger.of(deployment) as ledger:
        rows = ledger.loads()
        assert ledger.events.first_broken() is None
    accepted = {r["extract"] for r in rows if r["status"] == "accepted"}
    assert accepted >= {"dvc_dossier", "onestop_dossier_list", "doc_register", "subscriber_stats", "permit_receipt"}, [
        (r["file_label"], r["reason_vi"]) for r in rows
    ]
    masked = {r["extract"]: r["masked_values"] for r in rows if r["status"] == "accepted" and r["masked_values"]}
    assert (
        set(masked) >= {"dvc_dossier", "onestop_dossier_list", "doc_register", "subscriber_stats", "permit_receipt"}
        and max(masked.values()) > 12
    )
    codes = {r["reason_code"] for r in rows}
    assert codes >= {"FILE_UNREADABLE", "NO_CONTRACT", "PD_COLUMN", "SECRECY_PRESENT", "AMBIGUOUS_HEADER"}
    assert deployment.current_release.is_symlink() and list((deployment.site_dir / "data_docs").rglob("*.html")), said
    assert "Từ chối" in said


def test_nothing_of_them_is_outside_landing(canary):
    deployment, plants, said = canary
    search = Searcher(plants.values)
    hits = search.below(deployment.root, [deployment.drop_dir, deployment.landing_dir])
    told = {path: {f"{v} ({plants.values[v]})" for v in values} for path, values in hits.items()}
    assert told == {}
    assert {f"{v} ({plants.values[v]})" for v in search.in_text(said)} == set()
    kept = {p.relative_to(deployment.root).parts[0] for p in deployment.root.rglob("*") if p.is_file()}
    assert kept >= {"raw", "state", "build", "releases", "site", "logs"}, "the search went through all of it"
    superset = settings.superset_home(deployment)
    assert (superset / "superset.db").is_file() and [p for p in (superset / "cache").rglob("*") if p.is_file()]


def test_a_release_is_made_again_without_landing(canary, tmp_path):
    """What landing is needed for: reading again. A release is verified and made again from raw alone."""
    from orchestration.release.publish import current_id, show_release, verify

    deployment, _, _ = canary
    copy = tmp_path / "copy"
    shutil.copytree(deployment.root, copy, symlinks=True)
    for folder in ("landing", "drop", "build"):
        shutil.rmtree(copy / folder)
    before = current_id(deployment)
    done = chiso(copy / "chiso.toml", "run", "--rebuild")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    again = load_deployment(copy)
    assert current_id(again) == before and not [p for p in Path(copy / "landing").rglob("*") if p.is_file() and p.name[0] != "."]
    verify(again, show_release(again, before))
