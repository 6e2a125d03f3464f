"""Answers by the command line: which version is newer, what a title should have said, that there is nothing to report."""

from __future__ import annotations

import json
import re

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.intake import has_news
from orchestration.state import Ledger
from tests.unit.intake.conftest import REGISTER_HEADER, Place, register, register_row, workbook


@pytest.fixture(autouse=True)
def extracts_are_on(place: Place) -> None:
    """The command line reads the deployment's own list."""
    toml = place.deployment.config_path
    wanted = ["doc_register", "budget_balance_b46", "agency_code_list"]
    toml.write_text(toml.read_text(encoding="utf-8").replace("extracts = []", f"extracts = {json.dumps(wanted)}"), encoding="utf-8")
    place.contracts = {name: place.contracts[name] for name in wanted}


def chiso(place: Place, *words: str):
    return CliRunner().invoke(cli, ["-d", str(place.deployment.config_path), "loads", *words])


def twins(place: Place, *numbers: int) -> list:
    """Registers of one sender, period and export time that differ by a row."""
    return [place.one(register(place.drop / f"{n}.xlsx", [register_row(n)])) for n in numbers]


def test_the_newer_one_is_taken_in_and_the_answer_lasts(place):
    first, second = twins(place, 1, 2)
    assert (second.status, second.reason_code) == ("held", "SNAPSHOT_UNDECLARED")
    done = chiso(place, "accept", second.load_id[:8])
    assert done.exit_code == 0 and first.load_id in done.output and "chiso run" in done.output, done.output
    row = place.loads()[-1]
    assert (row["status"], row["answered_version_at"]) == ("accepted", "2025-08-05T08:00:00")
    assert place.one(place.drop / "2.xlsx").is_new is False
    again = chiso(place, "accept", second.load_id)
    assert again.exit_code == 2 and "không phải tệp đang chờ trả lời" in again.output


def test_the_older_one_stays_out_under_any_contracts(place):
    _, second = twins(place, 1, 2)
    assert chiso(place, "reject", second.load_id).exit_code == 0
    place.contracts = {name: c for name, c in place.contracts.items() if name != "budget_balance_b46"}  # a refusal would be looked at again
    result = place.one(place.drop / "2.xlsx")
    assert (result.status, result.reason_code, result.is_new) == ("refused", "ANSWERED_OLDER", False)
    with Ledger.of(place.deployment) as ledger:
        assert not has_news(place.deployment, ledger)
    assert chiso(place, "accept", second.load_id).exit_code == 0  # the answer was wrong


@pytest.mark.parametrize("words", [["accept", "ffff"], ["reject", "ab"], ["declare", "ffff", "--set", "a=b"]])
def test_an_unknown_load_is_one_sentence(place, words):
    twins(place, 1)
    done = chiso(place, *words)
    assert done.exit_code == 2 and "chiso loads list" in done.output and "Traceback" not in done.output


def untitled(place: Place, name: str = "so.xlsx"):
    return place.one(workbook(place.drop / name, [["SỔ VĂN BẢN ĐẾN"], ["Ngày xuất: 05/08/2025 08:00"], [], REGISTER_HEADER, register_row(1)]))


def test_what_the_title_lacks_is_declared_and_said_to_be(place):
    refused = untitled(place)
    assert refused.reason_code == "TITLE_MISSING"
    done = chiso(place, "declare", refused.load_id, "--set", "unit_name=Sở  Mẫu")
    assert done.exit_code == 0 and "“Đơn vị”" in done.output, done.output
    (row,) = place.loads()
    assert (row["status"], row["reason_code"], row["sender_name"], row["rows_read"]) == ("accepted", "TITLE_DECLARED", "Sở Mẫu", 1)
    path = place.deployment.raw_dir / "doc_register" / f"{row['load_id']}.parquet"
    note = json.loads(pq.read_metadata(path).metadata[b"declared"])
    assert set(note) == {"values", "event_seq"} and note["values"] == {"unit_name": "Sở Mẫu"}
    assert pq.read_table(path, columns=["unit_name"]).to_pylist() == [{"unit_name": "Sở Mẫu"}]
    assert place.one(place.drop / "so.xlsx").is_new is False
    with Ledger.of(place.deployment) as ledger:
        (event,) = ledger.events.all("load.declared")
        assert event["payload"]["values"] == note["values"] and note["event_seq"] == row["declaration_seq"]
        assert event["actor"] not in row["reason_vi"]  # an operator's own name stands in the event alone
        assert ledger.events.first_broken() is None


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("register_no=5", "khai được"),  # stands in the rows
        ("unit_name=Ông A 0912345678", "không đúng cách ghi"),
        ("unit_name=MẬT", "không đúng cách ghi"),
        ("exported_at=hôm qua", "không đúng cách ghi"),
        ("unit_name", "--set"),
    ],
)
def test_what_cannot_be_declared_changes_nothing(place, pair, said):
    refused = untitled(place)
    done = chiso(place, "declare", refused.load_id, "--set", pair)
    assert done.exit_code == 2 and said in done.output and "0912345678" not in done.output
    assert place.loads()[0]["reason_code"] == "TITLE_MISSING" and place.loads()[0]["declaration_seq"] is None


