"""Text files in every encoding departments still write: told by proof, never by guess (acceptance tests T06, T07, T08)."""

from __future__ import annotations

import codecs
import json
import shutil
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake import decode, sniff
from orchestration.intake.code_pages import CODE_PAGES, CP1252, WORDS, code_page_of
from orchestration.intake.decode import as_utf8
from orchestration.intake.refusal import RefusedFile
from tests.unit.intake.conftest import dossier
from tests.unit.intake.legacy_writers import cp1258, seen, tcvn3, tcvn_5712, twice, vni
from tests.unit.intake.test_csv_xes import HEADER, TEXT
from tests.unit.intake.test_legacy_words import WORDS as SYLLABLES

# Lines of a statistics report that say enough to be told apart; "Ủy" and “…” use the upper bytes.
REPORT = TEXT.replace("Nhà mạng A", "Bưu chính Viễn thông").replace("Phường Hòa Bình", "Phường Hòa Bình “cũ” – Ủy ban")
WRITERS = {"tcvn3": tcvn3, "vni": vni, "windows-1258": cp1258}


def names(rows) -> list[tuple]:
    return [(r["commune_name"], r["operator_name"], r["household_count"]) for r in rows]


EXPECTED = [("Phường Hòa Bình “cũ” – Ủy ban", "Bưu chính Viễn thông", "1.200"), ('Xã "Mẫu" 02', "Bưu chính Viễn thông", "500")]


@pytest.mark.parametrize("name", WRITERS)
def test_t06_files_of_old_code_pages_survive_and_say_so(place, name):
    result = place.one(place.put("thuebao.csv", WRITERS[name](REPORT)))
    got = names(place.rows(result))
    if name == "tcvn3":  # capitals and small letters share a byte: which was meant is not in the file
        assert [[t.casefold() for t in row] for row in got] == [[t.casefold() for t in row] for row in EXPECTED]
    else:
        assert got == EXPECTED
    assert result.encodings == {name: REPORT.count("\n")} and result.warnings == ()


def test_t06_the_full_standard_of_tcvn_has_its_own_capitals(place):
    text = REPORT.replace("“cũ” – ", "")
    result = place.one(place.put("e_TCVN5712-1.csv", tcvn_5712(text)))
    assert names(place.rows(result)) == [("Phường Hòa Bình Ủy ban", *EXPECTED[0][1:]), EXPECTED[1]]
    assert result.encodings == {"tcvn3": REPORT.count("\n")}


# "Đơn vị tiếp nhận;Sở Khoa học và Công nghệ;Phường;Thuê bao" in VISCII, by RFC 1456
VISCII = (
    b"\xd0\xbdn v\xb8 ti\xaap nh\xa7n;S\xb7 Khoa h\xf7c v\xe0 C\xf4ng ngh\xae;Ph\xdf\xb6ng;Thu\xea bao;\xd0\xafa b\xe0n\n"
    b"C\xb5ng th\xf4ng tin;S\xb7 N\xb5i v\xf8;Ph\xdf\xb6ng H\xf2a B\xecnh;th\xf4ng tin;m\xb5t c\xd8a\n"
)


@pytest.mark.parametrize("content", [VISCII, b"T\xean;S\xf6\nM\xfcller;\xdcber\n", b"a;b\n30\xb0C;m\xb2\n", b"x;Caf\xe9\n"])
def test_t06_what_cannot_be_proven_is_refused_with_its_byte(place, content):
    result = place.one(place.put("e_VISCII.csv", content))
    with pytest.raises(UnicodeDecodeError) as strict:
        content.decode()
    first = strict.value.start
    assert result.reason_code == "ENCODING_UNSUPPORTED" and f"byte thứ {first + 1}:" in result.reason_vi


def test_t07_lost_letters_are_refused(place):
    lossy = REPORT.encode("cp1252", "replace")
    assert b"Ph??ng" in lossy
    result = place.one(place.put("d2_cp1252.csv", lossy))
    assert result.reason_code == "ENCODING_LOSSY" and "CSV UTF-8" in result.reason_vi


@pytest.mark.parametrize("mark", ["?", "\ufffd"])
def test_t07_letters_lost_further_down_are_refused_too(place, mark):
    rows = "".join(f"07/2025;Xã số {i};Nhà mạng A;1;2;3;4;05/08/2025\n" for i in range(2000))
    bad = "".join(f"07/2025;Ph{mark}{mark}ng B{mark}ch {mark}{mark}ng {i};Nh{mark} m{mark}ng;1;2;3;4;05/08/2025\n" for i in range(600))
    assert place.one(place.put("a.csv", HEADER + "\n" + rows)).status == "accepted"
    assert place.one(place.put("b.csv", HEADER + "\n" + rows + bad)).reason_code == "ENCODING_LOSSY"


