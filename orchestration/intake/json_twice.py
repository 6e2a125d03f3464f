"""A key that an object of a JSON file says twice with two values: which of the two is meant only the sender knows.

Here: telling so, quickly for what a quick parser has read already (it keeps the last of the two, other readers the first). Not here:
the shape of a file (json_head.py), two synonyms of one column (json_read.py).
"""

from __future__ import annotations

import json
from typing import Any

from orchestration.intake.refusal import RefusedFile


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict:
    """`object_pairs_hook` of the json module. Raises RefusedFile; the key is not named, since it may be anything."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise RefusedFile(
            "AMBIGUOUS_HEADER",
            "Tệp JSON có bản ghi ghi cùng một khóa hai lần với hai giá trị khác nhau: hãy xuất lại sao cho mỗi khóa chỉ có một giá trị.",
        )
    return found


DECODER = json.JSONDecoder(object_pairs_hook=refuse_twice)


def _keys(value: Any) -> int:
    """Number of keys of all objects inside a value."""
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if type(one) is dict:
            total += len(one)
            waiting += [v for v in one.values() if type(v) in (dict, list)]
        else:
            waiting += [v for v in one if type(v) in (dict, list)]
    return total


def refuse_where_twice(parsed: dict | list, *texts: bytes) -> None:
    """Raise RefusedFile when one of the texts, of which `parsed` was made, says a key twice with two values.

    As many colons behind quotes as keys were made of them: no key stands twice. Else (a text may hold such a colon) Python looks.
    """
    if sum(text.count(b'":') for text in texts) != _keys(parsed):
        for text in texts:
            DECODER.decode(text.decode("utf-8"))
