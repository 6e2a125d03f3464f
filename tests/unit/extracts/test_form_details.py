"""What single forms promise beside their rules: other containers, other places of a title, lists that ride along, published figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT, load_deployment
from tests.unit.dbt_core import project
from tests.unit.extracts.broken_forms import BROKEN
from tests.unit.extracts.forms import example_rows, headed, title_lines, write_form
from tests.unit.intake.conftest import Place, workbook

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A deployment with the Party module on."""
    made = Place(tmp_path / "place")
    toml = made.deployment.config_path
    toml.write_text(toml.read_text(encoding="utf-8").replace("[province]", 'modules = ["party"]\n[province]'), encoding="utf-8")
    made.deployment = load_deployment(toml)
    return made


@pytest.mark.parametrize("extract", sorted(BROKEN))
def test_the_same_form_as_csv(place: Place, extract: str) -> None:
    check_csv(place, extract)


def check_csv(place: Place, extract: str) -> None:
    contract, path = CONTRACTS[extract], place.drop / "bieu.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerows([[line] for line in title_lines(contract)])
        out.writerow([c.headers[0] for c in headed(contract)])
        out.writerows([list(row.values()) for row in example_rows(contract)])
    result = place.one(path)
    assert (result.status, result.extract) == ("accepted", extract), result.reason_vi
    rows = place.rows(result)
    kept = [c.name for c in headed(contract) if c.kept]
    assert [[row[n] for n in kept] for row in rows] == [[row[n] for n in kept] for row in example_rows(contract)]


def test_ratings_as_the_portal_sends_them(place: Place) -> None:
    """JSON, everything text; who rated and what they wrote never leave landing."""
    rating = {
        "MaHoSo": "H99.14-260915-0001", "LoaiDanhGia": "1", "NguoiDanhGia": "Nguyễn Văn Kín", "NoiDungDanhGia": "Cán bộ A nhiệt tình",
        "ThoiGianDanhGia": "20260915101500", "DanhGia": "RẤT HÀI LÒNG",
    }  # fmt: skip
    result = place.one(place.put("danh_gia.json", json.dumps([rating], ensure_ascii=False)))
    (row,) = place.rows(result)
    assert (result.extract, row["dossier_code"], row["satisfaction"]) == ("satisfaction_dossier", "H99.14-260915-0001", "RẤT HÀI LÒNG")
    assert not {"rater_name", "rating_text"} & set(row)
    assert "Kín".encode() not in place.bytes_written() and "nhiệt tình".encode() not in place.bytes_written()


def test_an_attendance_list_that_rides_along_is_not_read(place: Place) -> None:
    contract = CONTRACTS["digital_skills"]
    columns, rows = headed(contract), example_rows(contract)
    cells = [*[[line] for line in title_lines(contract)], [c.headers[0] for c in columns], *[list(r.values()) for r in rows]]
    people = [
        ["STT", "Họ và tên", "Năm sinh", "Số điện thoại"],
        [1, "Nguyễn Thị Kín", 1960, "0912345678"],
        [2, "Trần Văn Kín", 1955, "0987654321"],
    ]
    path = workbook(place.drop / "lop.xlsx", cells, hidden={"Điểm danh": people})
    result = place.one(path)
    assert (result.status, result.extract, len(place.rows(result))) == ("accepted", "digital_skills", len(rows))
    written = place.bytes_written()
    assert "Thị Kín".encode() not in written and b"0912345678" not in written


def test_the_cut_off_may_stand_in_a_column(place: Place) -> None:
    contract = CONTRACTS["staff_skills"]
    columns, (row, *_) = headed(contract), example_rows(contract)
    cells = [
        ["Đơn vị báo cáo: Sở Nội vụ"],
        ["Ngày chốt số liệu", *[c.headers[0] for c in columns]],
        ["30/09/2026", *row.values()],
    ]
    result = place.one(workbook(place.drop / "b.xlsx", cells))
    assert [r["as_of"] for r in place.rows(result)] == ["30/09/2026"]


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("Từ tháng 01/2026 đến tháng 10/2026", "Tháng báo cáo"),  # a span names no single month: the first is not taken
        ("Ngày 30 tháng 10 năm 2026", "Tháng báo cáo"),
    ],
)
def test_a_title_that_names_no_single_month_is_refused(place: Place, line: str, missing: str) -> None:
    contract = CONTRACTS["digital_skills"]
    cells = [
        ["Đơn vị báo cáo: Sở Mẫu"],
        [line],
        [c.headers[0] for c in headed(contract)],
        *[list(r.values()) for r in example_rows(contract)],
    ]
    result = place.one(workbook(place.drop / "b.xlsx", cells))
    assert (result.status, result.reason_code) == ("refused", "TITLE_MISSING")
    assert missing in result.reason_vi


