"""The two Vietnamese font encodings, TCVN3 (ABC) and VNI-Windows, as text: what each byte or pair of bytes draws.

Here: the table and decoding a text known to be one of them. Not here: telling which it is (legacy_words.py,
legacy_grid.py), bytes of files (decode.py).
`legacy_vi.csv` holds the 134 letters with diacritics and their bytes in hexadecimal: TCVN 5712:1993 as the .Vn fonts of the ABC
set have it (VN3) and in full (VN1, which has bytes of its own for capitals; only text files can be in it), and the VNI-Windows
chart. Facts of published code pages, compiled for this project's extract specifications and compared with glibc's TCVN5712-1.
A workbook holds such text as the characters U+00A1–U+00FF that Windows shows for those bytes.
Capital fonts (.VnTimeH) draw the lower-case bytes as capitals: which font was meant is not in the text, so the letters
come out small and matching ignores case.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TCVN3, VNI = "tcvn3", "vni"
LEGACY = (TCVN3, VNI)
_MARKS = {0xB0: "\u0300", 0xB1: "\u0309", 0xB2: "\u0303", 0xB3: "\u0301", 0xB4: "\u0323"}  # of VN1: tones on their own
_FILE = Path(__file__).with_name("legacy_vi.csv")


@dataclass(frozen=True)
class LegacyTable:
    """`tcvn3` and `tcvn_5712` for str.translate; `vni` from one or two characters to a letter, found by `vni_pattern`, longest first."""

    letters: frozenset[str]  # the 134 letters themselves
    tcvn3: dict[int, str]
    tcvn_5712: dict[int, str]
    vni: dict[str, str]
    vni_pattern: re.Pattern[str]


@cache
def table() -> LegacyTable:
    """The table, read at first need: most runs never meet such a file."""
    tcvn3: dict[int, str] = {}
    full: dict[int, str] = {}
    vni: dict[str, str] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        byte, letter = int(row["tcvn3"], 16), row["letter"]
        if byte not in tcvn3 or letter.islower():
            tcvn3[byte] = letter
        full[int(row["tcvn_5712"], 16)] = letter
        vni[bytes.fromhex(row["vni"]).decode("cp1252")] = letter
    for pair, letter in list(vni.items()):
        if len(pair) == 2:  # a capital with the small accent mark, and the reverse: the first character has the say
            vni.setdefault(pair[0] + pair[1].swapcase(), letter)
    pattern = "|".join(re.escape(s) for s in sorted(vni, key=len, reverse=True))
    return LegacyTable(frozenset(row["letter"] for row in rows), tcvn3, full | _MARKS, vni, re.compile(pattern))


def from_tcvn3(text: str) -> str:
    """A TCVN3 text as Unicode; characters the encoding does not know stay."""
    return text.translate(table().tcvn3)


def from_vni(text: str) -> str:
    """A VNI-Windows text as Unicode; characters the encoding does not know stay."""
    known = table()
    return known.vni_pattern.sub(lambda match: known.vni[match.group()], text)


def identical(encoding: str) -> frozenset[str]:
    """The letters that an encoding writes as Unicode does."""
    known = table().vni if encoding == VNI else {chr(byte): letter for byte, letter in table().tcvn3.items()}
    return frozenset(written for written, letter in known.items() if written == letter)


DECODERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni}
