"""What a file may be called where others see it: harmless words stay, people's names do not."""

from __future__ import annotations

import unicodedata

import pytest

from orchestration.demo.reference import write_reference
from orchestration.intake.label import Labels
from orchestration.intake.places import Places
from tests.unit.intake.conftest import CONTRACTS

SHA = "a1b2c3d4"


@pytest.fixture(scope="module")
def labels(tmp_path_factory) -> Labels:
    folder = tmp_path_factory.mktemp("reference")
    write_reference(folder)
    return Labels(CONTRACTS.values(), Places(folder))


@pytest.mark.parametrize(
    "name",
    [
        "Danh sách hồ sơ - Xã Mẫu 44 (có mật khẩu).xlsx", "H99.14_DongBoHoSoMC_202507.json", "ho so xa mau 14 (gui lai).json",
        "Phủ sóng thôn bản tháng 07-2025 (bản đầu).xlsx", "Bao cao thang cua Xa Mau 33.docx", "Số liệu Quý III-2025_lần 2.ods",
        "Sổ văn bản đến tháng 7.2025 - UBND xã Mẫu 05.xlsx", "Biểu 06a.xls", "subscriber_stats_202507.csv", "a.json",
    ],
)  # fmt: skip
def test_a_harmless_name_stays_whole(labels, name):
    assert labels.file(name, SHA) == name and labels.file(unicodedata.normalize("NFD", name), SHA) == name


PEOPLE = [
    "Nguyễn Thanh Toàn",
    "Nguyen Thanh Toan",
    "Trần Thị Bích",
    "LÊ VĂN CƯỜNG",
    "Giàng A Páo",
    "ho van danh",
    "ông Bình",
    "Bà Hoa",
    "Đỗ Hồ Sơ",
    "Kpă H'Lan",
]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    "frame", ["{}.xlsx", "Danh sách hồ sơ {} tháng 7.xlsx", "{}_0912345678_ho so.csv", "ho so cua {} 038 090 001 234.json"]
)
def test_a_persons_name_does_not(labels, person, frame):
    label = labels.file(frame.format(person), SHA)
    framed = set(frame.casefold().split())
    assert not ({w.casefold() for w in person.replace("'", " ").split() if len(w) > 1} - framed - {"hồ", "sơ"}) & set(
        label.casefold().split()
    )
    assert label.endswith("#a1b2c3") and "…" in label and "0912" not in label and "090" not in label


def test_what_is_left_still_tells_the_file(labels):
    assert labels.file("Danh sach ho so Nguyen Van A 07-2025.xlsx", SHA) == "Danh sach ho so … 07-2025.xlsx #a1b2c3"


def test_sheets(labels):
    assert [labels.sheet(n, 2) for n in ("Sheet1", "Biểu 06a", "So VB", "Lò Văn Kín", "Tháng 7 - Lò Văn Kín", "0912345678")] == [
        "Sheet1", "Biểu 06a", "So VB", "thứ 2", "Tháng 7 - … (thứ 2)", "[10 chữ số]",
    ]  # fmt: skip
