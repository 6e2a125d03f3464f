-- Rejected operator rows that no accepted row has replaced. Households weigh nothing where another operator's row brings the commune's.
with load_current as (select load_id, part_key from {{ ref('int_load_current') }}),

subscriber as (select agency_code, operator_name, report_month from {{ ref('fct_subscriber') }} where known_to is null),

commune as (select distinct agency_code, report_month from subscriber),

rejected as (
    select agency_code, operator_name, report_month, household_count, mobile_subscriber_count, fixed_broadband_count
    from {{ ref('stg_telecom__subscriber') }}
    where not is_accepted and (load_id, part_key) in (select load_id, part_key from load_current)
)

select
    rejected.agency_code,
    rejected.report_month as report_date,
    rejected.report_month is null as report_unknown,
    rejected.mobile_subscriber_count as mobile_subscribers,
    rejected.fixed_broadband_count as fixed_broadband_subscribers,
    case when commune.agency_code is null then rejected.household_count else 0 end as commune_households
from rejected
left join subscriber
    on rejected.agency_code = subscriber.agency_code
    and rejected.operator_name = subscriber.operator_name
    and rejected.report_month = subscriber.report_month
left join commune
    on rejected.agency_code = commune.agency_code and rejected.report_month = commune.report_month
where subscriber.agency_code is null
