{# The one pass over a fact: counts and sums by agency, date roles and the dimensions that cards use. #}

{% macro indicator_cell(fact, relation) %}
{% if execute %}
{% set columns = indicator_cell_columns(fact) %}
{% set keys = columns.roles.keys() | list + columns.dimensions.keys() | list %}
with fact as (
    select
        coalesce(agency_code, 'unallocated') as agency_code,
        {% for column, expression in columns.roles.items() %}
        {{ month_of(expression) }} as {{ column }},
        {% endfor %}
        {% for column, expression in columns.dimensions.items() %}
        {{ expression }} as {{ column }},
        {% endfor %}
        {% for column, expression in columns.sums.items() %}
        {{ expression }} as {{ column }},
        {% endfor %}
        1 as row_count
    from {{ relation }}
    where known_to is null
)

select
    agency_code,
    {% for key in keys %}
    {{ key }},
    {% endfor %}
    {% for column in columns.sums %}
    cast(sum({{ column }}) as double) as {{ column }},
    {% endfor %}
    count(*) as row_count
from fact
{% if is_incremental() %}
where {{ indicator_anchor(fact) }} in (select period_month from {{ ref('int_indicator__touched_month') }} where fact_name = '{{ fact }}')
{% endif %}
group by agency_code, {{ keys | join(', ') }}
{% else %}
-- depends_on: {{ ref('int_indicator__touched_month') }}
select 1 as row_count
{% endif %}
{% endmacro %}

{# Months of a fact in which a row appeared or was replaced since the last build, over all date roles. #}
{% macro indicator_touched(facts) %}
with arrived as (
    select ledger.load_seq
    from {{ source('control', 'load') }} as ledger
    inner join {{ source('control', 'pending') }} as pending on ledger.load_id = pending.load_id
),
{% for fact, relation in facts.items() %}
{% set roles = indicator_cell_columns(fact).roles if execute else {} %}
{{ fact }}_touched as (
    select distinct
        {% for column, expression in roles.items() %}
        {{ month_of(expression) }} as {{ column }}{{ ',' if not loop.last }}
        {% else %}
        known_from
        {% endfor %}
    from {{ relation }}
    where known_from in (select load_seq from arrived) or known_to in (select load_seq from arrived)
),
{% endfor %}
touched as (
    select '' as fact_name, cast(null as date) as period_month
    {% for fact in facts %}
    {% for column in (indicator_cell_columns(fact).roles if execute else {}) %}
    union
    select '{{ fact }}', {{ column }} from {{ fact }}_touched
    {% endfor %}
    {% endfor %}
)

select fact_name, period_month
from touched
where period_month is not null
{% endmacro %}

{# How a model that holds months takes in the months of this run: whole months are replaced. #}
{% macro month_strategy() %}{{ return(adapter.dispatch('month_strategy', 'chiso57')()) }}{% endmacro %}
{% macro default__month_strategy() %}{{ return('append') }}{% endmacro %}
{% macro spark__month_strategy() %}{{ return('insert_overwrite') }}{% endmacro %}

{# Before it appends: take the touched months out (also those that have no rows any more). `fact` is a literal or a column. #}
{% macro delete_touched_months(relation, month_column, fact) %}
    {{ return(adapter.dispatch('delete_touched_months', 'chiso57')(relation, month_column, fact)) }}
{% endmacro %}

{% macro default__delete_touched_months(relation, month_column, fact) %}
{% if is_incremental() %}
delete from {{ relation }} as old
where exists (
    select 1 from {{ ref('int_indicator__touched_month') }} as touched
    where touched.fact_name = {{ fact }} and touched.period_month = old.{{ month_column }}
)
{% endif %}
{% endmacro %}

{% macro spark__delete_touched_months(relation, month_column, fact) %}{% endmacro %}

{# Partition columns, where the warehouse has partitions. #}
{% macro month_partition(columns) %}{{ return(columns if target.type == 'spark' else none) }}{% endmacro %}
