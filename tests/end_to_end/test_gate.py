"""What may be published: a failed blocking check keeps the last good release; a broken check is an error, never a pass."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq

from orchestration.checks.run import blocking, run_checks
from orchestration.cli import exit_codes
from orchestration.contracts import load_contracts
from orchestration.release.publish import current_id
from orchestration.state.ledger import Ledger
from orchestration.warehouse.dbt import manifest, staging_models
from tests.conftest import chiso


def test_a_check_that_cannot_be_evaluated_blocks(small_built, stand):
    """The staging column a rule speaks of disappears: the check is told apart from a failure, and it blocks."""
    d = stand.put(small_built.root)
    contracts = load_contracts(d.contracts_dirs, d.extracts)
    models = {e: m for e, m in staging_models(manifest(d)).items() if e == "subscriber_stats"}
    with duckdb.connect(str(d.build_path)) as c:
        c.execute("alter table staging.stg_telecom__subscriber drop column fibre_household_pct")
    results = {r.rule: r for r in run_checks(d, contracts, models)}
    broken = results["fibre_pct_in_range"]
    assert not broken.evaluated and not broken.success and broken.error
    assert broken in blocking(list(results.values()))
    assert results["counts_not_negative"].evaluated, "one broken check must not take the others with it"


def test_a_count_that_differs_from_quarantine_blocks(small_built, stand):
    d = stand.put(small_built.root)
    contracts = load_contracts(d.contracts_dirs, d.extracts)
    models = {e: m for e, m in staging_models(manifest(d)).items() if e == "dvc_dossier"}
    with duckdb.connect(str(d.build_path)) as c:
        rule = c.execute("select rule from quality.quarantine where extract = 'dvc_dossier' limit 1").fetchone()[0]
        c.execute("delete from quality.quarantine where extract = 'dvc_dossier' and rule = ?", [rule])
    assert [r.rule for r in blocking(run_checks(d, contracts, models))] == [rule]


def test_a_failed_blocking_check_keeps_the_last_release(small_built, stand):
    """An agency list that gives a unit twice breaks a key test: nothing is published, the reason is told, the old release stays."""
    d = stand.put(small_built.root)
    before = current_id(d)
    agencies = d.reference_dir / "agencies.csv"
    lines = agencies.read_text(encoding="utf-8").splitlines()
    agencies.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    done = chiso(d.config_path, "run")
    assert done.returncode == exit_codes.BLOCKED, done.stdout + done.stderr
    assert "bản phát hành trước được giữ nguyên" in done.stderr
    assert current_id(d) == before
    again = chiso(d.config_path, "run")
    assert again.returncode == exit_codes.BLOCKED and again.stderr == done.stderr
    agencies.write_text("\n".join(lines) + "\n", encoding="utf-8")
    repaired = chiso(d.config_path, "run")
    assert repaired.returncode in (exit_codes.OK, exit_codes.SOME_REFUSED)
    assert current_id(d) == before


def test_roll_back_pins_until_freed(small_built, stand):
    d = stand.put(small_built.root)
    first = current_id(d)
    removed = sorted((d.drop_dir).rglob("*.json"))[0]
    rows = removed.read_text(encoding="utf-8").replace('"KenhThucHien":"1"', '"KenhThucHien":"2"', 1)
    (d.drop_dir / "corrected.json").write_text(rows.replace('"TrangThaiHoSo":"4"', '"TrangThaiHoSo":"7"'), encoding="utf-8")
    assert chiso(d.config_path, "run").returncode in (0, 1)
    second = current_id(d)
    assert second != first
    assert chiso(d.config_path, "release", "rollback", first).returncode == 0
    assert current_id(d) == first
    assert f"→ {first}" in chiso(d.config_path, "release", "list").stdout
    assert chiso(d.config_path, "run", "--rebuild").returncode in (0, 1)
    assert current_id(d) == first, "a pinned release stays"
    assert chiso(d.config_path, "release", "free").returncode == 0
    assert current_id(d) == second
    assert chiso(d.config_path, "release", "rollback", "DEMO-none").returncode == exit_codes.USAGE


def test_a_refused_file_is_told_again_and_an_accepted_one_is_known(small_built, stand, tmp_path):
    d = stand.put(small_built.root)
    broken = tmp_path / "ghi_chu.txt"
    broken.write_text("không phải một tệp số liệu", encoding="utf-8")
    for _ in range(2):
        done = chiso(d.config_path, "load", str(broken))
        assert done.returncode == exit_codes.SOME_REFUSED, done.stdout + done.stderr
        assert "Từ chối: ghi_chu.txt" in done.stderr
    good = next(p for p in sorted(d.drop_dir.rglob("*.csv")))
    done = chiso(d.config_path, "load", str(good))
    assert done.returncode == exit_codes.OK and "Đã có từ trước" in done.stdout


def test_an_extract_without_staging_model_and_a_wrong_command_are_told(small_built, stand):
    d = stand.put(small_built.root)
    text = d.config_path.read_text(encoding="utf-8")
    d.config_path.write_text(text.replace('extracts = ["', 'extracts = ["khong_co", "'), encoding="utf-8")
    done = chiso(d.config_path, "run")
    assert done.returncode == exit_codes.USAGE and "khong_co" in done.stderr and "Traceback" not in done.stderr
    assert chiso(d.config_path, "khong-co-lenh").returncode == exit_codes.USAGE


def test_loads_read_under_other_columns_are_read_again_or_stop_the_release(small_built, stand):
    """Raw files as an earlier contract left them: out of landing the same release comes again; without landing none is published."""
    d = stand.put(small_built.root)
    before = current_id(d)

    def written_by_an_earlier_contract(paths) -> None:
        for path in paths:
            pq.write_table(pq.read_table(path).drop_columns(["register_no"]), path)
        with Ledger.of(d) as ledger:
            ledger.note_raw_shape("doc_register", {"some_column": "keep"}, {})

    raw = sorted((d.raw_dir / "doc_register").glob("*.parquet"))
    written_by_an_earlier_contract(raw)
    done = chiso(d.config_path, "run", "--rebuild")
    assert done.returncode in (exit_codes.OK, exit_codes.SOME_REFUSED), done.stdout + done.stderr
    assert current_id(d) == before and all("register_no" in pq.read_schema(path).names for path in raw)
    written_by_an_earlier_contract(raw[:1])
    next(d.landing_dir.rglob(f"{raw[0].stem}*")).unlink()
    done = chiso(d.config_path, "run", "--rebuild")
    assert done.returncode == exit_codes.BLOCKED and "1 tệp đã nhận trước đó không có cột này" in done.stderr, done.stdout + done.stderr
    assert current_id(d) == before
