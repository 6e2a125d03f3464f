"""Files nobody here wrote: the national procedure catalogues and a municipal permit log."""

from __future__ import annotations

import csv
import hashlib

import pytest

from tests.unit.intake.test_csv_xes import content, log_xes

CATALOGUES = {"BoTaiChinh": 706, "BoCongAn": 339, "BoTuPhap": 271, "NongNghiepvaMoiTruong": 537}
DETAILS = {"bo-tai-chinh": 706, "bo-cong-an": 339, "bo-tu-phap": 271, "bo-nong-nghiep-mt": 537}


@pytest.mark.parametrize(("name", "rows"), CATALOGUES.items())
def test_catalogue_workbooks(place, shared, name, rows):
    result = place.one(shared / "data" / "tthc" / f"danh-sach-tthc-{name}.xlsx")
    got = place.rows(result)
    assert result.extract == "procedure_catalogue" and len(got) == rows and got[0]["source_row"] == 3
    assert all(r["procedure_code"][1] == "." and len(r["procedure_code"]) == 8 for r in got)
    assert len({r["procedure_code"] for r in got}) == rows


@pytest.mark.parametrize(("name", "rows"), DETAILS.items())
def test_catalogue_lines(place, shared, name, rows):
    result = place.one(shared / "data" / "tthc" / f"tthc_chi_tiet_{name}.jsonl")
    assert result.extract == "procedure_catalogue" and len(place.rows(result)) == rows


def test_permit_log_as_csv_and_as_xes(place, shared):
    path = shared / "data" / "dossier" / "receipt_wabo_asof_2011-06-30.csv"
    result = place.one(path)
    rows = place.rows(result)
    with path.open(encoding="utf-8", newline="") as file:
        header, *cells = csv.reader(file)
    theirs = [dict(zip(header, row, strict=True)) for row in cells]
    assert len(rows) == 5156 and len({r["dossier_code"] for r in rows}) == 848
    assert [r["dossier_code"] for r in rows] == [t["case:concept:name"] for t in theirs]
    assert [r["due_at"] for r in rows] == [t["case:deadline"] for t in theirs] and "responsible" not in rows[0]
    log = place.one(place.put("log.xes", log_xes(header, cells)))
    key = lambda row: (row["dossier_code"], row["task_id"])  # noqa: E731
    assert sorted(content(place.rows(log)), key=key) == sorted(content(rows), key=key)


@pytest.mark.parametrize("name", ["BPIC15_1.xes.gz", "BPIC15_2.xes.gz"])
def test_other_logs_are_refused_by_name_of_what_is_missing(place, shared, name):
    result = place.one(shared / "data" / "dossier" / name)
    assert result.reason_code == "NO_CONTRACT" and "“Kênh nộp”" in result.reason_vi


def test_unknown_workbooks_are_refused_and_none_is_read_wrong(place, shared):
    """What is read of the real folders is read by the contract made for it (test_budget_b46, test_indices, test_reference_lists)."""
    folders = ("b46_2020", "messy_xls", "geo")
    results = place.load(*(shared / "data" / name for name in folders))
    meant = {"b46_2020": "budget_balance_b46", "messy_xls": "papi_score", "geo": None}
    whence = {  # by content: a label keeps of a file's name only what names nobody
        hashlib.sha256(path.read_bytes()).hexdigest(): name
        for name in folders for path in (shared / "data" / name).rglob("*") if path.is_file()
    }  # fmt: skip
    for result in results:
        folder = whence[result.sha256]
        if result.status == "accepted" and meant[folder]:
            assert result.extract == meant[folder], result.file_label
        elif result.status == "accepted":
            assert result.extract.startswith("admin_") or result.extract.endswith("_population"), result.file_label
    refused = [r for r in results if r.status == "refused"]
    assert {r.reason_code for r in refused} <= {
        "NO_CONTRACT", "FILE_UNREADABLE", "ENCODING_UNSUPPORTED", "EMPTY_FILE", "TITLE_MISSING", "UNIT_MISSING", "AMBIGUOUS_HEADER",
    }  # fmt: skip
    assert sum(r.reason_code in {"TITLE_MISSING", "UNIT_MISSING"} for r in refused) == 3  # forms that do not say enough
    assert not [r.reason_vi for r in refused if "ngoài dự kiến" in r.reason_vi]
