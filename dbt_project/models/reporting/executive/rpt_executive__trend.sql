with shown as (select * from {{ ref('rpt_analysis__indicator_value') }} where agency_code = 'province'),

month_value as (
    select
        *,
        {{ shown_required('shown') }} as shown_required_value
    from shown
    where window_code = 'month'
),

planned as (
    select min(period_month) as first_month
    from (
        select period_month
        from month_value
        group by period_month
        having 2 * count(required_value) >= count(*)
    ) as planned_month
)

select
    month_value.indicator_code,
    month_value.indicator_name_vi,
    month_value.domain_vi,
    month_value.unit_vi,
    month_value.period_month,
    month_value.value,
    month_value.low,
    month_value.high,
    month_value.target_value,
    month_value.shown_required_value as required_value,
    last_year.value as same_period_value,
    year_to_date.value as ytd_value,
    month_value.status_code,
    month_value.status_vi,
    coalesce(month_value.period_month >= planned.first_month, true) as is_in_plan,
    month_value.sort_order
from month_value
cross join planned
left join shown as year_to_date
    on month_value.indicator_code = year_to_date.indicator_code
    and month_value.period_month = year_to_date.period_month
    and year_to_date.window_code = 'ytd'
left join month_value as last_year
    on month_value.indicator_code = last_year.indicator_code
    and month_value.formula_version = last_year.formula_version
    and year(month_value.period_month) = year(last_year.period_month) + 1
    and month(month_value.period_month) = month(last_year.period_month)
