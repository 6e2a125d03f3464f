"""Real tables from the file to staging: exact amounts, nothing where nothing was printed, codes of two vintages, quarantine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from orchestration.state import Ledger
from tests.unit.dbt_core import project
from tests.unit.intake.conftest import Place

B46 = "b46_2020/DT-2020-N-B46-TT343-{}"
FILES = [
    *(B46.format(n) for n in ("06.xls", "48.xls", "75.xlsx", "92.xlsx")),
    "messy_xls/PAPI_2011-2016.xlsx",
    "geo/convert_legacy_2025_simple.csv", "geo/2025_34-province-3221-ward_with_location.csv",
    "geo/sapnhap.bando.com.vn_ward_2025-07-17.csv", "geo/sapnhap.bando.com.vn_province_2025-07-17.csv",
    "tthc/tthc_chi_tiet_bo-tu-phap.jsonl", "tthc/danh-sach-tthc-BoTuPhap.xlsx",
]  # fmt: skip
EXTRACTS = ("budget_balance_b46", "papi_score", "admin_unit_history", "admin_unit", "commune_population", "province_population", "procedure_catalogue")
MODELS = ["path:models/staging/budget", "path:models/staging/papi", "path:models/staging/geo", "path:models/staging/tthc"]


@pytest.fixture(scope="module")
def build(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    place = Place(folder / "place")
    results = place.load(*(shared / "data" / name for name in FILES))
    csv = (shared / "data" / "indices" / "papi" / "2021.csv").read_text(encoding="utf-8-sig")
    results += place.load(place.put("papi.csv", f"Năm 2021\n{csv}"))
    assert {r.status for r in results} == {"accepted"}, [r.reason_vi for r in results]
    paths = {e: sorted((place.deployment.raw_dir / e).glob("*.parquet")) for e in EXTRACTS}
    loads = [project.load(p.stem, i, e) for i, (e, p) in enumerate(((e, p) for e, found in paths.items() for p in found), 1)]
    with Ledger.of(place.deployment) as ledger:
        project.write_control(folder, loads, paths, ledger.reports(load["load_id"] for load in loads))
    reference = project.write_reference(folder, agencies="agency_code,name_vi\n", agency_aliases="alias,agency_code\n")
    selected = [part for model in [*MODELS, "quarantine"] for part in ("--select", f"+{model}")]
    once = [part for model in MODELS for part in ("--select", f"{model},test_name:load_rows_once")]
    for arguments in (["build", *selected, "--full-refresh", "--resource-type", "model", "--resource-type", "seed"], ["test", *once]):
        outcome = project.invoke(folder, arguments, variables={"reference_dir": str(reference)})
        assert outcome.success, outcome.exception or [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
    assert len(outcome.result.results) == 9  # one a staging model
    return lambda query: project.rows(folder, query)


def test_amounts_are_exact_in_dong(build):
    amounts = build(
        "select province_name, year(budget_year), basis, item_path, amount_vnd from staging.stg_budget__balance_b46 "
        "where item_path in ('B', 'A/IV', 'C', 'B/I/2') and is_accepted"
    )
    found = {row[:4]: row[4] for row in amounts}
    assert found["Bắc Kạn", 2019, "estimate", "B"] == Decimal("5351253967356")
    assert found["Bắc Kạn", 2020, "plan", "B/I/2"] == Decimal("3243915254123.2")
    assert found["Bắc Kạn", 2019, "plan", "A/IV"] is None and found["Bắc Kạn", 2019, "estimate", "A/IV"] == Decimal("267172000000")
    assert found["Đà Nẵng", 2020, "plan", "C"] == Decimal("-597100000000")
    assert found["Cần Thơ", 2020, "plan", "B"] == Decimal("14066172427383.1")
    assert build("select distinct typeof(amount_vnd) from staging.stg_budget__balance_b46") == [("DECIMAL(38,6)",)]


def test_every_line_of_every_year_is_accepted_and_printed_zeros_are_zeros(build):
    counted = build("select province_name, count(*), count(amount_vnd), count(*) filter (amount_vnd = 0), bool_and(is_accepted) from staging.stg_budget__balance_b46 group by 1")
    assert {c[0]: c[1:] for c in counted} == {
        "Bắc Kạn": (84, 71, 3, True),
        "Đà Nẵng": (28, 25, 3, True),
        "Đồng Nai": (29, 23, 5, True),
        "Cần Thơ": (28, 24, 1, True),
    }


def test_papi_of_two_codings_meets_on_one_province_code(build):
    found = dict(build("select subcriterion, score from staging.stg_papi__score where province_code = '24' and year(survey_year) = 2021"))
    assert len(found) == 29 and set(found.values()) == {None}  # Bắc Giang is P15 there, and was not published
    in_2013 = build("select score from staging.stg_papi__score where province_code = '24' and year(survey_year) = 2013 and subcriterion = 'Transparency'")
    assert len(in_2013) == 1 and in_2013[0][0] > 0
    assert build("select count(*), count(distinct province_code), bool_and(is_accepted) from staging.stg_papi__score") == [(6 * 63 * 28 + 63 * 29, 63, True)]


def test_five_rows_without_an_old_code_are_in_quarantine(build):
    held = build("select rule, count(*) from quality.quarantine where extract = 'admin_unit_history' group by 1")
    assert held == [("old_unit_code.required", 5)]
    cells = build("select source_row, cell_ref from quality.quarantine where extract = 'admin_unit_history'")
    assert all(cell.startswith(f"Dòng {row}, cột “") for row, cell in cells)
    assert build("select count(*) from staging.stg_geo__admin_unit_history where is_accepted and is_divided") == [(1033,)]
    assert build("select unit_code, unit_type from staging.stg_geo__admin_unit where unit_code in ('20333', '22736') and is_accepted order by 1") == [
        ("20333", "dac_khu"),
        ("22736", "dac_khu"),
    ]


def test_numbers_of_opposite_styles_come_to_the_same_kind(build):
    assert build("select count(*), count(population), count(area_km2), count(map_no) from staging.stg_geo__commune_population where is_accepted") == [(3321, 3255, 3319, 3312)]
    assert sorted(build("select population from staging.stg_geo__commune_population where population in (30509, 28717, 34399, 23870)")) == [(23870,), (28717,), (30509,), (34399,)]
    assert build("select area_km2, population from staging.stg_geo__province_population where province_name = 'Thủ đô Hà Nội'") == [(3359.8, 8718000)]


def test_ways_of_handing_in_are_counted_with_the_unknown_ones(build):
    rows = build(
        "select procedure_code, submission_method_count, unknown_duration_count from staging.stg_tthc__procedure where submission_methods is not null"
    )
    assert len(rows) == 271 and all(unknown <= methods for _, methods, unknown in rows) and sum(u for *_, u in rows) > 0
    assert build("select distinct submission_method_count from staging.stg_tthc__procedure where submission_methods is null") == [(None,)]


def test_no_row_of_these_tables_fails_but_the_five(build):
    assert build("select distinct extract from quality.quarantine where severity = 'error'") == [("admin_unit_history",)]


def test_the_year_of_the_form_bounds_the_years_of_its_columns(build):
    years = build("select distinct year(report_year), year(budget_year) from staging.stg_budget__balance_b46 order by 1, 2")
    assert years == [(2020, 2019), (2020, 2020)] and build("select min(report_year) from staging.stg_budget__balance_b46") == [(date(2020, 1, 1),)]