def test_a_printed_total_that_does_not_add_up_is_refused(place: Place) -> None:
    contract = CONTRACTS["commune_broadcast"]
    rows = example_rows(contract)
    path = write_form(place.drop / "b.xlsx", contract, rows, with_total=True)
    assert place.one(path).status == "accepted"
    wrong = [{**rows[0], "cluster_count": "16"}, *rows[1:]]
    columns = headed(contract)
    total = ["Tổng cộng", *[{"cluster_count": 48}.get(c.name) for c in columns[1:]]]
    cells = [*[[line] for line in title_lines(contract)], [c.headers[0] for c in columns], *[list(r.values()) for r in wrong], total]
    result = place.one(workbook(place.drop / "c.xlsx", cells))
    assert (result.status, result.reason_code) == ("refused", "TOTAL_MISMATCH")
    assert "49" in result.reason_vi and "48" in result.reason_vi


def _long_form(shared: Path) -> list[list[str]]:
    """The published DTI and Decision 766 figures in the long form of `published_index`; numbers in the Vietnamese style."""

    def vn(text: str) -> str:
        return text.replace(".", ",")

    basis_of = {"": "Cả nước", "63": "63 tỉnh", "34": "34 tỉnh", "63/34": "63/34"}
    level_of = {"province": "Tỉnh", "national average": "Cả nước", "department": "Sở, ban, ngành", "commune": "Xã, phường, đặc khu",
                "district (abolished 1/7/2025)": "Cấp huyện (hết hiệu lực 01/07/2025)"}  # fmt: skip
    rows = []
    with (shared / "domain" / "dti_published.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(file):
            level = (
                "Cả nước"
                if r["province"].startswith("Cả nước")
                else "Trung bình các tỉnh"
                if r["province"] == "Trung bình tỉnh"
                else "Tỉnh"
            )
            rank_of = r["basis_provinces"] if r["rank"] else ""
            rows.append(["DTI", r["index_year"], basis_of[r["basis_provinces"]], level, r["province"], r["province"], r["component"],
                         vn(r["score_0_1"]), "1", r["rank"], rank_of, r["source_url"]])  # fmt: skip
    parts = ("total", "transparency", "progress", "online_services", "online_payment", "satisfaction", "digitisation")
    best = dict(zip(parts, ("100", "18", "20", "12", "10", "18", "22"), strict=True))
    with (shared / "domain" / "decision_766_published_scores.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(file):
            if "?" in r["as_of"]:  # a date its source does not give: such a row belongs in quarantine
                continue
            inside = r["unit_level"] not in ("province", "national average")
            basis = "Trong tỉnh" if inside else basis_of[r["rank_of"]]
            for part in (p for p in parts if r[p]):
                is_total = part == "total"
                rows.append(["Quyết định 766", "/".join(reversed(r["as_of"].split("-"))), basis, level_of[r["unit_level"]], r["province"], r["unit"] or r["province"], part, vn(r[part]),
                             best[part], r["rank"] if is_total else "", r["rank_of"] if is_total and r["rank"] else "", r["source_url"]])  # fmt: skip
    return rows


def test_published_figures_fit_the_long_form(place: Place, shared: Path, tmp_path: Path) -> None:
    contract = CONTRACTS["published_index"]
    names = [
        "index_code",
        "edition",
        "basis",
        "place_level",
        "province_name",
        "place_name",
        "component",
        "value",
        "scale_max",
        "rank_no",
        "rank_of",
        "source_reference",
    ]
    rows = _long_form(shared)
    assert len(rows) > 150
    path = place.drop / "chi_so.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow([contract.column(n).headers[0] for n in names])
        out.writerows(rows)
    result = place.one(path)
    assert (result.status, result.extract, result.rows_read) == ("accepted", "published_index", len(rows)), result.reason_vi
    raw = place.deployment.raw_dir / result.extract / f"{result.load_id}.parquet"
    project.write_control(tmp_path, [project.load(result.load_id, 1, result.extract)], {result.extract: [raw]})
    arguments = ["build", "--select", "+stg_index__published", "--resource-type", "model", "--resource-type", "seed", "--full-refresh"]
    assert project.invoke(tmp_path, arguments, variables={"reference_dir": str(tmp_path)}).success
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        failed = connection.execute(
            "select failed_rules, count(*) from staging.stg_index__published where failed_rules is not null group by 1"
        ).fetchall()
        values = connection.execute(
            "select value, rank_no from staging.stg_index__published where index_code = 'dti' and edition = '2024' and basis = '34' "
            "and province_name = 'Hà Nội' and component = 'DTI total'"
        ).fetchall()
    assert failed == []
    assert values == [(0.8241, 1)]
