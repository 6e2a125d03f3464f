"""`chiso release`: list, show, roll back, free."""

from __future__ import annotations

import getpass
import json

import click

from orchestration.deployment import load_deployment


@click.group()
def release() -> None:
    """Các bản phát hành. / Releases."""


@release.command("list")
@click.pass_obj
def list_command(deployment: str) -> None:
    """Liệt kê, mới nhất trước. / List, newest first."""
    from orchestration.release.publish import list_releases

    for r in list_releases(load_deployment(deployment)):
        mark = "→" if r.is_current else " "
        click.echo(f"{mark} {r.release_id}  phát hành {r.published_at}  số liệu đến {r.manifest['data_as_of_text']}")


@release.command()
@click.argument("release_id")
@click.pass_obj
def show(deployment: str, release_id: str) -> None:
    """Bản kê khai của một bản phát hành (JSON). / A release's manifest (JSON)."""
    from orchestration.release.publish import show_release

    click.echo(json.dumps(show_release(load_deployment(deployment), release_id).manifest, ensure_ascii=False, indent=1))


@release.command()
@click.argument("release_id")
@click.pass_obj
def rollback(deployment: str, release_id: str) -> None:
    """Dùng lại một bản cũ và ghim nó. / Go back to an earlier release and pin it."""
    from orchestration.release.pin import pin
    from orchestration.release.publish import point_current_at, show_release, verify
    from orchestration.runlock import run_lock
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    with run_lock(d), Ledger.of(d) as ledger:
        verify(d, show_release(d, release_id))
        pin(ledger, release_id, getpass.getuser())
        point_current_at(d, release_id)
    click.echo(f"Đang dùng và ghim bản {release_id}; bỏ ghim bằng “chiso release free”.")


@release.command()
@click.pass_obj
def free(deployment: str) -> None:
    """Bỏ ghim: dùng bản mới nhất trở lại. / Unpin: use the newest release again."""
    from orchestration.release import pin
    from orchestration.release.publish import list_releases, point_current_at
    from orchestration.runlock import run_lock
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    with run_lock(d), Ledger.of(d) as ledger:
        newest = next(iter(list_releases(d)), None)
        pin.free(ledger, getpass.getuser())
        if newest is not None:
            point_current_at(d, newest.release_id)
    click.echo(f"Đã bỏ ghim; bản hiện hành: {newest.release_id if newest else 'chưa có'}.")
