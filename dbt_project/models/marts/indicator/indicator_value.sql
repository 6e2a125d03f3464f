-- Status along the months of one vintage: at each border the last month outside the dead band decides.
{% set amber_border = '-' ~ var('amber_margin_points') %}
with bounded as (select * from {{ ref('int_indicator__bounded') }}),

horizon as (select latest_closed_month from {{ ref('indicator_horizon') }}),

judged as (
    select
        *,
        coalesce(coverage_pct < {{ var('min_coverage_pct') }}, false) as is_thin,
        margin > 0 or (margin = 0 and comparator not in ('>', '<')) as is_met,
        coalesce((worst_margin < 0 and best_margin >= 0) or (worst_margin < {{ amber_border }} and best_margin >= {{ amber_border }}), false)
            as is_straddling,
        case when window_code = 'ytd' then year(period_month) else 0 end as series_year
    from bounded
),

sided as (
    select
        *,
        case when not is_thin then {{ border_side('margin', '0') }} end as green_side,
        case when not is_thin then {{ border_side('margin', amber_border) }} end as amber_side
    from judged
),

settled as (
    select
        *,
        {% set series = 'partition by indicator_code, agency_code, window_code, series_year, formula_version order by period_month asc nulls last' %}
        coalesce({{ last_known('green_side', series) }}, case when is_met then 1 else 0 end) as is_green,
        coalesce({{ last_known('amber_side', series) }}, case when margin >= {{ amber_border }} then 1 else 0 end) as is_amber
    from sided
),

coloured as (
    select
        *,
        is_verified and (has_path or target_year <= year(period_month)) as may_be_red,
        case
            when value is null or is_thin then 'insufficient'
            when required_value is null then 'no_target'
            when low is null or high is null or is_straddling then 'insufficient'
            when is_green = 1 then 'green'
            when is_amber = 1 then 'amber'
            else 'red'
        end as raw_status
    from settled
)

select
    coloured.indicator_code,
    coloured.agency_code,
    coloured.period_month,
    coloured.window_code,
    coloured.numerator,
    coloured.denominator,
    coloured.value,
    coloured.low,
    coloured.high,
    coloured.doubt as doubtful_count,
    coloured.due_count,
    coloured.received_count,
    coloured.coverage_pct,
    coloured.target_code,
    coloured.target_value,
    coloured.target_year,
    coloured.required_value,
    coloured.value - coloured.required_value as gap_points,
    case when coloured.raw_status = 'red' and not coloured.may_be_red then 'amber' else coloured.raw_status end as status_code,
    nullif(
        '|'
        || case when coloured.denominator is null then 'no_rows|' when coloured.value is null then 'no_cases|' else '' end
        || case when coloured.is_thin then 'low_coverage|' else '' end
        || case when coloured.coverage_pct is null then 'no_delivery_plan|' else '' end
        || case when coloured.unweighed_count > 0 then 'no_bounds|' else '' end
        || case when coloured.doubt > 0 or coloured.unweighed_count > 0 then 'quarantined|' else '' end
        || case when coloured.is_straddling then 'straddling|' else '' end
        || case when coloured.value > 100 then 'above_100|' else '' end
        || case when coloured.required_value is not null and not coloured.is_verified then 'unverified|' else '' end
        || case when not coloured.has_path and coloured.target_year > year(coloured.period_month) then 'no_path|' else '' end
        || case when coloured.raw_status = 'red' and not coloured.may_be_red then 'red_withheld|' else '' end
        || case when coloured.is_self_reported then 'self_reported|' else '' end
        || case when coloured.period_month > horizon.latest_closed_month then 'provisional|' else '' end,
        '|'
    ) as flags,
    coloured.formula_version,
    'at_event' as boundary_version
from coloured
cross join horizon
