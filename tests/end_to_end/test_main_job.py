"""The whole main job on the demo, as a person would judge it: what it published, what it refused, what it let through."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import duckdb
import pytest

from orchestration.cli import exit_codes
from orchestration.contracts import load_contracts, rules_of
from orchestration.release.publish import current_id
from tests.conftest import chiso


@pytest.fixture(scope="module")
def release(built):
    with duckdb.connect(str(built.current_release), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def build(built):
    with duckdb.connect(str(built.build_path), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_a_second_run_finds_nothing_to_do(built):
    before = current_id(built)
    done = chiso(built.config_path, "run")
    assert done.returncode == exit_codes.OK and "Không có gì mới" in done.stdout, done.stdout + done.stderr
    assert current_id(built) == before


def test_every_wrong_file_is_told_in_vietnamese_and_the_rest_loads(built, release):
    rows = release("select file_label, reason_vi from reporting.rpt_quality__load where status_code in ('refused', 'held')")
    assert len(rows) >= 5
    assert all(reason and reason.endswith(".") for _, reason in rows)
    accepted = release("select count(*) from reporting.rpt_quality__load where status_code = 'accepted'")[0][0]
    assert accepted > 900


def test_great_expectations_and_the_staging_pass_agree(built, build):
    """The same predicate, evaluated twice on different paths, counts the same rows for every rule of every extract."""
    stored = built.root / "build" / "great_expectations" / "gx" / "uncommitted" / "validations"
    by_check: dict[tuple[str, str], int] = {}
    for path in stored.rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        for result in document["results"]:
            rows = result["result"].get("details", {}).get("unexpected_rows", [])
            by_check[document["suite_name"], result["expectation_config"]["meta"]["rule"]] = sum(int(r["failed"]) for r in rows)
    contracts = load_contracts(built.contracts_dirs, built.extracts)
    assert set(by_check) == {(c.id, rule.name) for c in contracts.values() for rule in rules_of(c)}
    counted = {(e, r): n for e, r, n in build("select extract, rule, count(*) from quality.quarantine group by 1, 2")}
    assert {k: n for k, n in by_check.items() if n} == counted
    assert sum(counted.values()) > 50


def test_broken_rows_never_reach_a_fact(build):
    sql = (
        "select count(*) from staging.stg_dvc__dossier as s inner join marts.fct_dossier as f "
        "on s.dossier_code = f.dossier_code and s.load_id = f.load_id and s.received_at is not distinct from f.received_at where not s.is_accepted "
        "and not exists (select 1 from staging.stg_dvc__dossier as g where g.dossier_code = s.dossier_code and g.load_id = s.load_id and g.is_accepted)"
    )
    assert build(sql) == [(0,)]


def test_children_sum_to_the_province(release):
    sql = """
        select indicator_code, period_month, sum(numerator) filter (where agency_code <> 'province') - sum(numerator) filter (where agency_code = 'province'),
            sum(denominator) filter (where agency_code <> 'province') - sum(denominator) filter (where agency_code = 'province')
        from marts.indicator_value where window_code = 'month' group by 1, 2
    """
    rows = release(sql)
    assert rows and all(abs(n or 0) < 1e-9 and abs(d or 0) < 1e-9 for _, _, n, d in rows)


def test_the_numerator_is_the_number_of_fact_rows(release, build):
    """Online dossiers of the last month, counted on the fact."""
    month = release("select max(period_month) from reporting.rpt_executive__scorecard")[0][0]
    ours = release(
        f"select numerator, denominator from marts.indicator_value where indicator_code = 'DVC-01' and agency_code = 'province' "
        f"and window_code = 'month' and period_month = date '{month}'"
    )
    facts = build(
        f"select count(*) filter (where is_online), count(*) from marts.fct_dossier "
        f"where known_to is null and state <> 'not_counted' and received_month = date '{month}'"
    )
    assert [tuple(map(round, r)) for r in ours] == facts


def test_value_lies_within_its_bounds(release):
    assert release("select count(*) from marts.indicator_value where value < low - 1e-9 or value > high + 1e-9") == [(0,)]


def test_leaders_see_every_kind_of_status(release):
    found = {r[0] for r in release("select distinct status_code from reporting.rpt_executive__scorecard")}
    assert {"green", "red", "insufficient"} <= found


PLANTED = (b"Nguy\xe1\xbb\x85n V\xc4\x83n M\xe1\xba\xabu", b"@example.invalid", b"mophong.invalid")


def test_no_person_leaves_landing(built):
    """Names, e-mails and links of the generated people stand in no byte outside the drop zone and landing."""
    seen = []
    for path in built.root.rglob("*"):
        inside = path.relative_to(built.root).parts[0] if path.is_file() else ""
        if path.is_file() and not path.is_symlink() and inside not in {"drop", "landing"}:
            data = path.read_bytes()
            seen += [(path.name, mark) for mark in PLANTED if mark in data]
    assert seen == []


def test_no_identity_number_in_raw_or_build(built, build):
    """Generated ID numbers begin with 999, phones with 0900: every text column of raw and of the build is searched."""
    pattern = r"\b999\d{9}\b|\b0900\d{6}\b"
    for folder in sorted(p for p in built.raw_dir.iterdir() if p.is_dir()):
        sql = f"select count(*) from (select columns(*)::varchar from read_parquet('{folder}/*.parquet')) as r where regexp_matches(r::varchar, '{pattern}')"
        assert build(sql) == [(0,)], folder.name
    tables = build("select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'")
    for schema, table in tables:
        assert build(f"select count(*) from {schema}.{table} as r where regexp_matches(r::varchar, '{pattern}')") == [(0,)], table


def test_landing_is_private_and_logged(built):
    assert built.landing_dir.stat().st_mode & 0o777 == 0o700
    assert all(p.stat().st_mode & 0o077 == 0 for p in built.landing_dir.rglob("*"))
    lines = (built.landing_dir / "access.log").read_text(encoding="utf-8").splitlines()
    assert lines and all("sha256" in json.loads(line) for line in lines)


def test_the_event_chain_is_whole(built):
    from orchestration.state.ledger import Ledger

    with Ledger.of(built) as ledger:
        assert ledger.events.first_broken() is None
        assert any(e["kind"] == "release.published" for e in ledger.events.all())
    with sqlite3.connect(built.state_dir / "chiso.sqlite") as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_data_docs_hold_counts_and_no_values(built):
    pages = list((built.site_dir / "data_docs").rglob("*.html"))
    assert len(pages) > len(built.extracts)
    text = "".join(p.read_text(encoding="utf-8") for p in pages)
    assert "H99." not in text and "9.0000" not in text


def test_the_page_of_a_load_names_the_cells_that_excel_shows(built, build):
    """Cells of the page, looked up in the file itself by an independent reader."""
    import openpyxl

    sql = (
        "select load_id, sheet_name, cell_ref, found_text from quality.quarantine "
        "where extract = 'village_coverage' and regexp_full_match(found_text, '[0-9]+') and cell_ref like '%, ô %'"
    )
    found = build(sql)
    assert found
    files = {hashlib.sha256(p.read_bytes()).hexdigest()[:16]: p for p in built.drop_dir.rglob("*.xlsx")}
    for load_id, sheet, where, text in found:
        page = (built.site_dir / "loads" / f"{load_id}.html").read_text(encoding="utf-8")
        assert where in page and where.startswith(f"Trang tính “{sheet}”, ô ")
        cell = openpyxl.load_workbook(files[load_id], data_only=True)[sheet][where.rpartition(" ")[2]]
        assert str(cell.value) == text


def test_every_load_has_its_page_and_nobody_elses(built):
    with sqlite3.connect(built.state_dir / "chiso.sqlite") as db:
        loads = {row[0] for row in db.execute("select load_id from load")}
    pages = built.site_dir / "loads"
    assert {p.stem for p in pages.glob("*.html")} == loads == {p.stem for p in pages.glob("[!.]*.json")}
    told = [json.loads((pages / f"{load_id}.json").read_text(encoding="utf-8")) for load_id in loads]
    assert all(d["reason_vi"] for d in told if d["status_code"] in ("refused", "held")) and {d["status_code"] for d in told} == {"accepted", "held", "refused"}
    assert all(d["rows"]["kept"] is not None for d in told)


def test_status_tells_release_files_and_servers(built):
    done = chiso(built.config_path, "status")
    assert done.returncode == exit_codes.NOT_RUNNING
    assert current_id(built) in done.stdout and "MÔ PHỎNG" in done.stdout and "bị từ chối" in done.stdout
