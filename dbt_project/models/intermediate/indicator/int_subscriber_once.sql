-- Every operator repeats the commune's households: one row a commune and month carries them, so that they add up.
with subscriber as (select * from {{ ref('fct_subscriber') }}),

numbered as (
    select
        agency_code,
        operator_name,
        report_month,
        mobile_subscriber_count,
        smartphone_subscriber_count,
        fixed_broadband_count,
        known_from,
        known_to,
        row_number() over (partition by agency_code, report_month, known_to order by operator_name asc nulls last, known_from asc nulls last) as row_no,
        max(household_count) over (partition by agency_code, report_month, known_to) as household_count
    from subscriber
)

select
    agency_code,
    operator_name,
    report_month,
    mobile_subscriber_count,
    smartphone_subscriber_count,
    fixed_broadband_count,
    case when row_no = 1 then household_count end as commune_household_count,
    known_from,
    known_to
from numbered
