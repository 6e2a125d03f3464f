"""Every card is whole, and nothing about an indicator stands anywhere but on its card."""

from __future__ import annotations

import re
import unicodedata

from orchestration.deployment import PROJECT_ROOT

TEXTS = (
    "code", "name_vi", "name_en", "definition_vi", "definition_en", "domain_code", "domain_vi", "legal_basis_vi", "legal_status",
    "formula_vi", "numerator_vi", "denominator_vi", "unit_vi", "direction", "zero_denominator", "owner_vi", "cadence", "delivery_group",
    "formula_version", "valid_from", "time_aggregation", "disclosure_class",
)  # fmt: skip
CHOICES = {
    "legal_status": {"signed", "unverified"},
    "direction": {"up", "down"},
    "zero_denominator": {"no_value", "zero", "full"},
    "cadence": {"month"},
    "time_aggregation": {"sum", "last", "stock"},
    "disclosure_class": {"public", "internal"},
}
OTHERS = {
    "multiplier": (int, float),
    "decimals": int,
    "may_exceed_100": bool,
    "self_reported": bool,
    "is_census": bool,
    "sort_order": int,
    "source_extracts": list,
}


def test_there_are_the_seventeen_cards_of_the_three_domains(cards):
    wanted = {f"DVC-0{n}" for n in range(1, 9)} | {f"VB-0{n}" for n in range(1, 4)} | {f"HT-0{n}" for n in range(1, 7)}
    assert wanted <= set(cards)


def test_no_card_has_a_gap(cards):
    gaps = [(code, key) for code, card in cards.items() for key in TEXTS if not str(card.get(key) or "").strip()]
    gaps += [
        (code, key)
        for code, card in cards.items()
        for key, kind in OTHERS.items()
        if not isinstance(card.get(key), kind)
    ]
    gaps += [(code, "source_extracts") for code, card in cards.items() if not card.get("source_extracts")]
    assert gaps == []


def test_coded_fields_hold_known_codes(cards):
    wrong = [
        (code, key, card[key])
        for code, card in cards.items()
        for key, allowed in CHOICES.items()
        if card[key] not in allowed
    ]
    assert wrong == []


def test_sort_orders_and_metric_names_are_one_each(compiled, cards):
    assert len({card["sort_order"] for card in cards.values()}) == len(cards)
    names = {
        m["name"]: m["config"]["meta"]["code"]
        for m in compiled.manifest["metrics"].values()
        if m["config"]["meta"].get("code")
    }
    assert [n for n, code in names.items() if n != code.lower().replace("-", "_")] == []


def test_source_extracts_and_delivery_groups_are_those_of_the_contracts(compiled, cards):
    tables = {
        s["name"]: s["config"]["meta"] for s in compiled.manifest["sources"].values() if s["source_name"] == "raw"
    }
    unknown = [(c, e) for c, card in cards.items() for e in card["source_extracts"] if e not in tables]
    assert unknown == []
    groups = {c: {tables[e]["delivery_group"] for e in card["source_extracts"]} for c, card in cards.items()}
    assert [c for c, card in cards.items() if groups[c] != {card["delivery_group"]}] == []


def test_nobody_compared_the_articles_so_no_card_claims_it(cards):
    assert {card["legal_status"] for card in cards.values()} == {"unverified"}


def test_card_texts_are_composed_unicode(cards):
    texts = [text for card in cards.values() for text in card.values() if isinstance(text, str)]
    assert [t for t in texts if t != unicodedata.normalize("NFC", t)] == []


def test_an_indicator_code_stands_on_its_card_and_in_no_sql():
    code = re.compile(r"\b(?:DVC|VB|HT)-\d\d\b")
    folder = PROJECT_ROOT / "dbt_project"
    found = [
        p.name
        for p in [*folder.glob("models/**/*.sql"), *folder.glob("macros/**/*.sql")]
        if code.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_registry_holds_every_card(run_pass, compiled, cards):
    from tests.unit.dbt_indicators.facts import small_facts

    connection = run_pass(small_facts(rows=50))
    rows = connection.execute(
        f"select indicator_code, name_vi, formula_vi from {compiled.schema('indicator_registry')}.indicator_registry"
    ).fetchall()
    assert {r[0]: (r[1], r[2]) for r in rows} == {
        code: (card["name_vi"], card["formula_vi"]) for code, card in cards.items()
    }
