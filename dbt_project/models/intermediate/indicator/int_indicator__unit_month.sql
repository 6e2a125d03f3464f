-- Dense: every month from a unit's first one to the last. The province is the sum of its units, and a rejected row counts in it once.
with registry as (select indicator_code, valid_from from {{ ref('indicator_registry') }}),

horizon as (select first_month, last_month from {{ ref('indicator_horizon') }}),

month as (
    select date_day as period_month
    from {{ ref('metricflow_time_spine') }}
    where date_day = {{ month_of('date_day') }}
),

agency_amount as (select indicator_code, agency_code, period_month, numerator, denominator from {{ ref('int_indicator_month') }}),

amount as (
    select indicator_code, agency_code, period_month, numerator, denominator from agency_amount
    union all
    select indicator_code, 'province', period_month, sum(numerator), sum(denominator)
    from agency_amount
    group by indicator_code, period_month
),

unit as (
    select indicator_code, agency_code, min(period_month) as first_month
    from amount
    group by indicator_code, agency_code
),

rejected as (select indicator_code, agency_code, period_month, weight, numerator_weight, unweighed_count from {{ ref('int_indicator__doubt') }}),

placed as (
    select indicator_code, agency_code, period_month, weight, numerator_weight, unweighed_count
    from rejected
    where agency_code is not null
    union all
    select indicator_code, 'province', period_month, weight, numerator_weight, unweighed_count
    from rejected
    union all
    select rejected.indicator_code, unit.agency_code, rejected.period_month, rejected.weight, rejected.numerator_weight, rejected.unweighed_count
    from rejected
    inner join unit on rejected.indicator_code = unit.indicator_code and unit.agency_code <> 'province'
    where rejected.agency_code is null
),

doubt as (
    select
        indicator_code,
        agency_code,
        period_month,
        sum(weight) as weight,
        sum(numerator_weight) as numerator_weight,
        sum(unweighed_count) as unweighed_count
    from placed
    group by indicator_code, agency_code, period_month
),

spine as (
    select unit.indicator_code, unit.agency_code, month.period_month
    from unit
    inner join registry on unit.indicator_code = registry.indicator_code
    cross join horizon
    inner join month
        on month.period_month between greatest(unit.first_month, horizon.first_month, {{ month_of('registry.valid_from') }}) and horizon.last_month
)

select
    spine.indicator_code,
    spine.agency_code,
    spine.period_month,
    amount.numerator,
    amount.denominator,
    coalesce(dated.weight, 0) as doubt,
    coalesce(dated.numerator_weight, 0) as numerator_doubt,
    coalesce(dated.unweighed_count, 0) as unweighed_count,
    coalesce(undated.weight, 0) as undated_doubt,
    coalesce(undated.numerator_weight, 0) as undated_numerator_doubt,
    coalesce(undated.unweighed_count, 0) as undated_unweighed_count
from spine
left join amount
    on spine.indicator_code = amount.indicator_code and spine.agency_code = amount.agency_code and spine.period_month = amount.period_month
left join doubt as dated
    on spine.indicator_code = dated.indicator_code and spine.agency_code = dated.agency_code and spine.period_month = dated.period_month
left join doubt as undated
    on spine.indicator_code = undated.indicator_code and spine.agency_code = undated.agency_code and undated.period_month is null
