"""Data Docs hold nothing of extracts that not everybody may see, though their checks run."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from orchestration.checks.run import run_checks
from orchestration.deployment import load_deployment
from tests.unit.intake.small_contract import column, small_contract


def test_checks_of_a_restricted_extract_run_and_leave_no_page(tmp_path):
    (tmp_path / "chiso.toml").write_text(
        'code = "t"\nextracts = []\n[province]\nname = "Tỉnh Thử"\ncode = "99"\nagency_code = "H99"\n', encoding="utf-8"
    )
    deployment = replace(load_deployment(tmp_path), contracts_dirs=(tmp_path,))
    columns = [column("item_code", "Mã", key=1), column("note_text", "Loại")]
    contracts = {
        "open_form": small_contract(tmp_path, "open_form", columns),
        "closed_form": small_contract(tmp_path, "closed_form", columns, audience="security_officer"),
    }
    deployment.build_path.parent.mkdir(parents=True)
    with duckdb.connect(str(deployment.build_path)) as c:
        c.execute("create schema staging; create schema control; create schema quality")
        c.execute("create table control.pending as select '1' as load_id")
        c.execute("create table quality.quarantine (load_id varchar, extract varchar, rule varchar)")
        for name in contracts:
            c.execute(
                f"create table staging.stg_{name} as select '1' as load_id, null::varchar as item_code, 'x' as note_text, "
                "null::varchar as unparsed_columns"
            )
            c.execute("insert into quality.quarantine values ('1', ?, 'item_code.required')", [name])
    for _ in range(2):
        results = run_checks(deployment, contracts, {name: f"stg_{name}" for name in contracts})
        required = {(r.extract, r.rows_failed) for r in results if r.rule == "item_code.required"}
        assert required == {("open_form", 1), ("closed_form", 1)} and all(r.evaluated for r in results)
        pages = [p for p in (deployment.site_dir / "data_docs").rglob("*") if p.is_file()]
        assert any("open_form" in str(p) for p in pages)
        kept = [*pages, *(p for p in (deployment.root / "build" / "great_expectations").rglob("*.json") if p.is_file())]
        assert not [p for p in kept if "closed_form" in str(p) or "closed_form" in p.read_text(encoding="utf-8", errors="replace")]
