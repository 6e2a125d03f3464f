"""How a text of a cell reads: as the Unicode it is, as TCVN3, as VNI, word by word.

Here: the readings of one word and of one text, by the spelling of the language, without any context. Not here: what the
neighbours say and what is decided (legacy_evidence.py).
A word is `strong` evidence of an encoding when it holds what no Vietnamese word in Unicode holds (a sign or a foreign letter
inside it, a capital inside small letters, an accent on its own beside a vowel) and is a Vietnamese syllable under that
encoding alone. Correct Unicode gives none: HÒA, BÌNH, 30°C, m², «…», § 2, Café have no such reading.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from orchestration.intake.legacy_table import DECODERS, LEGACY, TCVN3, VNI, identical, table
from orchestration.intake.syllable import is_syllable

UNICODE = "unicode"
# Letters, and the signs that stand for letters in TCVN3.
WORD = re.compile("[A-Za-z¡-®µ-¹»-¾À-ɏ\u0300-\u0323Ḁ-ỿ]+")
_LATIN_1 = re.compile("[\u0080-ÿ]")
_EDGES = re.compile("^[«·¡£¥¤©µ]|[»·®©¹ª¢\u00ad]$")  # signs that may touch a word of correct text
_INNER_CAPITAL = re.compile("[a-zß-ÿ][À-Þ](?![A-ZÀ-Þ])")
_ACRONYM = re.compile("(?=.{2})[A-ZĐĂÂÊÔƠƯ]+")
_SIGN = re.compile("[¡-¿×÷]")


@cache
def _vni_pairs() -> re.Pattern[str]:
    """A vowel and its VNI accent, but for those that also stand side by side in Vietnamese (khoá, hoà, loã)."""
    pairs = [p for p in table().vni if len(p) == 2 and p.casefold() not in {"oá", "oà", "oã"}]
    return re.compile("|".join(map(re.escape, pairs)))


@cache
def _vietnamese() -> frozenset[str]:
    return table().letters


def _reads_as_unicode(word: str) -> bool:
    """Whether a word holds nothing that Vietnamese in Unicode cannot hold."""
    core = _EDGES.sub("", word)
    if _INNER_CAPITAL.search(core) or _vni_pairs().search(core):
        return False
    return all(c.isascii() or c > "ÿ" or c in _vietnamese() for c in core.replace("Ð", "Đ").replace("ð", "đ"))


def _decodes(word: str, encoding: str) -> bool:
    """Whether a legacy encoding has every letter of a word, and the word something of it."""
    reading = DECODERS[encoding](word)
    if reading == word and not all(c.isascii() or c in identical(encoding) for c in word):
        return False
    if encoding == TCVN3 and any(ord(c) not in table().tcvn3 for c in _LATIN_1.findall(word)):
        return False
    return not _SIGN.search(reading)


def _reads_as(word: str, encoding: str) -> bool:
    """Whether a word is a syllable, an acronym or the letter Đ of a list (A, B, C, D, Đ) under a legacy encoding."""
    if not _decodes(word, encoding):
        return False
    reading = DECODERS[encoding](word)
    return is_syllable(reading) or bool(_ACRONYM.fullmatch(reading)) or reading in {"Đ", "đ"}


def _marked(word: str) -> set[str]:
    """Of a word that is a word in no encoding, a name such as Đăk: the encodings whose own marks it bears."""
    strange = any("À" <= c <= "ÿ" and c not in _vietnamese() for c in word)
    marks = {TCVN3: _SIGN.search(_EDGES.sub("", word)), VNI: strange and _vni_pairs().search(word)}
    return {encoding for encoding, mark in marks.items() if mark and _decodes(word, encoding)}


@dataclass(frozen=True)
class Word:
    """`options`: the encodings under which it can be a word; none for a word of another language or a slip of the pen."""

    options: frozenset[str]
    strong: str | None = None  # the one encoding it proves
    soft: frozenset[str] = frozenset()  # encodings of which it could be a name, though a word of Unicode

    @property
    def anchor(self) -> str | None:
        """The one encoding under which it is a word."""
        return next(iter(self.options)) if len(self.options) == 1 else None


_ANY = Word(frozenset({UNICODE, *LEGACY}))


@lru_cache(maxsize=1 << 16)
def word_of(word: str) -> Word:
    if word.isascii():
        return _ANY
    plain, extended = _reads_as_unicode(word), any(c > "ÿ" for c in word)
    # letters beyond U+00FF beside legacy ones: two fonts met within the word
    options = {e for e in LEGACY if _reads_as(word, e)} if not (plain and extended) else set()
    syllable = plain and is_syllable(_EDGES.sub("", word))
    if syllable or (plain and (options or extended)):
        options.add(UNICODE)
    strong = None
    if not options and not plain:
        options = _marked(word)
    if len(options) == 1 and not plain:
        (only,) = options
        strong = only if len(word) > 1 and is_syllable(DECODERS[only](word)) else None
    soft = {e for e in LEGACY if e not in options and _decodes(word, e)} if UNICODE in options and not extended else set()
    return Word(frozenset(options), strong, frozenset(soft))


@dataclass(frozen=True)
class Text:
    """A text with its words that are not ASCII.

    `anchors`: encodings that some word needs. `whole`: encodings under which every word with a reading has one.
    """

    text: str
    words: tuple[tuple[int, int, Word], ...]
    anchors: frozenset[str]
    whole: frozenset[str]

    def within(self, encodings: frozenset[str]) -> Text:
        """The same where only these encodings come into question."""
        narrowed = [(s, e, w if w.options <= encodings else replace(w, options=w.options & encodings)) for s, e, w in self.words]
        return _text(self.text, tuple(narrowed))


def _text(text: str, words: tuple[tuple[int, int, Word], ...]) -> Text:
    read = [word for _, _, word in words if word.options]
    anchors = frozenset(word.anchor for word in read if word.anchor)
    return Text(text, words, anchors, frozenset.intersection(*(word.options for word in read)) if read else frozenset({UNICODE}))


def text_of(text: str) -> Text:
    """The readings of a text, taken in NFC as everything that is kept of it will be."""
    text = unicodedata.normalize("NFC", text)
    found = ((match, match.group()) for match in WORD.finditer(text))
    return _text(text, tuple((match.start(), match.end(), word_of(word)) for match, word in found if not word.isascii()))


def strong_words(text: str) -> dict[str, set[str]]:
    """The distinct strong words of a long text, by encoding."""
    found: dict[str, set[str]] = {}
    for word in set(WORD.findall(text)):
        if not word.isascii() and (encoding := word_of(word).strong):
            found.setdefault(encoding, set()).add(word)
    return found


def in_runs(text: Text) -> str | None:
    """A text whose words need different encodings (pieces typed in different fonts), each run decoded by its own.

    A word that could be either goes with the words that need one on both its sides; where they differ, and the word would
    read differently, nothing is decided: None. Nor where a word that need not be Unicode alone says the cell is of two fonts.
    """
    foreign = text.anchors - {UNICODE}
    if any(word.anchor == UNICODE and foreign <= word.soft for _, _, word in text.words):
        return None
    known = [(i, word.anchor) for i, (_, _, word) in enumerate(text.words) if word.anchor]
    pieces, at = [], 0
    for i, (start, end, word) in enumerate(text.words):
        piece = text.text[start:end]
        near = {next((e for k, e in reversed(known) if k <= i), None), next((e for k, e in known if k >= i), None)} - {None}
        usable = near & word.options or (near if not word.options else set())
        readings = {piece if e == UNICODE else DECODERS[e](piece) for e in usable}
        if len(readings) != 1:
            return None
        pieces += [text.text[at:start], readings.pop()]
        at = end
    return "".join([*pieces, text.text[at:]])

