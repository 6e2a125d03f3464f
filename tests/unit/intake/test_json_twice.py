"""A key said twice in one JSON object: with two values a refusal, whatever the size and kind of file; with one it is the same."""

from __future__ import annotations

import json

import pytest

from orchestration.intake import json_head
from tests.unit.intake.conftest import Place, dossier

KINDS = ("array", "spaced", "lines", "wrapper", "indented")


def _file(kind: str, *again: str) -> str:
    """Two dossiers as text, the first of them with `again` behind its own keys."""
    indent, separators = (1, None) if kind == "indented" else (None, (", ", " : ") if kind == "spaced" else None)
    first, second = (json.dumps(dossier(n), ensure_ascii=False, indent=indent, separators=separators) for n in (1, 2))
    first = first.rstrip().removesuffix("}") + "".join(f', "KenhThucHien": "{value}"' for value in again) + "}"
    if kind == "lines":
        return f"{first}\n{second}\n"
    return f'{{"data": [{first}, {second}], "tong": "2"}}' if kind == "wrapper" else f"[{first}, {second}]"


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_two_values_are_refused_and_one_is_read(kind, small, place: Place, monkeypatch):
    monkeypatch.setattr(json_head, "SMALL", 1 << 20 if small else 10)
    own = dossier(1)["KenhThucHien"]
    other = "1" if own != "1" else "3"
    result = place.one(place.put("khác.json", _file(kind, other)))
    assert (result.status, result.reason_code) == ("refused", "AMBIGUOUS_HEADER") and "hai giá trị" in result.reason_vi, result
    assert "KenhThucHien" not in result.reason_vi
    same = place.one(place.put("như nhau.json", _file(kind, own)))
    assert same.status == "accepted" and [row["submission_channel"] for row in place.rows(same)] == [own, dossier(2)["KenhThucHien"]]


def test_a_text_with_a_quote_and_a_colon_is_no_key(place: Place):
    rows = [dossier(1) | {"TenTTHC": 'Cấp "bản sao": trích lục'}]
    result = place.one(place.put("a.json", json.dumps(rows, ensure_ascii=False)))
    assert place.rows(result)[0]["procedure_name"] == 'Cấp "bản sao": trích lục'
