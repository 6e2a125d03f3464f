"""`chiso serve` and `chiso stop`: the two web pages."""

from __future__ import annotations

import click

from orchestration.deployment import Deployment, load_deployment


def start_all(d: Deployment) -> None:
    """Start Dagster and Superset on 127.0.0.1; both say when they answer."""
    from orchestration.cli.refresh import dagster_home, prepare_definitions
    from orchestration.serve import start_dagster, start_superset

    dagster_home(d)
    prepare_definitions(d)
    start_superset(d)
    start_dagster(d)


def print_addresses(d: Deployment) -> None:
    """Addresses and the leader's login."""
    from orchestration.serve import credentials, running

    for title, url in {server.url: (server.title, server.url) for server in running(d)}.values():
        click.echo(f"  {title}: {url}")
    for user in credentials(d):
        click.echo(f"  {user['title']}: {user['username']} / {user['password']}")


@click.command()
@click.pass_obj
def serve(deployment: str) -> None:
    """Mở bảng điều hành và trang quản trị lượt chạy. / Start the dashboards and Dagster's web page."""
    d = load_deployment(deployment)
    start_all(d)
    print_addresses(d)


@click.command()
@click.pass_obj
def stop(deployment: str) -> None:
    """Dừng đúng các tiến trình đã mở. / End exactly the processes that were started."""
    from orchestration.serve import stop_all

    ended = stop_all(load_deployment(deployment))
    click.echo(f"Đã dừng {len(ended)} tiến trình." if ended else "Không có tiến trình nào đang chạy.")