def test_two_fonts_in_one_file_of_bytes_are_told_apart_by_column(place):
    communes = ["Phường Bạch Đằng", "Xã Phước Hưng", "Thị trấn Ngã Sáu", "Xã Đường Hoa", "Phường Lộc Vượng", "Xã Thượng Mỗ"]
    operators = ["Bưu chính Viễn thông", "Nhà mạng Tín Nghĩa", "Công nghiệp Quốc phòng"]
    lines = [vni(HEADER)]
    for commune in communes:
        for operator in operators:
            lines.append(b"07/2025;" + vni(commune) + b";" + tcvn3(operator) + b";1;2;3;4;05/08/2025")
    result = place.one(place.put("mixed.csv", b"\n".join(lines) + b"\n"))
    rows = place.rows(result)
    assert {r["commune_name"] for r in rows} == set(communes) and {r["operator_name"] for r in rows} == set(operators)
    assert {"tcvn3", "vni"} < set(result.encodings)


def test_questions_and_addresses_are_no_lost_letters():
    decode.refuse_lossy("Bạn có biết? Vì sao? " * 50 + "xem https://a.vn/tin?id=b trang.php?muc=tin&so=b " * 50)


UTF16 = {
    "c_utf16.txt": codecs.BOM_UTF16_LE + TEXT.replace(";", "\t").encode("utf-16-le"),
    "big endian": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "no mark, little": TEXT.encode("utf-16-le"),
    "no mark, big": TEXT.encode("utf-16-be"),
}


@pytest.mark.parametrize("name", UTF16)
def test_t08_utf16_with_and_without_its_mark(place, name):
    result = place.one(place.put(name, UTF16[name]))
    assert [r["commune_name"] for r in place.rows(result)] == ["Phường Hòa Bình", 'Xã "Mẫu" 02']
    assert list(result.encodings) == ["utf-16-be" if "big" in name else "utf-16-le"]


def hinted(place, extract: str, encoding: str):
    place.contracts = {**place.contracts, extract: replace(place.contracts[extract], encoding=encoding)}
    return place


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_t08_a_hint_beats_neither_a_mark_nor_utf8(place, mark):
    hinted(place, "subscriber_stats", "utf-16")
    nfd = unicodedata.normalize("NFD", TEXT)
    assert nfd != TEXT
    result = place.one(place.put("b_nfd.csv", mark + nfd.encode()))
    assert [r["commune_name"] for r in place.rows(result)] == ["Phường Hòa Bình", 'Xã "Mẫu" 02']
    (warned,) = result.warnings
    assert warned.code == "ENCODING_HINT_IGNORED" and "utf-16" in warned.message_vi and result.encodings == {}


# One word that reads as Vietnamese under both: "mờ" in TCVN3, "mê" in Windows-1252.
BARE = "Thang;Xa, phuong;m\u00ea\n".encode("latin-1")


def test_a_hint_decides_only_between_what_is_possible():
    words = WORDS.findall(BARE)
    assert code_page_of(words) is None
    assert code_page_of(words, frozenset({"tcvn3"})) == "tcvn3"
    assert code_page_of(words, frozenset({"vni"})) is None
    assert code_page_of(WORDS.findall(VISCII), frozenset({"tcvn3", "vni", "windows-1258"})) is None


def test_letters_that_read_alike_under_all_that_is_possible_need_no_more(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'"Quang Ngai";1\n"B\xecnh Dinh";1\n')
    text = as_utf8(path, tmp_path)
    assert (text.encoding, text.path.read_text(encoding="utf-8")) == (CP1252, '"Quang Ngai";1\n"Bình Dinh";1\n')


def test_the_statistics_offices_file_of_one_odd_byte(shared, tmp_path):
    path = shared / "data" / "messy_xls" / "gso_admin_units_by_province_wide.csv"
    text = as_utf8(path, tmp_path)
    data = path.read_bytes()
    assert data.count(b"\xec") == 1 and text.encoding == CP1252
    assert text.path.read_bytes() == data.replace(b"\xec", "ì".encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(SYLLABLES, min_size=30, max_size=120, unique=True))
