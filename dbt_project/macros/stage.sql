{# A staging model out of its contract: typed columns, codes, agencies, and which rules each row fails. #}

{# `derived`: {column: SQL over the contract's typed columns}, added to what the contract brings. #}
{% macro stage(extract, derived={}) %}
{# Named here so that dbt sees them while parsing, when contracts are not known yet. #}
{% set code_text, alias, raw, pending = ref('dim_code_text'), ref('dim_agency_alias'), source('raw', extract), source('control', 'pending') %}
{% if not execute %}
select cast(null as string) as load_id
{% else %}
{% set meta = contract_of(extract) %}
{% set coded = meta.columns | selectattr('code_list') | list %}
{% set looked_up = meta.columns | selectattr('lookup') | list %}
{% set checked = meta.columns | selectattr('logical_type', 'in', ['timestamp', 'date', 'integer', 'number', 'boolean']) | list + coded %}
{% set versions = meta.version_order if meta.delivery == 'upsert' else [] %}
{% set errors = meta.rules | selectattr('severity', 'equalto', 'error') | list %}
with text_row {{ inlined() }} (
    select
        load_id,
        source_row,
        sheet_name,
        {% for column in meta.columns %}
        {{ stage_text(column) }} as {{ column.name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ pending_raw(extract) }} as pending_raw
),
{% for column in looked_up %}
{{ stage_lookup(column, meta, alias, loop.index) }},
{% endfor %}
typed as (
    select
        text_row.load_id,
        text_row.source_row,
        text_row.sheet_name,
        {% for column in checked %}
        text_row.{{ column.name }} as {{ column.name }}__text,
        {% endfor %}
        {% for column in coded %}
        code_{{ loop.index }}.code as {{ column.name }},
        {% endfor %}
        {% for column in meta.columns if column not in coded %}
        {{ stage_value(column, 'text_row.' ~ column.name) }} as {{ column.name }}{{ ',' if not loop.last }}
        {% endfor %}
    from text_row
    {% for column in coded %}
    {% set compared = 'text_row.' ~ column.name if column.code_from == 'code' else 'lower(text_row.' ~ column.name ~ ')' %}
    left join (select match_text, code from {{ code_text }} where list_name = '{{ column.code_list }}'{{ ' and is_code' if column.code_from == 'code' }}) as code_{{ loop.index }}
        on code_{{ loop.index }}.match_text = {{ compared }}
    {% endfor %}
),
placed as (
    select
        typed.*,
        {% for column in looked_up %}
        agency_{{ loop.index }}.agency_code as {{ column.lookup.as }},
        {% endfor %}
        {{ stage_unparsed(checked) }} as unparsed_columns
    from typed
    {% for column in looked_up %}
    left join agency_{{ loop.index }}
        on agency_{{ loop.index }}.name = typed.{{ column.name }} and agency_{{ loop.index }}.day = {{ stage_day(column.lookup.at) }}
    {% endfor %}
),
judged as (
    select
        *,
        {% for expression in versions %}
        {{ expression }} as version_{{ loop.index }},
        {% endfor %}
        {% for name, expression in derived.items() %}
        {{ expression }} as {{ name }},
        {% endfor %}
        coalesce({{ stage_broken(meta.rules) }}, false) as is_broken
    from placed
)

select
    load_id,
    source_row,
    sheet_name,
    {% for column in meta.columns %}
    {{ column.name }},
    {% endfor %}
    {% for column in looked_up %}
    {{ column.lookup.as }},
    {% endfor %}
    {% for name in derived %}
    {{ name }},
    {% endfor %}
    {% for expression in versions %}
    version_{{ loop.index }},
    {% endfor %}
    {{ month_of(looked_up[0].lookup.at) if looked_up else 'cast(null as date)' }} as period_month,
    unparsed_columns,
    case when is_broken then concat_ws('|'{% for rule in meta.rules %}, case when not ({{ rule.predicate }}) then '{{ rule.name }}' end{% endfor %}) end as failed_rules,
    case when is_broken then concat_ws(chr(31){% for rule in meta.rules %}, case when not ({{ rule.predicate }}) then {{ stage_found(rule, meta, checked) }} end{% endfor %}) end as found_values,
    {% if errors %}
    case when is_broken then not coalesce({{ stage_broken(errors) }}, false) else true end as is_accepted
    {% else %}
    true as is_accepted
    {% endif %}
from judged
{% endif %}
{% endmacro %}

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
