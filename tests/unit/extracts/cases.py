"""What must come of each file of files.py: typed rows in staging, and the one rule its bad row breaks.

Here: expected values, worked out by hand from the files. Not here: loading and building (conftest.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from tests.unit.extracts import files


@dataclass(frozen=True)
class Case:
    """`rows`: the columns named in `columns`, one tuple a row; `failed`: number of the row → rules it breaks, errors and warnings."""

    extract: str
    name: str
    write: Callable[[Path], Path]
    columns: str
    rows: list[tuple]
    failed: dict[int, str]
    rejected: tuple[int, ...]
    absent: tuple[str, ...] = field(default=())  # personal columns of the contract that the file has


JULY = date(2025, 7, 1)
CASES = [
    Case(
        "dvc_dossier_event", "su_kien.json", files.dossier_events,
        "dossier_code, processed_at, status_code, actor_department_name, step_due_at, receiving_agency_code",
        [
            ("H99.08-250701-0001", datetime(2025, 7, 1, 8, 5, 11), "2", None, None, "H99.08"),
            ("H99.08-250701-0001", datetime(2025, 7, 3, 10), "9", "Phòng Nghiệp vụ", None, "H99.08"),
            ("H99.08-250701-0001", datetime(2025, 7, 4, 8), None, None, None, "H99.08"),
        ],
        {3: "status_code.code_list"}, (3,), ("actor_name", "actor_title", "action_text"),
    ),
    Case(
        "onestop_summary_06a", "bieu 06a.xlsx", files.summary,
        "unit_name, agency_code, period_start, period_end, received_total, received_online, received_offline, carried_over, "
        "done_total, done_early, done_on_time, done_late, open_total, open_in_time, open_overdue",
        [
            ("Sở Nội vụ", "H99.09", JULY, date(2025, 9, 30), 1234, 1000, 200, 34, 1200, 700, 450, 50, 34, 30, 4),
            ("Sở Y tế", "H99.08", JULY, date(2025, 9, 30), 56, 40, 10, 6, 50, 20, 20, 0, 6, 6, 0),
            ("UBND xã Mẫu 01", "H99.14", JULY, date(2025, 9, 30), 10, None, None, 0, 10, 5, 5, 0, 0, 0, 0),
        ],
        {2: "done_adds_up", 3: "received_online_stated|received_offline_stated"}, (2,),
    ),
    Case(
        "online_payment_txn", "giao dich.xlsx", files.payments,
        "txn_at, dossier_code, txn_ref_no, amount_vnd, status_code, agency_code",
        [
            (datetime(2025, 7, 1, 8, 5, 11), "H99.08-250701-0001", "PG25070100001", 50000, "thanh-cong", "H99.08"),
            (datetime(2025, 7, 2, 8, 5, 11), "H99.08-250701-0002", "PG25070100002", 900, "khoi-tao", "H99.08"),
            (datetime(2025, 7, 3, 8, 5, 11), "H99.08-250701-0003", "PG25070100003", 8000, None, "H99.08"),
        ],
        {3: "status_code.code_list"}, (3,), ("payer_name", "payer_address", "payer_tax_code"),
    ),
    Case(
        "onestop_fee_receipt", "bien lai.xls", files.fee_receipts,
        "dossier_code, submission_channel, receipt_no, collected_on, fee_vnd, charge_vnd, total_vnd",
        [
            ("H99.08-250701-0001", "3", "0000121", date(2025, 7, 1), 8000, 300, 8300),
            ("H99.08-250701-0002", "3", "0000122", date(2025, 7, 2), 900, 0, 900),
            ("H99.08-250701-0003", "3", "0000123", date(2025, 7, 3), 0, 0, None),
        ],
        {3: "total_vnd.required"}, (3,), ("payer_name",),
    ),
    Case(
        "edoc_exchange", "van ban.edxml", files.exchange,
        "document_id, receiver_code, receiver_agency_code, sender_agency_code, status_code, status_at, promulgated_on, urgency_code, steering_code, business_code, page_count",
        [
            ("000.00.08.H99,2025/07/01,12/SYT-VP", code, agency, "H99.08", None, datetime(2025, 7, 1, 8, 5, 11), JULY, "1", None, "0", 3)
            for code, agency in (("H99.14", "H99.14"), ("1.2.3.4.5.H99", None))
        ],
        {2: "agency_code_levels"}, (2,), ("subject", "content", "signer_name", "staff_name", "staff_mobile", "staff_email", "copied_to", "appendixes"),
    ),
    Case(
        "citizen_feedback", "pakn.json", files.feedback_app,
        "feedback_code, created_at, received_at, due_at, status_code, status_no, topic_id, source_channel",
        [
            ("PAKN-25-1", datetime(2025, 7, 1, 8, 5, 11), datetime(2025, 7, 1, 10), datetime(2025, 7, 22, 17), "ChoXuLy", 5, "12", "Cổng PAKN"),
            ("PAKN-25-2", datetime(2025, 7, 1, 9), datetime(2025, 7, 1, 10), datetime(2025, 6, 30, 17), "ChoXuLy", 5, "12", "Cổng PAKN"),
        ],
        {2: "due_not_before_created"}, (2,), ("title", "content", "reporter_name", "email", "phone", "address"),
    ),
    Case(
        "citizen_feedback", "payc.csv", files.feedback_payc,
        "feedback_code, commune_code, created_at, due_at, desired_due_at, closed_at, status_code, like_count, dislike_count",
        [
            ("010725-0001", "00070", datetime(2025, 7, 1, 8, 5, 11), datetime(2025, 7, 22, 17), None, datetime(2025, 7, 10, 15, 30), "HOAN_TAT", 3, 1),
            ("010725-0002", "00070", datetime(2025, 7, 2), datetime(2025, 7, 23), datetime(2025, 7, 20), None, "XU_LY", 0, 0),
            ("010725-0003", "00070", None, datetime(2025, 7, 23), None, None, "TIEP_NHAN", 0, 0),
        ],
        {3: "created_at.format"}, (3,), ("latitude", "longitude", "attachments", "reporter_name", "phone"),
    ),
    Case(
        "citizen_feedback", "cong.xlsx", files.feedback_portal,
        "feedback_code, created_at, due_at, agency_code, status_code, is_public",
        [
            ("PA-1", datetime(2025, 7, 1, 8, 5), datetime(2025, 7, 22), "H99.08", None, True),
            ("PA-2", datetime(2025, 7, 1), datetime(2025, 7, 22), "H99.09", "HOAN_TAT", False),
            ("PA-3", datetime(2025, 7, 1), datetime(2025, 7, 22), "H99.08", "DA_CONG_KHAI", True),
        ],
        {1: "status_code.code_list", 2: "closed_when_done"}, (1,), ("title", "reporter_name"),
    ),
    Case(
        "resolution_task", "nhiem vu.xlsx", files.tasks,
        "task_code, report_month, agency_code, start_on, due_text, completed_on, progress_pct, task_status, report_status, delay_cause_code",
        [
            ("SYT_25_0001", JULY, "H99.08", date(2025, 6, 1), "Quý III/2025", None, 60.0, "IN_PROGRESS_LATE", "APPROVED", "coordination"),
            ("SNV_25_0002", JULY, "H99.09", date(2025, 6, 15), "31/12/2025", date(2025, 7, 20), 100.0, "COMPLETED_ON_TIME", "APPROVED", None),
            ("SYT_25_0003", JULY, "H99.08", date(2025, 6, 15), "Tháng 12/2025", date(2025, 5, 1), 100.0, "COMPLETED_LATE", None, None),
        ],
        {3: "completed_not_before_start|late_has_cause"}, (3,), ("responsible",),
    ),
    Case(
        "resolution_indicator", "chi tieu.xlsx", files.indicators,
        "report_month, indicator_name, agency_code, indicator_type, target_pct, expected_value, actual_value, completion_pct, status_code",
        [
            (JULY, "Hồ sơ trực tuyến", "H99.08", "cumulative", 80.0, 1200.0, 960.0, 80.0, "passed"),
            (JULY, "Lớp kỹ năng số", "H99.09", None, 100.0, 24.0, 12.5, 52.08, "failed"),
            (JULY, "Tổ công nghệ số", "H99.08", "discrete", 100.0, 10.0, None, None, None),
        ],
        {2: "type_stated", 3: "status_code.code_list"}, (3,), ("submitted_by",),
    ),
    Case(
        "bts_station", "tram.xlsx", files.stations,
        "report_month, operator_name, station_code, agency_code, mast_height_m, is_shared, on_air_on, status_code",
        [
            (JULY, "Nhà mạng Mẫu A", "MHA0327-12", "H99.14", 42.0, True, date(2023, 3, 15), "active"),
            (JULY, "Nhà mạng Mẫu A", "MHA0328-11", "H99.15", 36.5, False, date(2025, 5, 2), "active"),
            (JULY, "Nhà mạng Mẫu A", "MHA0329-11", "H99.15", None, False, None, "stopped"),
        ],
        {3: "technologies_known"}, (3,),
    ),
    Case(
        "ispeed", "ispeed.csv", files.speeds,
        "report_month, province_name, operator_name, network_type, method, download_mbps, upload_mbps, ping_ms",
        [
            (JULY, "Tỉnh Minh Họa", "Nhà mạng Mẫu A", "fixed", "median", 231.89, 165.49, 12.4),
            (JULY, "Tỉnh Minh Họa", None, "mobile_5g", "median", 258.28, 195.34, 9.0),
            (JULY, "Tỉnh Minh Họa", "Nhà mạng Mẫu B", "mobile", "median", 25828.0, 195.34, 9.0),
        ],
        {3: "speeds_in_range"}, (3,),
    ),
]  # fmt: skip

# Files whose figures need vocabulary beyond dates and plain numbers: asked in test_waiting.py.
WAITING: dict[str, Callable[[Path], Path]] = {
    "giao dich phay.xlsx": lambda path: files.payments(path, ("150,000", "1,234,567", "12,34"), "1,384,567"),
    "bien lai phay.xls": lambda path: files.fee_receipts(
        path, [("100,000", "50,000", "150,000"), ("1,000,000", "0", "1,000,000"), ("0", "8,000", "9,000")], ("1,100,000", "58,000", "1,159,000")
    ),
    "nhiem vu co mau.xlsx": lambda path: files.tasks(path, files.TABLE_GUIDE, "2025-2030"),
}
