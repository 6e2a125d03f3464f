"""Signs of a state secret: marks in a column, stamps above a table.

Here: recognising them. Not here: what follows (load.py: the landing copy goes, neither name nor content is kept).
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Column, Contract
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import clean, fold

_STAMPS = {"mật", "tối mật", "tuyệt mật"}


def refusal() -> RefusedFile:
    """Says what to do and nothing of the file."""
    return RefusedFile(
        "SECRECY_PRESENT",
        "Tệp có văn bản mang độ mật nên bị từ chối và đã xóa khỏi vùng tiếp nhận: "
        "không gửi lại, báo ngay người phụ trách bảo vệ bí mật nhà nước.",
    )


def guarded(contract: Contract) -> list[Column]:
    """Columns of which any other value than the one allowed refuses the file."""
    return [c for c in contract.kept if c.refuse_unless]


def is_secret(value: str | None, column: Column) -> bool:
    """Whether a mark is another than the one allowed; no mark is no secret."""
    return clean(value or "").casefold() not in {"", (column.refuse_unless or "").casefold()}


def refuse_secret_rows(contract: Contract, rows: pa.Table) -> None:
    """Raise SECRECY_PRESENT when any row carries a mark."""
    for column in guarded(contract):
        if any(is_secret(value, column) for value in pc.unique(rows.column(column.name)).to_pylist()):
            raise refusal()


def has_stamp(cells: Iterable[str]) -> bool:
    """Whether a secrecy stamp stands among the texts above a table."""
    return any(fold(cell).removeprefix("độ mật:").strip() in _STAMPS for cell in cells)
