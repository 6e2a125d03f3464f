"""The quick test: may anything in this text be in a legacy font encoding, or encoded twice?

Here: a test of bytes that costs next to nothing where nothing is, and the same over a file. Not here: what it then is
(legacy_evidence.py).
The test is two steps: characters that correct Vietnamese hardly ever holds, found by sweeps of the C library over UTF-8; and only where
there are some, a strong word among them. `m²`, `«…»`, `§ 2`, Müller pass the first and end at the second.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.intake.legacy_words import strong_words
from orchestration.intake.mojibake import LOOKS_TWICE, proof

CHUNK = 1 << 20
_ENDS, _LONGEST = (b" ", b'"', b"\n"), 256
_HARMLESS = "\u00a0°±²³´¿ÀÁÂÃÈÉÊÌÍÐÒÓÔÕÙÚÝàáâãèéêìíðòóôõùúýÿ"


def _translation() -> tuple[bytes, tuple[bytes, ...]]:
    """Bytes to signs such that a suspect character is one of four pairs of signs."""
    to = bytearray(256)
    to[0xC2], to[0xC3] = 1, 2
    for second in range(0x80, 0xC0):
        low, high = chr(second) not in _HARMLESS, chr(second + 0x40) not in _HARMLESS
        to[second] = {(False, False): 0, (True, False): 3, (False, True): 4, (True, True): 5}[low, high]
    return bytes(to), (b"\x01\x03", b"\x01\x05", b"\x02\x04", b"\x02\x05")


_TO, _PAIRS = _translation()
_PASSED_OVER = bytes([*range(0x80), *range(0xC4, 0x100)])


def is_suspect(utf8: bytes) -> bool:
    """Whether a UTF-8 text holds a character that correct Vietnamese hardly ever holds."""
    if utf8.isascii():
        return False
    signs = utf8.translate(_TO, _PASSED_OVER)
    return any(pair in signs for pair in _PAIRS)


def has_legacy(text: str) -> bool:
    """Whether a text holds a word that proves a legacy encoding."""
    if text.isascii() or not is_suspect(text.encode("utf-8", "surrogatepass")):
        return False
    if strong_words(text):
        return True
    return bool(LOOKS_TWICE.search(text)) and any(map(proof, text.splitlines()))


def file_has_legacy(path: Path) -> bool:
    """The same of a whole UTF-8 file."""
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            text = rest + chunk
            if is_suspect(text) and has_legacy(text.decode("utf-8", "replace")):
                return True
            rest = text[max(map(text.rfind, _ENDS)) + 1 :][-_LONGEST:]  # a word may be cut in two
    return False
