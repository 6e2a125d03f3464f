"""`chiso demo-data` and `chiso demo`: the fictional province, from nothing to dashboards."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from orchestration.cli import exit_codes
from orchestration.cli.words import Steps
from orchestration.deployment import PROJECT_ROOT, load_deployment
from orchestration.vietnamese import number

DEMO_ROWS, DEMO_SEED, DEMO_MONTHS = 40_000, 57, 24


@click.command("demo-data")
@click.option("--rows", default=DEMO_ROWS, show_default=True, help="Số hồ sơ. / Dossiers.")
@click.option("--seed", default=DEMO_SEED, show_default=True, help="Hạt giống: cùng số thì cùng tệp. / Seed.")
@click.option("--months", default=DEMO_MONTHS, show_default=True, help="Số tháng. / Months.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục triển khai. / Deployment folder.")
def demo_data(rows: int, seed: int, months: int, out: Path) -> None:
    """Sinh dữ liệu mô phỏng của tỉnh giả định. / Generate the synthetic extracts of a fictional province."""
    from orchestration.demo import make_deployment, write_extracts

    make_deployment(out)
    summary = write_extracts(out, rows=rows, seed=seed, months=months)
    click.echo(f"Đã sinh {number(summary.files)} tệp ({number(summary.dossiers)} hồ sơ MÔ PHỎNG) vào {out}.")


@click.command()
@click.option("--rows", default=DEMO_ROWS, show_default=True, help="Số hồ sơ. / Dossiers.")
@click.option("--root", type=click.Path(path_type=Path), default=PROJECT_ROOT / "var" / "demo", help="Thư mục. / Folder.")
@click.option("--no-serve", is_flag=True, help="Không mở máy chủ. / Do not start the servers.")
def demo(rows: int, root: Path, no_serve: bool) -> None:
    """Tỉnh giả định, từ con số không đến bảng điều hành. / The fictional province, from nothing to dashboards."""
    from orchestration.cli.refresh import refresh
    from orchestration.cli.serve import print_addresses, start_all
    from orchestration.demo import make_deployment, write_extracts

    steps = Steps()
    marker = root / "demo.json"
    wanted = {"rows": rows, "seed": DEMO_SEED, "months": DEMO_MONTHS}
    if not marker.is_file() or json.loads(marker.read_text(encoding="utf-8")) != wanted:
        with steps.step(f"Sinh dữ liệu mô phỏng ({number(rows)} hồ sơ, {DEMO_MONTHS} tháng)"):
            make_deployment(root)
            write_extracts(root, rows=rows, seed=DEMO_SEED, months=DEMO_MONTHS)
            marker.write_text(json.dumps(wanted), encoding="utf-8")
    d = load_deployment(root)
    with steps.step("Nhận tệp, dựng kho, kiểm tra, phát hành (Dagster → DuckDB → dbt → Great Expectations)"):
        outcome = refresh(d)
    refused = f"; {len(outcome.refused)} tệp hỏng cố ý bị từ chối hoặc tạm giữ" if outcome.refused else ""
    click.echo(f"  {outcome.sentence.rstrip('.')}{refused}.")
    if outcome.code not in (exit_codes.OK, exit_codes.SOME_REFUSED):
        sys.exit(outcome.code)
    if not no_serve:
        with steps.step("Mở Superset và Dagster trên 127.0.0.1"):
            start_all(d)
        print_addresses(d)
    click.echo(
        f"Lệnh tiếp theo: .venv/bin/chiso -d {d.config_path.relative_to(Path.cwd()) if d.config_path.is_relative_to(Path.cwd()) else d.config_path} status · dừng: make stop"
    )
    click.echo("Thời gian từng bước:")
    steps.table()
