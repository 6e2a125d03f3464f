"""E11: coverage of villages (one workbook a month) and subscribers (one CSV an operator and month).

Here: both forms with their totals. Not here: stations, speeds. A village that has a network keeps it: coverage only
grows. Every operator repeats the commune's households on its rows: households must not be summed over operators.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from orchestration.demo.files import Written, vn, workbook
from orchestration.demo.plan import SENDERS_OF_CONNECTIVITY, Plan, trend
from orchestration.demo.province import CONNECTIVITY_OWNER, MARK, OPERATORS, communes, villages
from orchestration.demo.workdays import month_start

SINGLE = (
    (0, "STT"),
    (1, "Xã, phường"),
    (2, "Thôn, bản, tổ dân phố"),
    (3, "Số hộ"),
    (4, "Số khẩu"),
    (5, "Có điện lưới"),
    (9, "Có cáp quang"),
    (10, "Số hộ dùng cáp quang"),
    (11, "Đặc biệt khó khăn"),
)
VILLAGE_KINDS = ("fibre_over_households", "unknown_commune", "unclear_mark", "text_in_number")
OPERATOR_SHARE = np.array([0.52, 0.31, 0.17])
CSV_HEADER = (
    "Tháng",
    "Xã, phường",
    "Doanh nghiệp",
    "Số hộ",
    "Dân số từ 15 tuổi",
    "Thuê bao di động",
    "Thuê bao dùng điện thoại thông minh",
    "Thuê bao băng rộng cố định",
    "Tỷ lệ hộ có cáp quang (%)",
    "Ngày lập",
)


def _fixed(plan: Plan) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([plan.seed, 11]))


def village_table(plan: Plan, month: date) -> dict[str, np.ndarray]:
    """The true state of every village at the month's end."""
    rng = _fixed(plan)
    places = villages()
    size = len(places)
    ward = np.array([c.unit_type == "phuong" for c, _ in places])
    households = np.where(ward, rng.integers(260, 1650, size), rng.integers(45, 420, size))
    people = np.round(households * rng.uniform(3.2, 4.3, size)).astype(int)
    ease = rng.random(size) + np.where(ward, 0.9, 0.0)  # what is easy to reach gets a network first

    def reached(share: float, noise: float) -> np.ndarray:
        place = np.argsort(np.argsort(-(ease + noise * rng.random(size)), kind="stable"), kind="stable")
        return place < round(share * size)

    fourth = reached(trend("village_4g", month), 0.1)
    fifth = reached(trend("village_5g", month), 0.3) & fourth
    fibre = reached(trend("village_fibre", month), 0.2)
    wish = np.where(fibre, 0.72 + 0.28 * rng.random(size), 0.0)
    goal = trend("household_fibre", month) * households.sum()
    for _ in range(6):  # every village keeps within its households while the province meets its trend
        used = np.minimum(np.round(households * wish), households)
        wish *= goal / used.sum()
    used = np.minimum(np.round(households * wish), households).astype(int)
    return {
        "households": households,
        "people": people,
        "power": np.ones(size, bool) & (rng.random(size) > 0.008),
        "third": fourth | (rng.random(size) > 0.3),
        "fourth": fourth,
        "fifth": fifth,
        "fibre": fibre,
        "used": used,
        "difficult": (ease < 0.16) & ~ward,
    }


