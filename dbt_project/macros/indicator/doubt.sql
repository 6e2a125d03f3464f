{# Bounds: how much each rejected row could add to an indicator, by the cells it could belong to. #}

{# One select a card and term of its denominator (and of its numerator, where a value may pass 100 %).
   period_month null: the row could belong to any month. weight null: the row's size is not known, so no bound is. #}
{% macro indicator_doubt(doubts) %}
{% if not execute %}
select 1 as indicator_code
{% else %}
with weighed as (
    {% for card in indicator_cards() %}
    {% set last_card = loop.last %}
    {% set sides = ['denominator', 'numerator'] if card.meta.may_exceed_100 else ['denominator'] %}
    {% for side in sides %}
    {% set last_side = last_card and loop.last %}
    {% for term in card[side] %}
    select
        '{{ card.code }}' as indicator_code,
        '{{ side }}' as side,
        agency_code,
        {{ month_of(term.role | replace('_month', '_date')) }} as period_month,
        {{ term.sign }} * {{ '1' if term.column == 'row_count' else term.column }} as weight
    from {{ doubts[card.fact] }}
    where {{ term.role | replace('_month', '_date') }} is not null
    {% if term.sign == 1 %}
        or {{ term.role | replace('_month', '_unknown') }}
    {% endif %}
    {{ 'union all' if not (last_side and loop.last) }}
    {% endfor %}
    {% endfor %}
    {% endfor %}
)

select
    indicator_code,
    agency_code,
    period_month,
    cast(coalesce(sum(case when side = 'denominator' then weight end), 0) as double) as weight,
    cast(coalesce(sum(case when side = 'numerator' then weight end), 0) as double) as numerator_weight,
    sum(case when weight is null then 1 else 0 end) as unweighed_count
from weighed
group by indicator_code, agency_code, period_month
{% endif %}
{% endmacro %}
