-- A path runs from the end of the baseline year to the end of the target year.
-- The one target in force for an indicator in a month (own before national, then the nearest year to come) and what it requires by then.
with target as (select * from {{ ref('int_target') }}),

horizon as (select first_month, last_month from {{ ref('indicator_horizon') }}),

month as (
    select date_day as period_month
    from {{ ref('metricflow_time_spine') }}
    where date_day = {{ month_of('date_day') }}
),

candidate as (
    select
        target.*,
        month.period_month,
        row_number() over (
            partition by target.indicator_code, month.period_month
            order by
                target.is_own desc nulls last,
                target.target_year >= year(month.period_month) desc nulls last,
                case when target.target_year >= year(month.period_month) then target.target_year end asc nulls last,
                target.target_year desc nulls last,
                target.target_code asc nulls last
        ) as rank_no
    from target
    cross join horizon
    inner join month on month.period_month between horizon.first_month and horizon.last_month
    where (target.valid_from is null or {{ month_of('target.valid_from') }} <= month.period_month)
        and (target.valid_to is null or target.valid_to >= month.period_month)
),

in_force as (
    select
        *,
        (year(period_month) - baseline_year - 1) * 12 + month(period_month) as months_gone,
        (target_year - baseline_year) * 12 as months_whole
    from candidate
    where rank_no = 1
)

select
    indicator_code,
    period_month,
    target_code,
    comparator,
    target_value,
    target_year,
    is_own,
    legal_status,
    name_vi,
    source_document_vi,
    section_vi,
    case
        when baseline_value is null or baseline_year is null or months_whole <= 0 then target_value
        else baseline_value + (target_value - baseline_value) * least(greatest(months_gone, 0), months_whole) / months_whole
    end as required_value,
    baseline_value is not null and baseline_year is not null as has_path
from in_force
