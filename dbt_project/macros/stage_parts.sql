{# Pieces of macro stage: one expression or CTE each. #}

{# The text of a column, nothing being null. A token that means true or false is not nothing. #}
{% macro stage_text(column) %}
{% set said = column.true_tokens + column.false_tokens %}
{% set nothing = ([''] + column.null_tokens) | reject('in', said) | unique | list %}
{{ return('case when ' ~ column.name ~ ' not in (' ~ text_list(nothing) ~ ') then ' ~ column.name ~ ' end' if nothing else column.name) }}
{% endmacro %}

{% macro stage_value(column, text) %}
{% if column.logical_type == 'timestamp' %}{{ return(parse_timestamp(text, column.formats)) }}{% endif %}
{% if column.logical_type == 'date' %}{{ return(parse_date(text, column.formats)) }}{% endif %}
{% if column.logical_type == 'integer' %}{{ return(parse_integer(text, column.number_style)) }}{% endif %}
{% if column.logical_type == 'number' %}{{ return(parse_number(text, column.number_style)) }}{% endif %}
{% if column.logical_type == 'boolean' %}{{ return(parse_boolean(text, column.true_tokens, column.false_tokens)) }}{% endif %}
{{ return(text) }}
{% endmacro %}

{# The day a name is looked up at; without one, any validity that leaves a single agency will do. #}
{% macro stage_day(moment) %}{{ return("coalesce(cast(" ~ moment ~ " as date), date '1900-01-01')") }}{% endmacro %}

{# Each name and day met in the pending loads, once: names are few, rows are many. A name that fits two agencies fits none. #}
{% macro stage_lookup(column, meta, alias, number) %}
{% set at = meta.columns | selectattr('name', 'equalto', column.lookup.at) | first %}
named_{{ number }} as (
    select distinct {{ column.name }} as name, {{ stage_day(stage_value(at, at.name)) }} as day
    from text_row
    where {{ column.name }} is not null
),
keyed_{{ number }} as (
    select name, {{ match_key('name') }} as match_key
    from (select distinct name from named_{{ number }}) as spelling
),
agency_{{ number }} as (
    select named.name, named.day, min(alias.agency_code) as agency_code
    from named_{{ number }} as named
    inner join keyed_{{ number }} as keyed on named.name = keyed.name
    inner join {{ alias }} as alias
        on keyed.match_key = alias.match_key
        and (named.day = date '1900-01-01' or named.day between alias.valid_from and alias.valid_to)
    group by named.name, named.day
    having min(alias.agency_code) = max(alias.agency_code)
)
{%- endmacro %}

{# `|a|b|`: columns with text that no format fits; null where all fit. #}
{% macro stage_unparsed(columns) %}
{% set parts = [] %}
{% for column in columns %}
    {% do parts.append("case when " ~ column.name ~ " is null and " ~ column.name ~ "__text is not null then '" ~ column.name ~ "' end") %}
{% endfor %}
{{ return("'|' || nullif(concat_ws('|', " ~ parts | join(', ') ~ "), '') || '|'" if parts else 'cast(null as string)') }}
{% endmacro %}

{% macro stage_broken(rules) %}
{% set parts = [] %}
{% for rule in rules %}{% do parts.append('not (' ~ rule.predicate ~ ')') %}{% endfor %}
{{ return(parts | join(' or ') if parts else 'false') }}
{% endmacro %}

{# A time, or text in the shape of one, can hold nothing personal and is shown. Everything else is shown masked, nothing as empty. #}
{% macro stage_found(rule, meta, checked) %}
{% set column = meta.columns | selectattr('name', 'equalto', rule.column) | first %}
{% set text = column.name ~ '__text' if column in checked else column.name %}
{% set shown = masked(text) %}
{% if column.logical_type in ['timestamp', 'date'] %}
    {% set is_timelike = matches(text, '^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:]{4,8})?$') %}
    {% set shown = 'coalesce(' ~ vi_time(column.name) ~ ', case when ' ~ is_timelike ~ ' then ' ~ text ~ ' end, ' ~ shown ~ ')' %}
{% endif %}
{{ return('coalesce(' ~ shown ~ ", '')") }}
{% endmacro %}

{# The declared part of its snapshot a row belongs to; one and the same for extracts that declare none. #}
{% macro part_key(parts) %}
{% set texts = [] %}
{% for column in parts %}{% do texts.append("coalesce(cast(" ~ column ~ " as string), '')") %}{% endfor %}
{{ return(texts | join(" || '|' || ") if texts else "''") }}
{% endmacro %}
