"""Rules of the house over the dbt project's own files: what a new staging model must not forget, and sizes."""

from __future__ import annotations

import re

import pytest
import yaml

from orchestration.deployment import load_deployment
from orchestration.warehouse.dbt import variables
from tests.unit.dbt_core.project import PROJECT, ROOT, invoke, write_control

OWN = [p for p in (PROJECT / "models").rglob("*.sql") if not {"indicator", "reporting", "cards"} & set(p.parts)]


def test_the_quality_models_read_what_is_on_and_nothing_else_is_built() -> None:
    """The real deployment has one extract on: facts keep what they read, everything else is neither read nor built."""
    listed = variables(load_deployment(ROOT / "tests" / "real" / "permit_log"))
    read = {
        name
        for folder in ("intermediate", "marts", "reporting")
        for path in (PROJECT / "models" / folder).rglob("*.sql")
        for name in re.findall(r"stg_\w+", path.read_text(encoding="utf-8"))
    }
    everything = {p.stem for p in (PROJECT / "models" / "staging").rglob("*.sql")}
    assert listed["staging_models"] == ["stg_event_log__permit_receipt"]
    assert set(listed["staging_off"]) == everything - read and "stg_dvc__dossier" not in listed["staging_off"]
    assert not set(listed["staging_off"]) & set(listed["staging_models"])


def test_what_is_off_is_no_step_of_the_build(tmp_path) -> None:
    """dbt's own list of what a build would run: neither the model nor the test beside it, and the quality models do not miss it."""
    off = ["stg_telecom__ispeed", "stg_edoc__exchange"]
    on = sorted({p.stem for p in (PROJECT / "models" / "staging").rglob("*.sql")} - set(off))
    kinds = ["--resource-type", "model", "--resource-type", "test"]
    steps = {}
    for name, given in {"all": {}, "some": {"staging_models": on, "staging_off": off}}.items():
        outcome = invoke(tmp_path, ["ls", "--output", "name", *kinds], variables=given)
        assert outcome.success, outcome.exception
        steps[name] = set(outcome.result)
    assert steps["all"] - steps["some"] == {*off, *(f"{name}__one_row_a_source_row" for name in off)}


def test_every_contract_has_one_staging_model() -> None:
    contracts = {p.name.split(".")[0] for p in (ROOT / "expectations").glob("*.odcs.yaml")}
    read = re.findall(
        r"stage\('(\w+)'",
        "".join(p.read_text(encoding="utf-8") for p in (PROJECT / "models" / "staging").rglob("*.sql")),
    )
    assert sorted(read) == sorted(contracts)


def test_no_macro_names_an_extract() -> None:
    names = "|".join(p.name.split(".")[0] for p in (ROOT / "expectations").glob("*.odcs.yaml"))
    for path in (PROJECT / "macros").glob("*.sql"):
        assert not re.search(rf"\b({names})\b", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_files_are_short_and_described(path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= (40 if path.stem.startswith("stg_") else 150)
    folder = PROJECT / "models" / "staging" if path.parent.parent.name == "staging" else path.parent
    described = {
        model["name"]: model["description"]
        for file in folder.rglob("*.yml")
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
    }
    assert re.match(r"(One row is|Một dòng là) ", described[path.stem]), "the first sentence says the grain"


def test_every_seed_column_has_a_type() -> None:
    typed = {
        seed["name"]: set(seed["config"]["column_types"])
        for file in (ROOT / "seeds").glob("*.yml")
        for seed in yaml.safe_load(file.read_text(encoding="utf-8"))["seeds"]
    }
    for path in (ROOT / "seeds").glob("*.csv"):
        header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        assert set(header) == typed[path.stem], path.name


def test_rules_of_an_extract_that_is_off_are_in_no_report(tmp_path) -> None:
    """A Party form that nobody switched on must not show in a leader's list of checks, not even empty."""
    write_control(tmp_path, [], {})
    outcome = invoke(
        tmp_path,
        ["compile", "--select", "rpt_quality__check", "--no-populate-cache"],
        variables={"staging_models": ["stg_telecom__subscriber"]},
    )
    (sql,) = [r.node.compiled_code for r in outcome.result.results if r.node.name == "rpt_quality__check"]
    assert "'subscriber_stats'" in sql and "'party_handbook'" not in sql
