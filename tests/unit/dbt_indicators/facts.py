"""Small facts as SQL: every column the pass reads, seeded, so that a test can count them its own way. Not here: any counting."""

from __future__ import annotations

DOSSIER = """
with drawn as (
    select
        i,
        'X' || (i % 7) as agency_code,
        date '2025-01-01' + cast(hash(i, 'd') % 500 as integer) as received_date,
        cast(5 + hash(i, 'due') % 30 as integer) as due_days,
        cast(hash(i, 'f') % 60 as integer) as finish_days,
        hash(i, 'open') % 10 < 2 as stays_open,
        hash(i, 'nodue') % 10 = 0 as has_no_due
    from range({rows}) as t(i)
),
dated as (
    select
        *,
        case when not has_no_due then cast(received_date as timestamp) + to_days(due_days) + interval 16 hour end as due_at,
        case when not stays_open then cast(received_date as timestamp) + to_days(finish_days) + interval 10 hour end as finished_at
    from drawn
)
select
    'D-' || i as dossier_code,
    case when i % 41 <> 0 then agency_code end as agency_code,
    case when i % 37 = 0 then 'not_counted' when finished_at is null then 'open' when hash(i, 's') % 9 = 0 then 'withdrawn' else 'done' end as state,
    finished_at is null and i % 37 <> 0 as is_open,
    cast(received_date as timestamp) as received_at,
    received_date,
    due_at,
    finished_at,
    case when i % 37 <> 0 and hash(i, 's') % 9 <> 0 then cast(finished_at as date) end as finished_date,
    finished_at <= due_at and hash(i, 'more') % 13 <> 0 as is_on_time,
    case when hash(i, 1) % 11 <> 0 then hash(i, 2) % 3 <> 0 end as is_online,
    case when hash(i, 3) % 11 <> 0 then hash(i, 4) % 3 <> 0 end as has_electronic_result,
    case when hash(i, 5) % 11 <> 0 then hash(i, 6) % 3 <> 0 end as has_digitised_part,
    case when hash(i, 7) % 11 <> 0 then hash(i, 8) % 3 <> 0 end as has_reused_data,
    hash(i, 9) % 3 <> 0 as has_files,
    hash(i, 10) % 2 = 0 as has_fee,
    case when hash(i, 11) % 11 <> 0 then hash(i, 12) % 3 <> 0 end as is_paid_online,
    case when hash(i, 13) % 11 <> 0 then hash(i, 14) % 3 <> 0 end as is_vneid_verified,
    1 as known_from,
    case when i % 29 = 0 then 1 end as known_to
from dated
"""

DOCUMENT = """
select
    'X' || (i % 7) as agency_code,
    case when hash(i, 'dir') % 2 = 0 then 'in' else 'out' end as direction,
    'N' || i as register_no,
    date '2025-01-01' + cast(hash(i, 'r') % 500 as integer) as registered_on,
    case when hash(i, 'h') % 3 = 0 then date '2025-01-01' + cast(hash(i, 'r') % 500 + hash(i, 'due') % 20 as integer) end as due_on,
    hash(i, 'sign') % 4 <> 0 as is_digitally_signed,
    hash(i, 'done') % 5 <> 0 as is_handled,
    case when hash(i, 'h') % 3 = 0 and hash(i, 'late') % 9 <> 0 then hash(i, 'late') % 3 <> 0 end as is_on_time,
    1 as known_from,
    cast(null as bigint) as known_to
from range({rows}) as t(i)
"""

VILLAGE = """
select
    'X' || (i % 7) as agency_code,
    'thon ' || i as village_key,
    cast(date '2025-01-01' + to_months(m) as date) as report_month,
    50 + i as household_count,
    case when (i + m) % 6 <> 0 then 20 + (i * 7 + m) % 30 end as fibre_household_count,
    case when i % 5 <> 0 then (i + m) % 3 <> 0 end as has_4g,
    (i + m) % 4 = 0 as has_5g,
    i % 3 <> 0 as has_fibre,
    1 as known_from,
    cast(null as bigint) as known_to
from range(35) as a(i), range(14) as b(m)
"""

SUBSCRIBER = """
select
    'X' || x as agency_code,
    'NM' || o as operator_name,
    cast(date '2025-01-01' + to_months(cast(m as integer)) as date) as report_month,
    1000 + 10 * x as household_count,
    2000 + 100 * o + m as mobile_subscriber_count,
    case when (x + o + m) % 8 <> 0 then 1500 + 10 * m end as smartphone_subscriber_count,
    500 + 5 * m + o as fixed_broadband_count,
    1 as known_from,
    cast(null as bigint) as known_to
from range(7) as a(x), range(3) as b(o), range(14) as c(m)
"""

NO_DOUBT = {
    "int_dossier_doubt": "select cast(null as varchar) as agency_code, cast(null as date) as received_date, false as received_unknown, "
    "cast(null as date) as finished_date, false as finished_unknown, cast(null as date) as closed_date, 1 as dossiers_received, "
    "1 as dossiers_closed where false",
    "int_document_doubt": "select cast(null as varchar) as agency_code, cast(null as date) as registered_date, false as registered_unknown, "
    "cast(null as date) as due_date, false as due_unknown where false",
    "int_village_coverage_doubt": "select cast(null as varchar) as agency_code, cast(null as date) as report_date, false as report_unknown, "
    "cast(null as bigint) as village_households where false",
    "int_subscriber_doubt": "select cast(null as varchar) as agency_code, cast(null as date) as report_date, false as report_unknown, "
    "cast(null as bigint) as mobile_subscribers, cast(null as bigint) as fixed_broadband_subscribers, "
    "cast(null as bigint) as commune_households where false",
}

NO_PLAN = {
    "int_delivery": "select cast(null as varchar) as agency_code, cast(null as varchar) as delivery_group, cast(null as date) as period_month, "
    "cast(null as date) as received_on where false",
    "int_target": "select cast(null as varchar) as target_code, cast(null as varchar) as indicator_code, '>=' as comparator, "
    "cast(null as double) as target_value, cast(null as bigint) as target_year, cast(null as double) as baseline_value, "
    "cast(null as bigint) as baseline_year, '' as name_vi, '' as source_document_vi, '' as section_vi, 'signed' as legal_status, "
    "cast(null as date) as valid_from, cast(null as date) as valid_to, true as is_own where false",
}


def small_facts(rows: int = 3000) -> dict[str, str]:
    """Tables by model name, enough for the whole pass."""
    return {
        "fct_dossier": DOSSIER.format(rows=rows),
        "fct_document": DOCUMENT.format(rows=rows),
        "fct_village_coverage": VILLAGE,
        "fct_subscriber": SUBSCRIBER,
        **NO_DOUBT,
        **NO_PLAN,
    }
