"""Who sends what, the wrong files, the planned values, and that nothing in the demo is real."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from orchestration.demo.plan import Plan, draw, trend
from orchestration.demo.workdays import calendar, day_number
from orchestration.deployment import load_deployment
from tests.unit.demo.conftest import good_dossier_files, read_dossiers


def _reference(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_deployment_is_read_by_the_project_and_is_simulated(written):
    d = load_deployment(written[0])
    assert d.is_simulated and d.release_prefix == "DEMO-" and d.province_name == "Tỉnh Minh Họa"


def test_reference_files_agree_with_each_other(written):
    agencies = {r["agency_code"]: r for r in _reference(written[0], "agencies")}
    units = {r["unit_code"] for r in _reference(written[0], "units")}
    kinds = [r["agency_kind"] for r in agencies.values()]
    types = [r["unit_type"] for r in agencies.values()]
    assert (kinds.count("department"), kinds.count("commune"), kinds.count("operator")) == (12, 65, 3)
    assert (types.count("xa"), types.count("phuong"), types.count("dac_khu")) == (50, 14, 1)
    assert {r["unit_code"] for r in agencies.values()} <= units
    numbers = sorted(r["name_vi"][-2:] for r in agencies.values() if r["agency_kind"] == "commune")
    assert numbers == [f"{n:02d}" for n in range(1, 66)]
    for name in ("agency_aliases", "expected_deliveries"):
        assert {r["agency_code"] for r in _reference(written[0], name)} <= agencies.keys()
    folded = [unicodedata.normalize("NFC", r["alias"]) for r in _reference(written[0], "agency_aliases")]
    assert len(folded) == len(set(folded))
    groups = [r["delivery_group"] for r in _reference(written[0], "expected_deliveries")]
    assert {g: groups.count(g) for g in set(groups)} == {
        "dossier": 77,
        "document": 77,
        "village_coverage": 1,
        "subscriber": 3,
    }
    targets = _reference(written[0], "targets")
    assert len({r["indicator_code"] for r in targets}) == len(targets) == 17


def test_who_is_silent_in_the_last_month(written):
    root, _ = written
    for code in ("H99.107", "H99.131"):
        assert not list(root.glob(f"drop/2026-10/*{code}*"))
        assert list(root.glob(f"drop/2026-09/*{code}*"))
    assert not (root / "drop/2026-10/thue_bao_Nhà_mạng_Mẫu_C_2026_10.csv").exists()
    senders = {p.name.split("_")[0] for p in root.glob("drop/2026-10/H99.*_DongBoHoSoMC_*.json")}
    assert len(senders) == 77 - 2 - 2  # two silent, two that send staff lists


def test_every_known_unit_name_is_in_the_reference_files(written):
    known = {r["name_vi"] for r in _reference(written[0], "agencies")}
    known |= {r["alias"] for r in _reference(written[0], "agency_aliases")}
    unknown = {row["DonViXuLy"] for path in good_dossier_files(written[0]) for row in read_dossiers(path)} - known
    assert unknown == {"Ban Quản lý dự án Mẫu"}


def test_wrong_files_are_what_they_say(written):
    root, summary = written
    assert len(summary.wrong_files) == 12
    october = root / "drop/2026-10"
    assert (october / "So_van_ban_H99.105_2026_10.xlsx").read_bytes().startswith(b"<html>")
    assert (october / "Bao cao thang cua Xa Mau 33.docx").read_bytes()[:2] == b"PK"
    ole = (october / "Danh sách hồ sơ - Xã Mẫu 44 (có mật khẩu).xlsx").read_bytes()
    assert ole.startswith(bytes.fromhex("d0cf11e0a1b11ae1")) and "EncryptedPackage".encode("utf-16-le") in ole
    twin = (october / "ho so xa mau 14 (gui lai).json").read_bytes()
    assert twin == (october / "H99.114_DongBoHoSoMC_202610.json").read_bytes()
    with pytest.raises(ValueError):
        read_dossiers(root / "drop/2026-09/H99.112_DongBoHoSoMC_202609.json")
    held = read_dossiers(root / "drop/2026-08/H99.122_DongBoHoSoMC_202608.json")
    assert sum(r["NgayHenTra"] < r["NgayTiepNhan"] for r in held) > 0.9 * len(held)
    assert (root / "drop/2026-09/H99.DongBoHoSoMC.json").stat().st_size == 0


def test_october_values_are_the_planned_ones(written):
    """Rates of the last month, over good rows, near the plan: small demos keep their story."""
    rows = [r for p in good_dossier_files(written[0]) if "202610" in p.name for r in read_dossiers(p)]
    new = [r for r in rows if r["MaHoSo"].split("-")[1].startswith("2610")]
    online = sum(r["KenhThucHien"] == "2" for r in new) / len(new)
    assert online == pytest.approx(trend("online", date(2026, 10, 1)), abs=0.03)
    digitised = sum(r["HoSoCoThanhPhanSoHoa"] == "1" for r in new) / len(new)
    assert digitised == pytest.approx(trend("digitised", date(2026, 10, 1)), abs=0.03)


def test_drawing_keeps_the_number_of_hits():
    rng = np.random.default_rng(1)
    for size, p in ((1000, 0.37), (17, 0.5), (0, 0.2)):
        assert abs(draw(np.full(size, p), rng).sum() - size * p) <= 1


def test_months_have_a_tet_dip_and_a_school_peak():
    counts = Plan(40_000, 57, date(2024, 11, 1), 24).dossiers_per_month
    assert sum(counts.values()) == 40_000
    year = {m.month: n for m, n in counts.items() if m >= date(2025, 11, 1)}
    assert min(year, key=year.get) == 2 and max(year, key=year.get) == 8


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 17), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), True),  # unverified holiday: changes nothing
        (date(2026, 4, 27), False),
        (date(2026, 10, 30), True),
        (date(2026, 10, 31), False),
    ],
)
def test_working_calendar(day, works):
    assert (day_number(day) in calendar().working) is works


def test_no_code_or_name_is_a_real_one(written, shared):
    text = (shared / "domain/province_codes.csv").read_text(encoding="utf-8")
    assert "H99" not in text and "Minh Họa" not in text
    for path in (shared / "data/geo").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert "Minh Họa" not in text and "Mẫu 0" not in text, path.name
    with (shared / "data/geo/2025_34-province-3221-ward_with_location.csv").open(encoding="utf-8") as stream:
        real = {(r["wardCode"].zfill(5), r["ward"]) for r in csv.DictReader(stream)}
    ours = {(r["unit_code"], r["name_vi"]) for r in _reference(written[0], "units")}
    assert not {c for c, _ in real} & {c for c, _ in ours} and not {n for _, n in real} & {n for _, n in ours}
    catalogue = "".join(p.read_text(encoding="utf-8") for p in (shared / "data/tthc").glob("*.jsonl"))
    assert not [r for r in _reference(written[0], "procedures") if f'"{r["procedure_code"]}"' in catalogue]
