"""What a person's number or address looks like in text, and the shape that takes its place.

Here: the patterns and `mask`. Not here: which column is guarded how (personal.py), what follows when a whole column is
one (swapped.py).
Digits of any script count as digits and invisible characters between them as nothing; separators and line breaks may
stand inside. What is no person's is left alone: dates and stamps, amounts with their unit, codes in the shape of
dossier codes.
A citizen's number: province 001–096, a digit for century and sex, two of the birth year, six more (Circular 59/2021/TT-BCA).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_S = "[ .\u00b7\u2022_()\u00ad\u2010-\u2015-]{0,3}"  # what people write between the digits of one number
_FREE = r"(?<![0-9])"
_END = r"(?![0-9])"
_MAIL = re.compile(r"[^\s@,;:<>()\[\]\"']+ ?@ ?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_NAMES = (
    "cccd", "cmnd", "cmt", "căn cước", "chứng minh", "định danh", "đdcn", "hộ chiếu", "passport", "sđt", "đt", "điện thoại", "di động",
    "phone", "tel", "mobile", "zalo", "bhxh", "bhyt", "bảo hiểm", "mst", "mã số thuế", "thẻ đảng", "số thẻ", "stk", "tài khoản", "gplx",
    "giấy phép lái xe",
)  # fmt: skip
_NAMED = re.compile(
    rf"(?P<name>\b(?:{'|'.join(_NAMES)})[^0-9]{{0,20}}?)"
    rf"(?P<number>[A-Z]?\+?[0-9](?:{_S}[0-9]){{6,14}})(?:\.0\b)?" + _END,
    re.IGNORECASE,
)
_PHONE = re.compile(rf"{_FREE}(?:\(?\+ ?84\)?|0){_S}(?:[35789](?:{_S}[0-9]){{8}}|2(?:{_S}[0-9]){{8,9}}){_END}")
_CITIZEN = re.compile(rf"{_FREE}0(?:{_S}[0-9]){{11}}{_END}")
_LOST_ZERO = re.compile(rf"{_FREE}[1-9](?:{_S}[0-9]){{10}}{_END}")
_TAX = re.compile(rf"{_FREE}[0-9]{{10}}-[0-9]{{3}}{_END}")
_PASSPORT = re.compile(r"(?<![^\W_])[A-Z][0-9]{7,8}(?![^\W_])")
_SCIENTIFIC = re.compile(r"(?<![0-9.,])[0-9][.,][0-9]{3,}[eE]\+?(?:0?[89]|1[0-5])" + _END)
_RUN = re.compile(r"[0-9]{9,}(?:\.0\b)?")
_UNIT = re.compile(r"(?:\.0)? ?(?:đồng|đ|vnđ|vnd|usd|tỷ|triệu)\b", re.IGNORECASE)
_DAY = re.compile(rf"{_FREE}(?:0?[1-9]|[12][0-9]|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:199|20[0-3])[0-9]{_END}")
_STAMP = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])(?:[0-5][0-9]){1,2}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([ .])[0-9]{3})(?:\1[0-9]{3})*")
_CODE_BEFORE = re.compile(r"[A-Z][0-9A-Z.]*[-_/](?:[0-9]{6}[-_/])?$")
_DIGIT = re.compile("[0-9]")
_SEPARATORS = re.compile("[ .\u00b7\u2022_()\u00ad\u2010-\u2015-]")
_INVISIBLE = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", *map(chr, range(0xFE00, 0xFE10))}
_HELD = 0xF0000  # private use: stands for a shape until all steps are done
LAST_YOUNG_YEAR = 35  # of the 2000s: a later birth year is no birth year yet

# RE2 and Python read it alike; what does not match holds nothing to replace.
TRIGGER = r"[0-9](?:[ .()_\x{00ad}\x{00b7}\x{2010}-\x{2015}\x{2022}-]{0,3}[0-9]){6}|@|[0-9][.,][0-9]{3,}[eE]"
LOOSE_BYTES = re.compile(rb"@|[0-9](?:[^0-9A-Za-z\n]{0,9}[0-9]){6}|[0-9][.,][0-9]{3,}[eE]")  # wider than TRIGGER
# Seven digits that no name of a number announces are nobody's; a passport has a letter before them. Nine and more may be anybody's.
NINE = rb"[0-9](?:[^0-9A-Za-z\n\":,]{0,9}[0-9]){8}"
NINE_LOOSE_BYTES = re.compile(rb"@|[0-9](?:[^0-9A-Za-z\n]{0,9}[0-9]){8}|[0-9][.,][0-9]{3,}[eE]")
_SHORT_ONES = re.compile(rb"[A-Z][0-9]{7}")


def is_named(text: bytes) -> bool:
    """Whether a text may hold a number shorter than nine digits that is a person's: behind its name, or of a passport."""
    lowered = text.decode().lower()
    # letters that are an i or an s to a search that knows no case, and to `lower` are not
    return any(name in lowered for name in _NAMES) or any(letter in lowered for letter in "ıſ\u0307") or bool(_SHORT_ONES.search(text))


def plain_digits(text: str) -> str:
    """The text with digits of every script as 0–9, the full-width at sign as @ and nothing invisible."""
    if text.isascii():
        return text
    return "".join(map(_plain, text))


def _plain(char: str) -> str:
    if char < "\u0300" and char not in "\u00ad\u00b2\u00b3\u00b9":
        return char
    if char in _INVISIBLE or (unicodedata.category(char) == "Cf"):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return {"\uff20": "@", "\ufe6b": "@", "\uff0e": ".", "\uff0b": "+", "\uff0d": "-"}.get(char, char)


