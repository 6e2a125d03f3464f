"""A place whose contract has everything a report tells of, and the ledger's documents of what was loaded there."""

from __future__ import annotations

import pytest

from orchestration.load_report.document import documents
from orchestration.state import Ledger
from tests.unit.intake.conftest import CONTRACTS, Place
from tests.unit.intake.small_contract import column, small_contract

COLUMNS = [
    column("unit_code", "Mã đơn vị", key=1, codeWidth=5),
    column("unit_name", "Tên đơn vị"),
    column("case_count", "Số hồ sơ", type="integer", numberStyle="vn"),
    column("officer_name", "Người phụ trách", handling="drop"),
    column("note_text", "Nội dung"),
]


class Reported(Place):
    """`told(result)`: the document of a load."""

    def told(self, result) -> dict:
        with Ledger.of(self.deployment) as ledger:
            (found,) = documents(self.deployment, self.contracts, ledger, [ledger.lookup(result.sha256)])
        return found


@pytest.fixture
def place(tmp_path) -> Reported:
    place = Reported(tmp_path / "place")
    trial = small_contract(tmp_path, "trial_form", COLUMNS, totals=["case_count"])
    closed = small_contract(tmp_path, "closed_form", [column("code_text", "Mã kín", key=1), column("kind_text", "Loại kín")], audience="security_officer")
    place.contracts = {**CONTRACTS, "trial_form": trial, "closed_form": closed}
    return place
