{# A schema is a step on the path of a number (docs/design.md §5), whoever runs dbt. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
{{ custom_schema_name or target.schema }}
{%- endmacro %}
