"""Rows of large tables go to a file aside: what comes out must be what small tables give."""

from __future__ import annotations

import pytest

from orchestration.intake import gathered, tabular
from tests.unit.intake.conftest import workbook
from tests.unit.intake.test_tables import COUNT, UNIT, contract

ROWS = 97  # no multiple of the chunks below


@pytest.fixture(params=["in memory", "aside"])
def small_chunks(request, monkeypatch):
    monkeypatch.setattr(tabular, "CHUNK_ROWS", 7)
    if request.param == "aside":
        monkeypatch.setattr(gathered, "MANY_ROWS", 20)


def _quoted(path, lines: list[str]):
    path.write_text("\n".join(['"Đơn vị";"Số hồ sơ"', *lines]) + "\n", encoding="utf-8")
    return path


def test_every_row_once_and_in_its_place(place, tmp_path, small_chunks):
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT], containers=["csv"])}
    result = place.one(_quoted(tmp_path / "a.csv", [f'"Sở {n}";"{n}"' for n in range(ROWS)]))
    found = [(r["source_row"], r["unit_name"], r["dossier_count"]) for r in place.rows(result)]
    assert found == [(n + 2, f"Sở {n}", str(n)) for n in range(ROWS)]


def test_a_row_of_another_width_is_told_wherever_it_stands(place, tmp_path, small_chunks):
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT], containers=["csv"])}
    lines = [f'"Sở {n}";"{n}"' for n in range(ROWS)]
    lines[3], lines[90] = '"Sở 3";"3";"4"', '"Sở 90";"1";"2"'
    result = place.one(_quoted(tmp_path / "a.csv", lines))
    empty = [r["source_row"] for r in place.rows(result) if r["unit_name"] is None and r["dossier_count"] is None]
    assert empty == [5, 92] and result.notes["malformed"] == 2 and len(place.rows(result)) == ROWS


def test_tables_of_several_sizes_in_one_sheet(place, tmp_path, small_chunks):
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT], tables="all")}
    header = ["Đơn vị", "Số hồ sơ"]
    rows = [header, *([f"Sở A{n}", n] for n in range(50)), [], header, ["Sở B", 5]]
    result = place.one(workbook(tmp_path / "w.xlsx", rows))
    assert [r["unit_name"] for r in place.rows(result)] == [*(f"Sở A{n}" for n in range(50)), "Sở B"]


def test_nothing_is_left_aside(place, tmp_path, small_chunks):
    place.contracts = {"trial": contract(tmp_path, [UNIT, COUNT], containers=["csv"])}
    place.one(_quoted(tmp_path / "a.csv", [f'"Sở {n}";"{n}"' for n in range(ROWS)]))
    assert not list(place.deployment.landing_dir.rglob("rows.*.parquet"))