def write_villages(
    folder: Path, plan: Plan, month: date, name: str = "", exported_day: int = 4, total_shift: int = 0
) -> list[Written]:
    """The month's workbook: merged header, `x` marks, numbers as Vietnamese text, a total row that adds up."""
    table, rng = village_table(plan, month), plan.rng(month, 4)
    broken = dict(
        zip(
            rng.choice(len(villages()), size=2 if month == plan.last_month else 9, replace=False).tolist(),
            VILLAGE_KINDS * 3,
            strict=False,
        )
    )
    path = folder / (name or f"Phủ sóng thôn bản tháng {month:%m-%Y}.xlsx")
    following = month_start(month, 1)
    sums = [0, 0, -total_shift]
    with workbook(path, f"Tháng {month:%m-%Y}") as (book, sheet):
        bold = book.add_format({"bold": True, "border": 1, "align": "center"})
        sheet.write_string(0, 0, f"BIỂU TỔNG HỢP PHỦ SÓNG DI ĐỘNG, CÁP QUANG THEO THÔN – {MARK}", bold)
        sheet.write_string(1, 0, f"Đơn vị báo cáo: {CONNECTIVITY_OWNER}")
        sheet.write_string(2, 0, f"Tháng {month:%m/%Y}")
        sheet.write_string(3, 0, f"Ngày lập: {exported_day:02d}/{following:%m/%Y}")
        for column, label in SINGLE:
            sheet.merge_range(5, column, 6, column, label, bold)
        sheet.merge_range(5, 6, 5, 8, "Phủ sóng di động", bold)
        for column, label in ((6, "3G"), (7, "4G"), (8, "5G")):
            sheet.write_string(6, column, label, bold)
        for at, (commune, village) in enumerate(villages()):
            row, kind = 7 + at, broken.get(at)
            hh, people, used = (int(table[k][at]) for k in ("households", "people", "used"))
            if kind == "fibre_over_households":
                used = hh + 25
            sheet.write_number(row, 0, at + 1)
            sheet.write_string(row, 1, "Xã Mẫu 66" if kind == "unknown_commune" else commune.name)
            sheet.write_string(row, 2, village)
            sheet.write_string(row, 3, f"khoảng {hh}") if kind == "text_in_number" else sheet.write_string(
                row, 3, vn(hh)
            )
            sheet.write_string(row, 4, vn(people))
            sheet.write_number(row, 10, used)
            marks = ((5, "power"), (6, "third"), (7, "fourth"), (8, "fifth"), (9, "fibre"), (11, "difficult"))
            for column, key in marks:
                if table[key][at]:
                    sheet.write_string(row, column, "x")
            if kind == "unclear_mark":
                sheet.write_string(row, 8, "sắp có")
            sums = [sums[0] + (0 if kind == "text_in_number" else hh), sums[1] + people, sums[2] + used]
        last = 7 + len(villages())
        sheet.write_string(last, 1, "Tổng cộng", bold)
        for column, total in ((3, sums[0]), (4, sums[1])):
            sheet.write_string(last, column, vn(total), bold)
        sheet.write_number(last, 10, sums[2], bold)
        sheet.write_string(last + 2, 8, "NGƯỜI LẬP BIỂU")
        sheet.write_string(last + 3, 8, "(Ký, ghi rõ họ tên)")
    return [Written(path, "village_coverage", len(villages()), SENDERS_OF_CONNECTIVITY["village"])]


def subscriber_table(plan: Plan, month: date, operator: int) -> dict[str, np.ndarray]:
    """By commune: households (of the whole commune), adults, and this operator's subscriptions."""
    table, rng = village_table(plan, month), _fixed(plan)
    place = np.array([c.number - 1 for c, _ in villages()])
    households = np.bincount(place, table["households"], len(communes())).astype(int)
    people = np.bincount(place, table["people"], len(communes()))
    used = np.bincount(place, table["used"], len(communes()))
    share = OPERATOR_SHARE[operator] * rng.uniform(0.85, 1.15, (3, len(communes())))[operator]
    adults = np.round(people * 0.76).astype(int)
    mobile = np.round(people * 0.98 * share).astype(int)
    spread = rng.uniform(-0.04, 0.04, len(communes()))
    smartphone = np.round(mobile * (trend("smartphone", month) + spread)).astype(int)
    fixed = np.round(households * trend("broadband_per_household", month) * share).astype(int)
    return {
        "households": households,
        "adults": adults,
        "mobile": mobile,
        "smartphone": smartphone,
        "fixed": fixed,
        "fibre_pct": np.round(100 * used / households, 2),
    }


def write_subscribers(folder: Path, plan: Plan, month: date) -> list[Written]:
    """Semicolons, decimal commas, dots between thousands, UTF-8 with BOM, a total row."""
    done, following = [], month_start(month, 1)
    for operator, name in enumerate(OPERATORS):
        if plan.operator_is_silent(operator, month):
            continue
        t, rng = subscriber_table(plan, month, operator), plan.rng(month, 20 + operator)
        lines = [f"THUÊ BAO VIỄN THÔNG, INTERNET THÁNG {month:%m/%Y} – {MARK}", ";".join(CSV_HEADER)]
        spoilt = set(rng.choice(len(communes()), size=1 if month == plan.last_month else 2, replace=False).tolist())
        sums = {"mobile": 0, "fixed": 0}
        for k, commune in enumerate(communes()):
            smart, place = int(t["smartphone"][k]), commune.name
            if k in spoilt:
                smart, place = (int(t["mobile"][k]) + 40, place) if k % 2 else (smart, "Xã Mẫu 66")
            numbers = (t["households"][k], t["adults"][k], t["mobile"][k], smart, t["fixed"][k])
            cells = [
                f"{month:%m/%Y}",
                place,
                name,
                *(vn(int(n)) for n in numbers),
                f"{t['fibre_pct'][k]:.2f}".replace(".", ","),
                f"06/{following:%m/%Y}",
            ]
            lines.append(";".join(cells))
            sums["mobile"] += int(t["mobile"][k])
            sums["fixed"] += int(t["fixed"][k])
        lines.append(f";Tổng cộng;;;;{vn(sums['mobile'])};;{vn(sums['fixed'])};;")
        path = folder / f"thue_bao_{name.replace(' ', '_')}_{month:%Y_%m}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode())
        done.append(Written(path, "subscriber_stats", len(communes()), SENDERS_OF_CONNECTIVITY[name]))
    return done
