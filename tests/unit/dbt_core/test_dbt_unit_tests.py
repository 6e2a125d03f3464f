"""dbt's own unit tests, run: they stand beside the models (`unit_tests:` in the YAML) and a production build leaves them out."""

from __future__ import annotations

import yaml

from tests.unit.dbt_core import project

AGENCIES = """agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi
H99.08,Sở Y tế,department,so,99,H99,2020-01-01,,SYT
"""


def test_every_unit_test_passes(tmp_path) -> None:
    project.write_reference(tmp_path, agencies=AGENCIES, expected_deliveries="agency_code,delivery_group,valid_from,valid_to\n")
    project.write_control(tmp_path, [], {})
    built = project.invoke(tmp_path, ["build", "--resource-type", "model", "--resource-type", "seed"])
    assert built.success, built.exception or [r.message for r in built.result.results if r.message]
    outcome = project.invoke(tmp_path, ["test", "--select", "test_type:unit"])
    failed = {r.node.name: r.message for r in outcome.result.results if str(r.status) != "pass"}
    assert outcome.success and not failed, failed
    files = (project.PROJECT / "models").rglob("*.yml")
    written = {t["name"] for path in files for t in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("unit_tests", [])}
    assert {r.node.name for r in outcome.result.results} == written
