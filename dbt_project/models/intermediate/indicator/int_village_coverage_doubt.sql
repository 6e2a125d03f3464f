-- Rejected village rows that no accepted row has replaced; the counts that parsed say how much each could weigh.
with load_current as (select load_id, part_key from {{ ref('int_load_current') }}),

village as (select agency_code, village_key, report_month from {{ ref('fct_village_coverage') }} where known_to is null),

rejected as (
    select agency_code, {{ match_key('village_name') }} as village_key, report_month, household_count
    from {{ ref('stg_telecom__village_coverage') }}
    where not is_accepted and (load_id, part_key) in (select load_id, part_key from load_current)
)

select
    rejected.agency_code,
    rejected.report_month as report_date,
    rejected.report_month is null as report_unknown,
    rejected.household_count as village_households
from rejected
left join village
    on rejected.agency_code = village.agency_code
    and rejected.village_key = village.village_key
    and rejected.report_month = village.report_month
where village.agency_code is null
