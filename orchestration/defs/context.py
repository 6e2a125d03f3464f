"""The deployment this Dagster process serves, and its contracts: read once from CHISO_DEPLOYMENT."""

from __future__ import annotations

import os
from functools import cache

from orchestration.contracts import Contract, load_contracts
from orchestration.deployment import Deployment, DeploymentError, load_deployment


@cache
def deployment() -> Deployment:
    """Raises DeploymentError when CHISO_DEPLOYMENT names no `chiso.toml`."""
    path = os.environ.get("CHISO_DEPLOYMENT")
    if not path:
        raise DeploymentError("Chưa biết phải phục vụ cấu hình nào: hãy đặt biến CHISO_DEPLOYMENT trỏ tới tệp chiso.toml.")
    return load_deployment(path)


@cache
def contracts() -> dict[str, Contract]:
    d = deployment()
    return load_contracts(d.contracts_dirs, d.extracts)


@cache
def all_contracts() -> dict[str, Contract]:
    """Also those the deployment has off: dbt parses every staging model, and an extract that is off is simply empty."""
    return load_contracts(deployment().contracts_dirs)
