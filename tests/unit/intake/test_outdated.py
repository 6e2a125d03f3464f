"""Columns of a contract change after files were accepted: read again out of landing, or left as they were and told."""

from __future__ import annotations

import dataclasses

import pytest
from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.intake import outdated
from orchestration.intake.drop_zone import loader_of
from orchestration.intake.outdated import needed_and_lacking, read_outdated
from orchestration.state import Ledger
from tests.unit.intake.conftest import Place, register, register_row


def _reads(place: Place) -> tuple[list, list[str]]:
    """What a run's intake reads anew, and what it would stop a release for."""
    with Ledger.of(place.deployment) as ledger, loader_of(place.deployment, place.contracts, ledger) as loader:
        return read_outdated(loader), needed_and_lacking(place.contracts, ledger)


def _with(place: Place, version: str, **changes: dict) -> None:
    """The register's contract with columns changed: name → attributes to replace, or None to leave the column out."""
    contract = place.contracts["doc_register"]
    columns = [dataclasses.replace(c, **changes.get(c.name, {})) for c in contract.columns if changes.get(c.name, {}) is not None]
    changed = dataclasses.replace(contract, columns=tuple(columns), version=version, sha256=repr(columns))
    place.contracts = place.contracts | {"doc_register": changed}


def _forget_landing(place: Place, load_id: str) -> None:
    for stored in place.deployment.landing_dir.rglob(f"*{load_id}*"):
        stored.unlink()


@pytest.fixture
def accepted(place: Place):
    """Two registers of other units, accepted; their raw files are known to hold what the contract keeps."""
    results = [place.one(register(place.drop / f"{n}.xlsx", [register_row(1), register_row(2)], unit=f"Đơn vị: Sở Mẫu {n}")) for n in (1, 2)]
    assert _reads(place) == ([], [])
    return results


def test_a_renamed_column_is_read_again_and_arrival_stays(place, accepted):
    before, rows = place.loads(), place.rows(accepted[0])
    _with(place, "2.0.0", doc_type={"name": "kind"})
    results, told = _reads(place)
    assert [r.load_id for r in results] == [r.load_id for r in accepted] and told == []
    again = place.rows(results[0])
    assert [r["kind"] for r in again] == [r["doc_type"] for r in rows] and "doc_type" not in again[0]
    assert [r["kind"] for r in again] != [None, None]
    after = place.loads()
    assert [{k: row[k] for k in ("load_id", "load_seq", "received_at", "status", "rows_read")} for row in after] == [
        {k: row[k] for k in ("load_id", "load_seq", "received_at", "status", "rows_read")} for row in before
    ]
    assert {row["contract_version"] for row in after} == {"2.0.0"}
    assert _reads(place) == ([], [])


def test_an_ordinary_run_opens_no_raw_file(place, accepted, monkeypatch):
    monkeypatch.setattr(outdated, "_held", lambda path: pytest.fail("opened"))
    assert _reads(place) == ([], [])


def test_killed_between_ledger_and_raw_it_is_read_again(place, accepted, monkeypatch):
    _with(place, "2.0.0", doc_type={"name": "kind"})
    monkeypatch.setattr("orchestration.intake.load.settle_raw", lambda written: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        _reads(place)
    monkeypatch.undo()
    results, _ = _reads(place)
    assert len(results) == 2 and "kind" in place.rows(results[0])[0]


def test_what_cannot_be_read_any_more_stops_a_release_only_where_it_is_needed(place, accepted):
    _forget_landing(place, accepted[0].load_id)
    _with(place, "2.0.0", doc_type={"name": "kind"})
    results, told = _reads(place)
    assert [r.load_id for r in results] == [accepted[1].load_id] and told == []
    _with(place, "3.0.0", kind={"required": True})
    results, told = _reads(place)
    assert results == [] and len(told) == 1 and "1 tệp đã nhận" in told[0] and "synonyms" in told[0] and "1.xlsx" in told[0], told
    place.one(register(place.drop / "moi.xlsx", [register_row(1)], unit="Đơn vị: Sở Mẫu 1", exported="Ngày xuất: 06/08/2025 08:00"))
    assert _reads(place) == ([], [])  # the unit has sent a later file


def test_a_file_that_no_longer_fits_stays_accepted_with_its_rows(place, accepted):
    rows = place.rows(accepted[0])
    _with(place, "2.0.0", register_no={"name": "number_in_register", "headers": ("Số ký hiệu sổ mới",)})
    results, told = _reads(place)
    assert results == [] and len(told) == 1 and "2 tệp đã nhận" in told[0]
    kept = [{k: v for k, v in row.items() if k != "register_no"} for row in rows]
    assert place.rows(accepted[0]) == kept and [row["status"] for row in place.loads()] == ["accepted", "accepted"]


def test_what_is_kept_no_more_is_taken_out_of_raw_even_without_landing(place, accepted):
    _forget_landing(place, accepted[0].load_id)
    _with(place, "2.0.0", issuer_name={"handling": "drop"})
    results, told = _reads(place)
    assert [r.load_id for r in results] == [accepted[1].load_id] and told == []
    for load in accepted:
        rows = place.rows(load)
        assert len(rows) == 2 and all("issuer_name" not in row and row["register_no"] for row in rows)


def test_a_contract_that_learns_of_persons_takes_the_rows_back(place, accepted):
    contract = place.contracts["doc_register"]
    place.contracts = place.contracts | {
        "doc_register": dataclasses.replace(contract, refuse_headers=(contract.column("subject").headers[0],), sha256="of persons")
    }
    _with(place, "2.0.0", doc_type={"name": "kind"})
    results, _ = _reads(place)
    assert {(r.status, r.reason_code) for r in results} == {("refused", "PD_ROW_LEVEL_PARTY")}
    raw = place.deployment.raw_dir / "doc_register"
    assert not list(raw.glob("*.parquet")) and not [p for p in place.deployment.landing_dir.rglob("??*") if p.name == accepted[0].sha256]
    assert all(row["status"] == "refused" and ".xlsx" not in row["file_label"] for row in place.loads())


def test_a_synonym_is_read_by_the_command(place, accepted):
    toml = place.deployment.config_path
    toml.write_text(toml.read_text(encoding="utf-8").replace("extracts = []", 'extracts = ["doc_register"]'), encoding="utf-8")

    def command(*arguments: str):
        return CliRunner().invoke(cli, ["-d", str(toml), "loads", "reread", *arguments])

    told = command("--extract", "doc_register")  # other contracts are on than when they were read
    assert told.exit_code == 0 and "Đã đọc lại 2 tệp, 2 tệp được nhận" in told.output, told.output
    again = command(accepted[0].load_id[:8])
    assert again.exit_code == 0 and "1 tệp không đọc lại vì hợp đồng vẫn như lúc đọc lần trước" in again.output, again.output
    assert command("--extract", "khong_co").exit_code == 2
    with Ledger.of(place.deployment) as ledger:
        kinds = [e["kind"] for e in ledger.events.since(0)]
    assert kinds.count("load.reread.accepted") == 2
