{# Contracts as rows for joins: one an extract. #}
{% macro contract_rows() %}
{% for staged in staged_extracts() %}
select
    '{{ staged.extract }}' as extract,
    '{{ staged.meta.delivery }}' as delivery,
    '{{ staged.meta.delivery_group }}' as delivery_group,
    {{ staged.meta.due_day }} as due_day,
    cast({{ staged.meta.held_above_pct }} as double) as held_above_pct,
    {{ staged.meta.held_from_rows }} as held_from_rows
{{ 'union all' if not loop.last }}
{% else %}
select cast(null as string) as extract
{% endfor %}
{% endmacro %}

{# Every rule of every extract. #}
{% macro contract_rule_rows() %}
{% set rows = [] %}
{% for staged in staged_extracts() %}
    {% set labels = {} %}
    {% for column in staged.meta.columns %}{% do labels.update({column.name: column.label_vi}) %}{% endfor %}
    {% set titled = staged.meta.columns | selectattr('from_title') | map(attribute='name') | list %}
    {% for rule in staged.meta.rules %}
        {% set is_unpivoted = 'true' if rule.column == staged.meta.unpivoted_column else 'false' %}
        {% do rows.append([staged.extract, rule.name, rule.column, rule.severity, sql_text(labels.get(rule.column, rule.column)), is_unpivoted, 'true' if rule.column in titled else 'false']) %}
    {% endfor %}
{% endfor %}
{% for row in rows %}
select '{{ row[0] }}' as extract, '{{ row[1] }}' as rule, '{{ row[2] }}' as column_name, '{{ row[3] }}' as severity, {{ row[4] }} as column_vi, {{ row[5] }} as is_unpivoted, {{ row[6] }} as is_titled{{ ' union all' if not loop.last }}
{% else %}
select cast(null as string) as extract
{% endfor %}
{% endmacro %}
