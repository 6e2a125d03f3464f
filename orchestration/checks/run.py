"""Run the suites of the extracts a run touched, and keep their Data Docs.

Great Expectations on DuckDB reports an exception inside `exception_info` with `success=False`: a check that could not be evaluated is
told apart here and is an error, never a pass and never a plain failure. Counts leave this module; values never enter it.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass

import duckdb

from orchestration.contracts import Contract, rules_of
from orchestration.deployment import Deployment
from orchestration.progress import say

OUTSIDE = re.compile(
    r"<script[^>]*src=[\"']https?://[^>]*>\s*</script>|<link[^>]*href=[\"']https?://[^>]*>|<a[^>]*greatexpectations\.io[^>]*>.*?</a>",
    re.DOTALL,
)


@dataclass(frozen=True)
class CheckResult:
    """One rule on one extract's touched rows. `evaluated` False: the check itself broke (`error` says why)."""

    extract: str
    rule: str
    severity: str
    evaluated: bool
    success: bool
    rows_checked: int
    rows_failed: int
    rows_quarantined: int  # what the staging pass counted for the same rule and rows
    error: str = ""

    @property
    def failed_pct(self) -> float:
        return 100.0 * self.rows_failed / self.rows_checked if self.rows_checked else 0.0


def _errors(result) -> list[str]:
    """Messages of exceptions raised while a result was computed, wherever Great Expectations put them."""
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]
    return [str(e.get("exception_message"))[:300] for e in entries if e.get("raised_exception")]


def _context(deployment: Deployment, touched: list[str]):
    import great_expectations as gx

    home = deployment.root / "build" / "great_expectations"
    for extract in touched:  # what is stored of a suite is what its contract says now
        shutil.rmtree(home / "gx" / "uncommitted" / "validations" / extract, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    context = gx.get_context(mode="file", project_root_dir=str(home))
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(deployment.site_dir / "data_docs"),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(site_name="chiso57", site_config=site)
    return context


def _forget(context, deployment: Deployment, extracts: list[str]) -> None:
    """Data Docs are for everybody: what was found in extracts with a narrower audience is kept nowhere."""
    stored = deployment.root / "build" / "great_expectations" / "gx" / "uncommitted" / "validations"
    for extract in extracts:
        context.validation_definitions.delete(extract)
        context.suites.delete(extract)
        shutil.rmtree(stored / extract, ignore_errors=True)


def run_checks(deployment: Deployment, contracts: dict[str, Contract], staging: dict[str, str]) -> list[CheckResult]:
    """Evaluate the suites of `staging` (extract → staging model) on the loads pending in this run; rebuild the Data Docs.

    The build file must not be open for writing. Returns one result a rule.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["TQDM_DISABLE"] = "1"
    import great_expectations as gx

    from orchestration.checks.duckdb_dialect import register
    from orchestration.checks.suites import suite_of

    register()
    context = _context(deployment, list(staging))
    context.variables.progress_bars = {"globally": False}
    path = deployment.build_path
    with duckdb.connect(str(path), read_only=True) as connection:
        totals = {
            extract: connection.execute(
                f"select count(*) from staging.{model} where load_id in (select load_id from control.pending)"
            ).fetchone()[0]
            for extract, model in staging.items()
        }
        counted = dict(
            ((extract, rule), n)
            for extract, rule, n in connection.execute(
                "select extract, rule, count(*) from quality.quarantine "
                "where load_id in (select load_id from control.pending) group by extract, rule"
            ).fetchall()
        )
    source = context.data_sources.add_or_update_sql(
        "build", connection_string=f"duckdb:///{path}", kwargs={"connect_args": {"read_only": True}}
    )
    results: list[CheckResult] = []
    for number, (extract, model) in enumerate(staging.items(), 1):
        say(f"Great Expectations: bộ kiểm tra {number}/{len(staging)} ({totals[extract]} dòng)")
        contract = contracts[extract]
        asset = source.add_query_asset(
            extract, query=f"select * from staging.{model} where load_id in (select load_id from control.pending)"
        )
        suite = context.suites.add_or_update(suite_of(contract))
        definition = context.validation_definitions.add_or_update(
            gx.ValidationDefinition(name=extract, data=asset.add_batch_definition_whole_table("touched"), suite=suite)
        )
        outcome = definition.run(result_format="COMPLETE")
        by_rule = {r.expectation_config.meta["rule"]: r for r in outcome.results}
        for rule in rules_of(contract):
            result = by_rule.get(rule.name)
            errors = _errors(result) if result is not None else ["không có kết quả"]
            rows = (result.result or {}).get("details", {}).get("unexpected_rows", []) if result is not None else []
            failed = sum(int(row["failed"]) for row in rows) if not errors else 0
            evaluated = not errors and (result.success or failed > 0)
            results.append(
                CheckResult(
                    extract,
                    rule.name,
                    rule.severity,
                    evaluated,
                    bool(evaluated and result.success),
                    totals[extract],
                    failed,
                    counted.get((extract, rule.name), 0),
                    "; ".join(errors) if errors else ("" if evaluated else "kết quả không đọc được"),
                )
            )
    _forget(context, deployment, [e for e in staging if contracts[e].audience != "all"])
    shutil.rmtree(deployment.site_dir / "data_docs", ignore_errors=True)
    context.build_data_docs()
    for page in (deployment.site_dir / "data_docs").rglob("*.html"):  # a closed network asks no outside host
        page.write_text(OUTSIDE.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    engine = source.get_execution_engine()
    engine.close()
    source.get_engine().dispose()
    return results


def blocking(results: list[CheckResult]) -> list[CheckResult]:
    """Results that stop a release: a check that could not be evaluated, or one whose count is not what staging put into quarantine.

    Rows that break a rule do not stop it: they are in quarantine, the bounds carry them, and a load with too many is held back whole.
    """
    return [r for r in results if not r.evaluated or r.rows_failed != r.rows_quarantined]
