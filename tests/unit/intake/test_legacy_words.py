"""Syllables, the legacy table, the readings of a word: each alone."""

from __future__ import annotations

import csv
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake.legacy_scan import file_has_legacy, has_legacy, is_suspect
from orchestration.intake.legacy_table import from_tcvn3, from_vni
from orchestration.intake.legacy_words import in_runs, strong_words, text_of, word_of
from orchestration.intake.mojibake import is_broken, undone
from orchestration.intake.syllable import is_syllable
from tests.unit.intake.legacy_writers import TABLE, seen, tcvn3, twice, vni

LETTERS = "".join(row["letter"] for row in TABLE)
VIETNAMESE = st.text(st.sampled_from(LETTERS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789.,;:-/()\n"))
# Independent of the module under test: initials and rhymes that go together in any order, each with every tone it can bear.
OPEN = ["a", "o", "ô", "ơ", "u", "ư", "ai", "ao", "âu", "ây", "oi", "ôi", "ơi", "ui", "ưa", "ưu", "an", "ang", "âm", "ân", "ông", "uôn", "ương"]
SHUT = ["ac", "ach", "ăc", "ât", "ôc", "uôc", "ươc", "ôp", "ut"]
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]


def _spelled(initial: str, rhyme: str, tone: str) -> str:
    at = max(i for i, char in enumerate(unicodedata.normalize("NFC", rhyme)) if char in "aăâoôơuư")
    if rhyme[-2:] in {"ai", "ao", "âu", "ây", "oi", "ôi", "ơi", "ui", "ưa", "ưu"}:
        at = 0
    return unicodedata.normalize("NFC", initial + rhyme[: at + 1] + tone + rhyme[at + 1 :])


SYLLABLES = sorted(
    {_spelled(i, r, t) for i in ["b", "đ", "h", "l", "m", "n", "ph", "s", "t", "th", "tr", "v", "x"] for r in OPEN for t in TONES}
    | {_spelled(i, r, t) for i in ["b", "đ", "h", "l", "m", "n", "ph", "s", "t", "th", "tr", "v", "x"] for r in SHUT for t in TONES[2:6:3]}
)
WORDS = st.sampled_from(SYLLABLES).flatmap(lambda w: st.sampled_from([w, w.capitalize(), w.upper()]))


def test_the_table_is_the_one_of_the_specification(shared):
    with (shared / "extracts" / "legacy_vi_map.csv").open(encoding="utf-8", newline="") as file:
        theirs = [(r["char"], r["tcvn3_hex"], r["vni_hex"].replace(" ", "")) for r in csv.DictReader(file)]
    assert [(r["letter"], r["tcvn3"], r["vni"]) for r in TABLE] == theirs and len(theirs) == 134


@given(VIETNAMESE)
def test_any_vietnamese_text_comes_back_from_vni(text):
    assert from_vni(seen(vni(text))) == text


@given(VIETNAMESE)
def test_any_vietnamese_text_comes_back_from_tcvn3_but_for_the_size_of_letters(text):
    back = from_tcvn3(seen(tcvn3(text)))
    assert back.casefold() == text.casefold()
    assert from_tcvn3(seen(tcvn3(text.lower()))) == text.lower()


def test_soft_hyphen_is_a_letter_and_a_capital_may_bear_a_small_accent():
    assert from_tcvn3("b\u00adu chÝnh") == "bưu chính"
    assert from_vni("Aùo, ñöôøng, ÑÖÔØNG, Phöôùc") == "Áo, đường, ĐƯỜNG, Phước"


@pytest.mark.parametrize("word", ["nghiêng quốc giếng gì thuở khuya Hoà hòa ĐƯỜNG yên kỹ quýt ương Uỷ ủy nguyễn qúy khỏan"])
def test_syllables(word):
    for each in word.split():
        assert is_syllable(each) and is_syllable(unicodedata.normalize("NFD", each)), each


@pytest.mark.parametrize("word", ["kàng", "ghà", "nghà", "bôc", "bọcc", "êach", "xã́", "Krông", "Đắk", "Café", "bèn²", "", "iưp", "vụâ", "keỏ", "tíên", "ngừơi"])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)


