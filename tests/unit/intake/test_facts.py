"""Sender and period: what is counted in memory and what SQL counts agree."""

from __future__ import annotations

import dataclasses
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake.facts import facts_in_file, facts_in_memory
from orchestration.intake.workspace import Workspace
from tests.unit.intake.conftest import CONTRACTS, Place

CONTRACT = CONTRACTS["dvc_dossier"]
STAMPS = ["20250701080511", "20250731235959", "20250801000000", "20251001000000", "20240229120000"]
ODD = ["20250230080511", "20250701240000", "20250701", "2025-07-01 08:05:11", "202507010805110", "x"]
SENDERS = st.sampled_from([None, "", "Sở B", "Sở A", "UBND xã Ạ"])


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    root = tmp_path_factory.mktemp("facts")
    with Workspace(Place(root / "place").deployment) as found:
        yield found
    shutil.rmtree(root)


def both(space, tmp, pairs, contract=CONTRACT):
    rows = pa.table(
        {
            "processing_unit_name": pa.array([sender for sender, _ in pairs], pa.string()),
            "received_at": pa.array([moment for _, moment in pairs], pa.string()),
        }
    )
    pq.write_table(rows, tmp / "rows.parquet")
    return facts_in_memory(contract, rows), facts_in_file(space, contract, tmp / "rows.parquet")


@pytest.mark.parametrize("calendar", ["calendar_month", "quarter", None])
@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(SENDERS, st.sampled_from([None, "", *STAMPS])), max_size=12))
def test_memory_and_sql_agree(space, tmp_path_factory, calendar, pairs):
    contract = dataclasses.replace(CONTRACT, period_calendar=calendar)
    quick, slow = both(space, tmp_path_factory.getbasetemp(), pairs, contract)
    assert quick == slow


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_plain_stamp_is_left_to_sql(space, tmp_path, odd):
    quick, slow = both(space, tmp_path, [("Sở A", STAMPS[0]), ("Sở A", odd)])
    assert quick is None and slow.rows == 2


def test_a_snapshot_is_left_to_sql():
    contract = CONTRACTS["doc_register"]
    assert facts_in_memory(contract, pa.table({})) is None
