"""What the first bytes of a text file prove: a byte order mark, or UTF-16 without one.

Here: those two tests. Not here: decoding (decode.py).
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ORDINARY = re.compile("[\t\n\r\x20-\x7e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac]*")


def bom_of(head: bytes) -> tuple[int, str | None]:
    """Length of the byte order mark and the encoding it names."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return len(mark), encoding
    return 0, None


def utf16_without_bom(head: bytes) -> str | None:
    """The byte order under which a head with zero bytes is ordinary Vietnamese text, where only one is."""
    if b"\x00" not in head:
        return None
    fitting = []
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if _ORDINARY.fullmatch(text):
            fitting.append(encoding)
    return fitting[0] if len(fitting) == 1 else None
