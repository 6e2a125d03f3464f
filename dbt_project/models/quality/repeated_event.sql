-- An event met again is the same event. Repeats that say something else are counted, so that somebody asks the source which is true.
with counted_load as (select load_id from {{ ref('int_load_version') }}),

{% for staged in staged_extracts() if staged.meta.delivery == 'append' %}
event_{{ loop.index }} as (
    select
        count(*) as row_count,
        count(distinct {{ content_text(staged.meta.columns | map(attribute='name') | reject('in', staged.meta.key) | list) }}) as content_count
    from {{ staged.relation }}
    where is_accepted and load_id in (select load_id from counted_load)
    group by {{ staged.meta.key | join(', ') }}
),
{% endfor %}
counted as (
    {% for staged in staged_extracts() if staged.meta.delivery == 'append' %}
    select
        '{{ staged.extract }}' as extract,
        count(*) as event_count,
        sum(case when row_count > 1 then 1 else 0 end) as repeated_count,
        sum(case when content_count > 1 then 1 else 0 end) as differing_count
    from event_{{ loop.index }}
    {{ 'union all' if not loop.last }}
    {% else %}
    select
        cast(null as string) as extract,
        0 as event_count,
        0 as repeated_count,
        0 as differing_count
    {% endfor %}
)

select
    extract,
    event_count,
    cast(coalesce(repeated_count, 0) as bigint) as repeated_count,
    cast(coalesce(differing_count, 0) as bigint) as differing_count
from counted
where extract is not null
