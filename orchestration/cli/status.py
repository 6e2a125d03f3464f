"""`chiso status`: how old the figures are, what waits, what was refused, what runs."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC
from zoneinfo import ZoneInfo

import click

from orchestration.cli import exit_codes
from orchestration.deployment import Deployment, load_deployment
from orchestration.vietnamese import number


def _sources(deployment: Deployment, contracts: dict, looks: dict[str, dict]) -> list[str]:
    """One line a place on a server that contracts name: what the last look found; then servers that no contract names."""
    from orchestration.intake.servers import sources_of

    zone, lines, sources = ZoneInfo(deployment.timezone), [], sources_of(contracts.values())

    def local(moment) -> str:
        return f"{moment.replace(tzinfo=UTC).astimezone(zone):%d/%m/%Y %H:%M}"

    for source in sources:
        look = looks.get(source.location)
        if look is None:
            said = "chưa xem lần nào; “chiso run” sẽ xem"
        elif look["problem_vi"]:
            before = f"; lần xem được gần nhất {local(look['reached_at'])}, {number(look['files'])} tệp" if look["reached_at"] else ""
            said = f"xem lúc {local(look['looked_at'])}: {look['problem_vi'].rstrip('.')}{before}"
        else:
            said = f"xem lúc {local(look['looked_at'])}, {number(look['files'])} tệp"
        lines.append(f"Nguồn {source.location}: {said}.")
    named = {source.server for source in sources}
    return lines + [f"Nguồn {name}: khai báo trong chiso.toml nhưng không hợp đồng nào đang bật dùng đến." for name in deployment.servers if name not in named]


@click.command()
@click.pass_obj
def status(deployment: str) -> None:
    """Tình trạng: bản phát hành, tệp đã nhận, tệp bị từ chối, máy chủ. / Release, files, refusals, servers."""
    from orchestration.contracts import load_contracts
    from orchestration.intake import has_news
    from orchestration.release.pin import pinned_release
    from orchestration.release.publish import current_id, show_release
    from orchestration.serve import running
    from orchestration.state.ledger import Ledger
    from orchestration.warehouse import control

    d = load_deployment(deployment)
    click.echo(f"{d.province_name}{' (MÔ PHỎNG)' if d.is_simulated else ''}: {d.config_path}")
    release_id = current_id(d)
    if release_id:
        current = show_release(d, release_id)
        click.echo(f"Bản phát hành: {release_id}, số liệu đến {current.manifest['data_as_of_text']}, phát hành lúc {current.published_at}")
    else:
        click.echo("Bản phát hành: chưa có; hãy chạy “chiso run”.")
    with Ledger.of(d) as ledger:
        counts = Counter()
        for (_, state), n in ledger.counts().items():
            counts[state] += n
        by_rows = len(control.held_by_rows(d))
        counts["held"] += by_rows
        counts["accepted"] -= by_rows
        waiting = has_news(d, ledger)
        pinned = pinned_release(ledger)
        contracts = load_contracts(d.contracts_dirs, d.extracts)
        todo = control.plan(d, contracts, ledger)
        sources = _sources(d, contracts, ledger.looks())
    click.echo(
        f"Tệp: {number(counts['accepted'])} đã nhận, {number(counts['refused'])} bị từ chối, "
        f"{number(counts['held'])} tạm giữ; {'có' if waiting else 'không có'} tệp mới trong vùng nhận."
    )
    for line in sources:
        click.echo(line)
    if pinned:
        click.echo(f"Đang ghim bản {pinned}: bản mới được giữ nhưng chưa dùng; bỏ ghim bằng “chiso release free”.")
    if todo.blocked_vi:
        click.echo(todo.blocked_vi)
    servers = running(d)
    for server in servers:
        click.echo(f"{server.title}: {server.url} (tiến trình {server.pid})")
    if not servers:
        click.echo("Máy chủ: chưa chạy; hãy chạy “chiso serve”.")
        sys.exit(exit_codes.NOT_RUNNING)
