"""UTF-8 that was read as Windows-1252 and written as UTF-8 again: `Ä‘ang xá»\u00ad lÃ½`.

Here: seeing it in a text and undoing it where nothing is lost. Not here: whether a sheet or file is to be undone
(legacy_evidence.py).
A byte that Windows-1252 does not have (81, 8D, 8F, 90, 9D: the last of Đ and of many others) is often lost on the way; such a
text cannot be undone, and nothing is put in its place.
"""

from __future__ import annotations

import re

from orchestration.intake.legacy_words import UNICODE, word_of
from orchestration.intake.syllable import is_syllable

TWICE = "utf-8 twice"
_BYTES = {ord(bytes([b]).decode("cp1252", "ignore") or chr(b)): b for b in range(0x80, 0x100)}
_BYTES |= {code: code for code in range(0x80, 0xA0)}
_FOLLOWING = "".join(re.escape(chr(code)) for code, byte in _BYTES.items() if byte < 0xC0)
# A first byte of the letters Vietnamese has, and what of the rest came through.
LOOKS_TWICE = re.compile(f"[ÃÄÅÆ][{_FOLLOWING}]|á[º»][{_FOLLOWING}]?|[ÄÆ](?=[A-Za-z?\ufffd ])")
_FIRST = re.compile("[ÃÄÅÆ]|á[º»]|\ufffd")
_LETTERS = re.compile(r"[^\W\d_]+")


def undone(text: str) -> str | None:
    """The text before it was encoded a second time; None where that is not wholly certain."""
    try:
        return bytes(_BYTES[code] if code > 0x7F else code for code in map(ord, text)).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def proof(text: str) -> set[str]:
    """The Vietnamese words, not ASCII, that undoing brings to light; none where it brings anything else."""
    if not LOOKS_TWICE.search(text) or (before := undone(text)) is None:
        return set()
    words = {word for word in _LETTERS.findall(before) if not word.isascii()}
    return {word for word in words if is_syllable(word)} if all(UNICODE in word_of(w).options for w in words) else set()


def is_broken(text: str) -> bool:
    """Whether a text among texts that were encoded twice is one too, and has lost bytes since."""
    return bool(_FIRST.search(text)) and undone(text) is None and all(c <= "ÿ" or c == "\ufffd" or ord(c) in _BYTES for c in text)
