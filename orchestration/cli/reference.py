"""`chiso reference`: the administrative units of a real province."""

from __future__ import annotations

import click

from orchestration.deployment import DeploymentError, load_deployment
from orchestration.vietnamese import number


@click.command()
@click.argument("province_code")
@click.pass_obj
def reference(deployment: str, province_code: str) -> None:
    """Tạo danh mục đơn vị hành chính của một tỉnh (mã hai chữ số). / Write a real province's units (two-digit code)."""
    from orchestration.reference import UnknownProvinceError, write_reference

    d = load_deployment(deployment)
    if d.is_simulated:
        raise DeploymentError("Triển khai mô phỏng không nhận danh mục thật: hãy dùng một chiso.toml có is_simulated = false.")
    try:
        count = write_reference(province_code, d.reference_dir)
    except UnknownProvinceError as error:
        raise DeploymentError(str(error)) from error
    click.echo(f"Đã ghi {number(count)} đơn vị hành chính (nay và trước 01/7/2025) vào {d.reference_dir.name}/units.csv.")
