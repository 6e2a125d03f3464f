"""Every form of broken_forms.py, from workbook to staging: the worked example loads without one row in quarantine, a broken row lands there
under the right rule.

One deployment, one build: each file goes through the real intake, all raw files through one dbt run.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration.contracts import load_contracts, rules_of
from orchestration.demo.reference import write_reference
from orchestration.deployment import PROJECT_ROOT, load_deployment
from orchestration.intake import load_paths
from orchestration.state import Ledger
from orchestration.warehouse.dbt import staging_model_names
from tests.unit.dbt_core import project
from tests.unit.extracts.broken_forms import BROKEN, Case
from tests.unit.extracts.forms import example_rows, headed, number_of, titled, write_form

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
FORMS = sorted(BROKEN)
TOML = """code = "t"
extracts = []
modules = ["party"]
[province]
name = "Tỉnh Minh Họa"
code = "99"
agency_code = "H99"
"""


def unknown_words(extract: str) -> list[Case]:
    """For every coded and every looked-up column: a word that stands in no list."""
    columns = headed(CONTRACTS[extract])
    coded = [Case(f"{c.name}.code_list", {c.name: "không có trong danh mục"}) for c in columns if c.code_list]
    return coded + [Case(f"{c.lookup['as']}.known", {c.name: "Xã Không Có"}) for c in columns if c.lookup]


class Built:
    """What came of all files: `loads` by (extract, case number or None for the worked example)."""

    def __init__(self, root):
        (root / "chiso.toml").write_text(TOML, encoding="utf-8")
        write_reference(root / "reference")
        self.deployment = load_deployment(root)
        self.cases = {e: [*BROKEN[e], *unknown_words(e)] for e in FORMS}
        self.results, self.models = {}, {}
        paths = {}
        for extract in FORMS:
            contract, examples = CONTRACTS[extract], example_rows(CONTRACTS[extract])
            paths[extract, None] = write_form(root / "files" / f"{extract}.xlsx", contract, examples, with_total=True)
            for n, case in enumerate(self.cases[extract]):
                titles = {"exported_at": f"06/10/2026 {n // 60 + 8:02d}:{n % 60:02d}", **case.titles}
                rows = [{**examples[case.row], **case.cells}]
                paths[extract, n] = write_form(root / "files" / f"{extract}_{n}.xlsx", contract, rows, titles)
        with Ledger.of(self.deployment) as ledger:
            for key, path in paths.items():
                (self.results[key],) = load_paths(self.deployment, CONTRACTS, ledger, [path])
        self._build(root)

    def _build(self, root) -> None:
        loads, pending = [], {}
        for seq, result in enumerate(self.results.values(), 1):
            if result.status == "accepted":
                loads.append(project.load(result.load_id, seq, result.extract))
                pending.setdefault(result.extract, []).append(self.deployment.raw_dir / result.extract / f"{result.load_id}.parquet")
        project.write_control(root, loads, pending)
        kinds = ["--resource-type", "model", "--resource-type", "seed"]
        outcome = project.invoke(
            root, ["build", "--select", "+path:models/staging", "+quarantine", *kinds, "--full-refresh"], variables={"reference_dir": str(root / "reference")}
        )
        assert outcome.success, [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
        with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
            self.failed: dict[str, dict[int, set[str]]] = {}
            for load_id, row, rule in connection.execute("select load_id, source_row, rule from quality.quarantine").fetchall():
                self.failed.setdefault(load_id, {}).setdefault(row, set()).add(rule)
            for name in staging_model_names():
                table = connection.execute(f"select * from staging.{name} order by load_id, source_row")
                columns = [c[0] for c in table.description]
                for values in table.fetchall():
                    row = dict(zip(columns, values, strict=True))
                    self.models.setdefault(row["load_id"], []).append(row)

    def staged(self, extract: str, case: int | None = None) -> list[dict]:
        return self.models[self.results[extract, case].load_id]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    return Built(tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize("extract", FORMS)
def test_the_worked_example_loads_whole(built: Built, extract: str) -> None:
    result, contract = built.results[extract, None], CONTRACTS[extract]
    assert (result.status, result.extract, result.reason_vi) == ("accepted", extract, None)
    examples, staged = example_rows(contract), built.staged(extract)
    assert built.failed.get(result.load_id, {}) == {}
    assert len(staged) == len(examples) >= 2 and all(row["is_accepted"] for row in staged)
    for want, got in zip(examples, staged, strict=True):
        for column in (c for c in headed(contract) if c.kept):
            text, value = want[column.name], got[column.name]
            if column.logical_type == "boolean":
                assert value is (text in column.true_tokens), column.name
            elif text in column.null_tokens:
                assert value is None, column.name
            elif column.logical_type in {"integer", "number"} and not column.unit_from_title:
                assert value == pytest.approx(float(number_of(text, column))), column.name
            elif column.logical_type == "date":
                day, month, year = map(int, text.split("/"))
                assert value == date(year, month, day), column.name
            else:
                assert value is not None, column.name
        for column in titled(contract):
            assert got[column.name] is not None, column.name


@pytest.mark.parametrize("extract", FORMS)
def test_a_broken_row_fails_the_right_rules(built: Built, extract: str) -> None:
    found, wanted = {}, {}
    for n, case in enumerate(built.cases[extract]):
        result = built.results[extract, n]
        assert result.status == "accepted", (case, result.reason_vi)
        (row,) = built.staged(extract, n)
        rules = built.failed.get(result.load_id, {}).get(row["source_row"], set())
        is_certain = n < len(BROKEN[extract])
        found[n] = rules if is_certain else rules & set(case.rules.split())
        wanted[n] = set(case.rules.split())
    assert found == wanted


@pytest.mark.parametrize("extract", FORMS)
def test_every_rule_of_the_contract_has_its_case(extract: str) -> None:
    tried = {rule for case in BROKEN[extract] for rule in case.rules.split()}
    assert {node["name"] for node in CONTRACTS[extract].quality} <= tried


@pytest.mark.parametrize("extract", FORMS)
def test_errors_keep_a_row_out_and_warnings_do_not(built: Built, extract: str) -> None:
    severity = {rule.name: rule.severity for rule in rules_of(CONTRACTS[extract])}
    for n, case in enumerate(BROKEN[extract]):
        (row,) = built.staged(extract, n)
        assert row["is_accepted"] is all(severity[rule] == "warning" for rule in case.rules.split()), case
