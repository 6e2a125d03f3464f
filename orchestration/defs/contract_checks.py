"""The contracts' rules as Dagster asset checks on staging, evaluated by Great Expectations for the extracts a run touched."""

import dagster as dg

from orchestration.checks.run import blocking, run_checks
from orchestration.contracts import rules_of
from orchestration.defs.context import contracts, deployment
from orchestration.warehouse import control
from orchestration.warehouse.dbt import manifest, staging_models


def check_name(extract: str, rule: str) -> str:
    """Dagster allows letters, digits and `_` only."""
    return f"{extract}__{rule}".replace(".", "__")


def build_contract_checks() -> dg.AssetChecksDefinition:
    """One check a rule of every extract that is on."""
    models = {e: m for e, m in staging_models(manifest(deployment())).items() if e in contracts()}
    keys = {extract: dg.AssetKey(["staging", model]) for extract, model in models.items()}
    specs = [
        dg.AssetCheckSpec(check_name(extract, rule.name), asset=key, description=rule.cause_vi, metadata={"severity": rule.severity})
        for extract, key in keys.items()
        for rule in rules_of(contracts()[extract])
    ]

    @dg.multi_asset_check(name="contract_checks", specs=specs, can_subset=False)
    def contract_checks(context: dg.AssetCheckExecutionContext):
        d = deployment()
        results = run_checks(d, contracts(), models)
        stopping = {(r.extract, r.rule) for r in blocking(results)}
        control.add_findings(
            d,
            [
                control.Finding(
                    "contract_rule", f"{r.extract}: {r.rule}", True,
                    f"không đánh giá được ({r.error})" if not r.evaluated
                    else f"hai cách đếm khác nhau: {r.rows_failed} và {r.rows_quarantined} dòng",
                )
                for r in results
                if (r.extract, r.rule) in stopping
            ],
        )  # fmt: skip
        for r in results:
            yield dg.AssetCheckResult(
                asset_key=keys[r.extract],
                check_name=check_name(r.extract, r.rule),
                passed=r.success,
                severity=dg.AssetCheckSeverity.ERROR if (r.extract, r.rule) in stopping else dg.AssetCheckSeverity.WARN,
                metadata={
                    "rows_checked": r.rows_checked,
                    "rows_failed": r.rows_failed,
                    "failed_pct": round(r.failed_pct, 3),
                    "evaluated": r.evaluated,
                },
            )

    return contract_checks
