"""Reference lists from their publishers: communes old and new, and procedures with their statutory time glued into a sentence."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest

from orchestration.intake.entries import entries_json
from orchestration.intake.repairs import pad_code
from tests.unit.intake.conftest import CONTRACTS


def theirs(path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def geo(place, shared):
    def load(name: str, extract: str) -> tuple[list[dict], list[dict]]:
        path = shared / "data" / "geo" / name
        result = place.one(path)
        assert result.extract == extract, result.reason_vi
        return place.rows(result), theirs(path)

    return load


def test_communes_of_today_get_their_zeros_back(geo):
    ours, source = geo("2025_34-province-3221-ward_with_location.csv", "admin_unit")
    assert [r["unit_code"] for r in ours] == [f"{int(t['wardCode']):05d}" for t in source] and len(ours) == 3321
    assert [r["province_code"] for r in ours] == [f"{int(t['provinceCode']):02d}" for t in source]
    by_code = {r["unit_code"]: r for r in ours}
    assert by_code["20333"]["unit_name"] == "Đặc khu Hoàng Sa" and by_code["22736"]["unit_name"] == "Đặc khu Trường Sa"
    assert sum(not r["area_km2"] for r in ours) == 2


def test_the_crosswalk_keeps_every_row_and_mends_its_codes(geo):
    ours, source = geo("convert_legacy_2025_simple.csv", "admin_unit_history")
    assert len(ours) == len(source) == 10602
    wanted = [(f"{int(float(t['wardCode'])):05d}" if t["wardCode"] else "", f"{int(t['newWardCode']):05d}") for t in source]
    assert [(r["old_unit_code"], r["new_unit_code"]) for r in ours] == wanted
    assert {r["old_province_code"] for r in ours} >= {"01", "96"} and {len(r["old_province_code"]) for r in ours} == {2}
    without = [r for r in ours if not r["old_unit_code"]]
    assert {r["new_unit_code"] for r in without} == {"11948", "19742", "20333", "21548", "26732"}
    assert Counter(r["is_divided"] for r in ours) == {"False": 9569, "True": 1033}


@pytest.mark.parametrize(
    ("name", "extract", "rows", "key"),
    [
        ("danhmuchanhchinh.gso.gov.vn_ward_2025-07-18.csv", "admin_unit_legacy", 10035, ("unit_code", "Mã", 5)),
        ("danhmuchanhchinh.gso.gov.vn_district_2025-07-18.csv", "admin_district_legacy", 696, ("district_code", "Mã", 3)),
    ],
)
def test_lists_of_before_behind_a_byte_order_mark(geo, name, extract, rows, key):
    ours, source = geo(name, extract)
    assert len(ours) == rows and [r[key[0]] for r in ours] == [t[key[1]] for t in source]
    assert {len(r[key[0]]) for r in ours} == {key[2]} and len({r["province_code"] for r in ours}) == 63


def test_population_in_two_opposite_styles(geo):
    ours, source = geo("sapnhap.bando.com.vn_ward_2025-07-17.csv", "commune_population")
    assert len(ours) == len(source) == 3321 and len({r["source_no"] for r in ours}) == 3321
    assert Counter(r["map_no"] for r in ours).most_common(2) == [("-1", 9), ("621", 2)]
    assert sum(r["population"] == "đang cập nhật" for r in ours) == 66 and sum("," in r["population"] for r in ours) == 4
    assert CONTRACTS["commune_population"].column("population").number_style == "en"
    provinces, _ = geo("sapnhap.bando.com.vn_province_2025-07-17.csv", "province_population")
    assert (len(provinces), provinces[0]["area_km2"], provinces[0]["population"]) == (34, "3.359,80", "8.718.000")
    assert CONTRACTS["province_population"].column("population").number_style == "vn"


@pytest.mark.parametrize(("text", "code"), [("70", "00070"), ("70.0", "00070"), ("123456", "123456"), ("1.5", "1.5"), ("", ""), ("12345.0", "12345")])
def test_codes_that_a_spreadsheet_made_numbers(text, code):
    assert (pad_code(text, 5) if text else text) == code


PATTERN = CONTRACTS["procedure_catalogue"].column("submission_methods").entries


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Dịch vụ bưu chính3 Ngày làm việcMiễn phíTrực tiếp15 NgàyMiễn phí",
         [("Dịch vụ bưu chính", "3", "Ngày làm việc", "Miễn phí"), ("Trực tiếp", "15", "Ngày", "Miễn phí")]),
        ("Trực tuyến12 Ngày làm việc6,000,000 VNĐ(đồng/lần)", [("Trực tuyến", "12", "Ngày làm việc", "6,000,000 VNĐ")]),
        ("Trực tuyến120 VNĐTrực tiếp120 VNĐ", [("Trực tuyến", None, None, None), ("Trực tiếp", None, None, None)]),  # 1 and 20, or 120?
        ("Trực tuyến20Miễn phí", [("Trực tuyến", None, None, "Miễn phí")]),  # twenty of what?
        ("Trực tiếpKhông quy địnhMiễn phí", [("Trực tiếp", None, None, None)]),
        ("Trực tiếp03 thángKhông có thông tin", [("Trực tiếp", "03", "tháng", "Không có thông tin")]),
        ("Trực tuyến1 GiờMiễn phí- Trực tiếp: nộp hồ sơ trực tiếp tại Bộ phận Một cửa.", [("Trực tuyến", "1", "Giờ", "Miễn phí")]),
        ("Nộp hồ sơ", []),
    ],
)  # fmt: skip
def test_ways_of_handing_in_are_read_or_left_open(text, entries):
    names = ("channel", "duration", "unit", "fee")
    assert json.loads(entries_json(text, PATTERN)) == [dict(zip(names, entry, strict=True)) for entry in entries]


def test_statutory_time_of_the_real_catalogue(place, shared):
    """Counted here another way: by splitting the sentence where a channel's name is followed by a number or `Không`."""
    found, expected = Counter(), Counter()
    codes = set()
    for path in sorted((shared / "data" / "tthc").glob("*.jsonl")):
        rows = place.rows(place.one(path))
        source = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [r["procedure_code"] for r in rows] == [s["ma_thu_tuc"] for s in source]
        codes |= {r["procedure_code"] for r in rows}
        for row, said in zip(rows, source, strict=True):
            for entry in json.loads(row["submission_methods"]):
                found[entry["channel"], entry["duration"], entry["unit"]] += 1
            for channel, rest in re.findall(r"(Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?=(?:\d|Không))(?=(.{0,30}))", said["cach_thuc_thuc_hien"], re.S):
                number, unit = (re.match(r"(\d+) (Ngày làm việc|Ngày|Giờ|Tháng)", rest) or re.match("()()", "")).groups()
                expected[channel, number or None, unit or None] += 1
    assert len(codes) == 1853 and found == expected
    assert sum(n for (_, duration, _), n in found.items() if duration) == 3876
    assert sum(n for (_, duration, _), n in found.items() if not duration) > 1000
