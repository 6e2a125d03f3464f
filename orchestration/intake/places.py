"""The names of the deployment's units and agencies, as files write them.

Here: reading the reference lists, and finding a name of theirs in a text. Not here: which agency a row belongs to
(staging decides, by the row's day), what is done with a name found (handling.py, label.py).
"""

from __future__ import annotations

import csv
import re
from functools import cached_property
from pathlib import Path

from orchestration.intake.text import fold, without_marks

COMMUNE_TYPES = {"xa", "phuong", "dac_khu", "thi_tran"}
LONGEST = 10  # words of a name
_WORD = re.compile(r"[^\s,;:()\[\]“”\"]+")
_OFFICE = re.compile(r"^(?:ủy ban nhân dân|ubnd|hđnd và ubnd|đảng ủy)\s+")
_SHORT = {"xã": ("x.", "x"), "phường": ("p.", "p"), "thị trấn": ("tt.", "tt"), "đặc khu": ("đk.", "đk")}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def words_of(text: str) -> list[str]:
    """A text's words as they are compared, a dot after an abbreviation its own end (`P.Mẫu` is `p.` and `mẫu`)."""
    return [_plain(word) for word in _WORD.findall(re.sub(r"\b([xp]|tt|đk)\.\s*", r"\1. ", fold(text)))]


def _plain(word: str) -> str:
    return word if len(word) <= 3 else word.rstrip(".")


class Places:
    """Units and agencies of one deployment, read at first use."""

    def __init__(self, reference_dir: Path):
        self._folder = reference_dir

    @cached_property
    def names(self) -> frozenset[tuple[str, ...]]:
        """Every name of a unit or an agency, as words."""
        agencies = _rows(self._folder / "agencies.csv")
        found = [row.get(key) for row in agencies for key in ("name_vi", "short_name_vi")]
        found += [row.get("alias") for row in _rows(self._folder / "agency_aliases.csv")]
        found += [row.get("name_vi") for row in _rows(self._folder / "units.csv")]
        return frozenset(tuple(words_of(name)) for name in found if name)

    def knows(self, name: str) -> bool:
        """Whether a text names a unit or an agency of the lists; any does where there are no lists."""
        return not self.names or tuple(words_of(_OFFICE.sub("", fold(name)))) in self._bare

    @cached_property
    def _bare(self) -> set[tuple[str, ...]]:
        """The names without the office before a place."""
        return {tuple(words_of(_OFFICE.sub("", " ".join(words)))) for words in self.names}

    @cached_property
    def _communes(self) -> dict[tuple[str, ...], str | None]:
        """Words → the commune's name; None where two communes are called so."""
        units = [row for row in _rows(self._folder / "units.csv") if row.get("unit_type") in COMMUNE_TYPES]
        by_code = {row["unit_code"]: row["name_vi"] for row in units}
        agencies = {a["agency_code"]: by_code.get(a.get("unit_code") or "") for a in _rows(self._folder / "agencies.csv")}
        spelled = [(row["name_vi"], row["name_vi"]) for row in units]
        spelled += [(a["alias"], agencies.get(a["agency_code"])) for a in _rows(self._folder / "agency_aliases.csv")]
        found: dict[tuple[str, ...], str | None] = {}
        for spelling, name in spelled:
            if not name:
                continue
            text = _OFFICE.sub("", fold(spelling))
            for form in (text, *_shortened(text)):
                words = tuple(words_of(form))
                found[words] = name if found.get(words, name) == name else None
        return found

    @cached_property
    def _bare_communes(self) -> dict[tuple[str, ...], str | None]:
        """The same without diacritics, for addresses written without any."""
        found: dict[tuple[str, ...], str | None] = {}
        for words, name in self._communes.items():
            bare = tuple(map(without_marks, words))
            found[bare] = name if found.get(bare, name) == name else None
        return found

    @cached_property
    def _longest(self) -> int:
        return max((len(words) for words in self._communes), default=0)

    def commune_in(self, address: str) -> str | None:
        """The one commune that an address names; None when it names none, or two."""
        words, found, at = words_of(address), set(), 0
        communes = self._bare_communes if address.isascii() else self._communes
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                key = tuple(words[at : at + length])
                if key in communes:
                    found.add(communes[key])
                    at += length - 1
                    break
            at += 1
        return found.pop() if len(found) == 1 else None


def _shortened(text: str) -> list[str]:
    """`xã Mẫu 01` is also written `X. Mẫu 01`; a bare name is no commune: it may be a village's or a person's."""
    for kind, short in _SHORT.items():
        if text.startswith(kind + " "):
            return [f"{s} {text.removeprefix(kind + ' ')}" for s in short]
    return []