def digits_of(text: str) -> str:
    return "".join(_DIGIT.findall(text))


def is_citizen_no(digits: str) -> bool:
    """Twelve digits built as a citizen's number is."""
    if len(digits) != 12 or not 1 <= int(digits[:3]) <= 96:
        return False
    century, year = digits[3], int(digits[4:6])
    return century in "01" or (century in "23" and year <= LAST_YOUNG_YEAR)


def is_phone_no(digits: str) -> bool:
    """Ten digits of a mobile number with a prefix in use."""
    return len(digits) == 10 and digits[0] == "0" and digits[1:3] in _MOBILE


_MOBILE = {
    *(f"3{d}" for d in "23456789"), *(f"5{d}" for d in "25689"), *(f"7{d}" for d in "06789"),
    *(f"8{d}" for d in "123456789"), *(f"9{d}" for d in "0123456789"),
}  # fmt: skip


def is_person_no(value: str) -> bool:
    """Whether a whole value is surely a person's number or address: for columns whose codes may be long numbers."""
    plain = plain_digits(value).strip()
    if _MAIL.fullmatch(plain):
        return True
    bare = _SEPARATORS.sub("", plain).removeprefix("+")
    if not bare.isdigit():
        return False
    if len(bare) == 11:
        return is_citizen_no("0" + bare) or (bare.startswith("84") and is_phone_no("0" + bare[2:]))
    return is_citizen_no(bare) or is_phone_no(bare)


def canonical(value: str) -> str:
    """One spelling of a number however it is written, for tokens: digits only, the lost zero back, +84 as 0."""
    plain = plain_digits(value).strip().removesuffix(".0")
    bare = _SEPARATORS.sub("", plain).removeprefix("+")
    if not bare.isdigit():
        return " ".join(plain.casefold().split())
    if len(bare) == 11:
        if bare.startswith("84") and is_phone_no("0" + bare[2:]):
            return "0" + bare[2:]
        if is_citizen_no("0" + bare):
            return "0" + bare
    return bare


def shape(text: str, kind: str = "") -> str:
    """What stands in the place of a number or an address."""
    if kind:
        return f"[{kind}]"
    return f"[{sum(map(str.isdigit, text))} chữ số]"


def _is_dated(match: re.Match) -> bool:
    """Whether a day of the calendar stands within what matched, or around it."""
    return any(day.start() < match.end() and match.start() < day.end() for day in _DAY.finditer(match.string))


def _named(match: re.Match) -> str:
    if _is_dated(match) or _STAMP.fullmatch(match["number"]):
        return match.group()
    return match["name"] + shape(match["number"])


def _phone(match: re.Match) -> str:
    text = match.group()
    digits = digits_of(text)
    digits = digits if digits[0] == "0" else "0" + digits[2:]
    if _is_dated(match) or not (is_phone_no(digits) or digits[1] == "2"):
        return text
    return shape(text) if text.isdigit() else shape(text, "số điện thoại")


def _citizen(match: re.Match) -> str:
    text = match.group()
    return shape(text) if text.isdigit() or (is_citizen_no(digits_of(text)) and not _is_dated(match)) else text


def _lost_zero(match: re.Match) -> str:
    text = match.group()
    groups = re.findall("[0-9]+", text)
    years = all(len(g) <= 4 for g in groups) and any(re.fullmatch("(?:19|20)[0-9]{2}", g) for g in groups)
    if len(groups) == 1 or years or _is_dated(match) or _THOUSANDS.fullmatch(text) or not is_citizen_no("0" + digits_of(text)):
        return text
    return shape(text)


def _run(match: re.Match) -> str:
    digits = match.group().removesuffix(".0")
    if _STAMP.fullmatch(digits):
        return match.group()
    if digits[0] != "0" and _UNIT.match(match.string, match.end()):
        return match.group()
    if _CODE_BEFORE.search(match.string, 0, match.start()) and not is_person_no(digits):
        return match.group()
    return shape(digits)


_STEPS: tuple[tuple[re.Pattern, Callable[[re.Match], str]], ...] = (
    (_MAIL, lambda m: shape("", "thư điện tử")),
    (_PHONE, _phone),
    (_NAMED, _named),
    (_TAX, lambda m: shape(m.group())),
    (_CITIZEN, _citizen),
    (_LOST_ZERO, _lost_zero),
    (_PASSPORT, lambda m: shape("", "số giấy tờ")),
    (_SCIENTIFIC, lambda m: shape("", "số dài")),
    (_RUN, _run),
)
SHAPE = r"\[(?:[0-9]+ chữ số|số điện thoại|thư điện tử|số giấy tờ|số dài|dữ liệu lồng nhau)(?:·[0-9a-f]{8})?\]"  # RE2 and Python


def mask(text: str, mark: Callable[[str], str] | None = None) -> tuple[str, int]:
    """The text with every number and address in its shape, and how many there were.

    `mark`, for columns that are part of a key, adds what keeps two different numbers two: a keyed hash.
    """
    found, shapes = plain_digits(text), []
    for pattern, decide in _STEPS:

        def replace(match: re.Match, decide: Callable[[re.Match], str] = decide) -> str:
            new = decide(match)
            if new == match.group():
                return new
            before, shown = new[: new.index("[")], new[new.index("[") :]
            shapes.append(f"{shown[:-1]}·{mark(match.group())}]" if mark else shown)
            return f"{before}{chr(_HELD + len(shapes) - 1)}"  # what was replaced is nothing to the steps that follow

        found = pattern.sub(replace, found)
    if not shapes:
        return text, 0
    held = {chr(_HELD + number): shown for number, shown in enumerate(shapes)}
    return "".join(held.get(char, char) for char in found), len(shapes)
