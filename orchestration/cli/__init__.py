"""The `chiso` command: one module a verb group; nothing here but wiring and words.

Every text stands in Vietnamese first, English behind it. Every error a person can cause ends as one sentence on standard error and an
exit code of `exit_codes.py`, never as a traceback.
"""

from __future__ import annotations

import os
import sys

import click

from orchestration.cli import exit_codes
from orchestration.cli.contract import contract, template
from orchestration.cli.demo import demo, demo_data
from orchestration.cli.landing import isolated, landing
from orchestration.cli.load import load, run
from orchestration.cli.loads import loads
from orchestration.cli.loads_answers import accept, declare, nothing, reject
from orchestration.cli.loads_reread import reread
from orchestration.cli.reference import reference
from orchestration.cli.release import release
from orchestration.cli.serve import serve, stop
from orchestration.cli.status import status
from orchestration.deployment import DeploymentError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--deployment", "-d", envvar="CHISO_DEPLOYMENT", metavar="TỆP|FILE", default="chiso.toml", show_default=True,
    help="Tệp chiso.toml của đơn vị triển khai. / The deployment's chiso.toml.",
)  # fmt: skip
@click.version_option(package_name="chiso57")
@click.pass_context
def cli(context: click.Context, deployment: str) -> None:
    """chiso57: kho dữ liệu và bảng điều hành chỉ số chuyển đổi số của tỉnh.

    Data warehouse and dashboards for a province's digital-transformation indicators.
    """
    context.obj = deployment


for command in (accept, reject, declare, nothing, reread):
    loads.add_command(command)

for command in (
    load, run, loads, status, release, landing, isolated, serve, stop, reference, contract, template, demo_data, demo,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Entry point: turn what went wrong into one sentence and an exit code."""
    from orchestration.contracts import ContractError
    from orchestration.release.publish import ReleaseError
    from orchestration.runlock import BusyError
    from orchestration.serve import ServeError
    from orchestration.warehouse.dbt import BuildError

    os.environ.setdefault("CHISO_PROGRESS", "1" if sys.stderr.isatty() else "")
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Đã dừng theo yêu cầu.", err=True)
        sys.exit(exit_codes.INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(exit_codes.USAGE)
    except click.ClickException as error:
        click.echo(f"Lệnh chưa đúng ({error.format_message()}): xem “chiso --help”.", err=True)
        sys.exit(exit_codes.USAGE)
    except BusyError as error:
        click.echo(str(error), err=True)
        sys.exit(exit_codes.BUSY)
    except (BuildError, ServeError) as error:
        click.echo(str(error), err=True)
        sys.exit(exit_codes.FAILED)
    except (DeploymentError, ReleaseError, ContractError) as error:
        click.echo(str(error), err=True)
        sys.exit(exit_codes.USAGE)
