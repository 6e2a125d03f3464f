"""Staging on raw files made here, with the project's own contracts: what is read, what is refused, what is shown of it.

(dbt's unit tests know no contracts: `graph` is empty there. So these rows go through a real build.)
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.unit.dbt_core import project

AGENCIES = """agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi
H99.08,Sở Y tế,department,so,99,H99,2020-01-01,,SYT
H99.101,Xã Hòa Bình,commune,xa,99001,H99,2020-01-01,2025-06-30,
H99.201,Xã Hòa Bình,commune,xa,99101,H99,2025-07-01,,
NL01,General,department,so,99,H99,2000-01-01,,
"""
ALIASES = """alias,agency_code,valid_from,valid_to
Xã Hai Nghĩa,H99.101,2020-01-01,
Xã Hai Nghĩa,H99.201,2020-01-01,
"""
FILE = '{{"IsDeleted":{},"DuocSoHoa":"{}","DuocTaiSuDung":"{}"}}'
FEE = '[{{"MaPhiLePhi":"A","Gia":"0","LoaiPhiLePhi":"1"}},{{"MaPhiLePhi":"B","Gia":"{}","LoaiPhiLePhi":"1"}}]'
SUPPLEMENT = '[{{"NgayBoSung":"20261102090000","NgayTiepNhanBoSung":"{}","TrangThaiBoSung":"1","NgayHenTraTruoc":"{}","NgayHenTraMoi":"{}"}}]'


def _subscribers() -> list[dict]:
    cases = [
        ("10/2026", "UBND xã Hoà Bình", "1.234.567", "84,37"),
        ("6/2025", "Xã Hòa Bình", "1 234", "84,37 %"),
        ("10/2026", "Uỷ ban nhân dân xã Hòa Bình", "12,5", "45.5"),
        ("10/2026", "Xã Hòa Bình", "1.23", "1.234,5"),
        ("10/2026", "Xã Hai Nghĩa", "-", "-"),
        ("13/2026", "Xã Hòa Bình", "0912345678", "0"),
        ("10/2026", "a@b.vn", "012345678901x", "100"),
    ]
    names = ("report_month", "commune_name", "household_count", "fibre_household_pct")
    return [dict(zip(names, case, strict=True), operator_name="Mẫu A", exported_on="05/11/2026") for case in cases]


def _documents() -> list[dict]:
    cases = [
        ("01/11/2026 07:30", "5/10/2026", "9/10/2026", "Đã xử lý", "9/10/2026", "x"),
        ("01/11/2026 07:30:15", "05/10/2026", "31/02/2026", "chưa xử lý", "", ""),
        ("01/11/2026", "05/10/26", "", "Đã lưu", "...", "?"),
    ]
    names = ("exported_at", "registered_on", "due_on", "handling_status", "handled_on", "digitally_signed")
    common = {"unit_name": "Sở Y tế", "direction": "ĐẾN", "register_no": "12a", "urgency": "khẩn", "issued_on": "-"}
    return [{**common, **dict(zip(names, case, strict=True))} for case in cases]


def _events() -> list[dict]:
    cases = [
        ("2010-09-30 23:30:00+01:00", "Internet"),
        ("2011-01-31 23:30:00.5+00:00", "Desk"),
        ("2010-10-04 01:06:40", "e-mail"),
    ]
    return [
        {
            "dossier_code": "case-1",
            "department_name": "General",
            "received_at": at,
            "submission_channel": channel,
            "finished_at": "",
        }
        for at, channel in cases
    ]


def _dossiers() -> list[dict]:
    parts = [FILE.format(*flags) for flags in (('"False"', 1, 2), ('"True"', 1, 1), ("null", 0, 0))]
    files = f"[{','.join(parts)}]"
    cases = [
        ("H99.08-261102-0001", "20261104080000", "9", files, FEE.format("15000"),
         SUPPLEMENT.format("20261102103059", "20261104170000", "20261105170000"), '[{"MaGiayToKetQua":"KQ1"}]'),
        ("000.00.04.H99-261102-0002", "2026110408000", "9", "[]", FEE.format("0"), "[]", None),
        ("H99.08-261102-0003", "20261104080000", "11", None, None, SUPPLEMENT.format("", "", ""), "[]"),
    ]  # fmt: skip
    names = ("dossier_code", "finished_at", "status_code", "files", "fees", "supplements", "results")
    common = {
        "procedure_code": "1.000001", "submission_channel": "", "received_at": "20261102080000", "due_at": "20261105170000",
        "processing_unit_name": "Sở Y Tế", "has_digitised_part": "1", "returned_at": "", "rejected_at": "",
    }  # fmt: skip
    return [{**common, **dict(zip(names, case, strict=True))} for case in cases]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staging")
    made = {
        "subscriber_stats": _subscribers(),
        "doc_register": _documents(),
        "permit_receipt": _events(),
        "dvc_dossier": _dossiers(),
    }
    paths = {extract: [project.write_raw(folder, extract, f"{extract}1", rows)] for extract, rows in made.items()}
    project.write_control(folder, [project.load(f"{e}1", i, e) for i, e in enumerate(made, 1)], paths)
    reference = project.write_reference(folder, agencies=AGENCIES, agency_aliases=ALIASES)
    outcome = project.invoke(
        folder,
        [
            "build",
            "--select",
            "+path:models/staging",
            "+quarantine",
            "--resource-type",
            "model",
            "--resource-type",
            "seed",
            "--full-refresh",
        ],
        variables={"reference_dir": str(reference)},
        timezone="Europe/Amsterdam",
    )
    assert outcome.success, [r.message for r in outcome.result.results if str(r.status) not in ("success", "pass")]
    return lambda query: project.rows(folder, query)


def test_numbers(build) -> None:
    found = build(
        "select household_count, fibre_household_pct from staging.stg_telecom__subscriber order by source_row"
    )
    assert found == [
        (1234567, 84.37),
        (1234, 84.37),
        (None, 45.5),
        (None, 1234.5),
        (None, None),
        (912345678, 0.0),
        (None, 100.0),
    ]


def test_names_are_looked_up_at_the_rows_date(build) -> None:
    found = build("select agency_code, period_month from staging.stg_telecom__subscriber order by source_row")
    october = date(2026, 10, 1)
    assert found == [
        ("H99.201", october), ("H99.101", date(2025, 6, 1)), ("H99.201", october), ("H99.201", october),
        (None, october), (None, None), (None, october),
    ]  # fmt: skip


def test_what_failed_and_what_is_shown_of_it(build) -> None:
    found = build(
        "select failed_rules, replace(found_values, chr(31), '¦'), is_accepted from staging.stg_telecom__subscriber order by source_row"
    )
    assert found == [
        (None, None, True),
        (None, None, True),
        ("household_count.format", "12,5", False),
        ("household_count.format|fibre_pct_in_range", "1.23¦1.234,5", False),
        ("agency_code.known|household_count.required", "Xã Hai Nghĩa¦", False),
        ("report_month.format|agency_code.known", "13/2026¦Xã Hòa Bình", False),
        ("agency_code.known|household_count.format", "6 ký tự, 0 chữ số¦13 ký tự, 12 chữ số", False),
    ]


def test_dates_flags_and_labels(build) -> None:
    found = build(
        "select exported_at, registered_on, due_on, direction, handling_status, urgency, digitally_signed, unparsed_columns "
        "from staging.stg_edoc__document_register order by source_row"
    )
    assert found == [
        (datetime(2026, 11, 1, 7, 30), date(2026, 10, 5), date(2026, 10, 9), "in", "done", "1", True, None),
        (datetime(2026, 11, 1, 7, 30, 15), date(2026, 10, 5), None, "in", "pending", "1", False, "|due_on|"),
        (datetime(2026, 11, 1), None, None, "in", None, "1", None, "|registered_on|digitally_signed|handling_status|"),
    ]


def test_instants_become_local_time(build) -> None:
    found = build(
        "select received_at, is_online, is_accepted from staging.stg_event_log__permit_receipt order by source_row"
    )
    assert found == [
        (datetime(2010, 10, 1, 0, 30), True, True),
        (datetime(2011, 2, 1, 0, 30, 0, 500000), False, True),
        (None, True, False),
    ]


def test_lists_inside_a_dossier(build) -> None:
    found = build(
        "select receiving_agency_code, file_count, digitised_file_count, reused_file_count, has_fee, result_count, supplement_count, "
        "waiting_minutes, is_due_extended, submission_channel from staging.stg_dvc__dossier order by source_row"
    )
    assert found == [
        ("H99.08", 2, 1, 1, True, 1, 1, 90, True, None),
        ("H99.04", 0, 0, 0, False, None, 0, None, None, None),
        ("H99.08", None, None, None, None, 0, 1, None, False, None),
    ]


def test_quarantine_has_one_row_a_failed_rule(build) -> None:
    found = build(
        "select source_row, rule, column_name, severity, found_text, agency_code, period_month from quality.quarantine "
        "where extract = 'dvc_dossier' order by source_row, rule"
    )
    november = date(2026, 11, 1)
    assert found == [
        (2, "finished_at.format", "finished_at", "error", "13 chữ số", "H99.08", november),
        (2, "finished_when_done", "finished_at", "error", "13 chữ số", "H99.08", november),
        (3, "status_code.code_list", "status_code", "error", "11", "H99.08", november),
    ]
