"""Pairs of coordinates as registers write them, told apart by where they can lie.

Here: one text to `longitude/latitude` in decimal degrees. Not here: the bounds (orchestration/contracts/degrees.py), typing (staging).
A pair is read where exactly one way of cutting the text gives a longitude and a latitude of the country; anything else is left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal

from orchestration.contracts.degrees import LATITUDE, LONGITUDE

_PLACES = Decimal("0.0000001")  # about a centimetre
_LABEL = re.compile(r"(?i)\b(?:kinh độ|vĩ độ|long(?:itude)?|lng|lat(?:itude)?|lon)\b\s*[:=]?\s*")
# Minutes and seconds with the signs people type; hemispheres in English and Vietnamese (B and N north, Đ and E east).
_DMS = re.compile(
    r"\s*(?P<before>[NBEĐ])?\s*(?P<degrees>[0-9]{1,3})\s*[°ºo˚]\s*(?P<minutes>[0-9]{1,2}(?:[.,][0-9]+)?)\s*['’′‘]"
    r"\s*(?:(?P<seconds>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"”″“]|''|’’))?\s*(?P<after>[NBEĐ])?\s*"
)
_BETWEEN = re.compile(r"\s*[/;|,-]?\s*")
_DECIMAL, _DOTTED = r"[0-9]{1,3}[.,][0-9]+\s*°?\s*[NBEĐ]?", r"[0-9]{1,3}\.[0-9]+\s*°?\s*[NBEĐ]?"
_CUTS = (
    re.compile(rf"({_DECIMAL})\s*[/;|]\s*({_DECIMAL})"),
    re.compile(rf"({_DECIMAL}),?\s+({_DECIMAL})"),
    re.compile(rf"({_DOTTED}),({_DOTTED})"),
    re.compile(r"([0-9]{1,3},[0-9]+),([0-9]{1,3},[0-9]+)"),
)


def _ordered(one: Decimal, two: Decimal) -> tuple[Decimal, Decimal] | None:
    """Longitude first; None where the two are not one of each."""
    for longitude, latitude in ((one, two), (two, one)):
        if LONGITUDE[0] <= longitude <= LONGITUDE[1] and LATITUDE[0] <= latitude <= LATITUDE[1]:
            return longitude, latitude
    return None


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.]", "", text.replace(",", ".")))


def _angle(found: re.Match) -> Decimal | None:
    minutes, seconds = (_decimal(found.group(name) or "0") for name in ("minutes", "seconds"))
    if minutes >= 60 or seconds >= 60 or (found.group("seconds") and minutes != int(minutes)):
        return None
    return Decimal(found.group("degrees")) + minutes / 60 + seconds / 3600


def _sexagesimal(text: str) -> tuple[Decimal, Decimal] | None:
    first = _DMS.match(text)
    gap = _BETWEEN.match(text, first.end()) if first else None
    second = _DMS.match(text, gap.end()) if gap else None
    if first is None or second is None or second.end() != len(text):
        return None
    angles = _angle(first), _angle(second)
    return _ordered(angles[0], angles[1]) if angles[0] is not None and angles[1] is not None else None


def canonical(text: str) -> str | None:
    """`105.34808/22.62924`, longitude first; None where the text cannot be read in one way only."""
    bare = _LABEL.sub("", text.strip(" ()[]"))
    pairs = {pair for cut in _CUTS if (m := cut.fullmatch(bare)) and (pair := _ordered(_decimal(m.group(1)), _decimal(m.group(2))))}
    pairs |= {pair} if (pair := _sexagesimal(bare)) else set()
    if len(pairs) != 1:
        return None
    return "/".join(_text(value) for value in pairs.pop())


def _text(value: Decimal) -> str:
    whole, _, part = format(value.quantize(_PLACES), "f").partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"
