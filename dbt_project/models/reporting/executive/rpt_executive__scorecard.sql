with shown as (select * from {{ ref('rpt_analysis__indicator_value') }} where agency_code = 'province'),

horizon as (select latest_closed_month from {{ ref('indicator_horizon') }}),

target as (select * from {{ ref('indicator_target') }}),

closed as (
    select shown.*
    from shown
    inner join horizon on shown.period_month = horizon.latest_closed_month
    where shown.window_code = 'month'
),

compared as (
    select
        closed.*,
        {{ shown_required('closed') }} as shown_required_value,
        year_to_date.value as ytd_value,
        last_year.value as same_period_value,
        closed.value - last_year.value as change_points,
        target.comparator,
        target.source_document_vi || coalesce(', ' || target.section_vi, '') as target_source_vi
    from closed
    left join shown as year_to_date
        on closed.indicator_code = year_to_date.indicator_code
        and closed.period_month = year_to_date.period_month
        and year_to_date.window_code = 'ytd'
    left join shown as last_year
        on closed.indicator_code = last_year.indicator_code
        and closed.formula_version = last_year.formula_version
        and year(closed.period_month) = year(last_year.period_month) + 1
        and month(closed.period_month) = month(last_year.period_month)
        and last_year.window_code = 'month'
    left join target on closed.indicator_code = target.indicator_code and closed.period_month = target.period_month
)

select
    indicator_code,
    domain_code,
    domain_vi,
    indicator_name_vi,
    unit_vi,
    decimals,
    direction,
    period_month,
    {{ vi_month('period_month') }} as period_label,
    numerator,
    denominator,
    value,
    low,
    high,
    {{ vi_value('value', 'decimals', 'unit_vi') }} as value_text,
    case when low < high then {{ vi_number('low', 'decimals') }} || '–' || {{ vi_value('high', 'decimals', 'unit_vi') }} end as range_text,
    ytd_value,
    {{ vi_value('ytd_value', 'decimals', 'unit_vi') }} as ytd_text,
    same_period_value,
    {{ vi_value('same_period_value', 'decimals', 'unit_vi') }} as same_period_text,
    change_points,
    {{ vi_change('change_points', 'decimals', 'unit_vi') }} as change_text,
    target_value,
    {{ comparator_vi('comparator', 'direction') }} || ' ' || {{ vi_value('target_value', 'decimals', 'unit_vi') }} as target_text,
    target_year,
    target_source_vi,
    shown_required_value as required_value,
    {{ vi_value('shown_required_value', 'decimals', 'unit_vi') }} as required_text,
    gap_points,
    status_code,
    status_vi,
    {{ status_reason_vi() }} as status_reason_vi,
    coverage_pct,
    {{ vi_quantity('coverage_pct', 1, "'%'") }} as coverage_text,
    {{ flags_vi('flags', 'low', 'high', ['no_rows', 'no_cases', 'low_coverage', 'no_bounds', 'straddling', 'red_withheld']) }} as flags_vi,
    sort_order
from compared
