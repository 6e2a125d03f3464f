{# Versions of a key: which rows were ever known, from which load to which. #}

{# Rows of CTE `relation` with `known_from` and `known_to` (load sequences; null: current).
   Worst to best: `ranking`, then the row's content, so that the order of arrival does not matter; of equal rows the first to arrive stays.
   Events (delivery append) have no ranking: the same key is the same event, and of differing repeats the greatest content is it.
   A row is known until the least sequence among better rows; when that came first, it was never known. Only keys with several rows are sorted.
   `relation` has load_seq and superseded_by_seq; rows of superseded loads neither improve on nor compete with those of standing ones. #}
{% macro known_versions(relation, key, ranking, content) %}
{% set keys = key | join(', ') %}
contested_key as (
    select {{ keys }}
    from {{ relation }}
    where superseded_by_seq is null
    group by {{ keys }}
    having count(*) > 1
),
contested as (
    select
        version.*,
        min(load_seq) over (
            partition by {% for column in key %}version.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
            order by
                {% for column in ranking %}
                {{ column }} asc nulls first,
                {% endfor %}
                {{ content_text(content) }} asc nulls first,
                load_seq desc nulls last
            rows between 1 following and unbounded following
        ) as known_to
    from {{ relation }} as version
    inner join contested_key on {{ same_key('version', 'contested_key', key) }}
    where superseded_by_seq is null
),
known as (
    select version.*, superseded_by_seq as known_to
    from {{ relation }} as version
    left join contested_key on {{ same_key('version', 'contested_key', key) }}
    where superseded_by_seq > load_seq or (superseded_by_seq is null and contested_key.{{ key[0] }} is null)
    union all
    select * from contested where known_to is null or known_to > load_seq
)
{% endmacro %}

{# A row's content as one text: equal for equal rows. #}
{% macro content_text(columns) %}
{% set texts = [] %}
{% for column in columns %}{% do texts.append("coalesce(cast(" ~ column ~ " as string), '')") %}{% endfor %}
{{ return(texts | join(" || '|' || ") if texts else "''") }}
{% endmacro %}

{% macro same_key(left, right, key) %}
{% set parts = [] %}
{% for column in key %}{% do parts.append(left ~ '.' ~ column ~ ' = ' ~ right ~ '.' ~ column) %}{% endfor %}
{{ return(parts | join(' and ')) }}
{% endmacro %}
