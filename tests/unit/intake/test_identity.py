"""What is a person's number and what only looks long: both directions."""

from __future__ import annotations

import pytest

from orchestration.intake.identity import canonical, is_person_no, mask

PERSONS = [
    "038090001234", "038 090 001 234", "038.090.001.234", "038090-001234", "03809000 1234", "CCCD: 38090001234", "38090001234", "38090001234.0",
    "38090 001234", "3.8090001234E+10", "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "0912–345–678", "(0912) 345 678",
    "+84 912 345 678", "(+84) 912-345-678", "84912345678", "+84912345678", "0-9-1-2-3-4-5-6-7-8", "024.3825.3556", "0243 825 3556",
    "０９１２３４５６７８", "0912\u200b345\u200b678", "0912\u00ad345678", "09\u206012345678", "٠٩١٢٣٤٥٦٧٨", "CMND 123 456 789", "CMND số: 123456789",
    "CMT 012345678", "MST 0101234567", "0101234567-001", "mã số thuế 0101234567", "BHXH 0123456789", "hộ chiếu C1234567", "B12345678",
    "an.nv@tinh.gov.vn", "an @ tinh.vn", "an＠tinh.vn", "SĐT: 912 345 678", "zalo 0912345678", "ông A(0977123456)", "079203001234 cấp 05/08/2021",
]  # fmt: skip
NOBODY = [
    "H99.14-250701-0001", "000.00.01.H29-240115-000123456", "000.00.14.H05", "1.003560.000.00.00.H56", "20240823080511", "05.08.2024 1030",
    "09.08.2024 10", "08-08-2024 0830", "05/08/2024 10:15:00", "350000000 đồng", "12 345 678 900 đồng", "1.234.567.890", "35 000 000 000",
    "giai đoạn 2021-2025, 2026-2030", "2019 2020 123", "QĐ 1234/2024/QĐ-UBND ngày 01.07.2025", "BTS-100200300", "Trạm HGI0123", "Km 12+345",
    "tổ 1 2 3 4 5", "Thôn 12", "tọa độ 105.348080", "31.12.2024-001", "A123456", "Bản 3 (2024)", "Tổ dân phố 5, 6, 7", "3G/4G/5G",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONS)
def test_a_persons_number_gives_way_however_it_is_written(text):
    masked, count = mask(f"liên hệ {text} nhé")
    assert count == 1 and masked.startswith("liên hệ ") and masked.endswith(" nhé")
    assert sum(c.isdigit() for c in masked) < 7 + 8 * ("05/08/2021" in masked) and "tinh" not in masked


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_no_persons_number_stays(text):
    assert mask(text) == (text, 0) and mask(f"số {text} của xã") == (f"số {text} của xã", 0)


def test_two_numbers_in_one_cell_are_two():
    assert mask("SĐT 0912 345 678, CCCD 038090001234, thư a@b.vn") == ("SĐT [số điện thoại], CCCD [12 chữ số], thư [thư điện tử]", 3)


@pytest.mark.parametrize(
    ("value", "is_person"),
    [
        ("038090001234", True), ("38090001234", True), ("0912345678", True), ("84912345678", True), ("a@b.vn", True),
        ("097090001234", False),  # no province 097
        ("038990001234", False),  # no century 9
        ("038250001234", False),  # born in 2050
        ("0112345678", False),  # no mobile prefix
        ("120240000123", False), ("H99.14-250701-0001", False), ("1234567890", False), ("", False), ("0000123456", False),
    ],
)  # fmt: skip
def test_in_code_columns_only_what_is_built_like_one_counts(value, is_person):
    assert is_person_no(value) is is_person


def test_one_spelling_for_tokens():
    assert {canonical(v) for v in ("038090001234", "38090001234", "038 090 001 234", "38090001234.0", "０３８０９０００１２３４")} == {
        "038090001234"
    }
    assert {canonical(v) for v in ("0912345678", "+84 912 345 678", "84912345678", "0912.345.678")} == {"0912345678"}
    assert canonical("Nguyễn  Văn A") == canonical("NGUYỄN VĂN A")


@pytest.mark.parametrize("hashed", ["12345678", "09123456", "d1270418", "0912345678"[:8]])
def test_what_keeps_two_numbers_apart_is_not_taken_for_one(hashed):
    text, count = mask("Thôn 1, SĐT 0912 345 678, CMND 123456789", lambda value: hashed)
    assert (text, count) == (f"Thôn 1, SĐT [số điện thoại·{hashed}], CMND [9 chữ số·{hashed}]", 2)
