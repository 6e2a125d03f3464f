"""From the systems the provinces' documents name to contracts, to indicators: the page docs/seed_systems.md.

Here: joining seeds/seed_system.csv, the contracts' `seedSystems` and the cards' `source_extracts`, and writing the page. What is missing
is said in the row, never left blank. Not here: the rows themselves, what an indicator is.

    python -m orchestration.contracts.traceability          # write the page
    python -m orchestration.contracts.traceability --check  # fail when the page is stale
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.contracts.model import Contract, ContractError, load_contracts
from orchestration.deployment import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "seed_system.csv"
CARDS = PROJECT_ROOT / "dbt_project" / "models" / "cards"
PAGE = PROJECT_ROOT / "docs" / "seed_systems.md"
NO_CONTRACT, NO_INDICATOR = "chưa có hợp đồng", "chưa có chỉ số"


@dataclass(frozen=True)
class System:
    """A row of the page."""

    row_no: int
    source_vi: str
    system_vi: str
    needed_vi: str
    unserved_reason_vi: str
    extracts: tuple[str, ...]
    indicators: tuple[str, ...]

    @property
    def gap_vi(self) -> str:
        if not self.extracts:
            return self.unserved_reason_vi or NO_CONTRACT
        return "" if self.indicators else NO_INDICATOR


def indicators_by_extract(cards: Path = CARDS) -> dict[str, list[str]]:
    """Extract → codes of the cards that are computed from it."""
    found: dict[str, list[str]] = {}
    for path in sorted(cards.glob("*.yml")):
        for metric in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("metrics") or []:
            meta = (metric.get("config") or {}).get("meta") or {}
            for extract in meta.get("source_extracts") or []:
                if meta.get("code"):
                    found.setdefault(extract, []).append(meta["code"])
    return found


def systems(contracts: dict[str, Contract], indicators: dict[str, list[str]]) -> list[System]:
    """All rows. Raises ContractError when a contract points at a row that does not exist."""
    with SEEDS.open(encoding="utf-8", newline="") as file:
        rows = {int(row.pop("row_no")): row for row in csv.DictReader(file)}
    for contract in contracts.values():
        if unknown := set(contract.seed_systems) - set(rows):
            raise ContractError(f"{contract.path.name}: seedSystems {sorted(unknown)} không có trong seeds/seed_system.csv.")
    made = []
    for number, row in rows.items():
        extracts = tuple(sorted(c.id for c in contracts.values() if number in c.seed_systems))
        codes = sorted({code for extract in extracts for code in indicators.get(extract, [])})
        made.append(System(number, **row, extracts=extracts, indicators=tuple(codes)))
    return made


def _links(extracts: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"[{extract}](../expectations/{extract}.odcs.yaml)" for extract in extracts)


def page(contracts: dict[str, Contract], indicators: dict[str, list[str]]) -> str:
    """The page's text."""
    rows = systems(contracts, indicators)
    unserved, unmeasured = (sum(r.gap_vi == gap for r in rows) for gap in (NO_CONTRACT, NO_INDICATOR))
    lines = [
        "# Từ tài liệu khởi đầu đến hợp đồng dữ liệu và chỉ số",
        "",
        "<!-- sinh bởi python -m orchestration.contracts.traceability từ seeds/seed_system.csv, expectations/, dbt_project/models/cards/; không sửa tay -->",
        "",
        f"{len(rows)} hệ thống, thước đo, khó khăn mà tài liệu của năm tỉnh nêu ra; {unserved} dòng {NO_CONTRACT}, {unmeasured} dòng đã có hợp đồng "
        f"nhưng {NO_INDICATOR}. Con số trong cột “Hệ thống, thước đo” là của tài liệu, không phải của kho dữ liệu.",
        "",
        "| # | Nguồn | Hệ thống, thước đo | Cần đo | Hợp đồng dữ liệu | Chỉ số | Còn thiếu |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        cells = (
            r.row_no,
            r.source_vi,
            r.system_vi,
            r.needed_vi,
            _links(r.extracts) or "–",
            ", ".join(r.indicators) or "–",
            r.gap_vi or "–",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    others = sorted(c.id for c in contracts.values() if not c.seed_systems)
    lines += ["", "## Hợp đồng dữ liệu ngoài các dòng trên", "", "| Hợp đồng dữ liệu | Nội dung | Chỉ số |", "|---|---|---|"]
    lines += [f"| {_links([e])} | {contracts[e].name_vi} | {', '.join(sorted(indicators.get(e, []))) or '–'} |" for e in others]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    text = page(load_contracts([PROJECT_ROOT / "expectations"]), indicators_by_extract())
    if "--check" in arguments:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        if not fresh:
            print("docs/seed_systems.md đã cũ: chạy python -m orchestration.contracts.traceability rồi commit.", file=sys.stderr)
        return 0 if fresh else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
