"""The files of a new extract, written into the project: nothing that is there is overwritten."""

from __future__ import annotations

from pathlib import Path

from orchestration.authoring.skeleton import Draft, contract_yaml, model_name, model_yaml, staging_sql
from orchestration.contracts import ContractError


def write_new(project: Path, extract: str, name_vi: str, source: str, containers: tuple[str, ...], drafts: list[Draft]) -> list[Path]:
    """Write contract, staging model and its description. Raises ContractError when the extract is there already."""
    folder = project / "dbt_project" / "models" / "staging" / source
    contract = project / "expectations" / f"{extract}.odcs.yaml"
    model = folder / f"{model_name(extract, source)}.sql"
    described = folder / f"_{source}.yml"
    if there := next((p for p in (contract, model) if p.exists()), None):
        raise ContractError(f"Đã có {there.relative_to(project)}: hãy sửa tệp đó hoặc chọn tên khác.")
    folder.mkdir(parents=True, exist_ok=True)
    contract.parent.mkdir(parents=True, exist_ok=True)
    entry = model_yaml(extract, source)
    head = described.read_text(encoding="utf-8").rstrip("\n") + "\n" if described.exists() else "version: 2\n\nmodels:\n"
    contract.write_text(contract_yaml(extract, name_vi, source, containers, drafts), encoding="utf-8")
    model.write_text(staging_sql(extract), encoding="utf-8")
    described.write_text(head + entry, encoding="utf-8")
    return [contract, model, described]
