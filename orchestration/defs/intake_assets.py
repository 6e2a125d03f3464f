"""Steps 1 and 2: what lies in the drop zone and on the servers that contracts name becomes landed files, ledger rows and raw Parquet."""

from collections import defaultdict

import dagster as dg

from orchestration.defs.context import contracts, deployment
from orchestration.intake import collect, scan_drop_zone
from orchestration.intake.drop_zone import loader_of
from orchestration.intake.outdated import read_outdated
from orchestration.progress import every
from orchestration.runlock import hold_run_lock
from orchestration.state.ledger import Ledger

LANDING = dg.AssetKey(["landing", "files"])


def raw_key(extract: str) -> dg.AssetKey:
    """The key of an extract's raw asset: the same as dbt's source, so that the lineage joins up."""
    return dg.AssetKey(["raw", extract])


def build_intake() -> dg.AssetsDefinition:
    """The intake step: one asset for landing and one for each extract that is on."""
    landing = dg.AssetSpec(LANDING, group_name="1_tiep_nhan", kinds={"file"}, description="Mọi tệp đã gửi, nguyên từng byte.")
    raws = [
        dg.AssetSpec(
            raw_key(c.id), deps=[LANDING], group_name="2_du_lieu_tho", kinds={"parquet"}, description=c.name_vi,
            metadata={"contract_version": c.version, "owner": c.owner},
        )
        for c in contracts().values()
    ]  # fmt: skip

    @dg.multi_asset(name="intake", specs=[landing, *raws])
    def intake(context: dg.AssetExecutionContext):
        d = deployment()
        hold_run_lock(d)  # a run of the sensor or the schedule has its own process; one of `chiso run` holds it already
        with Ledger.of(d) as ledger:
            with loader_of(d, contracts(), ledger, context.run_id) as loader:
                results = read_outdated(loader)
            results += scan_drop_zone(d, contracts(), ledger, progress=every(500, "đã đọc {n}/{total} tệp"), run_id=context.run_id)
            results += collect(d, contracts(), ledger, progress=every(500, "đã xem {n}/{total} tệp trên máy chủ"), run_id=context.run_id)
        for result in results:
            if result.reason_code == "SERVER_UNREACHABLE":
                context.log.warning(result.reason_vi)
        by_extract = defaultdict(list)
        for result in results:
            by_extract[result.extract].append(result)
        refused = [r for r in results if r.status == "refused" and r.is_new]
        yield dg.MaterializeResult(
            LANDING,
            metadata={
                "files_seen": len(results),
                "files_new": sum(r.is_new for r in results),
                "refused": len(refused),
                "bytes": sum(r.bytes for r in results),
                "seconds": round(sum(r.seconds for r in results), 2),
            },
        )
        for contract in contracts().values():
            mine = [r for r in by_extract[contract.id] if r.status == "accepted" and r.is_new]
            yield dg.MaterializeResult(
                raw_key(contract.id),
                metadata={
                    "dagster/row_count": sum(r.rows_read for r in mine),
                    "files": len(mine),
                    "bytes": sum(r.bytes for r in mine),
                    "seconds": round(sum(r.seconds for r in mine), 2),
                },
            )

    return intake
