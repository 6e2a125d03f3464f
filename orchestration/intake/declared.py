"""What an operator declares in the place of a title that says too little.

Here: which values may be declared, the contract that carries them, the note they leave in raw and ledger. Not here: the event
(orchestration/state/answers.py), reading the file again (answering.py), where the values take effect (titles.py).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from orchestration.contracts import Column, Contract
from orchestration.intake.identity import mask
from orchestration.intake.nothing_facts import read_moment
from orchestration.intake.periods import read_period
from orchestration.intake.secrecy import has_stamp
from orchestration.intake.text import clean, fold
from orchestration.state.answers import OLDER, AnswerError, Declaration

ANSWERABLE = {"TITLE_MISSING", "TITLE_AMBIGUOUS", "UNIT_MISSING", OLDER}


def checked(contract: Contract, values: dict[str, str]) -> dict[str, str]:
    """The values, cleaned. Raises AnswerError for a column that no title states, a value that the column cannot have."""
    known = {c.name: c for c in contract.kept if c.from_title or c.unit_from_title}
    found = {}
    for name, text in values.items():
        if name not in known:
            allowed = ", ".join(f"{c.name} (“{c.label_vi}”)" for c in known.values()) or "không có mục nào"
            raise AnswerError(f"“{name}” không phải mục đọc ở phần đầu biểu của “{contract.name_vi}”; khai được: {allowed}.")
        found[name] = _checked(known[name], clean(text))
    return found


def _checked(column: Column, text: str) -> str:
    wrong = AnswerError(f"Giá trị khai cho “{column.label_vi}” không đúng cách ghi của mục này: hãy xem “chiso contract show”.")
    if not text or mask(text)[1] or has_stamp([text]):
        raise wrong
    if column.unit_from_title:
        if fold(text) not in map(fold, column.unit_from_title["values"]):
            raise AnswerError(f"Đơn vị tính của “{column.label_vi}” là một trong: {', '.join(column.unit_from_title['values'])}.")
    elif (column.period and not read_period(text)) or (column.formats and not read_moment(text, column.formats)):
        raise wrong
    return text


def with_declared(contracts: dict[str, Contract], declaration: Declaration | None) -> dict[str, Contract]:
    """The contracts with one that carries declared values in its columns."""
    contract = contracts.get(declaration.extract) if declaration else None
    if contract is None or declaration is None:
        return contracts
    columns = tuple(replace(c, declared=declaration.values.get(c.name)) for c in contract.columns)
    return {**contracts, contract.id: replace(contract, columns=columns)}


def note_of(contract: Contract, declaration: Declaration | None) -> dict | None:
    """What raw says of a declaration, where the file is what it was declared to be. Who declared stands in the event alone."""
    if declaration is None or declaration.extract != contract.id:
        return None
    return {"values": declaration.values, "event_seq": declaration.event_seq}


def note_vi(contract: Contract, note: dict) -> str:
    """The same in words: which parts of the title; neither the values nor by whom."""
    names = ", ".join(f"“{contract.column(name).label_vi}”" for name in note["values"])
    return f"Người vận hành khai thay phần đầu biểu: {names} (sự kiện số {note['event_seq']})."


def stamp(path: Path, note: dict) -> None:
    """Write what was declared into a raw file's own metadata."""
    target = path.with_name(path.name + ".again")
    source = pq.ParquetFile(path)
    with pq.ParquetWriter(target, source.schema_arrow, compression="zstd", store_schema=False) as out:
        for batch in source.iter_batches():
            out.write_batch(batch)
        out.add_key_value_metadata({"declared": json.dumps(note, ensure_ascii=False, sort_keys=True)})
    source.close()
    target.replace(path)
