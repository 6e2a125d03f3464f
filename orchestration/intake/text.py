"""Text: what "the same text" means.

Here: cleaning a value (NFC, spaces of all kinds collapsed, trimmed; nothing else), folding a header for comparison.
Not here: personal data (personal.py, label.py), repairs that a contract asks for (normalise.py).
`UNCLEAN` is the test, in RE2, whether `clean` would change a value.
"""

from __future__ import annotations

import re
import unicodedata

SPACES = "\\x00-\\x20\\x7f\\x{0085}\\x{00a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
INVISIBLE = "\\x{200b}-\\x{200d}\\x{2060}\\x{feff}"
# Characters on which cleaning is the identity; anything else takes the slow branch. Soft hyphen included: it is a
# letter in TCVN3.
STABLE = "\\x21-\\x7e\\x{00a1}-\\x{024f}\\x{1e00}-\\x{1eff}\\x{2010}-\\x{2027}\\x{2030}-\\x{205e}"
UNCLEAN = f"^ | $|  |[^{STABLE} ]"  # RE2


def python_pattern(pattern: str) -> str:
    """A pattern of ours, written for RE2, as Python reads it."""
    return re.sub(r"\\x\{([0-9a-f]{4})\}", r"\\u\1", pattern)


_SPACES = re.compile(f"[{python_pattern(SPACES)}]+")
_INVISIBLE = re.compile(f"[{python_pattern(INVISIBLE)}]")
_CLEAN = re.compile(f"[{python_pattern(STABLE)}]+(?: [{python_pattern(STABLE)}]+)*")


def clean(value: str) -> str:
    """NFC, every run of white space one space, trimmed."""
    if not value or _CLEAN.fullmatch(value):
        return value
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", value)).strip(" "))


def numbers_apart(value: str) -> str | None:
    """Numbers on lines of one cell, kept apart, since a space may stand between thousands; None where there are not several."""
    if len(lines := value.splitlines()) < 2 or sum(any(map(str.isdigit, line)) for line in lines) < 2:
        return None
    return " / ".join(filter(None, map(clean, lines)))


def clean_number(value: str) -> str:
    """A number's text cleaned; several stay several."""
    return numbers_apart(value) or clean(value)


# The two ways of placing the tone mark: one convention for comparing, never for storing.
_TONES = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_TONE = re.compile("|".join(_TONES))


def fold(value: str) -> str:
    """Header or label as it is compared: cleaned, lower case, one tone convention, no trailing colon or star."""
    folded = clean(value).replace("Ð", "Đ").replace("ð", "đ").casefold().rstrip(" :*")
    return _TONE.sub(lambda m: _TONES[m.group()], folded)


def fold_pattern(pattern: str) -> re.Pattern[str]:
    """A contract's regular expression over folded text (written in small letters), its tone marks placed as folding places them."""
    return re.compile(_TONE.sub(lambda m: _TONES[m.group()], pattern))


def without_marks(text: str) -> str:
    """Without diacritics, `đ` as `d`: a last resort, for what was written without any."""
    letters = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(letters)).replace("đ", "d").replace("Đ", "D")


def quote(value: str) -> str:
    """A SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(value: str) -> str:
    """A SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
