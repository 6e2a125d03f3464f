"""E03: the dossier list that staff export by hand (SheetJS look), for communes outside the synchronisation.

Here: one workbook an agency and month. Not here: what happened to a dossier (dossiers.py); the JSON of the others
(dossier_json.py).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from orchestration.demo.dossier_json import UNKNOWN_UNIT, dossier_codes, spelling
from orchestration.demo.files import Written, workbook
from orchestration.demo.plan import Plan
from orchestration.demo.province import MARK, agencies, procedures
from orchestration.demo.workdays import stamp

HEADER = (
    "STT",
    "Đơn vị tiếp nhận",
    "Người tiếp nhận",
    "Lĩnh vực",
    "Tên thủ tục hành chính",
    "Mã hồ sơ",
    "Trạng thái",
    "Địa chỉ",
    "Người nộp",
    "Số điện thoại",
    "Ngày nộp hồ sơ",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Loại tiếp nhận",
    "Mức độ",
)
STATUS = {
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
CHANNEL = {0: "", 1: "Trực tiếp", 2: "Trực tuyến", 3: "Qua bưu chính công ích"}
LEVEL = {"3": "Một phần", "4": "Toàn trình"}


def _text(number: int) -> str:
    """20261031080511 → `31/10/2026 08:05:11`."""
    t = f"{number:014d}"
    return f"{t[6:8]}/{t[4:6]}/{t[:4]} {t[8:10]}:{t[10:12]}:{t[12:]}"


def _status(rows: dict[str, np.ndarray]) -> np.ndarray:
    ended = np.where(rows["returned"] < rows["month_end"], 10, 9)
    final = np.select([rows["outcome"] == 0, rows["outcome"] == 1, rows["outcome"] == 2], [ended, 3, 7], 8)
    still = np.where((rows["supplements"] > 0) & (rows["waiting"] == 4), 5, rows["waiting"])
    return np.where(rows["is_final"], final, still)


def _spoil(line: list[str], kind: int) -> None:
    """The kinds of defects.py that a sheet can show; positions follow HEADER."""
    day, clock = line[12].split(" ") if line[12] else ("", "")
    if kind == 1:
        line[12] = f"{line[11][:6]}{int(line[11][6:10]) - 1}{line[11][10:]}"
    elif kind == 2:
        line[12] = f"{day[:3]}13{day[5:]} {clock}"
    elif kind in (3, 11):
        line[12] = f"{day[:6]}{'20224' if kind == 3 else '2204'} {clock}"
    elif kind == 4:
        line[1] = UNKNOWN_UNIT
    elif kind in (6, 14):
        line[14] = "Qua điện thoại"
    elif kind in (5, 7, 12):
        line[6] = ""
    elif kind == 8:
        line[13] = f"{line[11][:6]}{int(line[11][6:10]) - 1}{line[11][10:]}"
    elif kind == 9:
        line[13] = ""
    elif kind in (10, 15):
        line[11] = f"{line[11][:3]}13{line[11][5:]}" if kind == 10 else f"{line[11][:6]}2204{line[11][10:]}"
    elif kind == 13:
        line[12] = f"{day[6:]}-{day[3:5]}-{day[:2]}"
    elif kind == 16:
        line[12] = ""


def _lines(rows: dict[str, np.ndarray]) -> list[list[str]]:
    units, catalogue, codes = agencies(), procedures(), dossier_codes(rows).to_pylist()
    status = _status(rows).tolist()
    received, finished = (
        stamp(rows["day"], rows["second"]).tolist(),
        stamp(np.minimum(rows["end"], 24_000), rows["end_second"]).tolist(),
    )
    due = stamp(np.where(rows["supplements"] > 0, rows["due"], rows["due_first"]), np.full(len(codes), 61_200)).tolist()
    before = rows["day"] * 86_400 + rows["second"] - rows["lead_second"]
    submitted = stamp(before // 86_400, before % 86_400).tolist()
    cells = zip(
        rows["agency"].tolist(),
        rows["spelling"].tolist(),
        rows["procedure"].tolist(),
        codes,
        status,
        rows["person"].tolist(),
        submitted,
        received,
        due,
        finished,
        rows["channel"].tolist(),
        rows["defect"].tolist(),
        strict=True,
    )
    lines = []
    for agency, other, procedure, code, state, person, sent, came, until, ended, channel, kind in cells:
        p, tail = catalogue[procedure], f"{person % 10_000:04d}"
        line = [
            "",
            spelling(units[agency], other),
            "Cán bộ Mẫu",
            p.field_name,
            p.name,
            code,
            STATUS[state],
            f"Thôn mẫu, {units[agency].name}",
            f"Nguyễn Văn Mẫu {tail}",
            f"090000{tail}",
            _text(sent),
            _text(came),
            _text(until),
            _text(ended) if state in (9, 10) else "",
            CHANNEL[channel],
            LEVEL[p.service_level],
        ]
        if kind:
            _spoil(line, kind)
        lines.append(line)
    return lines


def write_month(folder: Path, plan: Plan, month: date, rows: dict[str, np.ndarray]) -> list[Written]:
    """Write one list for each agency found in `rows`."""
    done = []
    for agency in np.unique(rows["agency"]).tolist():
        part = {name: values[rows["agency"] == agency] for name, values in rows.items()}
        path = folder / f"Danh sách hồ sơ - {agencies()[agency].name} - {month:%m.%Y}.xlsx"
        with workbook(path, "Danh sách hồ sơ", in_order=True) as (_, sheet):
            sheet.write_string(0, 0, f"DANH SÁCH HỒ SƠ THÁNG {month:%m/%Y} – {MARK}")
            sheet.write_row(2, 0, HEADER)
            lines = _lines(part)
            for number, line in enumerate(lines, 1):
                sheet.write_number(2 + number, 0, number)
                for column, cell in enumerate(line[1:], 1):
                    if cell:
                        sheet.write_string(2 + number, column, cell)
            sheet.write_string(len(lines) + 4, 1, f"Tổng số hồ sơ: {len(lines)}")
        done.append(Written(path, "onestop_dossier_list", len(lines), agency))
    return done
