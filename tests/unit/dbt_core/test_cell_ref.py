"""Quarantine names a cell as its sender finds it: workbooks from intake to the build, CSV and JSON beside them."""

from __future__ import annotations

import json

import pytest

from orchestration.state import Ledger
from tests.unit.dbt_core import project
from tests.unit.intake.conftest import Place, dossier, register, register_row, workbook


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """(extract, rule) → cell_ref of three files, each with one wrong cell."""
    folder = tmp_path_factory.mktemp("cells")
    place = Place(folder / "place")
    register(place.drop / "so.xlsx", [register_row(1), register_row(2, **{"Hạn xử lý": "32/07/2025"})], exported="Ngày xuất: 35/08/2025 08:00")
    place.put("ho_so.json", json.dumps([dossier(1), dossier(2, TrangThaiHoSo="77")], ensure_ascii=False))
    scores = [["Năm 2021"], [None, "Province", "Civic knowledge", "Transparency"], [None, "P01", 1.1, 5.2], [None, "P02", 1.2, 99]]
    workbook(place.drop / "diem.xlsx", scores, sheet="PAPI 2021")
    results = place.load()
    assert [r.status for r in results] == ["accepted"] * len(results), [r.reason_vi for r in results]
    paths = {r.extract: [place.deployment.raw_dir / r.extract / f"{r.load_id}.parquet"] for r in results}
    loads = [project.load(r.load_id, i, r.extract) for i, r in enumerate(results, 1)]
    with Ledger.of(place.deployment) as ledger:
        project.write_control(folder, loads, paths, ledger.reports(r.load_id for r in results))
    reference = project.write_reference(folder, agencies="agency_code,name_vi\n", agency_aliases="alias,agency_code\n")
    outcome = project.invoke(
        folder, ["build", "--select", "+quarantine", "--resource-type", "model", "--resource-type", "seed", "--full-refresh"],
        variables={"reference_dir": str(reference)},
    )  # fmt: skip
    assert outcome.success, [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
    return {(e, r): c for e, r, c in project.rows(folder, "select extract, rule, cell_ref from quality.quarantine")}


def test_a_workbook_cell_is_named_as_excel_does(cells):
    # five title rows, the header, the row of column numbers: the second register row is row 9; “Hạn xử lý” is the 13th column
    assert cells["doc_register", "due_on.format"] == "Trang tính “So VB”, ô M9"


def test_a_value_out_of_the_title_is_looked_for_there(cells):
    assert cells["doc_register", "exported_at.format"].startswith("Trang tính “So VB”, phần đầu biểu, “")


def test_an_unpivoted_value_is_told_by_its_own_column(cells):
    assert cells["papi_score", "score_within_scale"] == "Trang tính “PAPI 2021”, ô D4"


def test_a_json_record_is_told_by_its_position(cells):
    assert cells["dvc_dossier", "status_code.code_list"].startswith("Phần tử thứ 2, trường “")
