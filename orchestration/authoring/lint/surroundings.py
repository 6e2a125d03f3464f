"""The contract among the rest of the project: other contracts' headers, code lists, the staging model and its description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from orchestration.authoring.lint.source import Finding, Source
from orchestration.contracts import Contract
from orchestration.contracts.code_lists import CodeLists
from orchestration.contracts.document import Step, did_you_mean
from orchestration.intake.match import choose, fit, synonyms
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold


def staging_model(extract: str, staging_dir: Path) -> Path | None:
    """The model that stages an extract."""
    call = re.compile(rf"stage\(\s*'{re.escape(extract)}'")
    return next((p for p in sorted(staging_dir.rglob("stg_*.sql")) if call.search(p.read_text(encoding="utf-8"))), None)


def described_models(staging_dir: Path) -> set[str]:
    files = [yaml.safe_load(p.read_text(encoding="utf-8")) or {} for p in sorted(staging_dir.rglob("*.yml"))]
    return {model["name"] for file in files for model in file.get("models") or []}


def check(source: Source, others: dict[str, Contract], lists: CodeLists, staging_dir: Path) -> Iterator[Finding]:
    contract = source.contract
    if contract is None:
        return
    if source.path.name != f"{contract.id}.odcs.yaml":
        yield source.find(f"Tên tệp phải là {contract.id}.odcs.yaml như id của hợp đồng.", "id")
    for column in contract.kept:
        if column.code_list and column.code_list not in lists:
            at: tuple[Step, ...] = ("schema", 0, "properties", f"={column.name}", "customProperties", "=codeList")
            near = did_you_mean(column.code_list, lists)
            yield source.find(f"Danh mục “{column.code_list}” của cột “{column.name}” không có trong seeds/code_list.csv{near}.", *at)
    model = staging_model(contract.id, staging_dir)
    if model is None:
        yield source.find(
            f"Chưa có mô hình chuẩn hóa: thêm một tệp stg_*.sql gọi {{{{ stage('{contract.id}') }}}} vào dbt_project/models/staging/.", "id"
        )
    elif model.stem not in described_models(staging_dir):
        yield source.find(f"Mô hình {model.stem} chưa có mục mô tả trong một tệp .yml của dbt_project/models/staging/.", "id")
    yield from _headers(source, contract, others)


def _headers(source: Source, contract: Contract, others: dict[str, Contract]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for column in contract.columns:
        for header in column.headers:
            owner = owners.setdefault(fold(header), column.name)
            if owner != column.name:
                at: tuple[Step, ...] = ("schema", 0, "properties", f"={column.name}", "customProperties", "=headers")
                yield source.find(f"Tiêu đề “{header}” của cột “{column.name}” trùng với cột “{owner}”: một tiêu đề chỉ dẫn đến một cột.", *at)
    if not synonyms(contract):
        return
    headers = [fold(c.headers[0]) for c in contract.columns if c.headers]
    for other in others.values():
        if other.id == contract.id or not set(other.containers) & set(contract.containers):
            continue
        try:
            chosen = choose([fit(contract, headers), fit(other, headers)]).contract
        except RefusedFile as refusal:
            if refusal.code == "AMBIGUOUS_CONTRACT":
                yield source.find(f"Một tệp đủ tiêu đề của hợp đồng này khớp như nhau với “{other.id}”: hãy thêm tiêu đề riêng.", "schema", 0, "properties")
            continue
        if chosen.id != contract.id:
            yield source.find(f"Một tệp đủ tiêu đề của hợp đồng này lại được đọc là “{other.id}”: hãy thêm tiêu đề riêng.", "schema", 0, "properties")
