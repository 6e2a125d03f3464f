"""Which single-byte code page a text file is in, told by how many of its words are Vietnamese under each.

Here: the code pages that can be told (cp1258, the part of Vietnamese that cp1252 has, TCVN3 with or without its capitals,
VNI) and the choice between them. Not here: reading files (decode.py).
The choice is made only where it is proven: most words are Vietnamese under it, and every other that comes near either reads
each of them alike or is behind by PROOF words. A hint of the contract decides between those that come near, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from orchestration.intake.legacy_table import TCVN3, VNI, from_tcvn3, from_vni, table
from orchestration.intake.syllable import is_syllable

CP1258, CP1252, TCVN_5712 = "windows-1258", "windows-1252", "tcvn3 (5712-1)"
MIXED = "tcvn3 + vni"  # text in both fonts: every column has to be looked at
PROOF = 3
MOST = 0.8
WORDS = re.compile(rb"[A-Za-z\x01\x02\x04-\x06\x11-\x17\x80-\xff]+")
_EDGE_BYTES = bytes([*range(0x80, 0xA1), *range(1, 0x18)])  # punctuation of Windows, controls
_LETTER = re.compile("[À-ÿ]")
_EDGES = "«»“”‘’…–—·•°²³§"
_ACRONYM = re.compile("(?=.{2})[A-ZĐĂÂÊÔƠƯ]+")


def _tcvn_5712(data: bytes) -> str:
    return data.decode("latin-1").translate(table().tcvn_5712)


CODE_PAGES: dict[str, Callable[[bytes], str]] = {
    CP1258: lambda data: data.decode("cp1258"),
    CP1252: lambda data: data.decode("cp1252"),
    TCVN3: lambda data: from_tcvn3(data.decode("cp1252")),
    TCVN_5712: _tcvn_5712,
    VNI: lambda data: from_vni(data.decode("cp1252")),
    MIXED: lambda data: data.decode("cp1252"),
}
# Letters of a word that a font encoding does not have: in it they would not be those letters.
_FONTS: dict[str, Callable[[bytes], object]] = {
    TCVN3: lambda word: [b for b in word if b >= 0xC0 and b not in table().tcvn3],
    VNI: lambda word: _LETTER.search(table().vni_pattern.sub("", word.decode("cp1252"))),
}
_ALONE = [name for name in CODE_PAGES if name != MIXED]


def encoding_of(name: str) -> str:
    """The encoding that a code page is one form of."""
    return TCVN3 if name == TCVN_5712 else name


def _reading(word: bytes, name: str) -> str | None:
    """A word as Vietnamese under a code page, None where it is none."""
    try:
        if name in _FONTS and _FONTS[name](word):
            return None
        text = unicodedata.normalize("NFC", CODE_PAGES[name](word)).strip(_EDGES)
    except UnicodeDecodeError:
        return None
    return text if is_syllable(text) or _ACRONYM.fullmatch(text) else None


def _words(found: Iterable[bytes]) -> set[bytes]:
    """The words that are not ASCII, punctuation of Windows at their edges taken off where the word stands without it."""
    words = set()
    for word in found:
        core = word.strip(_EDGE_BYTES)
        if core != word and core and _reading(word, TCVN_5712) is None:
            word = core
        if core and not (word.isascii() and word == core):
            words.add(word)
    return words


def code_page_of(found: Iterable[bytes], hints: frozenset[str] = frozenset()) -> str | None:
    """The code page of a file that is no UTF-8, by its distinct words; None where that is not proven."""
    words = _words(found)
    readings = {name: {word: text for word in words if (text := _reading(word, name))} for name in _ALONE}
    most = max(len(texts) for texts in readings.values()) if words else 0
    likely = [name for name in _ALONE if most and len(readings[name]) >= MOST * len(words)]
    near = [name for name in likely if len(readings[name]) > most - PROOF]
    if TCVN3 in near and TCVN_5712 in near:
        near.remove(TCVN3 if len(readings[TCVN_5712]) > len(readings[TCVN3]) else TCVN_5712)
    if near and all(readings[name] == readings[near[0]] for name in near):
        return near[0]
    if hinted := [name for name in near if encoding_of(name) in hints]:
        return hinted[0] if len(hinted) == 1 else None
    tcvn3, vni = set(readings[TCVN3]), set(readings[VNI])
    both = not likely and len(tcvn3 | vni) >= MOST * len(words)
    return MIXED if both and min(len(tcvn3 - vni), len(vni - tcvn3)) >= PROOF else None
