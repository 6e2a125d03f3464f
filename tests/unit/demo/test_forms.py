"""E07 and E11 as openpyxl and the csv module find them: layouts, totals, no secret rows."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

import openpyxl
import pytest


def _number(text) -> int | None:
    text = str(text).replace(".", "")
    return int(text) if text.isdigit() else None


@pytest.fixture(scope="module")
def registers(written):
    paths = sorted(written[0].glob("drop/*/So_van_ban_*.xlsx"))
    return {p: openpyxl.load_workbook(p).active for p in paths if p.read_bytes()[:2] == b"PK"}


def test_registers_have_title_lines_header_index_row_and_a_total(registers):
    layouts, wrong_totals, merged = set(), [], 0
    for path, sheet in registers.items():
        rows = [r for r in sheet.iter_rows(values_only=True)]
        assert "MÔ PHỎNG" in rows[0][0] and rows[1][0].startswith("Đơn vị: ")
        assert re.fullmatch(r"Ngày xuất: \d\d/\d\d/\d{4} \d\d:\d\d:\d\d", rows[3][0])
        head = next(i for i, r in enumerate(rows) if r[0] == "STT")
        layouts.add(rows[head])
        merged += bool(sheet.merged_cells.ranges)
        assert any(r[0] == "(1)" for r in rows)
        body = [dict(zip(rows[head], r, strict=True)) for r in rows if isinstance(r[0], int)]
        assert {r["Độ mật"] for r in body} == {"Thường"}
        total = next(r[0] for r in rows if isinstance(r[0], str) and r[0].startswith("Tổng số văn bản: "))
        if int(total.split(": ")[1]) != len(body):
            wrong_totals.append(path.name)
        assert "NGƯỜI LẬP BIỂU" in {c for r in rows for c in r}
    assert len(layouts) == 2 and merged
    assert wrong_totals == ["So_van_ban_H99.136_2026_08.xlsx"]


def test_no_register_row_has_a_rank_of_secrecy_and_signers_are_invented(registers):
    for sheet in registers.values():
        text = {c for r in sheet.iter_rows(values_only=True) for c in r if isinstance(c, str)}
        assert not text & {"Mật", "Tối mật", "Tuyệt mật"}
        assert all(re.fullmatch(r"Nguyễn Văn Mẫu \d{4}", t) for t in text if t.startswith("Nguyễn"))


def test_village_form_has_merged_header_and_its_total_adds_up(written):
    root, _ = written
    for path in sorted(root.glob("drop/*/Phủ sóng thôn bản tháng ??-????.xlsx")):
        sheet = openpyxl.load_workbook(path).active
        assert "G6:I6" in {str(r) for r in sheet.merged_cells.ranges}
        assert [sheet.cell(7, c).value for c in (7, 8, 9)] == ["3G", "4G", "5G"]
        assert re.fullmatch(r"Tháng \d\d/\d{4}", sheet["A3"].value)
        rows = list(sheet.iter_rows(min_row=8, values_only=True))
        body = [r for r in rows if isinstance(r[0], int)]
        total = next(r for r in rows if r[1] == "Tổng cộng")
        assert len(body) == 600
        for column in (3, 4, 10):
            assert _number(total[column]) == sum(_number(r[column]) or 0 for r in body)
        assert any(isinstance(r[3], str) and "." in r[3] for r in body)
        assert {r[7] for r in body} == {"x", None}


def test_the_first_form_of_september_does_not_add_up(written):
    path = written[0] / "drop/2026-09/Phủ sóng thôn bản tháng 09-2026 (bản đầu).xlsx"
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=8, values_only=True))
    total = next(r for r in rows if r[1] == "Tổng cộng")
    assert _number(total[10]) == sum(r[10] for r in rows if isinstance(r[0], int)) - 37


def test_coverage_never_shrinks(written):
    marks = []
    for path in sorted(written[0].glob("drop/*/Phủ sóng thôn bản tháng ??-????.xlsx")):
        rows = openpyxl.load_workbook(path).active.iter_rows(min_row=8, max_row=607, values_only=True)
        marks.append([(r[7] == "x", r[9] == "x") for r in rows])
    for before, after in pairwise(marks):
        assert all(b <= a for old, new in zip(before, after, strict=True) for b, a in zip(old, new, strict=True))


def test_subscriber_csv(written):
    root, summary = written
    paths = sorted(root.glob("drop/*/thue_bao_*.csv"))
    assert len(paths) == summary.file_counts["subscriber_stats"] == 3 * 6 - 1  # one operator silent in the last month
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert "MÔ PHỎNG" in lines[0][0] and lines[1][0] == "Tháng"
        body = [r for r in lines[2:] if re.fullmatch(r"\d\d/\d{4}", r[0])]
        total = next(r for r in lines if "Tổng cộng" in r)
        assert len(body) == 65
        for column in (5, 7):
            assert _number(total[column]) == sum(_number(r[column]) for r in body)
        assert all(re.fullmatch(r"\d+,\d\d", r[8]) for r in body)
