"""Cleaning and guarding: the test in RE2, the test in Python and the functions agree."""

from __future__ import annotations

import json
import re
import unicodedata

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.intake.entries import entries_json
from orchestration.intake.normalise import Mender, first_line, recipe_of
from orchestration.intake.personal import ARRAY, CODE, MASKS, NESTED_TRIGGER, NUMBER, TEXT, TRIGGERS, guard, kind_of
from orchestration.intake.repairs import repairs_of, restore_decimals
from orchestration.intake.text import UNCLEAN, clean, fold, numbers_apart, python_pattern, quote
from tests.unit.intake.conftest import CONTRACTS, dossier

TEXTS = st.text(st.sampled_from("ab ÀạướĐ\u0300\u0323\u00a0\u200b\u3000\u00ad\n\t.,-0123456789@é²°“”…"), max_size=30)
UNCLEAN_PYTHON = re.compile(python_pattern(UNCLEAN))


@given(TEXTS)
def test_what_needs_no_cleaning_is_clean(text):
    cleaned = clean(text)
    assert cleaned == clean(cleaned) and unicodedata.is_normalized("NFC", cleaned) and cleaned == cleaned.strip()
    if not UNCLEAN_PYTHON.search(text):
        assert cleaned == text


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_sql_and_python_mend_alike(texts):
    columns = [c for contract in CONTRACTS.values() for c in contract.kept]
    with duckdb.connect() as connection:
        mender = Mender()
        for column in {recipe_of(c): c for c in columns}.values():
            values = ", ".join(f"({i}, {quote(t)})" for i, t in enumerate(texts))
            mended = mender.column_sql(column, connection)
            sql = f'select {mended} from (values {values}) as t(i, "{column.name}") order by i'
            assert [r[0] for r in connection.execute(sql).fetchall()] == mender.mend(texts, column)


MOMENTS = st.sampled_from(["", "20240823080511", "2024082308051", "038090001234", "12345678", "Phường Ộ", "ǿ ẞ", '"0"'])
NUMBERS = st.sampled_from(["1", "0", "150000000000", "0912345678", "12,5", "-3"])
CELLS = st.one_of(st.none(), MOMENTS, NUMBERS, st.text("0123456789", max_size=15), TEXTS)


def mended_one_by_one(texts: list[str | None], column) -> tuple[list[str | None], int]:
    """What every value comes to when none is spared the cleaning and the guard."""
    masked, found = 0, []
    for text in texts:
        if text and column.separator:
            kind = kind_of(column) if kind_of(column) == CODE else TEXT
            text, whole = clean(text), {"", *EXCEL_ERRORS, *column.null_tokens}
            if text.startswith("["):
                text, count = guard(ARRAY, text)
                masked += count
            elif text not in whole:
                parts = [guard(kind, part) for part in map(clean, text.split(column.separator)) if part]
                text, masked = json.dumps([p for p, _ in parts], ensure_ascii=False, separators=(",", ":")), masked + sum(n for _, n in parts)
        elif text and kind_of(column) == NUMBER and (apart := numbers_apart(text)):
            shown, count = guard(NUMBER, clean(text))
            text, masked = (shown if count else apart), masked + count
        elif text:
            text = clean(first_line(text) if column.first_line_only else text)
            text = entries_json(text, column.entries) if column.entries else text
            for repair in repairs_of(column):
                text = repair.apply(text) if re.search(repair.needs, text) else text
            text, count = guard(kind_of(column), text)
            masked += count
        found.append(text)
    return found, masked


@example(["\n"], 0)
@settings(max_examples=300, deadline=None)
@given(st.one_of(*(st.lists(cells, max_size=12) for cells in (MOMENTS, NUMBERS, CELLS))), st.integers(0, 3))
def test_a_column_mended_whole_is_mended_value_by_value(texts, skip):
    columns = [c for contract in CONTRACTS.values() for c in contract.kept]
    for column in {recipe_of(c): c for c in columns}.values():
        mender, values = Mender(), pa.array(texts, pa.string())[skip:]
        assert (mender.mend_array(values, column).to_pylist(), mender.masked) == mended_one_by_one(texts[skip:], column)


def test_a_number_of_a_person_over_two_lines_gives_way(place):
    column = CONTRACTS["budget_balance_b46"].column("amount_vnd")
    mended = Mender().mend(["0912\n345\n678", "400\n500", "\n400\n"], column)
    assert mended[1:] == ["400 / 500", "400"] and not re.search("[0-9]{3}", mended[0])


