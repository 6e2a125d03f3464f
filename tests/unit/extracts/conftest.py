"""One deployment for all files of this folder and one build of their staging models: loaded once, asked many times."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.intake.results import LoadResult
from orchestration.warehouse.dbt import staging_by_extract, staging_off
from tests.unit.dbt_core import project
from tests.unit.extracts.cases import CASES, WAITING
from tests.unit.extracts.examples import example_rows
from tests.unit.intake.conftest import CONTRACTS, Place

AGENCIES = """agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi
H99.08,Sở Y tế,department,so,99,H99,2020-01-01,,SYT
H99.09,Sở Nội vụ,department,so,99,H99,2020-01-01,,SNV
H99.14,Xã Mẫu 01,commune,xa,99001,H99,2020-01-01,,
H99.15,Xã Mẫu 02,commune,xa,99002,H99,2020-01-01,,
"""
SAMPLE = Path(os.environ.get("CHISO_SHARED", project.ROOT.parent / "shared")) / "extracts" / "samples" / "f_06a.xlsx"


@dataclass
class Built:
    """`loads`: file name → what intake said of it."""

    place: Place
    folder: Path
    loads: dict[str, LoadResult]
    models: dict[str, str]

    def raw(self, name: str) -> list[dict]:
        return self.place.rows(self.loads[name])

    def staged(self, name: str, columns: str) -> list[tuple]:
        load = self.loads[name]
        return project.rows(
            self.folder, f"select {columns} from staging.{self.models[load.extract]} where load_id = '{load.load_id}' order by source_row"
        )

    def quarantined(self, name: str) -> list[tuple]:
        return project.rows(
            self.folder, f"select source_row, rule, severity from quality.quarantine where load_id = '{self.loads[name].load_id}' order by all"
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "place")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Built:
    folder = tmp_path_factory.mktemp("extracts")
    office = Place(folder / "place")
    loads = {}
    for name, write in ({case.name: case.write for case in CASES} | WAITING).items():
        loads[name] = office.one(write(office.drop / name))
    if SAMPLE.is_file():
        loads[SAMPLE.name] = office.one(Path(shutil.copy(SAMPLE, office.drop)))
    accepted = [load for load in loads.values() if load.status == "accepted"]
    paths: dict[str, list[Path]] = {}
    for load in accepted:
        paths.setdefault(load.extract, []).append(office.deployment.raw_dir / load.extract / f"{load.load_id}.parquet")
    for extract in list(paths):
        paths[extract].append(project.write_raw(folder, extract, f"examples_{extract}", example_rows(CONTRACTS[extract])))
    models = {extract: model for extract, model in staging_by_extract().items() if extract in paths}
    project.write_control(folder, [project.load(p.stem, i, e) for i, (e, p) in enumerate(((e, p) for e in paths for p in paths[e]), 1)], paths)
    reference = project.write_reference(folder, agencies=AGENCIES)
    outcome = project.invoke(
        folder,
        ["build", "--select", *(f"+{model}" for model in models.values()), "quarantine", "--resource-type", "model", "--resource-type", "seed", "--full-refresh"],
        variables={"reference_dir": str(reference), "staging_models": sorted(models.values()), "staging_off": staging_off(tuple(paths))},
    )
    assert outcome.success, outcome.exception or [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
    return Built(office, folder, loads, models)
