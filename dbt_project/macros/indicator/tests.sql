{# Generic data tests of the indicator marts. #}

{% test unique_grain(model, columns) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{% test never(model, condition) %}
select * from {{ model }} where {{ condition }}
{% endtest %}

{% test province_is_the_sum_of_its_units(model) %}
with unit_sum as (
    select indicator_code, period_month, window_code, sum(numerator) as numerator, sum(denominator) as denominator
    from {{ model }}
    where agency_code <> 'province'
    group by indicator_code, period_month, window_code
)

select province.indicator_code, province.period_month, province.window_code
from {{ model }} as province
left join unit_sum
    on province.indicator_code = unit_sum.indicator_code
    and province.period_month = unit_sum.period_month
    and province.window_code = unit_sum.window_code
where province.agency_code = 'province'
    and (
        coalesce(province.numerator, -1) <> coalesce(unit_sum.numerator, -1)
        or coalesce(province.denominator, -1) <> coalesce(unit_sum.denominator, -1)
    )
{% endtest %}

{% test numerator_within_denominator(model) %}
select indicator_value.*
from {{ model }} as indicator_value
inner join {{ ref('indicator_registry') }} as registry on indicator_value.indicator_code = registry.indicator_code
where not registry.may_exceed_100 and indicator_value.numerator > indicator_value.denominator
{% endtest %}

{% test counts_every_current_row(model, fact) %}
select counted.row_count, stored.row_count as fact_row_count
from (select coalesce(sum(row_count), 0) as row_count from {{ model }}) as counted
cross join (select count(*) as row_count from {{ fact }} where known_to is null) as stored
where counted.row_count <> stored.row_count
{% endtest %}
