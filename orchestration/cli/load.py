"""`chiso load` and `chiso run`: from files to a release."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path

import click

from orchestration.cli import exit_codes
from orchestration.deployment import load_deployment


def report(outcome) -> None:
    """Say what came of a run and leave with its exit code."""
    for row in outcome.refused:
        word = "Từ chối" if row["status"] == "refused" else "Tạm giữ"
        click.echo(f"{word}: {row['file_label']}: {row['reason_vi']}", err=True)
    click.echo(outcome.sentence, err=outcome.code not in (exit_codes.OK, exit_codes.SOME_REFUSED))
    sys.exit(outcome.code)


def _put_into_drop_zone(drop: Path, paths: tuple[Path, ...]) -> int:
    """Copy files (folders with their tree) below `drop/`, each under a name that is written only once complete."""
    batch = drop / f"{datetime.now():%Y%m%d-%H%M%S}"
    files = [(f, f.relative_to(p.parent)) for p in paths for f in ([p] if p.is_file() else sorted(p.rglob("*"))) if f.is_file()]
    for source, relative in files:
        target = batch / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, aside)
        aside.rename(target)
    return len(files)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def load(deployment: str, paths: tuple[Path, ...]) -> None:
    """Nạp tệp hoặc thư mục rồi chạy đến bản phát hành. / Load files or folders and run through to a release."""
    from orchestration.cli.refresh import refresh

    d = load_deployment(deployment)
    click.echo(f"Đã chép {_put_into_drop_zone(d.drop_dir, paths)} tệp vào vùng nhận.")
    report(refresh(d))


@click.command()
@click.option("--rebuild", is_flag=True, help="Dựng lại toàn bộ từ dữ liệu thô. / Rebuild everything from raw.")
@click.pass_obj
def run(deployment: str, rebuild: bool) -> None:
    """Chạy việc chính: nhận tệp mới, dựng, kiểm tra, phát hành. / Run the main job: intake, build, checks, release."""
    from orchestration.cli.refresh import refresh

    report(refresh(load_deployment(deployment), rebuild=rebuild))
