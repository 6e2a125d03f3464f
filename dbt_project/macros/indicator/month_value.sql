{# Numerators and denominators out of the cells: per fact and date role wide sums of at most 20 terms, then long. #}

{% macro indicator_month_value(cells, chunk_size=20) %}
{% if not execute %}
-- depends_on: {{ ref('int_indicator__touched_month') }}
select 1 as indicator_code
{% else %}
{% set groups = {} %}
{% for card in indicator_cards() %}
    {% for side in ['numerator', 'denominator'] %}
        {% for term in card[side] %}
            {% set key = term.fact ~ '__' ~ term.role %}
            {% do groups.setdefault(key, []).append(dict(term, code=card.code, side=side)) %}
        {% endfor %}
    {% endfor %}
{% endfor %}
{% set chunks = [] %}
{% for key in groups | sort %}
    {% for terms in groups[key] | batch(chunk_size) %}
        {% do chunks.append({'name': key ~ '_' ~ loop.index, 'fact': terms[0].fact, 'role': terms[0].role, 'terms': terms}) %}
    {% endfor %}
{% endfor %}
with touched as (select fact_name, period_month from {{ ref('int_indicator__touched_month') }}),
{% for chunk in chunks %}
{{ chunk.name }} as (
    select
        agency_code,
        {{ chunk.role }} as period_month,
        {% for term in chunk.terms %}
        cast(sum(case when {{ term.condition or 'true' }} then {{ term.column }}{{ ' else 0' if term.condition }} end) as double) as t{{ loop.index }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ cells[chunk.fact] }}
    where {{ chunk.role }} is not null
    {% if is_incremental() %}
        and {{ chunk.role }} in (select period_month from touched where fact_name = '{{ chunk.fact }}')
    {% endif %}
    group by agency_code, {{ chunk.role }}
),
{{ chunk.name }}_term as (
    {% for term in chunk.terms %}
    select {{ loop.index }} as term_no, '{{ term.code }}' as indicator_code, '{{ term.side }}' as side, {{ term.sign }} as sign{{ ' union all' if not loop.last }}
    {% endfor %}
),
{% endfor %}
amount as (
    {% for chunk in chunks %}
    select
        '{{ chunk.fact }}' as fact_name,
        term.indicator_code,
        term.side,
        wide.agency_code,
        wide.period_month,
        term.sign * case term.term_no{% for term in chunk.terms %} when {{ loop.index }} then wide.t{{ loop.index }}{% endfor %} end as amount
    from {{ chunk.name }} as wide
    cross join {{ chunk.name }}_term as term
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    indicator_code,
    agency_code,
    fact_name,
    period_month,
    sum(case when side = 'numerator' then amount end) as numerator,
    sum(case when side = 'denominator' then amount end) as denominator
from amount
group by indicator_code, agency_code, fact_name, period_month
{% endif %}
{% endmacro %}
