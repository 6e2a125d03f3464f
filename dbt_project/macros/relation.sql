{# Relations that are files, and the contracts rendered into source `raw`. #}

{% macro empty_relation(columns) -%}
select {% for column in columns %}cast(null as {{ 'bigint' if column == 'source_row' else 'string' }}) as {{ column }}{{ ', ' if not loop.last }}{% endfor %} where false
{%- endmacro %}

{# A unit test puts its rows in the place of a source; everything else reads files. #}
{% macro is_mocked(relation) %}{{ return('__dbt__cte__' in relation | string) }}{% endmacro %}

{# What a contract says: `config.meta` of its table in source `raw`, columns and rules unfolded. Only at execute time. #}
{% macro contract_of(extract) %}
{% set found = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | selectattr('name', 'equalto', extract) | list %}
{% if not found %}{% do exceptions.raise_compiler_error('No contract rendered for extract ' ~ extract) %}{% endif %}
{% set meta = found[0].config.meta %}
{{ return(dict(meta, columns=fromjson(meta.columns_json), rules=fromjson(meta.rules_json))) }}
{% endmacro %}

{# Paths of an extract's loads that are not yet in the build: from the var, else from what the pipeline wrote. #}
{% macro pending_files(extract) %}
{% set given = var('pending_files', none) %}
{% if given is not none or target.type == 'spark' %}{{ return((given or {}).get(extract, [])) }}{% endif %}
{% set query %}select path from {{ source('control', 'pending') }} where extract = '{{ extract }}' order by path{% endset %}
{{ return(run_query(query).columns[0].values() | list) }}
{% endmacro %}

{% macro pending_raw(extract) %}
{% set relation = source('raw', extract) %}
{% set meta = contract_of(extract) %}
{% set columns = ['load_id', 'source_row', 'sheet_name'] + meta.extras + meta.columns | map(attribute='name') | list %}
{% if is_mocked(relation) %}{{ return(relation) }}{% endif %}
{% set paths = pending_files(extract) %}
{{ return(parquet_files(paths, columns) if paths else '(' ~ empty_relation(columns) ~ ')') }}
{% endmacro %}

{% macro reference_file(name, columns) %}
{% set relation = source('reference', name) %}
{% if not execute or is_mocked(relation) %}{{ return(relation) }}{% endif %}
{{ return(csv_file(name, columns)) }}
{% endmacro %}

{# Staging models by extract: [{extract, meta, relation}]. Fails when a staging model is not listed in the var. #}
{% macro staged_extracts() %}
{% set found = [] %}
{% for name in var('staging_models') %}
    {% set relation = ref(name) %}
    {% if execute %}
        {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
        {% for parent in node.depends_on.nodes if parent.startswith('source.' ~ project_name ~ '.raw.') %}
            {% set extract = parent.split('.')[-1] %}
            {% do found.append({'extract': extract, 'meta': contract_of(extract), 'relation': relation}) %}
        {% endfor %}
    {% endif %}
{% endfor %}
{{ return(found) }}
{% endmacro %}
