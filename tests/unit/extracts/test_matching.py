"""Which contract a file belongs to, over all contracts: never two."""

from __future__ import annotations

import re

import pytest

from orchestration.contracts import load_contracts
from orchestration.deployment import PROJECT_ROOT
from orchestration.intake.match import choose, fit
from orchestration.intake.text import fold
from orchestration.template.pattern_text import texts
from tests.unit.extracts.forms import titled

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
CASES = [(e, container) for e, contract in CONTRACTS.items() for container in contract.containers]


def _value_headers(extract: str) -> list[str]:
    """Of value columns side by side, a text that each of the contract's patterns spells, years and the like out of the worked example."""
    found = []
    for header in (CONTRACTS[extract].unpivot or {}).get("headers") or []:
        values = {n: CONTRACTS[extract].column(n).examples[0] for n in re.compile(header["match"]).groupindex}
        spelled = [text for text in (*texts(header["match"], values), *texts(header["match"], {})) if re.search(header["match"], text)]
        found.append(fold(spelled[0]))
    return found


def _rivals(container: str) -> list:
    return [c for c in CONTRACTS.values() if container in c.containers]


@pytest.mark.parametrize(("extract", "container"), CASES)
def test_a_file_with_one_contracts_headers_is_that_contracts(extract: str, container: str) -> None:
    headers = [fold(c.headers[0]) for c in CONTRACTS[extract].columns if c.headers] + _value_headers(extract)
    chosen = choose([fit(c, headers) for c in _rivals(container)])
    assert chosen.contract.id == extract


@pytest.mark.parametrize(("extract", "container"), CASES)
def test_the_least_a_contract_asks_for_is_still_that_contracts(extract: str, container: str) -> None:
    """Optional columns and what may stand in the title left out; in Excel such a file is common."""
    columns = [c for c in CONTRACTS[extract].columns if c.headers and c.required and not c.from_title]
    headers = [fold(c.headers[0]) for c in columns] + _value_headers(extract)[:1]
    if not headers:
        pytest.skip("không có tiêu đề bắt buộc")
    matches = [fit(c, headers) for c in _rivals(container)]
    if not any(m.fits and m.contract.id == extract for m in matches):
        pytest.fail("chỉ các cột bắt buộc thì không đủ để khớp chính hợp đồng này")
    assert choose(matches).contract.id == extract


@pytest.mark.parametrize(("extract", "container"), CASES)
def test_any_synonym_leads_to_one_column(extract: str, container: str) -> None:
    spellings = [fold(h) for c in CONTRACTS[extract].columns for h in c.headers]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("extract", [e for e, c in CONTRACTS.items() if any(x.examples and x.from_title for x in c.columns)])
def test_a_title_line_is_label_colon_example(extract: str) -> None:
    """What a template writes above the table (“nhãn: ví dụ”) is what the pattern finds, and no other title line is taken for it."""
    columns = [c for c in titled(CONTRACTS[extract]) if c.examples]
    lines = {c.name: f"{c.label_vi}: {c.examples[0]}" for c in columns}
    for column in columns:
        found = {
            name: next((m[m.lastindex or 0] for p in column.from_title if (m := re.search(p, line))), None) for name, line in lines.items()
        }
        assert found[column.name] == column.examples[0], column.name
        assert [n for n, text in found.items() if text is not None] == [column.name], column.name
