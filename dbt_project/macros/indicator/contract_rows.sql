{# The contracts' texts as rows, read from the rendered source `raw`. #}

{# Those whose staging model is named in the var: rules of an extract that is off are no business of a release. #}
{% macro contract_sources() %}
    {% set found, read = [], [] %}
    {% if execute %}
        {% for name in var('staging_models') %}{% do read.extend(graph.nodes.get('model.' ~ project_name ~ '.' ~ name, {}).get('depends_on', {}).get('nodes', [])) %}{% endfor %}
        {% for source in graph.sources.values() if source.source_name == 'raw' and source.unique_id in read %}{% do found.append(source) %}{% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{% macro extract_rows() %}
{% for source in contract_sources() %}
select {{ sql_text(source.name) }} as extract, {{ sql_text(source.config.meta.extract_vi) }} as extract_vi{{ ' union all' if not loop.last }}
{% else %}
select cast(null as string) as extract, cast(null as string) as extract_vi
{% endfor %}
{% endmacro %}

{% macro rule_rows() %}
{% set rows = [] %}
{% for source in contract_sources() %}
    {% set contract, labels = contract_of(source.name), {} %}
    {% for column in contract.columns %}{% do labels.update({column.name: column.label_vi}) %}{% endfor %}
    {% for rule in contract.rules %}
        {% do rows.append([
            source.name, contract.extract_vi, rule.name, labels.get(rule.column, rule.column), rule.severity, rule.dimension,
            rule.expected_vi, rule.cause_vi, rule.fix_vi
        ]) %}
    {% endfor %}
{% endfor %}
{% set names = ['extract', 'extract_vi', 'rule_name', 'column_vi', 'severity', 'dimension', 'expected_vi', 'cause_vi', 'fix_vi'] %}
{% for row in rows %}
select {% for name in names %}{{ sql_text(row[loop.index0]) }} as {{ name }}{{ ', ' if not loop.last }}{% endfor %}{{ ' union all' if not loop.last }}
{% else %}
select {% for name in names %}cast(null as string) as {{ name }}{{ ', ' if not loop.last }}{% endfor %}
{% endfor %}
{% endmacro %}
