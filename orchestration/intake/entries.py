"""Several entries glued into one text, by a contract's regular expression with named groups.

Here: that text as the JSON array that raw holds of arrays. Not here: arrays that come as arrays (json_read.py). What an entry does not
say in so many words is null: nothing between two entries is guessed at.
"""

from __future__ import annotations

import json
import re
from functools import cache

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _compiled(pattern: str) -> re.Pattern:
    return re.compile(pattern)


def entries_json(text: str, pattern: str) -> str:
    """`Trực tuyến3 Ngày làm việcMiễn phí…` → `[{"channel":"Trực tuyến","duration":"3",…}]`; a text that is an array already stays."""
    if text.startswith("["):
        return text
    search = _compiled(pattern)
    names = sorted(search.groupindex, key=search.groupindex.__getitem__)
    return _encode([{name: found.group(name) for name in names} for found in search.finditer(text)])
