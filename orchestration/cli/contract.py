"""`chiso contract lint|show|new` and `chiso template`: for whoever writes contracts, and for what departments fill in."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import click

from orchestration.cli import exit_codes
from orchestration.contracts import Contract, ContractError, load_contracts
from orchestration.deployment import PROJECT_ROOT, Deployment, load_deployment

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _deployment(path: str) -> Deployment | None:
    """The deployment, where there is one: contracts can be written before any province is set up."""
    return load_deployment(path) if path != "chiso.toml" or Path(path).exists() else None


def _folders(deployment: Deployment | None) -> tuple[Path, ...]:
    return deployment.contracts_dirs if deployment else (PROJECT_ROOT / "expectations",)


def _contract(deployment: Deployment | None, extract: str) -> Contract:
    return load_contracts(_folders(deployment), (extract,))[extract]


@click.group()
def contract() -> None:
    """Hợp đồng dữ liệu: kiểm tra, xem, bắt đầu một cái mới. / Data contracts: lint, show, new."""


@contract.command()
@click.argument("what", nargs=-1, metavar="[TỆP|EXTRACT]…")
@click.pass_obj
def lint(deployment: str, what: tuple[str, ...]) -> None:
    """Kiểm tra hợp đồng; không nêu tên thì kiểm tra tất cả. / Check contracts; all of them by default."""
    from orchestration.authoring.lint import ERROR, lint_files
    from orchestration.contracts.model import readable_contracts

    folders = _folders(_deployment(deployment))
    everything = [p for folder in folders for p in sorted(folder.glob("*.odcs.yaml"))]
    by_name = {p.name.removesuffix(".odcs.yaml"): p for p in everything}
    paths = []
    for word in what:
        path = by_name.get(word) or Path(word)
        if not path.is_file():
            raise ContractError(f"Không có hợp đồng hay tệp nào tên “{word}”: các hợp đồng có là {', '.join(sorted(by_name))}.")
        paths.append(path)
    findings = lint_files(paths or everything, readable_contracts(folders))
    for finding in findings:
        click.echo(str(finding))
    errors = sum(f.severity == ERROR for f in findings)
    if errors:
        click.echo(f"{errors} lỗi trong {len({f.path for f in findings})} tệp.", err=True)
        sys.exit(exit_codes.USAGE)
    click.echo(f"{len(paths or everything)} hợp đồng đúng quy ước" + (f", {len(findings)} chỗ nên sửa." if findings else "."))


@contract.command()
@click.argument("extract")
@click.pass_obj
def show(deployment: str, extract: str) -> None:
    """Xem một hợp đồng thành trang dễ đọc. / Show a contract as a readable page."""
    from orchestration.authoring.show import page
    from orchestration.contracts.code_lists import code_lists

    click.echo(page(_contract(_deployment(deployment), extract), code_lists()))


@contract.command()
@click.argument("extract")
@click.option("--from", "sample", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Tệp mẫu .xlsx, .csv, .json. / Sample file.")
@click.option("--name", "name_vi", help="Tên tiếng Việt. / Vietnamese name.")
@click.option("--source", default="form", show_default=True, help="Tên ngắn của nguồn. / Short name of the source.")
@click.option("--project", type=click.Path(path_type=Path), default=PROJECT_ROOT, hidden=True)
def new(extract: str, sample: Path | None, name_vi: str | None, source: str, project: Path) -> None:
    """Bắt đầu một hợp đồng: hợp đồng, mô hình chuẩn hóa, mục mô tả. / Begin a contract with its staging model."""
    from orchestration.authoring.sample import read_sample
    from orchestration.authoring.skeleton import drafts_of, plain_drafts
    from orchestration.authoring.write import write_new
    from orchestration.intake.refusal import RefusedFile

    for word, what in ((extract, "Tên extract"), (source, "Tên nguồn")):
        if not _NAME.fullmatch(word):
            raise ContractError(f"{what} “{word}” phải là chữ thường không dấu nối bằng gạch dưới, ví dụ skills_class.")
    containers: tuple[str, ...] = ("sheet",)
    drafts = plain_drafts()
    if sample:
        try:
            with tempfile.TemporaryDirectory() as folder:
                seen = read_sample(sample, Path(folder))
        except RefusedFile as refusal:
            raise ContractError(f"{sample.name}: {refusal.message_vi}") from refusal
        containers, drafts = seen.containers, drafts_of(seen)
    written = write_new(project, extract, name_vi or extract.replace("_", " ").capitalize(), source, containers, drafts)
    for path in written:
        click.echo(f"Đã ghi {path.relative_to(project)}")
    personal = [d.label for d in drafts if d.is_personal]
    if personal:
        click.echo(f"Trông giống dữ liệu cá nhân nên không lấy: {', '.join(personal)}.")
    click.echo(f"Tiếp theo: sửa các chỗ “XÁC NHẬN”, rồi “chiso contract lint {extract}”, “chiso template {extract}” (docs/adding_an_extract.md).")


@click.command()
@click.argument("extract")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tệp .xlsx sẽ ghi. / File to write.")
@click.option("--unit", help="Tên đơn vị điền sẵn. / Unit's name, filled in.")
@click.option("--period", help="Kỳ báo cáo điền sẵn, ví dụ 07/2025. / Period, filled in.")
@click.pass_obj
def template(deployment: str, extract: str, out: Path | None, unit: str | None, period: str | None) -> None:
    """Ghi biểu mẫu Excel cho đơn vị điền. / Write the Excel template that a department fills in."""
    from orchestration.reference.names import unit_names
    from orchestration.template import NoTemplateError, write_template

    d = _deployment(deployment)
    found = _contract(d, extract)
    path = out or Path(f"{extract}.xlsx")
    try:
        write_template(found, path, unit, period, unit_names(d.reference_dir) if d else ())
    except NoTemplateError as error:
        raise ContractError(str(error)) from error
    click.echo(f"Đã ghi biểu mẫu “{found.name_vi}” vào {path}.")
