{# From text to typed values. What does not parse is null, never a guess. #}

{# One named form of dates and times, from orchestration/contracts/formats.py through source `raw`; empty while dbt parses. #}
{% macro time_format(name) %}
{% if not execute %}{{ return({'shape': '', 'duckdb': '', 'spark': ''}) }}{% endif %}
{% set raw = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | first %}
{{ return(raw.config.meta.time_formats[name]) }}
{% endmacro %}

{# Local time without zone. The shape is checked first: engines differ in what they let pass (two-digit years, missing digits). #}
{% macro parse_timestamp(text, formats) %}
{% set tries = [] %}
{% for format in formats %}
    {% set is_shaped = 'length(' ~ text ~ ') = 14' if format == 'yyyyMMddHHmmss' else matches(text, time_format(format).shape) %}
    {% do tries.append('case when ' ~ is_shaped ~ ' then ' ~ try_time(text, format) ~ ' end') %}
{% endfor %}
{{ return(tries[0] if tries | length == 1 else 'coalesce(' ~ tries | join(', ') ~ ')') }}
{% endmacro %}

{% macro parse_date(text, formats) %}{{ return('cast(' ~ parse_timestamp(text, formats) ~ ' as date)') }}{% endmacro %}

{# Separators go only where every group has exactly three digits; `12,5` is no whole number. #}
{% macro parse_integer(text, style) %}
{% set plain = "when " ~ matches(text, '^-?[0-9]{1,18}$') ~ " then " ~ try_number(text, 'bigint') %}
{% if style != 'vn' %}{{ return('case ' ~ plain ~ ' end') }}{% endif %}
{% set grouped = "when " ~ matches(text, '^-?[0-9]{1,3}([.][0-9]{3})+$') ~ " then " ~ try_number("replace(" ~ text ~ ", '.', '')", 'bigint') %}
{% set spaced = "when " ~ matches(text, '^-?[0-9]{1,3}( [0-9]{3})+$') ~ " then " ~ try_number("replace(" ~ text ~ ", ' ', '')", 'bigint') %}
{{ return('case ' ~ plain ~ ' ' ~ grouped ~ ' ' ~ spaced ~ ' end') }}
{% endmacro %}

{# vn: dot between thousands, comma before decimals; one or two digits after a dot can only be decimals. A percent sign may follow. #}
{% macro parse_number(text, style) %}
{% set bare = "trim(replace(" ~ text ~ ", '%', ''))" %}
{% if style != 'vn' %}
{{ return("case when " ~ matches(bare, '^-?[0-9]+([.][0-9]+)?$') ~ " then " ~ try_number(bare, 'double') ~ " end") }}
{% endif %}
{% set vietnamese = "replace(replace(" ~ bare ~ ", '.', ''), ',', '.')" %}
{% set grouped = "when " ~ matches(bare, '^-?[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$') ~ " then " ~ try_number(vietnamese, 'double') %}
{% set comma = "when " ~ matches(bare, '^-?[0-9]+(,[0-9]+)?$') ~ " then " ~ try_number(vietnamese, 'double') %}
{% set dotted = "when " ~ matches(bare, '^-?[0-9]+[.][0-9]{1,2}$') ~ " then " ~ try_number(bare, 'double') %}
{{ return('case ' ~ grouped ~ ' ' ~ comma ~ ' ' ~ dotted ~ ' end') }}
{% endmacro %}

{% macro parse_boolean(text, true_tokens, false_tokens) -%}
case when {{ text }} in ({{ text_list(true_tokens) }}) then true when {{ text }} in ({{ text_list(false_tokens) }}) then false end
{%- endmacro %}

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
        else cast(length({{ text }}) as string) || ' ký tự, ' || cast({{ digit_count(text) }} as string) || ' chữ số'
    end
    else left({{ text }}, 60)
end
{%- endmacro %}

{% macro digit_count(text) %}{{ return("(length(" ~ text ~ ") - length(translate(" ~ text ~ ", '0123456789', '')))") }}{% endmacro %}

{# `000.00.04.H99` of before 2020 and `H99.04` of today are one code. #}
{% macro agency_code_in(text) -%}
case
    when {{ text }} like '___.__.__.%' then split_part({{ text }}, '.', 4) || '.' || split_part({{ text }}, '.', 3)
    when {{ matches(text, '^[A-Z][0-9]{2}([.]|$)') }} then {{ text }}
end
{%- endmacro %}
