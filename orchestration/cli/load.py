"""`chiso load` and `chiso run`: from files to a release."""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from orchestration.cli import exit_codes
from orchestration.deployment import Deployment, load_deployment


def report(outcome) -> None:
    """Say what came of a run and leave with its exit code."""
    for row in outcome.refused:
        word = "Từ chối" if row["status"] == "refused" else "Tạm giữ"
        click.echo(f"{word}: {row['file_label']}: {row['reason_vi']} (phiếu: chiso loads show {row['load_id'][:8]})", err=True)
    for problem in outcome.unreached:
        click.echo(problem, err=True)
    click.echo(outcome.sentence, err=outcome.code not in (exit_codes.OK, exit_codes.SOME_REFUSED))
    sys.exit(outcome.code)


def _files(paths: tuple[Path, ...]) -> list[tuple[Path, Path]]:
    """Files given and files below folders given, each with its name relative to what was given."""
    return [(f, f.relative_to(p.parent)) for p in paths for f in ([p] if p.is_file() else sorted(p.rglob("*"))) if f.is_file()]


def _known(deployment: Deployment, files: list[tuple[Path, Path]]) -> list[dict]:
    """Ledger rows of files whose bytes were offered before: the sender must hear again what became of them."""
    from orchestration.state.ledger import Ledger

    with Ledger.of(deployment) as ledger:
        rows = []
        for path, _ in files:
            with path.open("rb") as file:
                rows.append(ledger.lookup(hashlib.file_digest(file, "sha256").hexdigest()))
    return [row for row in rows if row]


def _put_into_drop_zone(drop: Path, files: list[tuple[Path, Path]]) -> int:
    """Copy files below `drop/`, each under a name that is written only once complete."""
    batch = drop / f"{datetime.now():%Y%m%d-%H%M%S}"
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
    files = _files(paths)
    known = _known(d, files)
    click.echo(f"Đã chép {_put_into_drop_zone(d.drop_dir, files)} tệp vào vùng nhận.")
    for row in known:
        if row["status"] == "accepted":
            click.echo(f"Đã có từ trước, không nạp lại: {row['file_label']} (cùng nội dung).")
    outcome = refresh(d)
    told = {row["load_id"] for row in outcome.refused}
    again = [row for row in known if row["status"] != "accepted" and row["load_id"] not in told]
    if again and outcome.code == exit_codes.OK:
        outcome = replace(outcome, code=exit_codes.SOME_REFUSED, refused=[*outcome.refused, *again])
    report(outcome)


@click.command()
@click.option("--rebuild", is_flag=True, help="Dựng lại toàn bộ từ dữ liệu thô. / Rebuild everything from raw.")
@click.pass_obj
def run(deployment: str, rebuild: bool) -> None:
    """Chạy việc chính: nhận tệp mới, dựng, kiểm tra, phát hành. / Run the main job: intake, build, checks, release."""
    from orchestration.cli.refresh import refresh

    report(refresh(load_deployment(deployment), rebuild=rebuild))
