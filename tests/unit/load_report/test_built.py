"""What the build adds to a report, which pages a run writes, which it leaves and removes."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from orchestration.load_report.page import page_html
from orchestration.load_report.site import pages_dir, write_pages
from orchestration.state import Ledger
from orchestration.state.answers import Answers
from tests.unit.intake.conftest import workbook

HEADER = ["Mã đơn vị", "Tên đơn vị", "Số hồ sơ"]


def build(place, verdicts: list[tuple], cells: list[tuple], pending: list[str], mark: str = "1") -> None:
    """A build file that holds what a report reads of it."""
    place.deployment.build_path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(place.deployment.build_path)) as c:
        c.execute("create schema if not exists quality; create schema if not exists control")
        c.execute("create or replace table quality.load_verdict (load_id varchar, row_count bigint, failed_row_count bigint, is_held boolean)")
        c.execute(
            "create or replace table quality.quarantine (load_id varchar, rule varchar, cell_ref varchar, found_text varchar, "
            "sheet_name varchar, source_row bigint, source_column varchar)"
        )
        c.execute("create or replace table control.pending (load_id varchar)")
        c.execute("create or replace table control.build_state as select 'code' as fingerprint, ? as ledger_mark", [mark])
        for verdict in verdicts:
            c.execute("insert into quality.load_verdict values (?, ?, ?, ?)", verdict)
        for cell in cells:
            c.execute("insert into quality.quarantine values (?, ?, ?, ?, 'Tháng 7', ?, null)", cell)
        for load_id in pending:
            c.execute("insert into control.pending values (?)", [load_id])


@pytest.fixture
def loaded(place):
    rows = [HEADER, *([f"{i:05d}", "Xã Một", i] for i in range(1, 9))]
    return place.one(workbook(place.drop / "a.xlsx", rows, sheet="Tháng 7"))


def test_failed_cells_come_in_order_with_cause_and_fix(place, loaded):
    cells = [(loaded.load_id, "case_count.format", f"Trang tính “Tháng 7”, ô C{row}", f"{row} ký tự", row) for row in (9, 2, 3, 4, 5, 6, 7)]
    build(place, [(loaded.load_id, 40, 7, False)], cells, [loaded.load_id])
    told = place.told(loaded)
    assert told["rows"] == {"read": 8, "kept": 33, "quarantined": 7, "failed_pct": 17.5} and told["status_code"] == "accepted"
    (rule,) = told["rules"]
    assert (rule["column_vi"], rule["severity"], rule["count"]) == ("Số hồ sơ", "error", 7)
    assert [cell["where"][-2:] for cell in rule["cells"]] == ["C2", "C3", "C4", "C5", "C6"]
    page = page_html(told)
    assert "ô C2" in page and rule["fix_vi"] in page and "Trên đây là 5 ô đầu trong 7 dòng." in page


def test_a_load_that_the_build_holds_is_held_and_says_by_how_much(place, loaded):
    build(place, [(loaded.load_id, 8, 4, True)], [(loaded.load_id, "case_count.format", "ô C2", "x", 2)] , [loaded.load_id])
    told = place.told(loaded)
    assert told["status_code"] == "held" and told["rows"]["kept"] == 0
    assert told["reason_vi"].startswith("4 trên 8 dòng có ô chưa đúng (50,0 %, quá mức cho phép 30 %)")


def test_what_an_operator_answered_and_nothing_to_report_are_said(place, loaded):
    build(place, [(loaded.load_id, 8, 0, False)], [], [loaded.load_id])
    answered = place.told(loaded) | {"reason_code": "ANSWERED_NEWER", "reason_vi": "Người vận hành trả lời: đây là bản mới hơn."}
    assert "Đã dùng cả 8 dòng" in page_html(answered) and "Người vận hành trả lời" in page_html(answered)
    nothing = place.told(loaded) | {"reason_vi": "Đơn vị khai không phát sinh trong kỳ."}
    nothing["rows"] = {"read": 0, "kept": 0, "quarantined": 0, "failed_pct": None}
    assert "không có dòng số liệu nào" in page_html(nothing) and "không phát sinh trong kỳ" in page_html(nothing)


def test_cells_of_a_closed_extract_are_not_shown(place):
    result = place.one(workbook(place.drop / "k.xlsx", [["Mã kín", "Loại kín"], ["K1", "a"]]))
    build(place, [(result.load_id, 1, 1, False)], [(result.load_id, "code_text.required", "ô A2", "bí mật", 2)], [result.load_id])
    told = place.told(result)
    assert [(r["rule"], r["count"], r["cells"]) for r in told["rules"]] == [("code_text.required", 1, [])]
    assert "bí mật" not in page_html(told)


def test_only_what_was_touched_is_written_and_what_is_gone_is_removed(place, loaded):
    other = place.one(place.put("b.pdf", b"%PDF-1.7"))
    folder = pages_dir(place.deployment)
    with Ledger.of(place.deployment) as ledger:

        def written() -> int:
            return write_pages(place.deployment, place.contracts, ledger)

        assert written() == 2 and {p.stem for p in folder.glob("*.html")} == {loaded.load_id, other.load_id}
        assert written() == 0
        build(place, [(loaded.load_id, 8, 0, False)], [], [loaded.load_id])
        assert written() == 1 and written() == 0
        ledger.connection.execute("update load set status = 'held', reason_code = 'SNAPSHOT_UNDECLARED' where load_id = ?", (loaded.load_id,))
        Answers(ledger).reject(ledger.lookup(loaded.sha256), "người trực")
        assert written() == 1 and "bản cũ hoặc bản sai" in (folder / f"{loaded.load_id}.html").read_text(encoding="utf-8")
        (folder / "0123456789abcdef.html").write_text("trang cũ", encoding="utf-8")
        (folder / f"{other.load_id}.html").unlink()
        assert written() == 1 and not (folder / "0123456789abcdef.html").exists() and (folder / f"{other.load_id}.html").exists()


def test_loads_of_a_build_that_broke_off_are_looked_at_again(place, loaded):
    build(place, [], [], [loaded.load_id])
    with Ledger.of(place.deployment) as ledger:
        assert write_pages(place.deployment, place.contracts, ledger) == 1
        assert "chưa dựng vào kho" in (pages_dir(place.deployment) / f"{loaded.load_id}.html").read_text(encoding="utf-8")
        build(place, [(loaded.load_id, 8, 0, False)], [], [loaded.load_id])
        assert write_pages(place.deployment, place.contracts, ledger) == 1
    assert "Đã dùng cả 8 dòng" in (pages_dir(place.deployment) / f"{loaded.load_id}.html").read_text(encoding="utf-8")


def test_without_a_site_folder_yet(place, loaded):
    deployment = replace(place.deployment, root=place.deployment.root / "khác")
    with Ledger.of(place.deployment) as ledger:
        assert write_pages(deployment, place.contracts, ledger) == 1
