"""Step 7: the checked build becomes a release, or the last good one stays and the reason is kept."""

import time

import dagster as dg

from orchestration.defs.context import all_contracts, contracts, deployment
from orchestration.defs.gate import stop_when_blocked
from orchestration.load_report.site import write_pages
from orchestration.release.identity import published_tables
from orchestration.release.pin import pinned_release
from orchestration.release.publish import publish
from orchestration.state.ledger import Ledger
from orchestration.warehouse import control
from orchestration.warehouse.dbt import manifest

RELEASE = dg.AssetKey(["release", "current"])


def build_release(reporting: list[dg.AssetKey], checked: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The release step, downstream of every reporting model and after the contract checks of staging."""

    @dg.asset(
        key=RELEASE, deps=[*reporting, *checked], group_name="8_phat_hanh", kinds={"duckdb"},
        description="Bản phát hành bất biến; liên kết current.duckdb được thay một lần, trọn vẹn.",
    )  # fmt: skip
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        d, started = deployment(), time.monotonic()
        with Ledger.of(d) as ledger:
            write_pages(d, all_contracts(), ledger)  # before anything may stop the release: a refused file is told all the same
            stop_when_blocked(d, ledger)
            pinned = pinned_release(ledger)
            inputs = {
                "code": control.fingerprint(d, contracts()),
                "contracts": {c.id: c.sha256 for c in contracts().values()},
                "files": sorted(row["file_sha256"] for row in ledger.loads() if row["status"] == "accepted"),
            }
            published = publish(d, published_tables(manifest(d)), inputs, move_link=pinned is None)
            control.finish(d)
            ledger.events.append("machine", "release.published", {"release_id": published.release_id, "current": pinned is None})
        return dg.MaterializeResult(
            metadata={
                "release_id": published.release_id,
                "data_as_of": published.data_as_of or "",
                "is_current": published.is_current,
                "bytes": (d.releases_dir / published.release_id / "release.duckdb").stat().st_size,
                "seconds": round(time.monotonic() - started, 2),
            }
        )

    return release
