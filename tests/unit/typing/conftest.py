"""A deployment that reads with the contracts of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.contracts import load_contracts
from tests.unit.intake.conftest import Place

FOLDER = Path(__file__).parent / "contracts"
CONTRACTS = load_contracts([FOLDER])
HEADERS = [c.headers[0] for c in CONTRACTS["typing_values"].columns]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "place")
    made.contracts = CONTRACTS
    return made


def record(number: int, **cells) -> list:
    """A row of typing_values by column name; what is not given is a plain value."""
    plain = {
        "row_code": f"HS-{number:03d}", "count_vn": 1, "count_plain": 2, "measure_vn": "1,5", "measure_en": "1.5", "done_pct": "95,83", "share_pct": "0,5",
        "budget_vnd": "1.000.000", "filed_at": "05/08/2025 08:00", "due_on": "05/08/2025", "month_on": "08/2025", "plan_year": "2025",
        "due_text": "Quý III/2025", "place": "105,34808/22,62924", "technologies": "3G/4G", "is_shared": "x", "remark_name": "Xã Mẫu",
    }  # fmt: skip
    assert set(cells) <= set(plain), cells
    return [*(plain | cells).values()]
