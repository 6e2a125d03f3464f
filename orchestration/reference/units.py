"""Administrative units of one province, effective-dated, from the data set inside the package vietnamadminunits (MIT).

Here: the province and its communes since 1 July 2025 (National Assembly Resolution 202/2025/QH15), and the provinces, districts and
communes that ended on 30 June 2025 and were merged into it. Codes are text with their leading zeros. Not here: which old unit became
which new one (the crosswalk), and agency codes, which only the province's own decision gives. The package's converter is not called: it
answers an unknown address with empty codes and no error.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from importlib.resources import files
from pathlib import Path

REFORM, EVE = "2025-07-01", "2025-06-30"
OPENED = "2004-01-01"  # before any fact we read; not the unit's founding day
UNIT_COLUMNS = ("unit_code", "name_vi", "unit_type", "parent_code", "valid_from", "valid_to")
OTHER_FILES = {
    "agencies.csv": "agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi",
    "agency_aliases.csv": "alias,agency_code,valid_from,valid_to",
    "expected_deliveries.csv": "agency_code,delivery_group,valid_from,valid_to",
    "targets.csv": "target_code,indicator_code,comparator,value,unit,year,baseline_value,baseline_year,name_vi,source_document,section,"
    "legal_status,valid_from,valid_to",
    "procedures.csv": "procedure_code,procedure_name,field_code,field_name,statutory_days,service_level,has_fee,needs_paper_result,"
    "valid_from,valid_to",
}
TYPES = {
    "Xã": "xa", "Phường": "phuong", "Đặc khu": "dac_khu", "Thị trấn": "thi_tran", "Quận": "quan", "Huyện": "huyen", "Thị xã": "thi_xa",
    "Thành phố": "thanh_pho",
}  # fmt: skip


class UnknownProvinceError(Exception):
    """No such province since the reform; one Vietnamese sentence."""


def _level_of(name: str) -> str:
    return "thanh_pho" if name.startswith("Thành phố") else "tinh"


def _data() -> Path:
    return Path(str(files("vietnamadminunits"))) / "data"


def units_of_province(province_code: str) -> list[tuple[str, ...]]:
    """Rows of `units.csv` (UNIT_COLUMNS) for the province with this two-digit code in the list of 34.

    Raises UnknownProvinceError.
    """
    old_keys = json.loads((_data() / "converter_2025.json").read_text(encoding="utf-8"))["DICT_PROVINCE"]
    with sqlite3.connect(f"file:{_data() / 'dataset.db'}?mode=ro", uri=True) as db:
        now = db.execute(
            "select province, provinceKey, ward, wardType, wardCode from admin_units where provinceCode = ? order by wardCode",
            [province_code],
        ).fetchall()
        if not now:
            raise UnknownProvinceError(f"Không có tỉnh nào mang mã “{province_code}” từ ngày 01/7/2025: hãy dùng mã hai chữ số, ví dụ 08.")
        merged = old_keys[now[0][1]]
        before = db.execute(
            "select provinceCode, province, districtCode, district, districtType, wardCode, ward, wardType from admin_units_legacy "
            f"where provinceKey in ({', '.join('?' * len(merged))}) order by wardCode",
            merged,
        ).fetchall()
    rows = {(province_code, now[0][0], _level_of(now[0][0]), "", REFORM, "")}
    rows |= {(code, name, TYPES[kind], province_code, REFORM, "") for _, _, name, kind, code in now}
    for p_code, province, d_code, district, d_type, code, ward, kind in before:
        rows.add((p_code, province, _level_of(province), "", OPENED, EVE))
        rows.add((f"{d_code}", district, TYPES[d_type], p_code, OPENED, EVE))
        if code:  # island districts had no communes
            rows.add((code, ward, TYPES[kind], d_code, OPENED, EVE))
    return sorted(rows, key=lambda r: (r[4], len(r[0]), r[0]))


def write_reference(province_code: str, folder: Path) -> int:
    """Write `units.csv` and, where missing, the other reference files with their header; returns the number of units."""
    rows = units_of_province(province_code)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(UNIT_COLUMNS)
        writer.writerows(rows)
    for name, header in OTHER_FILES.items():
        path = folder / name
        if not path.exists():
            path.write_text(header + "\n", encoding="utf-8")
    return len(rows)
