"""Biểu 06a: the sample of ugly-file test T03 and what may not be guessed of a summary report."""

from __future__ import annotations

import shutil
from datetime import date

import openpyxl
import pytest

from tests.unit.extracts.conftest import SAMPLE
from tests.unit.extracts.files import summary
from tests.unit.intake.conftest import workbook


@pytest.fixture
def sample(shared, place):
    return shutil.copy(shared / "extracts" / "samples" / "f_06a.xlsx", place.drop / "06a.xlsx")


def changed(path, cell: str, value):
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)
    return path


def test_two_units_and_nothing_else(shared, built) -> None:
    """Title, index row, group row, blank row, total and signature are no data; `-` and `x` are nothing, never 0."""
    assert built.loads[SAMPLE.name].status == "accepted"
    columns = "unit_name, received_total, received_online, received_offline, done_total, done_on_time, done_late, on_time_rate_pct, period_start, period_end"
    quarter = (date(2025, 7, 1), date(2025, 9, 30))
    assert built.staged(SAMPLE.name, columns) == [
        ("Sở Nội vụ", 1234, 1000, 234, 1200, 1150, 50, 95.83, *quarter),
        ("Sở Y tế", 56, None, None, 50, 50, 0, 100.0, *quarter),
    ]
    assert built.staged(SAMPLE.name, "failed_rules, is_accepted") == [
        (None, True),
        ("received_online_stated|received_offline_stated", True),  # a warning for each of `-` and `x`
    ]
    assert {r["reporting_unit_name"] for r in built.raw(SAMPLE.name)} == {"UBND TỈNH X"}


def test_a_total_that_is_not_the_sum_refuses_the_file(sample, place) -> None:
    result = place.one(changed(sample, "C12", 1291))
    assert (result.status, result.reason_code, result.extract) == ("refused", "TOTAL_MISMATCH", "onestop_summary_06a")
    assert "ô C12" in result.reason_vi and "1.291" in result.reason_vi and "1.290" in result.reason_vi


def test_a_report_without_its_period_is_refused(sample, place) -> None:
    result = place.one(changed(sample, "A3", "(Quý này)"))
    assert (result.status, result.reason_code) == ("refused", "TITLE_MISSING") and "Từ ngày" in result.reason_vi


def test_the_ledger_knows_quarter_and_sender(place) -> None:
    place.one(summary(place.drop / "a.xlsx"))
    (load,) = place.loads()
    assert (load["sender_name"], load["period_start"], load["period_end"]) == ("UBND TỈNH MINH HỌA", date(2025, 7, 1), date(2025, 9, 30))
    assert load["version_at"] == "2025-10-05T00:00:00"


def test_a_report_by_field_takes_its_unit_from_the_title(place) -> None:
    top = [None, "Lĩnh vực, công việc giải quyết theo cấp", "Tiếp nhận", None, None, "Đã giải quyết", None, None, None]
    low = ["STT", None, "Tổng số", "Kỳ trước", "Trong kỳ", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"]
    rows = [[1, "Hộ tịch", 10, 2, 8, 9, 4, 5, 0], [2, "Đất đai", "1.000", 0, "1.000", 900, 0, 900, 0], [None, "Tổng số", "1.010", 2, None, 909, 4, 905, 0]]
    title = [["Biểu số II.06a/VPCP/KSTT", None, "- Đơn vị báo cáo: Sở Y tế", None, "- Đơn vị nhận báo cáo: UBND tỉnh"], ["Từ ngày 01/07/2025 đến hết ngày 31/07/2025"]]
    merges = [(2, 2, 2, 4, "Tiếp nhận"), (2, 5, 2, 8, "Đã giải quyết")]
    top[2] = top[5] = None
    result = place.one(workbook(place.drop / "b.xlsx", [*title, top, low, *rows], merges))
    assert result.extract == "onestop_summary_06a", result.reason_vi
    found = [(r["unit_name"], r["field_name"], r["received_total"], r["carried_over"], r["period_end"]) for r in place.rows(result)]
    assert found == [("Sở Y tế", "Hộ tịch", "10", "2", "31/07/2025"), ("Sở Y tế", "Đất đai", "1.000", "0", "31/07/2025")]
