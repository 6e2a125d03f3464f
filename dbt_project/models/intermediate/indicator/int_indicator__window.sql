-- Month and year to date. Stocks are running sums of entries less exits; what a month-end form reports, and a stock, stand for the year as they are.
with registry as (select indicator_code, time_aggregation, delivery_group from {{ ref('indicator_registry') }}),

unit_month as (select * from {{ ref('int_indicator__unit_month') }}),

delivery as (select * from {{ ref('int_indicator__coverage') }}),

flow as (
    select
        unit_month.indicator_code,
        unit_month.agency_code,
        unit_month.period_month,
        year(unit_month.period_month) as period_year,
        registry.time_aggregation,
        unit_month.numerator,
        unit_month.denominator,
        unit_month.doubt,
        unit_month.numerator_doubt,
        unit_month.unweighed_count,
        unit_month.undated_doubt,
        unit_month.undated_numerator_doubt,
        unit_month.undated_unweighed_count,
        coalesce(own.due_count, whole.due_count) as due_count,
        coalesce(own.received_count, whole.received_count) as received_count
    from unit_month
    inner join registry on unit_month.indicator_code = registry.indicator_code
    left join delivery as own
        on registry.delivery_group = own.delivery_group
        and unit_month.agency_code = own.agency_code
        and unit_month.period_month = own.period_month
    left join delivery as whole
        on registry.delivery_group = whole.delivery_group
        and whole.agency_code = 'province'
        and unit_month.period_month = whole.period_month
),

running as (
    select
        *,
        {% for name in ['numerator', 'denominator', 'doubt', 'unweighed_count'] %}
        sum(coalesce({{ name }}, 0)) over (
            partition by indicator_code, agency_code order by period_month asc nulls last rows between unbounded preceding and current row
        ) as {{ name }}_ever,
        {% endfor %}
        {% for name in ['numerator', 'denominator', 'doubt', 'numerator_doubt', 'unweighed_count', 'due_count', 'received_count'] %}
        sum({{ name }}) over (
            partition by indicator_code, agency_code, period_year order by period_month asc nulls last rows between unbounded preceding and current row
        ) as {{ name }}_year{{ ',' if not loop.last }}
        {% endfor %}
    from flow
),

dated as (
    select
        indicator_code,
        agency_code,
        period_month,
        'month' as window_code,
        case when time_aggregation = 'stock' then numerator_ever else numerator end as numerator,
        case when time_aggregation = 'stock' then denominator_ever else denominator end as denominator,
        case when time_aggregation = 'stock' then doubt_ever else doubt end + undated_doubt as doubt,
        numerator_doubt + undated_numerator_doubt as numerator_doubt,
        case when time_aggregation = 'stock' then unweighed_count_ever else unweighed_count end + undated_unweighed_count as unweighed_count,
        due_count,
        received_count
    from running
    union all
    select
        indicator_code,
        agency_code,
        period_month,
        'ytd',
        case time_aggregation when 'stock' then numerator_ever when 'sum' then numerator_year else numerator end,
        case time_aggregation when 'stock' then denominator_ever when 'sum' then denominator_year else denominator end,
        case time_aggregation when 'stock' then doubt_ever when 'sum' then doubt_year else doubt end + undated_doubt,
        case time_aggregation when 'sum' then numerator_doubt_year else numerator_doubt end + undated_numerator_doubt,
        case time_aggregation when 'stock' then unweighed_count_ever when 'sum' then unweighed_count_year else unweighed_count end
            + undated_unweighed_count,
        case time_aggregation when 'sum' then due_count_year else due_count end,
        case time_aggregation when 'sum' then received_count_year else received_count end
    from running
)

select
    indicator_code,
    agency_code,
    period_month,
    window_code,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(greatest(doubt, 0) as double) as doubt,
    cast(numerator_doubt as double) as numerator_doubt,
    cast(unweighed_count as bigint) as unweighed_count,
    cast(due_count as bigint) as due_count,
    cast(received_count as bigint) as received_count
from dated