def test_a_quiet_column_is_handed_through_untouched():
    contract = CONTRACTS["dvc_dossier"]
    for name, texts in {
        "dossier_code": ["H99.14-250701-0001", None, "H99.14-250701-0002"],
        "received_at": ["20250701080511", "", "20250702080511"],
        "processing_unit_name": ["Ủy ban nhân dân phường Mẫu 53"] * 2,
        "files": ['[{"IsDeleted":"False","DuocSoHoa":"0"}]', "[]", None],
    }.items():
        values = pa.array(texts, pa.string())
        assert Mender().mend_array(values, contract.column(name)) is values


@settings(max_examples=500)
@given(st.one_of(TEXTS, st.text(st.sampled_from("0123456789 .-+()E\u2013\u00adC@\"\\n,:[{}]"), max_size=24)))
def test_what_does_not_trigger_has_nothing_to_mask(text):
    for kind in MASKS:
        triggers = [t for t in (TRIGGERS[kind], UNCLEAN, None if kind == "array" else NESTED_TRIGGER) if t]
        if not any(re.search(python_pattern(trigger), text) for trigger in triggers):
            assert guard(kind, text) == (text, 0)


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("text", "SĐT 0912 345 678, CCCD 038090001234", "SĐT [số điện thoại], CCCD [12 chữ số]"),
        ("text", "CCCD038090001234x", "CCCD[12 chữ số]x"),
        ("text", "gửi an.nv@tinh.gov.vn", "gửi [thư điện tử]"),
        ("text", "0912345678", "[10 chữ số]"),
        ("text", "+84 912 345 678", "[số điện thoại]"),
        ("text", "Thôn 12, ngày 05/08/2024, số 1234/QĐ-UBND", "Thôn 12, ngày 05/08/2024, số 1234/QĐ-UBND"),
        ("moment", "20240823080511", "20240823080511"),
        ("moment", "2010-10-04 01:06:40.020000000+02:00", "2010-10-04 01:06:40.020000000+02:00"),
        ("moment", "038090001234", "[12 chữ số]"),
        ("number", "150000000000", "150000000000"),
        ("number", "0912345678", "[10 chữ số]"),
        ("array", '[{"Gia":"150000000","x":"038090001234"}]', '[{"Gia":"150000000","x":"[12 chữ số]"}]'),
        ("code", "000.00.01.H29-240115-000123456", "000.00.01.H29-240115-000123456"),
        ("code", '{"ten": "Kín"}', "[dữ liệu lồng nhau]"),
        ("text", '["Kín"]', "[dữ liệu lồng nhau]"),
        ("text", "[CBCC] thủ tục", "[CBCC] thủ tục"),
        ("array", r'[{"x":"{\"ten\":\"Kín\"}","y":"1"}]', '[{"x":"[dữ liệu lồng nhau]","y":"1"}]'),
    ],
)
def test_shapes(kind, text, masked):
    assert guard(kind, text)[0] == masked


def test_the_rule_of_columns():
    contract = CONTRACTS["dvc_dossier"]
    kinds = {
        name: kind_of(contract.column(name))
        for name in ("dossier_code", "processing_unit_name", "received_at", "fees", "has_digitised_part")
    }
    assert kinds == {
        "dossier_code": "code",
        "processing_unit_name": "text",
        "received_at": "moment",
        "fees": "array",
        "has_digitised_part": "text",
    }


def test_masked_values_are_counted_and_nowhere_written(place):
    record = dossier(1, TenTTHC="Cấp cho ông, CCCD 038090007777, ĐT 0987.654.321", DonViXuLy="UBND xã (0977123456)")
    result = place.one(place.put("a.json", json.dumps([record], ensure_ascii=False)))
    assert result.masked_values == 3 and place.rows(result)[0]["processing_unit_name"] == "UBND xã ([10 chữ số])"
    assert not [n for n in (b"038090007777", b"0987.654.321", b"0977123456") if n in place.bytes_written()]
    assert place.loads()[0]["sender_name"] == "UBND xã ([10 chữ số])"


def test_codes_and_labels():
    assert [restore_decimals(v, 6) for v in ("1.00356", "1003560", "1.003560", "1.003560.000.00.00.H56", "x")] == [
        "1.003560",
        "1.003560",
        "1.003560",
        "1.003560.000.00.00.H56",
        "x",
    ]
    assert fold("  Ủy  ban\nnhân dân: ") == fold("Uỷ ban nhân dân")
