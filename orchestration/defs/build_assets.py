"""Steps 3 to 6: dbt builds staging, quarantine, facts, indicator values and reporting, in this process."""

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.defs.context import all_contracts, contracts, deployment
from orchestration.defs.gate import stop_when_blocked
from orchestration.defs.translator import PathTranslator
from orchestration.intake.outdated import needed_and_lacking
from orchestration.load_report.site import write_pages
from orchestration.state.ledger import Ledger
from orchestration.warehouse import control
from orchestration.warehouse.dbt import NodeResult, build, manifest, target_dir

PASSED = {"success", "pass"}


def test_findings(document: dict, results: list[NodeResult]) -> list[control.Finding]:
    """dbt tests that did not pass; those of severity error block a release."""
    found = []
    for r in results:
        if r.unique_id.startswith("test.") and r.status not in PASSED:
            node = document["nodes"][r.unique_id]
            message = (node.get("config", {}).get("meta") or {}).get("description") or r.message
            found.append(control.Finding("dbt_test", node["name"], r.status in {"fail", "error"}, message))
    return found


def _events(document: dict, checks: dict[str, dg.AssetCheckKey], results: list[NodeResult]):
    translator = PathTranslator()
    for r in results:
        kind = r.unique_id.split(".")[0]
        if kind in {"model", "seed"} and r.status in PASSED:
            metadata = {"seconds": r.seconds} | ({"dagster/row_count": r.rows} if r.rows and r.rows > 0 else {})
            yield dg.MaterializeResult(translator.get_asset_spec(document, r.unique_id, None).key, metadata=metadata)
        elif kind == "test" and r.unique_id in checks:
            key = checks[r.unique_id]
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=r.status in PASSED,
                severity=dg.AssetCheckSeverity.WARN if r.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"failed_rows": r.failures or 0, "seconds": r.seconds},
            )


def build_warehouse() -> dg.AssetsDefinition:
    """The dbt step. Needs a parsed manifest (`orchestration.warehouse.dbt.parse`)."""
    path = target_dir(deployment()) / "manifest.json"

    @dbt_assets(manifest=path, name="warehouse", dagster_dbt_translator=PathTranslator())
    def warehouse(context: dg.AssetExecutionContext):
        d = deployment()
        with Ledger.of(d) as ledger:
            todo = control.plan(d, contracts(), ledger, full_refresh=context.run.tags.get("chiso/rebuild") == "true")
            if todo.kind == "nothing":
                context.log.info("Không có gì mới.")
                return
            control.begin(d, todo, ledger)
            lacking = [control.Finding("contract", "đọc lại tệp đã nhận", True, told) for told in needed_and_lacking(contracts(), ledger)]
            control.add_findings(d, lacking)
        results = build(d, all_contracts(), full_refresh=todo.kind == "rebuild")
        document = manifest(d)
        control.add_findings(d, test_findings(document, results))
        if any(r.status == "skipped" for r in results):  # dbt builds nothing behind a failed test: there is nothing to publish
            with Ledger.of(d) as ledger:
                write_pages(d, all_contracts(), ledger)
                stop_when_blocked(d, ledger)
        specs = context.assets_def.check_specs_by_output_name.values()
        checks = {spec.metadata["dagster_dbt/unique_id"]: spec.key for spec in specs}
        yield from _events(document, checks, results)

    return warehouse
