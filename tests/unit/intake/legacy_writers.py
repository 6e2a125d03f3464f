"""Vietnamese texts as old software writes them: the other way of what intake decodes, from the table file alone."""

from __future__ import annotations

import csv
import unicodedata

from orchestration.deployment import PROJECT_ROOT

with (PROJECT_ROOT / "orchestration" / "intake" / "legacy_vi.csv").open(encoding="utf-8", newline="") as _file:
    TABLE = list(csv.DictReader(_file))
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def _by(column: str):
    codes = {row["letter"]: bytes.fromhex(row[column]) for row in TABLE}
    return lambda text: b"".join(codes.get(char) or char.encode("cp1252") for char in text)


tcvn3, tcvn_5712, vni = _by("tcvn3"), _by("tcvn_5712"), _by("vni")


def cp1258(text: str) -> bytes:
    """Tones decomposed, the letters' own marks not."""
    out = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        out.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES)))
        out += [p for p in parts if p in _TONES]
    return "".join(out).encode("cp1258")


def seen(data: bytes) -> str:
    """What a workbook holds of text typed in an old font: the characters Windows shows for the bytes."""
    return data.decode("cp1252")


def twice(text: str, keep: bool = True) -> str:
    """UTF-8 read as Windows-1252; bytes that page lacks kept as control characters, or dropped as most software does."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or (chr(b) if keep else "") for b in text.encode())
