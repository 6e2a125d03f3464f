"""`chiso loads reread`: refused files read again out of landing after contracts were changed or turned on.

Here: that command. Not here: reading (orchestration/intake/answering.py). What still lies in the drop zone or on a server needs no
command: `chiso run`, or the daily run, offers it again by itself.
"""

from __future__ import annotations

import sys

import click

from orchestration.cli import exit_codes
from orchestration.cli.loads_answers import THEN_RUN_VI, one_load
from orchestration.contracts import load_contracts
from orchestration.deployment import load_deployment


@click.command()
@click.argument("load_ids", nargs=-1, metavar="[MÃ]…")
@click.pass_obj
def reread(deployment: str, load_ids: tuple[str, ...]) -> None:
    """Đọc lại tệp đã bị từ chối theo hợp đồng mới; không nêu mã thì mọi tệp. / Read refused files again after contracts changed."""
    from orchestration.intake.answering import reread as read_refused
    from orchestration.intake.drop_zone import loader_of
    from orchestration.runlock import run_lock
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    contracts = load_contracts(d.contracts_dirs, d.extracts)
    with run_lock(d), Ledger.of(d) as ledger:
        rows = [one_load(ledger, load_id) for load_id in load_ids] or ledger.loads(status="refused")
        with loader_of(d, contracts, ledger) as loader:
            done = read_refused(loader, [row for row in rows if row["status"] == "refused"])
    for result in done.results:
        state = "Đã nhận" if result.status == "accepted" else "Vẫn chưa nhận"
        click.echo(f"{state}: {result.file_label} ({result.load_id})" + (f": {result.reason_vi}" if result.reason_vi else "."))
    taken = sum(result.status == "accepted" for result in done.results)
    said = [f"Đã đọc lại {len(done.results)} tệp, {taken} tệp được nhận"]
    if done.unchanged:
        said.append(f"{done.unchanged} tệp không đọc lại vì hợp đồng vẫn như lúc bị từ chối")
    if done.gone:
        said.append(f"{done.gone} tệp không còn trong kho tệp gốc, đơn vị phải gửi lại")
    click.echo("; ".join(said) + "." + (f" {THEN_RUN_VI}" if taken else ""))
    if taken < len(done.results) or done.gone:
        sys.exit(exit_codes.SOME_REFUSED)
