"""Which contract reads this file? By its container and its headers or keys, never by its name.

Here: scoring a set of headers against contracts, and the refusals that name the missing headers or the rivals.
Not here: finding the header in a sheet (header.py), reading keys (json_head.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.contracts import Column, Contract
from orchestration.intake.reading import Unread
from orchestration.intake.refusal import RefusedFile, column_letters
from orchestration.intake.text import fold
from orchestration.intake.unpivot import header_sets, said_names, value_name

SHOWN = 8  # names or places that a sentence lists
SHARE = 0.6  # of the contract's headers, or of the file's where it has fewer


@dataclass(frozen=True)
class Match:
    """How well a set of headers fits a contract.

    `found`: contract column → header of the file, the best synonym first.
    """

    contract: Contract
    found: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]
    header_count: int
    untitled: bool = False  # the headers fit, but the line by which the contract knows its form is not above them
    headers: tuple[str, ...] = ()  # of the file, folded, in order
    first_column: int | None = None  # of a table: where on its sheet the headers begin

    @property
    def fits(self) -> bool:
        with_header = sum(1 for c in self.contract.columns if c.headers) + bool(self.contract.unpivot)
        return not self.untitled and not self.missing and len(self.found) >= SHARE * min(with_header, self.header_count)

    @property
    def rank(self) -> tuple[int, float]:
        return len(self.found), -len(self.missing)


_SYNONYMS: dict[tuple[str, str], dict[str, tuple[str, int]]] = {}


def synonyms(contract: Contract) -> dict[str, tuple[str, int]]:
    """Folded header → (column, position among its synonyms); worked out once a contract."""
    key = (contract.id, contract.sha256)
    if key not in _SYNONYMS:
        known: dict[str, tuple[str, int]] = {}
        for column in contract.columns:
            for position, header in enumerate(column.headers):
                known.setdefault(fold(header), (column.name, position))
        _SYNONYMS[key] = known
    return _SYNONYMS[key]


_WORDS: dict[tuple[str, str], frozenset[str]] = {}


def words(contract: Contract) -> frozenset[str]:
    """What a cell of a header row may say: every level of every header."""
    key = (contract.id, contract.sha256)
    if key not in _WORDS:
        known = synonyms(contract)
        _WORDS[key] = frozenset(known) | {part for header in known for part in header.split(" / ")}
    return _WORDS[key]


def fit(contract: Contract, headers: Iterable[str]) -> Match:
    """Score headers (already folded) against one contract."""
    known = synonyms(contract)
    headers = tuple(headers)
    found: dict[str, list[tuple[int, str]]] = {}
    for header in headers:
        if header in known:
            name, position = known[header]
            found.setdefault(name, []).append((position, header))
    value, said = value_name(contract), said_names(contract)
    if value and value not in found and (hits := [h for h in headers if h and header_sets(contract, h) is not None]):
        found[value] = [(0, header) for header in hits]
    missing = tuple(
        c.label_vi
        for c in contract.columns
        if c.name not in found and (c.name == value or (c.required and c.headers and not c.is_elsewhere and c.name not in said))
    )
    ordered = {name: tuple(h for _, h in sorted(hits)) for name, hits in found.items()}
    return Match(contract, ordered, missing, sum(1 for h in headers if h), headers=headers)


def dropped_names(match: Match) -> tuple[str, ...]:
    """The contract's names for columns of the file that it drops."""
    return tuple(c.label_vi for c in match.contract.columns if not c.kept and c.name in match.found)


def written_keys(match: Match, keys: dict[str, str], column: Column) -> list[str]:
    """The keys of a file that may hold a column, as written; its headers where the sample had none. `keys`: folded → as written."""
    return [keys[header] for header in match.found.get(column.name, ())] or list(column.headers)


def _unknown(match: Match) -> tuple[int, ...]:
    """Positions of headers that the contract does not know."""
    known = synonyms(match.contract)
    return tuple(i for i, h in enumerate(match.headers) if h and h not in known and header_sets(match.contract, h) is None)


def unread_keys(match: Match) -> Unread:
    """What of a file with keys is not read."""
    unknown = tuple(str(i + 1) for i in _unknown(match))
    return Unread(dropped_names(match), {None: unknown} if unknown else {})


def choose(matches: Iterable[Match]) -> Match:
    """The one contract that fits best. Raises RefusedFile when none does, or when two do equally well."""
    matches = sorted(matches, key=lambda m: (m.rank, m.contract.id), reverse=True)
    fitting = [m for m in matches if m.fits]
    if not fitting:
        raise RefusedFile("NO_CONTRACT", no_contract_text(matches))
    best = fitting[0]
    rivals = [m for m in fitting if m.rank == best.rank and m.contract.id != best.contract.id]
    if rivals:
        names = ", ".join(f"“{m.contract.name_vi}”" for m in [best, *rivals])
        raise RefusedFile(
            "AMBIGUOUS_CONTRACT",
            f"Tệp khớp như nhau với nhiều hợp đồng dữ liệu ({names}): hãy gửi đúng mẫu có đủ tiêu đề để phân biệt.",
        )
    return best


def no_contract_text(matches: list[Match]) -> str:
    """One sentence on why nothing fits; `matches` best first."""
    near = [m for m in matches if m.found]
    if not near:
        return (
            "Không tìm thấy dòng tiêu đề hay khóa nào của các hợp đồng dữ liệu: "
            "hãy gửi đúng mẫu hoặc kiểm tra lại dòng tiêu đề."
        )
    best = near[0]
    if best.untitled:
        return (
            f"Không khớp hợp đồng dữ liệu nào; gần nhất là “{best.contract.name_vi}”, nhưng phía trên bảng không có "
            f"“{best.contract.title['name']}”: hãy gửi đúng biểu, ghi rõ ký hiệu biểu ở phần đầu."
        )
    missing = best.missing or tuple(c.label_vi for c in best.contract.columns if c.headers and c.name not in best.found)
    said = [
        f"nhận ra cột {_few([f'“{c.label_vi}”' for c in best.contract.columns if c.name in best.found])}",
        f"còn thiếu cột {', '.join(f'“{name}”' for name in missing)}",
        *_unknown_text(best),
    ]
    return (
        f"Không khớp hợp đồng dữ liệu nào; gần nhất là “{best.contract.name_vi}”: {'; '.join(said)}: "
        "hãy sửa hoặc bổ sung tiêu đề theo đúng biểu rồi gửi lại."
    )


def _few(words: list[str]) -> str:
    more = f" và {len(words) - SHOWN} cột khác" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more


def _unknown_text(match: Match) -> list[str]:
    """Headers that the contract does not know, by place alone: their texts may say something of a person."""
    unknown = _unknown(match)
    if not unknown:
        return []
    if match.first_column is None:
        return [f"không biết khóa thứ {_few([str(i + 1) for i in unknown])}"]
    return [f"không biết tiêu đề ở cột {_few([column_letters(match.first_column + i) for i in unknown])}"]