def test_every_spelled_syllable_is_one():
    assert len(SYLLABLES) > 1500 and all(map(is_syllable, SYLLABLES))


@settings(max_examples=300)
@given(st.lists(st.one_of(WORDS, st.sampled_from(["«", "»", "§ 2", "30°C", "m²", "½", "Café", "µm", "Müller", "– 5 %", "QĐ-UBND", "®"])), max_size=30))
def test_correct_unicode_has_no_legacy_word(words):
    text = " ".join(words)
    assert strong_words(text) == {} and not has_legacy(text)
    assert strong_words("«" + "» «".join(words) + "»") == {}


@settings(max_examples=200)
@given(st.lists(st.sampled_from([s for s in SYLLABLES if not s.isascii()]), min_size=25, max_size=60, unique=True))
def test_legacy_text_shows(words):
    text = " ".join(words).lower()
    assert set(strong_words(seen(tcvn3(text)))) == {"tcvn3"} and has_legacy(seen(tcvn3(text)))
    assert set(strong_words(seen(vni(text)))) == {"vni"} and has_legacy(seen(vni(text)))
    assert has_legacy(twice(text))


@pytest.mark.parametrize(
    ("word", "options", "strong"),
    [
        ("nghiÖp", {"tcvn3"}, "tcvn3"),
        ("ph\u00ad¬ng", {"tcvn3"}, "tcvn3"),
        ("kÕt", {"tcvn3"}, "tcvn3"),
        ("Thaønh", {"vni"}, "vni"),
        ("Keá", {"vni"}, "vni"),
        ("Tæng", {"tcvn3"}, "tcvn3"),
        ("bæ", {"tcvn3", "vni"}, None),
        ("vô", {"unicode", "tcvn3", "vni"}, None),
        ("Tôn", {"unicode", "tcvn3", "vni"}, None),
        ("và", {"unicode"}, None),
        ("BÌNH", {"unicode", "vni"}, None),
        ("HÒA", {"unicode", "vni"}, None),
        ("tỉnh", {"unicode"}, None),
        ("Ñầu", {"vni"}, "vni"),
        ("NS§P", {"tcvn3"}, None),
        ("§¨k", {"tcvn3"}, None),
        ("Buøk", {"vni"}, None),
        ("Laêê", set(), None),
        ("Café", set(), None),
        ("Müller", set(), None),
        ("Krông", set(), None),
        ("Đắk", {"unicode"}, None),
    ],
)
def test_readings_of_a_word(word, options, strong):
    assert (set(word_of(word).options), word_of(word).strong) == (options, strong)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Sôû Keá hoaïch & Ñầu tư", "Sở Kế hoạch & Đầu tư"),
        ("Ban Daân toäc và Tôn giáo", "Ban Dân tộc và Tôn giáo"),
        ("Hỗ trôï caùc ñôn vò ngaønh dọc", "Hỗ trợ các đơn vị ngành dọc"),
        ("Daân Tôn giáo", None),  # Tôn or Tơn: between two fonts
    ],
)
def test_runs_of_different_fonts_in_one_cell(text, read):
    assert in_runs(text_of(text)) == read


@settings(max_examples=200)
@given(st.lists(WORDS, min_size=1, max_size=20).map(" ".join))
def test_utf8_encoded_twice_is_undone_or_known_to_be_broken(text):
    assert undone(twice(text)) == text
    lost = twice(text, keep=False)
    assert (undone(lost) == text) == (lost == twice(text)) or text.isascii()
    assert is_broken(lost) == (lost != twice(text))


def test_a_whole_file_is_scanned_over_its_chunks(tmp_path, monkeypatch):
    from orchestration.intake import legacy_scan

    monkeypatch.setattr(legacy_scan, "CHUNK", 7)
    path = tmp_path / "a.json"
    path.write_text('{"a": "Sở Khoa học, 30°C, m² «x» § 2", "b": "đường phố"}', encoding="utf-8")
    assert not file_has_legacy(path)
    path.write_text('{"a": "Sở Khoa học", "b": "§\u00adêng phè ph\u00ad¬ng"}', encoding="utf-8")
    assert file_has_legacy(path)
    assert not is_suspect("Uỷ ban nhân dân, 30°C, m², HÒA BÌNH, NÍNH QUÝ".encode())
