"""`chiso loads reread`: files read again out of landing after contracts were changed or turned on.

Here: that command. Not here: reading (orchestration/intake/answering.py). What was refused and still lies in the drop zone or on a server
needs no command: `chiso run`, or the daily run, offers it again by itself; so it does with accepted files when a contract's columns change.
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
@click.option("--extract", metavar="LOẠI|NAME", help="Cả các tệp đã nhận của một loại dữ liệu. / The accepted files of an extract too.")
@click.pass_obj
def reread(deployment: str, load_ids: tuple[str, ...], extract: str | None) -> None:
    """Đọc lại tệp theo hợp đồng mới; không nêu gì thì mọi tệp đã bị từ chối. / Read files again after contracts changed; by default all refused ones."""
    from orchestration.intake.answering import reread as read_again
    from orchestration.intake.drop_zone import loader_of
    from orchestration.runlock import run_lock
    from orchestration.state.ledger import Ledger
    from orchestration.warehouse.control import spoil

    d = load_deployment(deployment)
    contracts = load_contracts(d.contracts_dirs, d.extracts)
    if extract and extract not in contracts:
        raise click.UsageError(f"“{extract}” không phải loại dữ liệu đang bật ở {d.config_path.name}.")
    with run_lock(d), Ledger.of(d) as ledger:
        if load_ids:
            rows = [one_load(ledger, load_id) for load_id in load_ids]
        else:
            rows = ledger.loads(extract=extract) if extract else ledger.loads(status="refused")
        if any(row["status"] != "refused" for row in rows):
            spoil(d)  # the build holds what they said before
        with loader_of(d, contracts, ledger) as loader:
            done = read_again(loader, rows)
    for result in done.results:
        state = "Đã nhận" if result.status == "accepted" else "Vẫn chưa nhận"
        click.echo(f"{state}: {result.file_label} ({result.load_id})" + (f": {result.reason_vi}" if result.reason_vi else "."))
    taken = sum(result.status == "accepted" for result in done.results)
    said = [f"Đã đọc lại {len(done.results)} tệp, {taken} tệp được nhận"]
    if done.unchanged:
        said.append(f"{done.unchanged} tệp không đọc lại vì hợp đồng vẫn như lúc đọc lần trước")
    if done.gone:
        said.append(f"{done.gone} tệp không còn trong kho tệp gốc, đơn vị phải gửi lại")
    if done.stayed:
        said.append(f"{done.stayed} tệp đã nhận không đọc được theo hợp đồng mới nên giữ nguyên như cũ")
    click.echo("; ".join(said) + "." + (f" {THEN_RUN_VI}" if taken else ""))
    if taken < len(done.results) or done.gone or done.stayed:
        sys.exit(exit_codes.SOME_REFUSED)
