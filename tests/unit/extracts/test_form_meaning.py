"""What the forms say in words, units, calendars and headers, from the workbook to the ledger and to staging."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT
from tests.unit.dbt_core import project
from tests.unit.extracts.forms import example_rows, headed, title_lines, write_form
from tests.unit.extracts.test_form_details import check_csv, place  # noqa: F401
from tests.unit.intake.conftest import Place, workbook

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])


def form(place: Place, extract: str, titles: dict[str, str] | None = None, **cells: str):  # noqa: F811
    """Load the first row of the worked example with cells changed."""
    contract = CONTRACTS[extract]
    row = {**example_rows(contract)[0], **cells}
    return place.one(write_form(place.drop / f"{extract}.xlsx", contract, [row], titles))


def staged(place: Place, folder: Path, result, model: str, columns: str) -> list[tuple]:  # noqa: F811
    raw = place.deployment.raw_dir / result.extract / f"{result.load_id}.parquet"
    project.write_control(folder, [project.load(result.load_id, 1, result.extract)], {result.extract: [raw]})
    arguments = ["build", "--select", f"+{model}", "--resource-type", "model", "--resource-type", "seed", "--full-refresh"]
    assert project.invoke(folder, arguments, variables={"reference_dir": str(folder)}).success
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(f"select {columns} from staging.{model}").fetchall()


def test_a_span_of_years_is_no_phone_number(place: Place) -> None:  # noqa: F811
    check_csv(place, "stage_review")


def test_money_is_in_the_unit_above_the_table(place: Place, tmp_path: Path) -> None:  # noqa: F811
    result = form(place, "digital_budget")  # “Đơn vị tính: triệu đồng”, dự toán 1.500, thực hiện 900
    found = staged(place, tmp_path, result, "stg_finance__digital_budget", "planned_vnd, spent_ytd_vnd, total_budget_vnd")
    assert found == [(1_500_000_000, 900_000_000, 45_000_000_000)]


def test_money_without_a_unit_is_not_guessed(place: Place) -> None:  # noqa: F811
    contract = CONTRACTS["digital_budget"]
    cells = [[line] for line in title_lines(contract) if "Đơn vị tính" not in line]
    columns = headed(contract)
    cells += [[c.headers[0] for c in columns], *[list(r.values()) for r in example_rows(contract)]]
    assert place.one(workbook(place.drop / "b.xlsx", cells)).status == "refused"


def test_two_percent_scales_in_one_column_refuse_the_file(place: Place) -> None:  # noqa: F811
    contract = CONTRACTS["staff_skills"]
    rows = [{**row, "trained_pct": text} for row, text in zip(example_rows(contract), ("94,12", "0,7609", "0,9"), strict=True)]
    assert place.one(write_form(place.drop / "b.xlsx", contract, rows)).status == "refused"


def test_periods_in_words_become_two_dates(place: Place, tmp_path: Path) -> None:  # noqa: F811
    found = staged(place, tmp_path, form(place, "report_indicator"), "stg_report__indicator", "report_period, period_from, period_to")
    assert found == [("Quý III/2026", date(2026, 7, 1), date(2026, 9, 30))]


def test_a_deadline_in_words_becomes_two_dates(place: Place, tmp_path: Path) -> None:  # noqa: F811
    result = form(place, "task_delay", due_text="Tháng 9/2026")
    assert staged(place, tmp_path, result, "stg_task__delay", "due_from, due_to") == [(date(2026, 9, 1), date(2026, 9, 30))]


def _period(place: Place, result) -> tuple:  # noqa: F811
    (load,) = [r for r in place.loads() if r["load_id"] == result.load_id]
    return str(load["period_start"])[:10], str(load["period_end"])[:10]


def test_the_period_of_tasks_runs_from_the_15th_to_the_14th(place: Place) -> None:  # noqa: F811
    assert _period(place, form(place, "work_discipline")) == ("2026-09-15", "2026-10-14")


def test_the_period_of_a_budget_runs_from_january(place: Place) -> None:  # noqa: F811
    assert _period(place, form(place, "digital_budget")) == ("2026-01-01", "2026-09-30")


def test_the_period_of_a_weekly_report_is_its_week(place: Place) -> None:  # noqa: F811
    assert _period(place, form(place, "people_situation_report")) == ("2026-09-21", "2026-09-27")


@pytest.mark.parametrize("header", ["Họ và tên", "Số thẻ đảng", "CCCD", "Ngày vào Đảng"])
def test_a_list_of_members_is_refused(place: Place, header: str) -> None:  # noqa: F811
    contract = CONTRACTS["party_handbook"]
    columns, rows = headed(contract), example_rows(contract)
    cells = [[line] for line in title_lines(contract)]
    cells += [[*[c.headers[0] for c in columns], header], *[[*r.values(), "x"] for r in rows]]
    result = place.one(workbook(place.drop / "b.xlsx", cells))
    assert (result.status, result.reason_code) == ("refused", "PD_ROW_LEVEL_PARTY")


@pytest.mark.parametrize(
    ("extract", "header"),
    [("people_situation_report", "Nội dung"), ("people_situation_report", "Số vụ việc"), ("shared_database_sync", "Dân tộc")],
)
def test_content_that_was_not_asked_for_is_refused(place: Place, extract: str, header: str) -> None:  # noqa: F811
    contract = CONTRACTS[extract]
    columns, rows = headed(contract), example_rows(contract)
    cells = [[line] for line in title_lines(contract)]
    cells += [[*[c.headers[0] for c in columns], header], *[[*r.values(), "5"] for r in rows]]
    assert place.one(workbook(place.drop / "b.xlsx", cells)).status == "refused"


def test_party_forms_are_refused_while_the_module_is_off(tmp_path: Path) -> None:
    off = Place(tmp_path / "off")
    contract = CONTRACTS["party_growth"]
    result = off.one(write_form(off.drop / "b.xlsx", contract, example_rows(contract)))
    assert (result.status, result.reason_code) == ("refused", "MODULE_OFF")
