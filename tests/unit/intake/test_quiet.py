"""A column passed over as a whole holds no value that would change: said of texts made of what persons' numbers are made of."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake.personal import ARRAY, TEXT, guard
from orchestration.intake.quiet import is_clean, is_unguarded, joined
from orchestration.intake.text import clean

NAMES = ["CCCD", "căn cước", "CĂN CƯỚC", "Sđt", "ĐT", "điện thoại", "Phone", "ZALO", "số thẻ", "MST", "Mã số thuế", "hộ chiếu", "ſđt", "tel"]
PIECES = st.one_of(
    st.text(st.sampled_from("0123456789"), min_size=1, max_size=5),
    st.sampled_from(NAMES),
    st.sampled_from([" ", ".", "-", "–", " - ", "(", ")", "+84", "+", "_", "·", ":", ": ", ", ", "/", "B", "KQ.", "ngày ", "e+", "@", "a.vn", "Ộ", "\"", "[", "{"]),
)
WRITTEN = st.lists(PIECES, min_size=1, max_size=12).map("".join).map(clean)


def is_passed_over(text: str, kind: str) -> bool:
    values = pa.array([text], pa.string())
    return is_clean(joined(values), 1) and is_unguarded(joined(values), values, kind)


@settings(max_examples=4000, deadline=None)
@given(WRITTEN)
def test_what_is_passed_over_has_nothing_to_mask(text):
    if is_passed_over(text, TEXT):
        assert guard(TEXT, text) == (text, 0)
    array = json.dumps([{"a": text, "b": "1200000000"}], ensure_ascii=False)
    if is_passed_over(array, ARRAY):
        assert guard(ARRAY, array) == (array, 0)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TEXT, "Cấp lại giấy phép ngày 20/10/2025"),
        (TEXT, "Hồ sơ 12.345.678"),
        (ARRAY, '[{"MaGiayToKetQua":"KQ.9.003474"}]'),
        (ARRAY, '[{"SoTien":"1500000000"}]'),
    ],
)
def test_ordinary_codes_days_and_amounts_are_passed_over(kind, text):
    assert is_passed_over(text, kind) and guard(kind, text) == (text, 0)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TEXT, "CĂN CƯỚC 1234567"),
        (TEXT, "đt: 3812345"),
        (TEXT, "B1234567"),
        (TEXT, "090 123 4567"),
        (ARRAY, '["hộ chiếu 1234567"]'),
        (ARRAY, '["0901.234.567"]'),
        (ARRAY, '["+84 901234567"]'),
        (ARRAY, '["12345-6789-0123"]'),
    ],
)
def test_numbers_of_persons_are_looked_at(kind, text):
    assert not is_passed_over(text, kind)
