"""One measured load, in a process of its own: `python -m bench.load_job HOW PATH [ROOT]`.

HOW: `ours` (intake into a fresh deployment below ROOT; a second offer of the same paths when ROOT already is one), `duckdb_json`,
`duckdb_csv` (the same bytes into one all-text table), `calamine` (every cell of a workbook, and nothing done with it). Prints JSON: CPU
seconds of the load itself (imports aside), rows, files, peak memory. CSV dossiers are read by the contract of the staff's list, given
one container more.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.compute
import pyarrow.parquet  # noqa: F401
import python_calamine

from orchestration.contracts import load_contracts
from orchestration.demo import make_deployment
from orchestration.deployment import load_deployment
from orchestration.intake import load_paths
from orchestration.state.ledger import Ledger


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _ours(path: Path, root: Path) -> Callable[[], tuple[int, int]]:
    deployment = load_deployment(make_deployment(root))
    contracts = load_contracts(deployment.contracts_dirs, deployment.extracts)
    staff_list = contracts["onestop_dossier_list"]
    contracts["onestop_dossier_list"] = dataclasses.replace(staff_list, containers=(*staff_list.containers, "csv"))

    def load() -> tuple[int, int]:
        with Ledger.of(deployment) as ledger:
            results = load_paths(deployment, contracts, ledger, [path])
        assert all(r.status == "accepted" for r in results), results[0]
        return sum(r.rows_read for r in results), len(results)

    return load


def _duckdb(source: str) -> Callable[[], tuple[int, int]]:
    connection = duckdb.connect(config={"threads": 2})

    def load() -> tuple[int, int]:
        connection.execute(f"create table loaded as select * from {source}")
        return connection.execute("select count(*) from loaded").fetchone()[0], 1

    return load


def _json_source(path: Path) -> str:
    keys = json.loads(path.open(encoding="utf-8").readline())
    columns = ", ".join(f"'{key}': 'VARCHAR'" for key in keys)
    return f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"


def _calamine(path: Path) -> Callable[[], tuple[int, int]]:
    def load() -> tuple[int, int]:
        with path.open("rb") as file:
            sheet = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
            return sum(1 for _ in sheet.iter_rows()), 1

    return load


def main() -> None:
    how, path = sys.argv[1], Path(sys.argv[2])
    load = {
        "ours": lambda: _ours(path, Path(sys.argv[3])),
        "duckdb_json": lambda: _duckdb(_json_source(path)),
        "duckdb_csv": lambda: _duckdb(f"read_csv('{path}', delim = ';', header = true, all_varchar = true)"),
        "calamine": lambda: _calamine(path),
    }[how]()
    before = _cpu()
    rows, files = load()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"load_cpu_s": round(_cpu() - before, 3), "rows": rows, "files": files, "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
