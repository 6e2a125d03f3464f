"""From a sheet to typed columns and quarantine: intake and staging together, on the test contracts of this folder."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.model import ContractError, load_contracts
from tests.unit.dbt_core import project
from tests.unit.intake.conftest import Place, workbook
from tests.unit.typing.conftest import CONTRACTS, FOLDER, HEADERS, record

SECRET = "Nguyễn Văn Kín"
ROWS = [
    record(1, count_vn="1.234", measure_vn="1.234,5", share_pct="0,9583", budget_vnd="1,2 tỷ", filed_at=45509.708333, due_text="trước 15/9/2025"),
    record(2, count_vn="1,234,567", measure_vn="1.234", measure_en="1,234", done_pct="95,83%", share_pct="95,83%", budget_vnd="350 triệu đồng"),
    record(3, count_vn="12,5", measure_vn="45.5", measure_en="45,5", budget_vnd="1,2", filed_at="16:30 05/08/2024", due_text="Thường xuyên"),
    record(4, count_vn="-", count_plain="1.0", measure_vn="…", due_on="31/02/2025", month_on="2204", due_text="khi có điều kiện"),
    record(5, count_vn="#DIV/0!", remark_name="#N/A", due_on="05/08/1900", month_on="13/2025", due_text="Tháng 12/2025", technologies="#REF!"),
    record(6, count_vn=SECRET, budget_vnd="3 chỉ vàng", place="120,5/30,2", is_shared="Có", plan_year="", due_text="Tháng 7"),
    record(7, due_text="9 tháng", place="22.62924, 105.34808", is_shared="", technologies="3G/4G/5G", due_on="05/08/24"),
    record(8, due_text=f"giao {SECRET}", is_shared="o", done_pct="100", filed_at=f"hỏi {SECRET}", due_on="2024/08/23"),
]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("typing")
    place = Place(folder / "place")
    place.contracts = CONTRACTS
    path = workbook(place.drop / "a.xlsx", [HEADERS, *ROWS])
    result = place.one(path)
    assert result.status == "accepted", result.reason_vi
    raw = place.deployment.raw_dir / result.extract / f"{result.load_id}.parquet"
    name = "stg_test__values"
    copy = project.copy_with(folder, {f"staging/test/{name}.sql": "{{ stage('typing_values') }}"})
    project.write_control(folder, [project.load(result.load_id, 1, "typing_values")], {"typing_values": [raw]})
    outcome = project.invoke(
        folder,
        ["build", "--select", f"+{name}", "quarantine", "--resource-type", "model", "--resource-type", "seed", "--full-refresh"],
        variables={"staging_models": [name]},
        project=copy,
        contracts=(*project.EXPECTATIONS, FOLDER),
    )
    assert outcome.success, [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
    return lambda query: project.rows(folder, query)


def column(build, *names: str) -> list[tuple]:
    return build(f"select {', '.join(names)} from staging.stg_test__values order by source_row")


def test_numbers(build):
    assert column(build, "count_vn", "count_plain") == [
        (1234, 2), (1234567, 2), (None, 2), (None, 1), (None, 2), (None, 2), (1, 2), (1, 2),
    ]  # fmt: skip
    assert [m for m, _ in column(build, "measure_vn", "measure_en")[:4]] == [1234.5, None, 45.5, None]
    assert [m for (m,) in column(build, "measure_en")[:4]] == [1.5, None, 45.5, 1.5]


def test_percents_are_percent(build):
    assert [p for (p,) in column(build, "done_pct")] == [95.83] * 7 + [100.0]
    assert [p for (p,) in column(build, "share_pct")[:3]] == [95.83, 95.83, 50.0]


def test_money_is_exact(build):
    assert [b for (b,) in column(build, "budget_vnd")] == [1200000000, 350000000, None, 1000000, 1000000, None, 1000000, 1000000]


def test_days(build):
    assert [f for (f,) in column(build, "filed_at")[:3]] == [
        datetime(2024, 8, 5, 17), datetime(2025, 8, 5, 8), datetime(2024, 8, 5, 16, 30),
    ]  # fmt: skip
    assert [d for (d,) in column(build, "due_on")[3:]] == [None, None, date(2025, 8, 5), date(2024, 8, 5), date(2024, 8, 23)]
    assert [m for (m,) in column(build, "month_on")[2:5]] == [date(2025, 8, 1), None, None]


def test_periods_become_two_dates_and_stay(build):
    assert column(build, "due_text", "due_from", "due_to") == [
        ("trước 15/9/2025", None, date(2025, 9, 14)),
        ("Quý III/2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("Thường xuyên", None, None),
        ("khi có điều kiện", None, None),
        ("Tháng 12/2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("Tháng 7", None, None),
        ("9 tháng", date(2025, 1, 1), date(2025, 9, 30)),
        (f"giao {SECRET}", None, None),
    ]


def test_coordinates_lists_and_flags(build):
    found = column(build, "longitude_deg", "latitude_deg", "technologies", "is_shared")
    here = (105.34808, 22.62924)
    assert [f[:2] for f in found] == [here] * 5 + [(None, None)] + [here] * 2
    assert [f[2] for f in found[4:7]] == ["#REF!", '["3G","4G"]', '["3G","4G","5G"]']
    assert [f[3] for f in found] == [True] * 6 + [False, None]


def test_what_goes_to_quarantine_and_what_is_shown_of_it(build):
    found = build("select source_row, rule, found_text from quality.quarantine where extract = 'typing_values' order by 1, 2")
    assert found == [
        (3, "measure_en.format", "1,234"),
        (3, "measure_vn.format", "1.234"),
        (4, "budget_vnd.format", "1,2"),
        (4, "count_vn.format", "12,5"),
        (5, "due_on.format", "31/02/2025"),
        (5, "due_text.format", "16 ký tự, 0 chữ số"),
        (5, "month_on.format", "2204"),
        (6, "count_vn.format", "#DIV/0!"),
        (6, "due_on.format", "05/08/1900"),
        (6, "month_on.format", "13/2025"),
        (6, "remark_name.excel_error", "#N/A"),
        (6, "technologies.excel_error", "#REF!"),
        (7, "budget_vnd.format", "10 ký tự, 1 chữ số"),
        (7, "count_vn.format", "14 ký tự, 0 chữ số"),
        (7, "due_text.format", "Tháng 7"),
        (7, "place.format", "120,5/30,2"),
        (9, "due_text.format", "19 ký tự, 0 chữ số"),
        (9, "filed_at.format", "18 ký tự, 0 chữ số"),
        (9, "is_shared.format", "o"),
    ]
    assert not build(f"select 1 from quality.quarantine where found_text like '%{SECRET}%'")


def test_rows_that_fail_are_not_accepted(build):
    assert [a for (a,) in column(build, "is_accepted")] == [True, False, False, False, False, False, True, False]


def test_spark_reads_the_same_macros(tmp_path):
    """The lint of tests/unit/test_sql_for_spark.py over a model that uses every kind of column."""
    from tests.unit.test_sql_for_spark import findings

    copy = project.copy_with(tmp_path, {"staging/test/stg_test__values.sql": "{{ stage('typing_values') }}"})
    compiled = project.compile_models(
        "spark", tmp_path, is_incremental=False, selected=("stg_test__values",), project=copy, contracts=(*project.EXPECTATIONS, FOLDER)
    )
    assert findings(compiled["stg_test__values"]) == []


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("{property: percentScale, value: \"percent\"}", "{property: percentScale, value: 0-100}"),
        ('"start": "due_from", ', ""),
        ('"longitude": "longitude_deg", ', ""),
        ('"end": "due_to"', '"end": "due_on"'),
        ('{property: separator, value: "/"}', "{property: separator, value: ','}, {property: lookup, value: {to: agency, as: a, at: due_on}}"),
    ],
)
def test_contracts_that_cannot_be_meant_are_refused(tmp_path: Path, found, put):
    text = (FOLDER / "typing_values.odcs.yaml").read_text(encoding="utf-8")
    assert found in text
    (tmp_path / "a.odcs.yaml").write_text(text.replace(found, put), encoding="utf-8")
    with pytest.raises(ContractError):
        load_contracts([tmp_path])


def test_every_format_has_its_way_through_both_engines():
    assert all(form.shape.startswith("^") and form.shape.endswith("$") and "\\" not in form.shape for form in MOMENT_FORMATS.values())
