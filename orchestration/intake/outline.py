"""A numbering column that nests (A, I, 1, a, -): from the numbers as printed to the path of each row.

Here: one pass over labels in order. Not here: which column holds them (header.py), rows (body.py).
A label belongs to a kind of numbering (capital letters, Roman, Arabic, `1.1`, small letters, bullets). A number of a kind that is
open continues there, one of a new kind opens a level below; `1` again below a running `1, 2` opens a level of the same kind, which
ends where the outer numbering goes on (1, 1, 2, 3, 2). Bullets and rows without a number are counted, so that paths stay unique;
capital letters and Roman numbers never stand below one, nor one of them directly below the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LETTERS = "ABCDĐEGHIKLMNOPQRSTUVXY"  # as Vietnamese lists count
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WHOLE = re.compile(r"([0-9]+)[.,]0\Z")  # `1.0` as libraries write a whole number
_BULLETS = {"-", "–", "—", "+", "*", "•", "·"}


def _roman(text: str) -> int:
    values = [_ROMAN_VALUE[c] for c in text]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


@dataclass
class Outline:
    """Feed labels in order to `path`."""

    _open: list[tuple[str, int, str]] = field(default_factory=list)  # kind, ordinal, segment

    def path(self, label: str) -> str:
        """The path of the next row, its number being `label` (cleaned, may be empty)."""
        kind, ordinal, segment = self._read(label)
        self._place(kind, ordinal, segment)
        return "/".join(s for _, _, s in self._open)

    def _read(self, label: str) -> tuple[str, int | None, str]:
        """Kind, ordinal (None where the kind is counted) and segment of a label."""
        text = _WHOLE.sub(r"\1", label.strip().strip("().:;,/").strip())
        if not text:
            return "bullet", None, "*"
        if text in _BULLETS:
            bullet = "-" if text in "-–—" else text
            return f"bullet {bullet}", None, bullet
        if re.fullmatch("[0-9]{1,6}", text):
            return "arabic", int(text), text
        if re.fullmatch(r"[A-ZĐ0-9]{1,6}(?:[.\-][0-9]{1,6})+", text, re.IGNORECASE):
            return f"dotted {text.count('.') + text.count('-')}", int(re.split(r"[.\-]", text)[-1]), text
        size = "" if text == text.upper() else "small "
        if len(text) == 1 and text.upper() in LETTERS and not self._is_roman(text.upper(), f"{size}letter"):
            return f"{size}letter", LETTERS.index(text.upper()) + 1, text
        if text in (text.upper(), text.lower()) and _ROMAN.fullmatch(text.upper()):
            return f"{size}roman", _roman(text.upper()), text
        return "other", None, text

    def _is_roman(self, letter: str, kind: str) -> bool:
        """I, V and X are Roman numbers, unless a list of letters has just come to them."""
        if letter not in "IVX":
            return False
        before = LETTERS.index(letter)
        return letter == "I" or not any(k == kind and n == before for k, n, _ in self._open)

    def _place(self, kind: str, ordinal: int | None, segment: str) -> None:
        """Open or continue a level, closing what lies below it."""
        if kind in {"letter", "roman"} and self._open and self._open[-1][:2] == (kind, ordinal):
            self._open.pop()  # the same number twice over: no level of its own, and the same path says so
        levels = [i for i, (k, _, _) in enumerate(self._open) if k == kind]
        if ordinal is None:
            if levels:
                at = levels[-1]
                count = self._open[at][1] + 1
                del self._open[at:]
            else:
                count = 1
            self._open.append((kind, count, f"{segment}{count}" if kind.startswith("bullet") else segment))
            return
        while kind in {"letter", "roman"} and not levels and self._open and self._open[-1][0].startswith("bullet"):
            self._open.pop()
        for at in reversed(levels):
            if self._open[at][1] == ordinal - 1:
                del self._open[at:]
                break
        else:
            if levels and ordinal != 1:
                outer = [i for i in levels if self._open[i][1] < ordinal]
                del self._open[outer[-1] if outer else levels[-1] :]
        self._open.append((kind, ordinal, segment))
