{# From text to typed values. What does not parse is null, never a guess. #}

{# What the contracts share (orchestration/contracts/render_dbt.py): written forms of times, numbers and periods; empty while dbt parses. #}
{% macro written_forms(name) %}
{% if not execute %}{{ return({}) }}{% endif %}
{{ return(graph.sources['source.' ~ project_name ~ '.contracts.written_forms'].config.meta[name]) }}
{% endmacro %}

{% macro time_format(name) %}{{ return(written_forms('time_formats').get(name, {'shape': ''})) }}{% endmacro %}

{# Local time without zone. The shape is checked first: engines differ in what they let pass (two-digit years, missing digits). #}
{% macro parse_timestamp(text, formats) %}
{% set tries = [] %}
{% for format in formats %}
    {# Stamps are many: their first and last year are compared as text. #}
    {% set is_shaped = 'length(' ~ text ~ ") = 14 and " ~ text ~ " between '195' and '21'" if format == 'yyyyMMddHHmmss' else matches(text, time_format(format).shape) %}
    {% do tries.append('case when ' ~ is_shaped ~ ' then ' ~ try_time(text, format) ~ ' end') %}
{% endfor %}
{{ return(tries[0] if tries | length == 1 else 'coalesce(' ~ tries | join(', ') ~ ')') }}
{% endmacro %}

{% macro parse_date(text, formats) %}{{ return('cast(' ~ parse_timestamp(text, formats) ~ ' as date)') }}{% endmacro %}

{# kind: integer or number. The first form that fits is cast; where none does, or two readings are left, the value is null. #}
{% macro parse_by_forms(text, kind, style, type) %}
{% set tries = [] %}
{% for form in written_forms('number_forms').get(kind, {}).get(style, []) %}
    {% set bare = namespace(sql=text) %}
    {% if form.cut %}{% set bare.sql = "split_part(" ~ text ~ ", '" ~ form.cut ~ "', 1)" %}{% endif %}
    {% if form.drop %}{% set bare.sql = "replace(" ~ bare.sql ~ ", '" ~ form.drop ~ "', '')" %}{% endif %}
    {% if form.point not in ['', '.'] %}{% set bare.sql = "replace(" ~ bare.sql ~ ", '" ~ form.point ~ "', '.')" %}{% endif %}
    {% do tries.append('when ' ~ matches(text, form.shape) ~ ' then ' ~ try_number(bare.sql, type)) %}
{% endfor %}
{{ return('case ' ~ tries | join(' ') ~ ' end' if tries else 'cast(null as ' ~ type ~ ')') }}
{% endmacro %}

{% macro parse_integer(text, style) %}{{ return(parse_by_forms(text, 'integer', style, 'bigint')) }}{% endmacro %}
{% macro parse_number(text, style, type='double') %}{{ return(parse_by_forms(text, 'number', style, type)) }}{% endmacro %}

{# scale: how a number without sign is meant; one with its sign is always percent, and so is the result. #}
{% macro parse_percent(text, style, scale) %}
{% set number = parse_number("trim(replace(" ~ text ~ ", '%', ''))", style) %}
{% if scale == 'fraction' %}{% set number = 'round(' ~ number ~ ' * case when right(' ~ text ~ ", 1) = '%' then 1 else 100 end, 10)" %}{% endif %}
{{ return('case when ' ~ matches(text, '^[^%]+%?$') ~ ' then ' ~ number ~ ' end') }}
{% endmacro %}

{# An amount printed in a unit, exactly: what multiplies it stands beside it in raw (orchestration/intake/titles.py). #}
{% macro parse_amount(text, style) -%}
cast({{ parse_number(text, style, 'decimal(28,9)') }} * cast({{ text }}__unit as decimal(10,0)) as decimal(38,6))
{%- endmacro %}

{% macro parse_boolean(text, true_tokens, false_tokens) -%}
case when {{ text }} in ({{ text_list(true_tokens) }}) then true when {{ text }} in ({{ text_list(false_tokens) }}) then false end
{%- endmacro %}

{# One of a pair of degrees as intake writes it, `105.34808/22.62924`: longitude first, both within the country. #}
{% macro parse_degrees(text, place) %}
{% set longitude, latitude = try_number("split_part(" ~ text ~ ", '/', 1)", 'double'), try_number("split_part(" ~ text ~ ", '/', 2)", 'double') %}
{% set bounds = written_forms('degrees') %}
{% set is_pair = matches(text, '^[0-9]+[.][0-9]+/[0-9]+[.][0-9]+$') %}
{% set is_here = longitude ~ ' between ' ~ bounds.get('longitude', [0, 0]) | join(' and ') ~ ' and ' ~ latitude ~ ' between ' ~ bounds.get('latitude', [0, 0]) | join(' and ') %}
{{ return('case when ' ~ is_pair ~ ' and ' ~ is_here ~ ' then ' ~ (longitude if place == 1 else latitude) ~ ' end') }}
{% endmacro %}

{% macro text_list(values) %}
{% set quoted = [] %}
{% for value in values %}{% do quoted.append("'" ~ (value | string | replace("'", "''")) ~ "'") %}{% endfor %}
{{ return(quoted | join(', ')) }}
{% endmacro %}

{# How names are compared: lower case, one way of placing the tone mark, without the word for "People's Committee" before a place. #}
{% macro match_key(text) %}
{% set key = namespace(sql="replace(lower(trim(" ~ text ~ ")), 'ð', 'đ')") %}
{% for loose, strict in [('oà', 'òa'), ('oá', 'óa'), ('oả', 'ỏa'), ('oã', 'õa'), ('oạ', 'ọa'), ('oè', 'òe'), ('oé', 'óe'), ('oẻ', 'ỏe'),
                         ('oẽ', 'õe'), ('oẹ', 'ọe'), ('uỳ', 'ùy'), ('uý', 'úy'), ('uỷ', 'ủy'), ('uỹ', 'ũy'), ('uỵ', 'ụy')] %}
    {% set key.sql = "replace(" ~ key.sql ~ ", '" ~ loose ~ "', '" ~ strict ~ "')" %}
{% endfor %}
{{ return("regexp_replace(" ~ key.sql ~ ", '^(ủy ban nhân dân|ubnd) ', '')") }}
{% endmacro %}

{# A value fit to be shown to who repairs it: long numbers and addresses become their shape. #}
{% macro masked(text) -%}
case
    when {{ digit_count(text) }} >= 9 or {{ text }} like '%@%' then case
        when {{ digit_count(text) }} = length({{ text }}) then cast(length({{ text }}) as string) || ' chữ số'
        else {{ shape_of(text) }}
    end
    else left({{ text }}, 60)
end
{%- endmacro %}

{% macro shape_of(text) %}{{ return("cast(length(" ~ text ~ ") as string) || ' ký tự, ' || cast(" ~ digit_count(text) ~ " as string) || ' chữ số'") }}{% endmacro %}

{% macro digit_count(text) %}{{ return("(length(" ~ text ~ ") - length(translate(" ~ text ~ ", '0123456789', '')))") }}{% endmacro %}

{# `000.00.04.H99` of before 2020 and `H99.04` of today are one code. #}
{% macro agency_code_in(text) -%}
case
    when {{ text }} like '___.__.__.%' then split_part({{ text }}, '.', 4) || '.' || split_part({{ text }}, '.', 3)
    when {{ matches(text, '^[A-Z][0-9]{2}([.]|$)') }} then {{ text }}
end
{%- endmacro %}
