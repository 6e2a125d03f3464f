"""`chiso loads accept|reject|declare|nothing`: answers to what intake asks, and declarations that there is nothing to report.

Here: those commands. Not here: what an answer does (orchestration/state/answers.py, orchestration/intake/answering.py). Each answer is
an event with the person's login name; nothing is built here: `chiso run` does.
"""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import click

from orchestration.cli import exit_codes
from orchestration.contracts import Contract, load_contracts
from orchestration.deployment import Deployment, load_deployment

SHORTEST = 4  # digits of a load id as people type it
THEN_RUN_VI = "Chạy “chiso run” để dựng lại số liệu."


def _leave(text: str, code: int = exit_codes.USAGE) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)


def one_load(ledger, load_id: str) -> dict:
    """The load whose id begins so."""
    found = ledger.find(load_id.lower()) if len(load_id) >= SHORTEST else []
    if len(found) == 1:
        return found[0]
    what = "Không có tệp nào" if not found else f"Có {len(found)} tệp"
    _leave(f"{what} mang mã bắt đầu bằng “{load_id}” (ít nhất {SHORTEST} ký tự): xem mã bằng “chiso loads list”.")


@click.command()
@click.argument("load_id")
@click.pass_obj
def accept(deployment: str, load_id: str) -> None:
    """Trả lời: tệp tạm giữ là bản mới hơn, thay bản kia. / Answer: the held file is the newer one and replaces its twins."""
    from orchestration.runlock import run_lock
    from orchestration.state.answers import AnswerError, Answers
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    with run_lock(d), Ledger.of(d) as ledger:
        row = one_load(ledger, load_id)
        if not (d.raw_dir / (row["extract"] or "") / f"{row['load_id']}.parquet").is_file():
            _leave(f"Tệp {row['load_id']} chưa từng đọc được nên không có gì để nhận: hãy gửi lại tệp đã sửa.")
        try:
            replaced = Answers(ledger).accept(row, getpass.getuser())
        except AnswerError as error:
            _leave(str(error))
    than = f", thay {', '.join(replaced)}" if replaced else ""
    click.echo(f"Đã ghi câu trả lời: {row['file_label']} ({row['load_id']}) là bản mới hơn{than}. {THEN_RUN_VI}")


@click.command()
@click.argument("load_id")
@click.pass_obj
def reject(deployment: str, load_id: str) -> None:
    """Trả lời: tệp tạm giữ là bản cũ hoặc sai, không dùng. / Answer: the held file is the older or wrong one; it stays out."""
    from orchestration.runlock import run_lock
    from orchestration.state.answers import AnswerError, Answers
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    with run_lock(d), Ledger.of(d) as ledger:
        row = one_load(ledger, load_id)
        try:
            Answers(ledger).reject(row, getpass.getuser())
        except AnswerError as error:
            _leave(str(error))
    click.echo(f"Đã ghi câu trả lời: {row['file_label']} ({row['load_id']}) không dùng, gửi lại cũng không nhận. {THEN_RUN_VI}")


def _pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip() or not value.strip() or name.strip() in found:
            _leave('Mỗi --set ghi một mục là tên=giá trị, ví dụ --set province_name="Tỉnh Mẫu".')
        found[name.strip()] = value.strip()
    return found


@click.command()
@click.argument("load_id")
@click.option("--set", "pairs", multiple=True, required=True, metavar="TÊN=GIÁ_TRỊ", help="Mục ở đầu biểu và giá trị. / Title value.")
@click.pass_obj
def declare(deployment: str, load_id: str, pairs: tuple[str, ...]) -> None:
    """Khai thay điều tệp không ghi ở đầu biểu rồi đọc lại tệp. / Declare what the title lacks; the file is read again."""
    from orchestration.intake.answering import declare as declare_and_read
    from orchestration.intake.drop_zone import loader_of
    from orchestration.runlock import run_lock
    from orchestration.state.answers import AnswerError
    from orchestration.state.ledger import Ledger

    d, values = load_deployment(deployment), _pairs(pairs)
    contracts = load_contracts(d.contracts_dirs, d.extracts)
    with run_lock(d), Ledger.of(d) as ledger:
        row = one_load(ledger, load_id)
        with loader_of(d, contracts, ledger) as loader:
            try:
                result = declare_and_read(loader, row, values, getpass.getuser())
            except AnswerError as error:
                _leave(str(error))
    if result is None:
        _leave(
            f"Đã ghi lời khai, nhưng tệp gốc đã bị xóa khỏi kho sau {d.landing_retention_days} ngày lưu: hãy gửi lại đúng tệp ấy rồi chạy “chiso run”.",
            exit_codes.SOME_REFUSED,
        )
    if result.status != "accepted":
        _leave(f"Đã ghi lời khai và đọc lại tệp, nhưng tệp vẫn chưa được nhận: {result.reason_vi}", exit_codes.SOME_REFUSED)
    click.echo(f"Đã nhận {result.file_label} ({result.load_id}): {result.rows_read} dòng. {result.reason_vi} {THEN_RUN_VI}")


@click.command()
@click.argument("extract")
@click.option("--unit", help="Tên đơn vị khai. / The unit that declares.")
@click.option("--period", required=True, help="Kỳ không phát sinh, ví dụ 07/2025, “Quý III/2025”. / The period.")
@click.pass_obj
def nothing(deployment: str, extract: str, unit: str | None, period: str) -> None:
    """Khai không phát sinh: đặt một tệp khai vào vùng nhận. / Declare that there is nothing to report for a period."""
    from orchestration.intake.nothing_write import declaration_text
    from orchestration.intake.refusal import RefusedFile

    d = load_deployment(deployment)
    contract = load_contracts(d.contracts_dirs, (extract,))[extract]
    _refuse_unknown_unit(d, contract, unit)
    try:
        text = declaration_text(contract, unit, period, datetime.now(ZoneInfo(d.timezone)))
    except RefusedFile as refusal:
        _leave(refusal.message_vi)
    path = _put(d, extract, text)
    click.echo(f"Đã đặt tệp khai không phát sinh “{contract.name_vi}” vào vùng nhận: {path.name}. {THEN_RUN_VI}")


def _refuse_unknown_unit(deployment: Deployment, contract: Contract, unit: str | None) -> None:
    """A name that nobody is listed under would count as nobody's delivery."""
    from orchestration.intake.text import fold
    from orchestration.reference.names import unit_names

    if not contract.delivered_by:
        return
    if not unit:
        _leave(f"“{contract.name_vi}” do từng đơn vị gửi: hãy ghi --unit “tên đơn vị”.")
    known = unit_names(deployment.reference_dir)
    if contract.column(contract.delivered_by).lookup and known and fold(unit) not in set(map(fold, known)):
        _leave(f"“{unit}” không có trong danh sách đơn vị đang hoạt động (reference/agencies.csv): hãy ghi đúng tên trong danh sách.")


def _put(deployment: Deployment, extract: str, text: str) -> Path:
    """Write the file into the drop zone; it is there whole or not at all."""
    from orchestration.durable import aside

    folder = deployment.drop_dir / "khong_phat_sinh"
    folder.mkdir(mode=0o770, parents=True, exist_ok=True)
    path = folder / f"{extract}-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    with aside(path) as new:
        new.write_text(text, encoding="utf-8")
    return path
