{# Claims that several models make. A test returns the rows that break the claim. #}

{# Only keys with a row that this run brought: the others were tested when they came, and the cost must not grow with what is stored. #}
{% test one_current_row(model, key) %}
{% if not flags.FULL_REFRESH %}
with touched as (
    select distinct {{ key | join(', ') }}
    from {{ model }}
    where known_to is null and load_id in (select load_id from {{ source('control', 'pending') }})
)
{% endif %}

select {% for column in key %}fact.{{ column }}, {% endfor %}count(*) as row_count
from {{ model }} as fact
{% if not flags.FULL_REFRESH %}
inner join touched on {{ same_key('fact', 'touched', key) }}
{% endif %}
where fact.known_to is null
group by {% for column in key %}fact.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

having count(*) > 1
{% endtest %}

{% test versions_in_order(model) %}
select known_from, known_to
from {{ model }}
where known_to <= known_from
{% endtest %}

{% test unique_row(model, key) %}
select {{ key | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1
{% endtest %}

{# Periods of validity of one key do not overlap; an open end is null or 9999-12-31. #}
{% test no_overlap(model, key) %}
with period as (
    select
        {{ key | join(', ') }},
        valid_from,
        lag(coalesce(valid_to, date '9999-12-31')) over (partition by {{ key | join(', ') }} order by valid_from asc nulls first) as previous_to
    from {{ model }}
)

select {{ key | join(', ') }}, valid_from, previous_to
from period
where previous_to >= coalesce(valid_from, date '1900-01-01')
{% endtest %}

{# Rows of the loads of this run, once each; a row with several value columns is one for each. Earlier loads were tested when they came. #}
{% test load_rows_once(model) %}
select load_id, sheet_name, source_row, source_column, count(*) as row_count
from {{ model }}
where load_id in (select load_id from {{ source('control', 'pending') }})
group by load_id, sheet_name, source_row, source_column
having count(*) > 1
{% endtest %}
