"""`chiso landing` and `chiso isolated`: what happens to the files themselves.

Every command leaves a line in landing's access log and, where something is deleted or leaves, an event with the person's name.
"""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from orchestration.cli import exit_codes
from orchestration.deployment import load_deployment
from orchestration.vietnamese import number

SHORT = 12  # hex digits of a hash as people type it


@click.group()
def landing() -> None:
    """Kho tệp gốc, nơi duy nhất giữ dữ liệu cá nhân. / The store of original files, the only one with personal data."""


@landing.command()
@click.option("--days", type=click.IntRange(min=0), help="Số ngày giữ; mặc định theo chiso.toml. / Days kept; default: chiso.toml.")
@click.pass_obj
def purge(deployment: str, days: int | None) -> None:
    """Xóa tệp gốc quá hạn lưu (việc chính cũng làm mỗi ngày). / Delete files past retention (the main job does it daily)."""
    from orchestration.intake.retention import purge_expired
    from orchestration.intake.workspace import Workspace
    from orchestration.runlock import run_lock
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    keep = d.landing_retention_days if days is None else days
    with run_lock(d), Workspace(d) as space, Ledger.of(d) as ledger:
        done = purge_expired(space.landing, ledger.events, keep, getpass.getuser())
    click.echo(
        f"Đã xóa {number(done.files)} tệp gốc ({number(done.size / 1e6, 1)} MB) nhận trước đây hơn {keep} ngày. "
        "Dữ liệu thô và mọi bản phát hành không đổi; tệp đã xóa chỉ đọc lại được khi gửi lại."
    )


@landing.command()
@click.argument("file_id")
@click.argument("target", type=click.Path(exists=False, dir_okay=False, path_type=Path))
@click.pass_obj
def export(deployment: str, file_id: str, target: Path) -> None:
    """Chép một tệp gốc ra ngoài; việc này được ghi lại. / Copy an original file out; it is recorded."""
    from orchestration.intake.landing import Landing
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    store = Landing(d.landing_dir)
    sha256 = _one(store.find(file_id), file_id, "trong kho tệp gốc")
    with Ledger.of(d) as ledger:
        ledger.events.append(getpass.getuser(), "landing.exported", {"sha256": sha256})
    store.export(sha256, target)
    click.echo("Đã chép ra. Tệp có dữ liệu cá nhân: xóa ngay khi dùng xong.")


@click.group()
def isolated() -> None:
    """Tệp bị cách ly vì có dấu hiệu bí mật nhà nước; chỉ cho người phụ trách. / Files isolated for the officer in charge."""


@isolated.command("list")
@click.pass_obj
def list_isolated(deployment: str) -> None:
    """Liệt kê mã, cỡ, lúc nhận; không tên, không nội dung. / List ids, sizes, times; no names, no content."""
    from orchestration.intake.landing import Landing

    d = load_deployment(deployment)
    found = Landing(d.landing_dir).isolated()
    for sha256, size, at in found:
        click.echo(f"{sha256[:SHORT]}  {number(size):>12} byte  nhận {datetime.fromtimestamp(at, ZoneInfo(d.timezone)):%d/%m/%Y %H:%M}")
    click.echo(f"{len(found)} tệp bị cách ly trong {d.landing_dir.name}/isolated; hãy kiểm tra vùng nhận còn bản gốc hay không.")


@isolated.command("purge")
@click.argument("file_id")
@click.pass_obj
def purge_isolated(deployment: str, file_id: str) -> None:
    """Xóa hẳn một tệp bị cách ly; gửi lại vẫn bị từ chối. / Delete an isolated file; offered again it is refused again."""
    from orchestration.intake.landing import Landing
    from orchestration.state.ledger import Ledger

    d = load_deployment(deployment)
    store = Landing(d.landing_dir)
    matching = [sha256 for sha256, _, _ in store.isolated() if len(file_id) >= 4 and sha256.startswith(file_id)]
    sha256 = _one(matching, file_id, "trong số tệp bị cách ly")
    with Ledger.of(d) as ledger:
        ledger.events.append(getpass.getuser(), "isolated.purged", {"sha256": sha256})
    store.purge_isolated(sha256)
    click.echo(f"Đã xóa {sha256[:SHORT]}.")


def _one(found: list[str], file_id: str, where: str) -> str:
    if len(found) == 1:
        return found[0]
    what = "Không có tệp nào" if not found else f"Có {len(found)} tệp"
    click.echo(f"{what} {where} mang mã bắt đầu bằng “{file_id}”: hãy ghi mã dài hơn hoặc xem lại danh sách.", err=True)
    sys.exit(exit_codes.USAGE)
