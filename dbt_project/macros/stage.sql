{# A staging model out of its contract: typed columns, codes, agencies, and which rules each row fails. #}

{# `derived`: {column: SQL over the contract's typed columns}, added to what the contract brings. #}
{% macro stage(extract, derived={}) %}
{% do config(enabled=model.name not in var('staging_off')) %}
{# Named here so that dbt sees them while parsing, when contracts are not known yet. #}
{% set code_text, alias, raw, pending = ref('dim_code_text'), ref('dim_agency_alias'), source('raw', extract), source('control', 'pending') %}
{% if not execute %}
select cast(null as string) as load_id
{% else %}
{% set meta = contract_of(extract) %}
{% set coded = meta.columns | selectattr('code_list') | list %}
{% set looked_up = meta.columns | selectattr('lookup') | list %}
{% set periods = meta.columns | selectattr('period') | list %}
{% set placed_at = meta.columns | selectattr('coordinates') | list %}
{% set checked = meta.columns | selectattr('logical_type', 'in', ['timestamp', 'date', 'integer', 'number', 'boolean']) | list + coded + periods + placed_at %}
{% set versions = meta.version_order if meta.delivery == 'upsert' else [] %}
{% set errors = meta.rules | selectattr('severity', 'equalto', 'error') | list %}
with text_row {{ inlined() }} (
    select
        load_id,
        source_row,
        sheet_name,
        {{ 'source_column' if 'source_column' in meta.extras else 'cast(null as string)' }} as source_column,
        {% for name in meta.extras if name != 'source_column' %}
        {{ name }},
        {% endfor %}
        {% for column in meta.columns %}
        {{ stage_text(column) }} as {{ column.name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ pending_raw(extract) }} as pending_raw
),
{% for column in periods %}
{{ stage_period(column, loop.index) }},
{% endfor %}
{% for column in looked_up %}
{{ stage_lookup(column, meta, alias, loop.index) }},
{% endfor %}
typed as (
    select
        text_row.load_id,
        text_row.source_row,
        text_row.sheet_name,
        text_row.source_column,
        {% for column in checked %}
        text_row.{{ column.name }} as {{ column.name }}__text,
        {% endfor %}
        {% for column in coded %}
        code_{{ loop.index }}.code as {{ column.name }},
        {% endfor %}
        {% for column in periods %}
        period_{{ loop.index }}.starts_on as {{ column.period.start }},
        period_{{ loop.index }}.ends_on as {{ column.period.end }},
        period_{{ loop.index }}.is_known as {{ column.name }}__known,
        {% endfor %}
        {% for column in placed_at %}
        {{ parse_degrees('text_row.' ~ column.name, 1) }} as {{ column.coordinates.longitude }},
        {{ parse_degrees('text_row.' ~ column.name, 2) }} as {{ column.coordinates.latitude }},
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
    {% for column in periods %}
    left join period_{{ loop.index }}
        on period_{{ loop.index }}.name = text_row.{{ column.name }} and period_{{ loop.index }}.year = {{ period_year(column, 'text_row') }}
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
    source_column,
    {% for column in meta.columns %}
    {{ column.name }},
    {% endfor %}
    {% for column in looked_up %}
    {{ column.lookup.as }},
    {% endfor %}
    {% for name in stage_added(periods, placed_at) %}
    {{ name }},
    {% endfor %}
    {% for name in derived %}
    {{ name }},
    {% endfor %}
    {% for expression in versions %}
    version_{{ loop.index }},
    {% endfor %}
    {{ month_of(looked_up[0].lookup.at) if looked_up else 'cast(null as date)' }} as period_month,
    {{ part_key(meta.parts) }} as part_key,
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
