"""Refused files read again after the deployment turned an extract on: by the next scan while they lie there, by `loads reread` out of landing."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from orchestration.cli import cli
from tests.unit.intake.conftest import CONTRACTS, Place, register, register_row


@pytest.fixture(autouse=True)
def registers_are_off(place: Place) -> None:
    _turn_on(place, ["agency_code_list"])


def _turn_on(place: Place, extracts: list[str]) -> None:
    toml = place.deployment.config_path
    lines = [f"extracts = {json.dumps(extracts)}" if line.startswith("extracts") else line for line in toml.read_text(encoding="utf-8").splitlines()]
    toml.write_text("\n".join(lines), encoding="utf-8")
    place.contracts = {name: CONTRACTS[name] for name in extracts}


def _reread(place: Place, *ids: str):
    return CliRunner().invoke(cli, ["-d", str(place.deployment.config_path), "loads", "reread", *ids])


def _refused(place: Place, number: int):
    path = register(place.drop / f"{number}.xlsx", [register_row(number)], unit=f"Đơn vị: Sở Mẫu {number}")
    result = place.one(path)
    assert (result.status, result.reason_code) == ("refused", "NO_CONTRACT")
    return path, result


def test_what_still_lies_in_the_drop_zone_needs_no_command(place):
    path, _ = _refused(place, 1)
    _turn_on(place, ["agency_code_list", "doc_register"])
    assert (place.one(path).status, place.one(path).extract) == ("accepted", "doc_register")


def test_a_tidied_drop_zone_is_read_out_of_landing(place):
    for number in (1, 2):
        path, result = _refused(place, number)
        path.unlink()
    asked = _reread(place)
    assert asked.exit_code == 0 and "Đã đọc lại 0 tệp" in asked.output and "2 tệp không đọc lại" in asked.output, asked.output
    _turn_on(place, ["agency_code_list", "doc_register"])
    one = _reread(place, result.load_id[:8])
    assert one.exit_code == 0 and f"({result.load_id})" in one.output and "Đã đọc lại 1 tệp, 1 tệp được nhận" in one.output, one.output
    rest = _reread(place)
    assert rest.exit_code == 0 and "Đã đọc lại 1 tệp, 1 tệp được nhận" in rest.output and "chiso run" in rest.output, rest.output
    assert [(row["status"], row["extract"]) for row in place.loads()] == [("accepted", "doc_register")] * 2
    assert "Đã đọc lại 0 tệp, 0 tệp được nhận." in _reread(place).output


def test_what_is_still_refused_and_what_is_gone_are_told(place):
    bad = place.put("la.csv", "x;y\n1;2\n")
    place.one(bad)
    _, gone = _refused(place, 3)
    for stored in place.deployment.landing_dir.rglob(f"*{gone.load_id}*"):
        stored.unlink()
    _turn_on(place, ["agency_code_list", "doc_register"])
    done = _reread(place)
    assert done.exit_code == 1, done.output
    assert "Vẫn chưa nhận: " in done.output and "1 tệp không còn trong kho tệp gốc" in done.output and "0 tệp được nhận" in done.output
    assert [row["status"] for row in place.loads()] == ["refused", "refused"]


def test_a_file_of_an_extract_that_is_off_is_told_by_its_name(place):
    _refused(place, 4)
    (row,) = place.loads()
    assert "“Sổ văn bản đến, văn bản đi”" in row["reason_vi"] and "“doc_register”" in row["reason_vi"] and "chiso.toml" in row["reason_vi"], row["reason_vi"]
    assert row["extract"] is None and not list(place.deployment.raw_dir.rglob("*.parquet"))
    place.one(place.put("la.csv", "x;y\n1;2\n"))
    assert "Không khớp hợp đồng" in place.loads()[1]["reason_vi"] or "Không tìm thấy" in place.loads()[1]["reason_vi"]