def test_any_text_of_some_length_is_told_and_read_back(words):
    text = "\n".join(" ".join(words[i : i + 7]) for i in range(0, len(words), 7))
    for name, writer in (WRITERS | {"tcvn3 (5712-1)": tcvn_5712}).items():
        data = writer(text)
        found = code_page_of(WORDS.findall(data))
        assert found is not None
        back = unicodedata.normalize("NFC", CODE_PAGES[found](data))
        assert back == text if name != "tcvn3" else back.casefold() == text.casefold()


@settings(max_examples=40, deadline=None)
@given(st.lists(SYLLABLES, min_size=3, max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"]))
def test_unicode_files_keep_every_letter(tmp_path_factory, words, encoding):
    folder = tmp_path_factory.mktemp("unicode")
    path = folder / "a.csv"
    text = "x;y\r\n" + " ".join(words)
    path.write_bytes(text.encode(encoding))
    assert sniff.sniff(path) == sniff.TEXT
    assert as_utf8(path, folder).path.read_bytes() == text.encode()
    shutil.rmtree(folder)


def test_a_letter_is_not_cut_where_the_chunks_meet(tmp_path, monkeypatch):
    monkeypatch.setattr(decode, "CHUNK", 5)
    path = tmp_path / "a.csv"
    for name, data in {"vni": vni(REPORT), "utf-16-le": REPORT.encode("utf-16-le"), "utf-8": REPORT.encode()}.items():
        path.write_bytes(data)
        text = as_utf8(path, tmp_path)
        assert (text.encoding, text.path.read_bytes()) == (name, REPORT.encode())
    path.write_bytes(b"x" * 100 + b"\xff" + REPORT.encode())
    with pytest.raises(RefusedFile, match="ENCODING_UNSUPPORTED") as refused:
        as_utf8(path, tmp_path)
    assert "byte thứ 101:" in refused.value.message_vi


def test_utf8_files_are_handed_through(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(REPORT.encode())
    assert as_utf8(path, tmp_path).path == path and list(tmp_path.iterdir()) == [path]


def test_json_of_old_code_pages(place):
    record = dossier(1, TenTTHC="Cấp giấy phép xây dựng đường ống nước", DonViXuLy="Ủy ban nhân dân phường Bạch Đằng")
    text = json.dumps([record], ensure_ascii=False)
    for name, data in {"windows-1258": cp1258(text), "utf-16-le": text.encode("utf-16-le")}.items():
        result = place.one(place.put(f"{name}.json", data))
        assert place.rows(result)[0]["processing_unit_name"] == "Ủy ban nhân dân phường Bạch Đằng"
        assert list(result.encodings) == [name]


@pytest.mark.parametrize("escaped", [True, False])
def test_legacy_text_inside_json_is_decoded_by_column(place, escaped):
    units = ["Sở Khoa học và Công nghệ", "Phòng Nội vụ thị xã", "Ủy ban nhân dân phường Bạch Đằng", "Bưu điện"]
    records = [dossier(i, DonViXuLy=seen(tcvn3(unit))) for i, unit in enumerate(units)]
    result = place.one(place.put("a.json", json.dumps({"data": records}, ensure_ascii=escaped)))
    rows = place.rows(result)
    assert [r["processing_unit_name"].casefold() for r in rows] == [u.casefold() for u in units]
    assert {r["procedure_name"] for r in rows} == {"Cấp bản sao trích lục"} and result.encodings == {"tcvn3": 4}


def test_json_too_large_to_decode_is_told(place, monkeypatch):
    from orchestration.intake import json_read

    monkeypatch.setattr(json_read, "MAX_DECODED_BYTES", 100)
    records = [dossier(i, DonViXuLy=seen(tcvn3("Sở Khoa học và Công nghệ"))) for i in range(3)]
    result = place.one(place.put("a.json", json.dumps(records, ensure_ascii=False)))
    assert result.status == "accepted" and [w.code for w in result.warnings] == ["ENCODING_DOUBT"]


@pytest.mark.parametrize("quick", [False, True])
def test_utf8_encoded_twice_is_undone_where_nothing_is_lost(place, monkeypatch, quick):
    from orchestration.intake import csv_read

    monkeypatch.setattr(csv_read, "LARGE_BYTES", 10 if quick else 1 << 30)
    result = place.one(place.put("t.csv", twice(REPORT)))
    assert names(place.rows(result)) == EXPECTED and set(result.encodings) == {"utf-8 twice"}
    text = twice(REPORT.replace("Ủy ban", "Đông"))
    result = place.one(place.put("u.csv", text.replace("Ä\x90", "Ä")))
    assert result.reason_code == "ENCODING_LOSSY" and "dòng 3" in result.reason_vi
