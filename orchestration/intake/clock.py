"""Times of day as people and Vietnamese machines write them, in figures of twenty-four hours.

Here: `2:30 CH` (chiều), `8:05 SA` (sáng), `08h05`, `8 giờ 5 phút ngày …`. Not here: English AM and PM: a machine that writes these may
write the month first, so that a format of the contract must allow them; what stands around the time (contracts/formats.py).
"""

from __future__ import annotations

import re

NEEDS = r"[0-9] ?(?:[hHgG]|[sS][aA]|[cC][hH])"  # RE2 and Python read it alike, alone and beside others
_HALF_DAY = re.compile(r"(?<![0-9:])(0?[1-9]|1[0-2]):([0-5][0-9])(:[0-5][0-9])? ?(SA|CH)\b", re.IGNORECASE)
_WORDED = re.compile(r"(?<![0-9:])([01]?[0-9]|2[0-3]) ?(?:h|g|giờ)(?: ?([0-5]?[0-9])(?: ?(?:phút|ph|p|'|’))?)?(?![0-9:\w/.-])", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"(?<=[0-9]),? (?:ngày )?(?=[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9])", re.IGNORECASE)


def _half_day(match: re.Match) -> str:
    hour = int(match[1]) % 12 + (12 if match[4].upper() == "CH" else 0)
    return f"{hour:02}:{match[2]}{match[3] or ''}"


def _worded(match: re.Match) -> str:
    return f"{int(match[1]):02}:{int(match[2] or 0):02}"


def clock_text(text: str) -> str:
    """A moment with its time of day in figures; any other text as it is, and so one that names two times."""
    for pattern, put in ((_HALF_DAY, _half_day), (_WORDED, _worded)):
        if len(pattern.findall(text)) == 1:
            return _BEFORE_DAY.sub(" ", pattern.sub(put, text))
    return text
