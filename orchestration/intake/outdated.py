"""Loads whose raw file was written under other columns than their contract keeps now: read again out of landing, or told.

Here: which these are, and what becomes of them. Not here: reading (load.py), what stops a release (orchestration/defs/gate.py).
The same bytes are one load and are read once; but a column that was added, renamed or dropped, or is kept in another way, changes what
raw must hold. It is looked for only when an extract's columns are other than its raw files are known to have, so that an ordinary run
pays one comparison an extract.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from orchestration.contracts import Contract
from orchestration.durable import aside
from orchestration.intake.load import Loader
from orchestration.intake.raw import HEAD, raw_path
from orchestration.intake.results import LoadResult
from orchestration.state.ledger import Ledger


def shape_of(contract: Contract) -> dict[str, str]:
    """What the raw files of an extract hold: column → how it is kept."""
    return {c.name: f"{c.handling} {c.generalise_to or ''}".strip() for c in contract.kept} | dict.fromkeys(contract.extras, "keep")


def _held(path: Path) -> set[str]:
    return set(pq.read_schema(path).names) - set(HEAD) if path.exists() else set()


def _strip(path: Path, columns: set[str]) -> None:
    """Take columns out of a raw file: what a contract keeps no more, or keeps in another way, stays nowhere."""
    source = pq.ParquetFile(path)
    left = [name for name in source.schema_arrow.names if name not in columns]
    schema = source.schema_arrow.empty_table().select(left).schema
    with aside(path) as target, pq.ParquetWriter(target, schema, compression="zstd") as out:
        for batch in source.iter_batches(columns=left):
            out.write_batch(batch)


def read_outdated(loader: Loader) -> list[LoadResult]:
    """Read again what was accepted or held under other columns. What can no longer be read stays as it was, without what is kept no more."""
    results: list[LoadResult] = []
    for contract in loader.contracts.values():
        wanted, known = shape_of(contract), loader.ledger.raw_shape(contract.id)
        if known == wanted:
            continue
        rekept = {name for name, kept in (known or {}).items() if wanted.get(name, kept) != kept}
        paths = {
            row["load_id"]: (row, raw_path(loader.space.raw_dir, contract.id, row["load_id"]))
            for row in loader.ledger.loads(extract=contract.id)
            if row["status"] != "refused"
        }
        stale = [row for row, path in paths.values() if rekept or _held(path) != set(wanted)]
        lacking: dict[str, list[str]] = {}
        again, stayed = loader.read_anew(stale)
        results += again
        for row in stayed:
            path = paths[row["load_id"]][1]
            held = _held(path)
            if surplus := (held - set(wanted)) | (held & rekept):
                _strip(path, surplus)
            if missing := sorted(set(wanted) - (held - surplus)):
                lacking[row["load_id"]] = missing
        loader.ledger.note_raw_shape(contract.id, wanted, lacking)
    return results


def _standing(ledger: Ledger, contract: Contract, lacking: dict[str, list[str]]) -> list[dict]:
    """Accepted loads among these that no later file of the same sender and period has taken the place of."""
    found = []
    for row in ledger.loads("accepted", contract.id) if lacking else ():
        if row["load_id"] in lacking:
            twins = ledger.accepted_twins(contract.id, row["sender_name"], row["period_start"], row["period_end"])
            if not any(twin["load_seq"] > row["load_seq"] and twin["load_id"] not in lacking for twin in twins):
                found.append(row)
    return found


def needed_and_lacking(contracts: dict[str, Contract], ledger: Ledger) -> list[str]:
    """One Vietnamese sentence for each column that a contract needs, accepted loads lack and nobody can read any more."""
    sentences = []
    for contract in contracts.values():
        lacking = ledger.raw_lacking(contract.id)
        standing = _standing(ledger, contract, lacking)
        for column in contract.kept:
            labels = [row["file_label"] for row in standing if column.name in lacking[row["load_id"]]]
            if labels and (column.required or column.key_position):
                sentences.append(
                    f"Hợp đồng “{contract.name_vi}” nay bắt buộc cột “{column.label_vi}”, nhưng {len(labels)} tệp đã nhận trước đó không có cột này "
                    f"và không đọc lại được theo hợp đồng mới (ví dụ “{labels[0]}”): hãy thêm tiêu đề cũ vào synonyms của cột, hoặc cho phép cột "
                    "để trống, hoặc đề nghị đơn vị gửi lại tệp"
                )
    return sentences
