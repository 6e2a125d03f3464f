"""The demo's reference files: agencies, spellings, units, due deliveries, targets, procedures.

Here: writing `reference/*.csv` (all text, UTF-8, one header). Not here: who they are (province.py) and what happens
(plan.py). A delivery is matched by its sender: `dossier` and `document` by the unit named in the rows,
`village_coverage` is due from one department only (the province's single reporter), `subscriber` from each operator,
which is therefore an agency row of kind `operator`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.demo.province import (
    CONNECTIVITY_OWNER,
    FORMER_NAMES,
    OPERATORS,
    PROVINCE_AGENCY,
    PROVINCE_CODE,
    PROVINCE_NAME,
    VALID_FROM,
    agencies,
    communes,
    procedures,
)

PLAN_NAME = "Kế hoạch chuyển đổi số tỉnh Minh Họa (giả định)"
# indicator, comparator, target 2026, baseline 2024, unit, legal status, what is asked
TARGETS = (
    ("DVC-01", ">=", "80", "50", "%", "signed", "Tỷ lệ hồ sơ nộp trực tuyến"),
    ("DVC-02", ">=", "95", "88", "%", "signed", "Tỷ lệ hồ sơ giải quyết đúng hạn"),
    ("DVC-03", ">=", "80", "30", "%", "signed", "Tỷ lệ hồ sơ trả kết quả điện tử"),
    ("DVC-04", ">=", "80", "30", "%", "signed", "Tỷ lệ hồ sơ có thành phần được số hóa"),
    ("DVC-05", ">=", "40", "10", "%", "signed", "Tỷ lệ hồ sơ tái sử dụng dữ liệu số hóa"),
    ("DVC-06", ">=", "60", "20", "%", "signed", "Tỷ lệ hồ sơ có phí, lệ phí thanh toán trực tuyến"),
    ("DVC-07", ">=", "70", "20", "%", "unverified", "Tỷ lệ hồ sơ nộp bằng tài khoản đã xác thực VNeID"),
    ("DVC-08", "<=", "5", "12", "%", "signed", "Tỷ lệ hồ sơ đang giải quyết đã quá hạn"),
    ("VB-01", ">=", "95", "80", "%", "signed", "Tỷ lệ văn bản được ký số"),
    ("VB-02", ">=", "95", "80", "%", "signed", "Tỷ lệ văn bản có hạn được xử lý đúng hạn"),
    ("VB-03", ">=", "90", "70", "%", "signed", "Tỷ lệ văn bản đến đã xử lý"),
    ("HT-01", ">=", "97", "90", "%", "signed", "Tỷ lệ thôn, bản, tổ dân phố phủ sóng 4G"),
    ("HT-02", ">=", "50", "5", "%", "signed", "Tỷ lệ thôn, bản, tổ dân phố phủ sóng 5G"),
    ("HT-03", ">=", "95", "80", "%", "signed", "Tỷ lệ thôn, bản, tổ dân phố có cáp quang"),
    ("HT-04", ">=", "85", "60", "%", "signed", "Tỷ lệ hộ dùng cáp quang"),
    ("HT-05", ">=", "90", "78", "%", "signed", "Tỷ lệ thuê bao di động dùng điện thoại thông minh"),
    ("HT-06", ">=", "80", "65", "thuê bao/100 hộ", "unverified", "Thuê bao băng rộng cố định trên 100 hộ"),
)


def _write(folder: Path, name: str, header: str, rows: list[tuple[str, ...]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header.split())
        out.writerows(rows)


def _agencies(folder: Path) -> None:
    rows = [
        (a.code, a.name, a.kind, a.unit_type, a.unit_code, PROVINCE_AGENCY, VALID_FROM, "", a.short_name)
        for a in agencies()
    ]
    rows += [
        (operator_code(k), name, "operator", "doanh_nghiep", PROVINCE_CODE, PROVINCE_AGENCY, VALID_FROM, "", name)
        for k, name in enumerate(OPERATORS)
    ]
    header = "agency_code name_vi agency_kind unit_type unit_code parent_code valid_from valid_to short_name_vi"
    _write(folder, "agencies.csv", header, rows)


def _aliases(folder: Path) -> None:
    rows = [(alias, a.code, VALID_FROM, "") for a in agencies() for alias in a.aliases]
    rows += [(name, agencies()[number - 1].code, VALID_FROM, until) for name, number, until in FORMER_NAMES]
    rows += [(f"Công ty viễn thông {name}", operator_code(k), VALID_FROM, "") for k, name in enumerate(OPERATORS)]
    _write(folder, "agency_aliases.csv", "alias agency_code valid_from valid_to", rows)


def _units(folder: Path) -> None:
    rows = [(PROVINCE_CODE, PROVINCE_NAME, "tinh", "", VALID_FROM, "")]
    rows += [(c.unit_code, c.name, c.unit_type, PROVINCE_CODE, VALID_FROM, "") for c in communes()]
    _write(folder, "units.csv", "unit_code name_vi unit_type parent_code valid_from valid_to", rows)


def _deliveries(folder: Path) -> None:
    rows = [(a.code, group, VALID_FROM, "") for group in ("dossier", "document") for a in agencies()]
    owner = next(a.code for a in agencies() if a.name == CONNECTIVITY_OWNER)
    rows.append((owner, "village_coverage", VALID_FROM, ""))
    rows += [(operator_code(k), "subscriber", VALID_FROM, "") for k in range(len(OPERATORS))]
    _write(folder, "expected_deliveries.csv", "agency_code delivery_group valid_from valid_to", rows)


def _targets(folder: Path) -> None:
    rows = [
        (
            f"MH-2026-{k:02d}",
            code,
            comparator,
            value,
            unit,
            "2026",
            baseline,
            "2024",
            name,
            PLAN_NAME,
            f"Mục II.{k}",
            status,
            "2025-01-01",
            "",
        )
        for k, (code, comparator, value, baseline, unit, status, name) in enumerate(TARGETS, 1)
    ]
    header = (
        "target_code indicator_code comparator value unit year baseline_value baseline_year name_vi"
        " source_document section legal_status valid_from valid_to"
    )
    _write(folder, "targets.csv", header, rows)


def _procedures(folder: Path) -> None:
    rows = [
        (
            p.code,
            p.name,
            p.field_code,
            p.field_name,
            str(p.statutory_days),
            p.service_level,
            str(int(p.has_fee)),
            str(int(p.needs_paper_result)),
            VALID_FROM,
            "",
        )
        for p in procedures()
    ]
    header = (
        "procedure_code procedure_name field_code field_name statutory_days service_level has_fee"
        " needs_paper_result valid_from valid_to"
    )
    _write(folder, "procedures.csv", header, rows)


def operator_code(position: int) -> str:
    return f"H99.NM{'ABC'[position]}"


def write_reference(folder: Path) -> None:
    """Write every reference file of the demo deployment into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in (_agencies, _aliases, _units, _deliveries, _targets, _procedures):
        part(folder)
