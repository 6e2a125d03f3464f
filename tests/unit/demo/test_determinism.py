"""The same call gives the same bytes, and a month can be made alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration.demo import make_deployment, write_extracts
from tests.unit.demo.conftest import MONTHS, ROWS, SEED


def _content(root: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(p for p in root.glob("drop/**/*") if p.is_file())
    return {str(p.relative_to(root)): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


def test_same_call_gives_identical_files_and_times(written, tmp_path):
    make_deployment(tmp_path)
    again = write_extracts(tmp_path, ROWS, SEED, months=MONTHS)
    first, second = _content(written[0]), _content(tmp_path)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert again.dossiers == written[1].dossiers
    for name in ("agencies", "agency_aliases", "units", "expected_deliveries", "targets", "procedures"):
        assert (tmp_path / f"reference/{name}.csv").read_bytes() == (written[0] / f"reference/{name}.csv").read_bytes()


def test_another_seed_gives_other_dossiers(written, tmp_path):
    make_deployment(tmp_path)
    write_extracts(tmp_path, ROWS, SEED + 1, months=MONTHS, only_months=[date(2026, 10, 1)], extracts=["dvc_dossier"])
    name = "drop/2026-10/H99.06_DongBoHoSoMC_202610.json"
    assert (tmp_path / name).read_bytes() != (written[0] / name).read_bytes()


def test_one_month_alone_equals_the_same_month_of_the_whole(written, tmp_path):
    make_deployment(tmp_path)
    month = date(2026, 9, 1)
    summary = write_extracts(tmp_path, ROWS, SEED, months=MONTHS, only_months=[month])
    whole = {k: v for k, v in _content(written[0]).items() if k.startswith("drop/2026-09")}
    assert _content(tmp_path) == whole
    assert summary.updated_rows > 0  # dossiers received earlier, ended in that month


def test_only_dossiers_means_json_from_everybody(tmp_path):
    make_deployment(tmp_path)
    summary = write_extracts(tmp_path, 1000, SEED, months=1, extracts=["dvc_dossier"], wrong=False)
    files = sorted(p.suffix for p in tmp_path.glob("drop/**/*") if p.is_file())
    assert set(files) == {".json"} and len(files) == 75 == summary.files
    assert summary.row_counts["dvc_dossier"] == summary.dossiers


def test_progress_is_reported_once_a_month_and_at_the_end(tmp_path):
    make_deployment(tmp_path)
    heard: list[tuple[int, int, str]] = []
    write_extracts(tmp_path, 200, 1, months=2, on_progress=lambda *a: heard.append(a), extracts=["dvc_dossier"])
    assert heard == [(0, 2, "Tháng 09/2026"), (1, 2, "Tháng 10/2026"), (2, 2, "Xong")]
