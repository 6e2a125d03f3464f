"""`chiso loads`: what became of the files that arrived."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from orchestration.cli import exit_codes
from orchestration.deployment import Deployment, load_deployment
from orchestration.vietnamese import moment, number

STATUSES = ("accepted", "held", "refused")
SHORT_ID = 8  # hex digits as people type them; the least that is taken is 4


@click.group()
def loads() -> None:
    """Các tệp đã đến và phiếu nạp của từng tệp. / The files that arrived, and the report of each."""


@loads.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="accepted: đã nhận; held: tạm giữ; refused: từ chối. / What became of them.")
@click.option("--extract", metavar="LOẠI", help="Mã loại dữ liệu. / Id of an extract.")
@click.pass_obj
def list_loads(deployment: str, status: str | None, extract: str | None) -> None:
    """Liệt kê các tệp đã đến, mới nhất ở cuối. / List what arrived, the newest last."""
    from orchestration.intake.refusal import CODES
    from orchestration.load_report.words import STATUS_VI
    from orchestration.warehouse import control

    d = load_deployment(deployment)
    with _ledger(d) as ledger:
        held, found = control.held_by_rows(d), ledger.loads(extract=extract)
    names, zone, shown = {c.id: c.name_vi for c in _contracts(d).values()}, ZoneInfo(d.timezone), 0
    for row in found:
        state = "held" if row["load_id"] in held else row["status"]
        if status in (None, state):
            shown += 1
            what = CODES.get(row["reason_code"] or "") or f"{number(row['rows_read'])} dòng"
            when = moment(row["received_at"].replace(tzinfo=UTC).astimezone(zone))
            name = names.get(row["extract"] or "", "chưa nhận ra")
            click.echo(f"{row['load_id'][:SHORT_ID]}  {STATUS_VI[state]:<8}  {when}  {what:<28}  {name}: {row['file_label']}")
    click.echo(f"{number(shown)} tệp; xem phiếu của một tệp: chiso loads show MÃ.")


@loads.command()
@click.argument("target", metavar="MÃ|TỆP")
@click.option("--json", "as_json", is_flag=True, help="In ra JSON. / Print JSON.")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Ghi thành trang đọc và in được. / Write a page.")
@click.pass_obj
def show(deployment: str, target: str, as_json: bool, page: Path | None) -> None:
    """Phiếu nạp của một tệp, theo mã hoặc theo chính tệp đó. / The report of a file, by its id or the file itself."""
    from orchestration.load_report.document import documents
    from orchestration.load_report.page import page_html
    from orchestration.load_report.terminal import lines

    d = load_deployment(deployment)
    with _ledger(d) as ledger:
        found = documents(d, _contracts(d), ledger, _meant(ledger, target))
    if page is not None:
        page.write_text("\n".join(map(page_html, found)), encoding="utf-8")
        click.echo(f"Đã ghi {page}.")
    elif as_json:
        click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join("\n".join(lines(f)) for f in found))


def _ledger(deployment: Deployment):
    from orchestration.state.ledger import Ledger

    return Ledger.of(deployment)


def _contracts(deployment: Deployment) -> dict:
    from orchestration.contracts.model import readable_contracts

    return readable_contracts(deployment.contracts_dirs)


def _meant(ledger, target: str) -> list[dict]:
    """The loads that a person means: by the first digits of the id, or by the file itself (of an archive, all its members)."""
    path = Path(target)
    if path.is_file():
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        rows = [ledger.lookup(s) for s in [sha256, *ledger.archive_members(sha256)]]
        if rows := [row for row in rows if row]:
            return rows
        click.echo("Tệp này chưa được nạp: hãy chạy “chiso load” với tệp này.", err=True)
        sys.exit(exit_codes.USAGE)
    rows = ledger.find(target) if len(target) >= 4 else []
    if len(rows) != 1:
        what = f"Có {len(rows)} tệp" if rows else "Không có tệp nào"
        click.echo(f"{what} mang mã bắt đầu bằng “{target}”: xem mã (ít nhất 4 ký tự) bằng “chiso loads list”.", err=True)
        sys.exit(exit_codes.USAGE)
    return rows
