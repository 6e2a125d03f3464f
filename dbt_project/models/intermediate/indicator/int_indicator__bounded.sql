-- Value, bounds, coverage and what is required, for every indicator, unit, month and window.
with registry as (select * from {{ ref('indicator_registry') }}),

summed as (select * from {{ ref('int_indicator__window') }}),

target as (select * from {{ ref('indicator_target') }}),

valued as (
    select
        summed.*,
        registry.multiplier,
        registry.direction,
        registry.may_exceed_100,
        registry.is_self_reported,
        registry.legal_status,
        registry.formula_version,
        {{ indicator_ratio('summed.numerator', 'summed.denominator', 'registry.multiplier', 'registry.zero_denominator') }} as value
    from summed
    inner join registry on summed.indicator_code = registry.indicator_code
),

bounded as (
    select
        *,
        case when unweighed_count = 0 then {{ indicator_low('value', 'numerator', 'denominator', 'doubt', 'multiplier') }} end as low,
        case
            when unweighed_count = 0
                then {{ indicator_high('value', 'numerator', 'denominator', 'doubt', 'numerator_doubt', 'multiplier', 'may_exceed_100') }}
        end as high
    from valued
)

select
    bounded.indicator_code,
    bounded.agency_code,
    bounded.period_month,
    bounded.window_code,
    bounded.numerator,
    bounded.denominator,
    bounded.value,
    bounded.low,
    bounded.high,
    bounded.doubt,
    bounded.unweighed_count,
    bounded.due_count,
    bounded.received_count,
    case when bounded.due_count > 0 then 100 * cast(bounded.received_count as double) / cast(bounded.due_count as double) end as coverage_pct,
    bounded.direction,
    bounded.is_self_reported,
    bounded.formula_version,
    target.target_code,
    target.target_value,
    target.target_year,
    target.comparator,
    target.required_value,
    target.has_path,
    -- what the province's own signed plan asks of it needs no other article; everything else needs card and target compared
    coalesce(target.legal_status = 'signed' and (bounded.legal_status = 'signed' or target.is_own), false) as is_verified,
    {{ indicator_margin('bounded.value') }} as margin,
    least({{ indicator_margin('bounded.low') }}, {{ indicator_margin('bounded.high') }}) as worst_margin,
    greatest({{ indicator_margin('bounded.low') }}, {{ indicator_margin('bounded.high') }}) as best_margin
from bounded
left join target on bounded.indicator_code = target.indicator_code and bounded.period_month = target.period_month
