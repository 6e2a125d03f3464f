"""The generated SQL against a second count of the same facts, written by hand and without cells."""

from __future__ import annotations

import pytest

from tests.unit.dbt_indicators.facts import small_facts

# indicator → (fact and which of its rows, date, numerator, denominator)
BY_HAND = {
    "DVC-01": ("fct_dossier where state <> 'not_counted' and", "received_date", "count(*) filter (is_online)", "count(is_online)"),
    "DVC-02": ("fct_dossier where", "finished_date", "count(*) filter (is_on_time)", "count(is_on_time)"),
    "DVC-03": ("fct_dossier where", "finished_date", "count(*) filter (has_electronic_result)", "count(has_electronic_result)"),
    "DVC-04": ("fct_dossier where state <> 'not_counted' and", "received_date", "count(*) filter (has_digitised_part)", "count(has_digitised_part)"),
    "DVC-05": ("fct_dossier where state <> 'not_counted' and", "received_date", "count(*) filter (has_files and has_reused_data)", "count(has_reused_data) filter (has_files)"),
    "DVC-06": ("fct_dossier where state <> 'not_counted' and", "received_date", "count(*) filter (has_fee and is_paid_online)", "count(is_paid_online) filter (has_fee)"),
    "DVC-07": ("fct_dossier where state <> 'not_counted' and", "received_date", "count(*) filter (is_vneid_verified)", "count(is_vneid_verified)"),
    "VB-01": ("fct_document where", "registered_on", "count(*) filter (direction = 'out' and is_digitally_signed)", "count(*) filter (direction = 'out')"),
    "VB-02": ("fct_document where", "due_on", "count(*) filter (direction = 'in' and is_on_time)", "count(is_on_time) filter (direction = 'in')"),
    "VB-03": ("fct_document where", "registered_on", "count(*) filter (direction = 'in' and is_handled)", "count(*) filter (direction = 'in')"),
    "HT-01": ("fct_village_coverage where", "report_month", "count(*) filter (has_4g)", "count(has_4g)"),
    "HT-02": ("fct_village_coverage where", "report_month", "count(*) filter (has_5g)", "count(has_5g)"),
    "HT-03": ("fct_village_coverage where", "report_month", "count(*) filter (has_fibre)", "count(has_fibre)"),
    "HT-04": (
        "fct_village_coverage where", "report_month", "sum(fibre_household_count)", "sum(household_count) filter (fibre_household_count is not null)",
    ),
    "HT-05": (
        "fct_subscriber where", "report_month", "sum(smartphone_subscriber_count)",
        "sum(mobile_subscriber_count) filter (smartphone_subscriber_count is not null)",
    ),
    "HT-06": ("fct_subscriber where", "report_month", "sum(fixed_broadband_count)", "max(household_count)"),
}  # fmt: skip


@pytest.fixture
def values(run_pass):
    return run_pass(small_facts())


def test_every_card_is_counted_by_hand(cards):
    assert set(cards) == set(BY_HAND) | {"DVC-08"}


def test_ratios_equal_the_hand_count_for_every_agency_and_month(values, compiled):
    for code, (fact, day, numerator, denominator) in BY_HAND.items():
        differing = values.execute(f"""
            with counted as (
                select coalesce(agency_code, 'unallocated') as agency_code, cast(date_trunc('month', {day}) as date) as period_month,
                       {numerator} as numerator, {denominator} as denominator
                from {compiled.schema(fact.split()[0])}.{fact} known_to is null and {day} is not null group by 1, 2
            )
            select c.*, v.numerator, v.denominator from counted as c
            left join (select * from v where indicator_code = '{code}' and window_code = 'month') as v using (agency_code, period_month)
            where period_month <= (select max(period_month) from v)
              and (v.numerator is distinct from c.numerator or v.denominator is distinct from c.denominator)
        """).fetchall()
        assert differing == [], code


def test_open_and_overdue_stocks_equal_the_state_at_each_month_end(values, compiled):
    differing = values.execute(f"""
        with month as (select distinct agency_code, period_month, period_month + interval 1 month as ends_at
                       from v where indicator_code = 'DVC-08' and agency_code <> 'province'),
        counted as (
            select month.agency_code, period_month,
                   count(*) filter (received_date < ends_at and (finished_at is null or finished_at >= ends_at)) as open_count,
                   count(*) filter (received_date < ends_at and due_at < ends_at and (finished_at is null or finished_at >= ends_at)) as overdue
            from month join {compiled.schema("fct_dossier")}.fct_dossier as d on coalesce(d.agency_code, 'unallocated') = month.agency_code
            where known_to is null and state <> 'not_counted' group by 1, 2
        )
        select c.*, v.numerator, v.denominator from counted as c join v using (agency_code, period_month)
        where v.indicator_code = 'DVC-08' and (v.denominator <> open_count or v.numerator <> overdue)
    """).fetchall()
    assert differing == []


def test_households_of_a_commune_count_once_however_many_operators_report(values):
    province = values.execute(
        "select distinct denominator from v where indicator_code = 'HT-06' and agency_code = 'province' "
        "and window_code = 'month' and denominator is not null"
    ).fetchall()
    assert province == [(float(sum(1000 + 10 * x for x in range(7))),)]


def test_the_province_is_the_sum_of_its_units_in_every_cell(values):
    differing = values.execute("""
        select indicator_code, period_month, window_code,
               sum(numerator) filter (agency_code = 'province') as n, sum(numerator) filter (agency_code <> 'province') as parts,
               sum(denominator) filter (agency_code = 'province') as d, sum(denominator) filter (agency_code <> 'province') as d_parts
        from v group by all having n is distinct from parts or d is distinct from d_parts
    """).fetchall()
    assert differing == []


def test_a_year_to_date_is_the_sum_of_its_months(values):
    differing = values.execute("""
        select a.indicator_code, a.agency_code, a.period_month from v as a
        where a.window_code = 'ytd' and a.indicator_code in ('DVC-01', 'VB-03') and a.denominator is distinct from (
            select sum(b.denominator) from v as b where b.window_code = 'month' and b.indicator_code = a.indicator_code
              and b.agency_code = a.agency_code and year(b.period_month) = year(a.period_month) and b.period_month <= a.period_month)
    """).fetchall()
    assert differing == []