def test_a_file_that_says_it_itself_is_not_overruled(place):
    refused = untitled(place)
    done = chiso(place, "declare", refused.load_id, "--set", "exported_at=06/08/2025", "--set", "unit_name=Sở Mẫu")
    assert done.exit_code == 1 and "khác với điều người vận hành khai" in done.output
    assert chiso(place, "declare", refused.load_id, "--set", "exported_at=05/08/2025 08:00").exit_code == 0


def test_after_retention_the_declaration_waits_for_the_file(place):
    refused = untitled(place)
    path = next(place.deployment.landing_dir.glob(f"??/{refused.sha256}"))
    path.unlink()
    done = chiso(place, "declare", refused.load_id, "--set", "unit_name=Sở Mẫu")
    assert done.exit_code == 1 and "đã bị xóa khỏi kho" in done.output
    with Ledger.of(place.deployment) as ledger:
        assert has_news(place.deployment, ledger)
    result = place.one(place.drop / "so.xlsx")
    assert result.status == "accepted" and path.exists()


def test_a_wrong_declaration_is_taken_back_and_made_anew(place):
    refused = untitled(place)
    chiso(place, "declare", refused.load_id, "--set", "unit_name=Sở Sai")
    assert chiso(place, "reject", refused.load_id).exit_code == 0
    assert chiso(place, "declare", refused.load_id, "--set", "unit_name=Sở Mẫu").exit_code == 0
    assert [r["sender_name"] for r in place.loads()] == ["Sở Mẫu"]


@pytest.mark.parametrize(
    ("name", "pairs", "factor"),
    [
        ("22.xls", ["province_name=Tỉnh Quảng Ninh", "report_year=2020", "budget_year=2020"], "1000000"),
        ("27.xlsx", ["amount_vnd=Triệu đồng"], "1000000"),
    ],
)
def test_real_forms_that_nobody_can_issue_again(place, shared, name, pairs, factor):
    refused = place.one(shared / "data" / "b46_2020" / f"DT-2020-N-B46-TT343-{name}")
    assert refused.reason_code in {"TITLE_MISSING", "UNIT_MISSING"}
    done = chiso(place, "declare", refused.load_id, *(word for pair in pairs for word in ("--set", pair)))
    assert done.exit_code == 0, done.output
    (row,) = place.loads()
    path = place.deployment.raw_dir / "budget_balance_b46" / f"{row['load_id']}.parquet"
    raw = pq.read_table(path).to_pylist()
    assert {r["amount_vnd__unit"] for r in raw} == {factor} and len(raw) == row["rows_read"] > 20
    for pair in pairs[:1] if name == "22.xls" else []:
        assert {r["province_name"] for r in raw} == {pair.partition("=")[2]}


def test_nothing_is_declared_by_a_file_like_any_other(place):
    (place.deployment.root / "reference").mkdir()
    (place.deployment.root / "reference" / "agencies.csv").write_text("agency_code,name_vi,valid_to\nH99.1,Sở Mẫu,\n", encoding="utf-8")
    for words, said in (
        (["doc_register", "--unit", "Sở Lạ", "--period", "07/2025"], "không có trong danh sách đơn vị"),
        (["doc_register", "--period", "07/2025"], "--unit"),
        (["doc_register", "--unit", "Sở Mẫu", "--period", "Quý III/2025"], "kỳ báo cáo"),
        (["agency_code_list", "--unit", "Sở Mẫu", "--period", "07/2025"], "không gửi theo kỳ"),
    ):
        done = chiso(place, "nothing", *words)
        assert done.exit_code == 2 and said in done.output, done.output
    assert not list(place.drop.rglob("*.txt"))
    done = chiso(place, "nothing", "doc_register", "--unit", "Sở Mẫu", "--period", "07/2025")
    assert done.exit_code == 0, done.output
    (path,) = place.drop.rglob("*.txt")
    assert re.fullmatch(
        "KHÔNG PHÁT SINH SỐ LIỆU\nLoại tệp: .+\nĐơn vị báo cáo: Sở Mẫu\nKỳ báo cáo: 07/2025\nNgày lập: [0-9/]{10} [0-9:]{8}\n", path.read_text("utf-8")
    )
    (result,) = place.load()
    (row,) = place.loads()
    assert (result.status, row["sender_name"], str(row["period_start"]), row["rows_read"]) == ("accepted", "Sở Mẫu", "2025-07-01", 0)
