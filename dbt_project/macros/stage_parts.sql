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
{% if column.percent_scale %}{{ return(parse_percent(text, column.number_style, column.percent_scale)) }}{% endif %}
{% if column.logical_type == 'integer' %}{{ return(parse_integer(text, column.number_style)) }}{% endif %}
{% if column.unit_from_title %}{{ return(parse_amount(text, column.number_style)) }}{% endif %}
{% if column.logical_type == 'number' %}{{ return(parse_number(text, column.number_style)) }}{% endif %}
{% if column.logical_type == 'boolean' %}{{ return(parse_boolean(text, column.true_tokens, column.false_tokens)) }}{% endif %}
{{ return(text) }}
{% endmacro %}

{# Columns that two dates or two degrees are read into, beside the text they are read from. #}
{% macro stage_added(periods, placed_at) %}
{% set added = [] %}
{% for column in periods %}{% do added.extend([column.period.start, column.period.end]) %}{% endfor %}
{% for column in placed_at %}{% do added.extend([column.coordinates.longitude, column.coordinates.latitude]) %}{% endfor %}
{{ return(added) }}
{% endmacro %}

{# What is null where a column's text could not be read. #}
{% macro stage_reading(column) %}
{% if column.period %}{{ return('nullif(' ~ column.name ~ '__known, false)') }}{% endif %}
{% if column.coordinates %}{{ return(column.coordinates.longitude) }}{% endif %}
{{ return(column.name) }}
{% endmacro %}

{# The day a name is looked up at; without one, any validity that leaves a single agency will do. #}
{% macro stage_day(moment) %}{{ return("coalesce(cast(" ~ moment ~ " as date), date '1900-01-01')") }}{% endmacro %}

{# Each name and day met in the pending loads, once: names are few, rows are many. A name that fits two agencies fits none. #}
{% macro stage_lookup(column, meta, alias, number) %}
{% set at = meta.columns | selectattr('name', 'equalto', column.lookup.at) | first %}
named_{{ number }} as (
    {% if at %}
    select distinct {{ column.name }} as name, {{ stage_day(stage_value(at, at.name)) }} as day
    from text_row
    where {{ column.name }} is not null
    {% else %}
    {% for period in meta.columns | selectattr('period') if column.lookup.at in [period.period.start, period.period.end] %}
    select distinct text_row.{{ column.name }} as name, {{ stage_day('period.' ~ ('starts_on' if column.lookup.at == period.period.start else 'ends_on')) }} as day
    from text_row
    left join {{ period_of(period, meta) }} as period
        on period.name = text_row.{{ period.name }} and period.year = {{ period_year(period, 'text_row') }}
    where text_row.{{ column.name }} is not null
    {% endfor %}
    {% endif %}
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
    {% do parts.append("case when " ~ stage_reading(column) ~ " is null and " ~ column.name ~ "__text is not null then '" ~ column.name ~ "' end") %}
{% endfor %}
{{ return("'|' || nullif(concat_ws('|', " ~ parts | join(', ') ~ "), '') || '|'" if parts else 'cast(null as string)') }}
{% endmacro %}

{% macro stage_broken(rules) %}
{% set parts = [] %}
{% for rule in rules %}{% do parts.append('not (' ~ rule.predicate ~ ')') %}{% endfor %}
{{ return(parts | join(' or ') if parts else 'false') }}
{% endmacro %}

{# A time, or text in the shape of one, can hold nothing personal and is shown. Everything else is shown masked, nothing as empty;
   in a column of values, letters stand only where they are words of its kind. #}
{% macro stage_found(rule, meta, checked) %}
{% set column = meta.columns | selectattr('name', 'equalto', rule.column) | first %}
{% set text = column.name ~ '__text' if column in checked else column.name %}
{% set is_value = column.period or column.coordinates or column.logical_type not in ['string', 'array'] %}
{% set shown = masked_value(text, column) if is_value else masked(text) %}
{% if column.logical_type in ['timestamp', 'date'] %}
    {% set is_timelike = matches(text, '^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:]{4,8})?$') %}
    {% set shown = 'coalesce(' ~ vi_time(column.name) ~ ', case when ' ~ is_timelike ~ ' then ' ~ text ~ ' end, ' ~ shown ~ ')' %}
{% endif %}
{{ return('coalesce(' ~ shown ~ ", '')") }}
{% endmacro %}

{# A sender may have put a name where a number belongs: of words that are no words of the column's kind, only their length is told. #}
{% macro masked_value(text, column) %}
{% set rest = namespace(sql='lower(' ~ text ~ ')') %}
{% for word in column.unit_words or {} %}{% set rest.sql = "replace(" ~ rest.sql ~ ", '" ~ (word | lower | replace("'", "''")) ~ "', '')" %}{% endfor %}
{% set known = ['length(' ~ text ~ ') <= 2', text ~ ' in (' ~ text_list(written_forms('excel_errors')) ~ ')'] %}
{% if column.period %}{% do known.append(matches(rest.sql, written_forms('periods').words)) %}{% endif %}
{% set wordless = 'not ' ~ matches(rest.sql, '[^0-9 .,:;/()%+*#?!<>=°"_–…-]') %}
{{ return('case when ' ~ wordless ~ ' or ' ~ known | join(' or ') ~ ' then ' ~ masked(text) ~ ' else ' ~ shape_of(text) ~ ' end') }}
{% endmacro %}

{# The declared part of its snapshot a row belongs to; one and the same for extracts that declare none. #}
{% macro part_key(parts) %}
{% set texts = [] %}
{% for column in parts %}{% do texts.append("coalesce(cast(" ~ column ~ " as string), '')") %}{% endfor %}
{{ return(texts | join(" || '|' || ") if texts else "''") }}
{% endmacro %}
