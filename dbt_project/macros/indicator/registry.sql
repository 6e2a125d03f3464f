{# The cards as rows. #}

{% macro sql_text(text) %}{{ return("'" ~ (text | string | replace("'", "''")) ~ "'") }}{% endmacro %}

{% macro indicator_registry_rows() %}
{% set texts = [
    'name_vi', 'name_en', 'definition_vi', 'definition_en', 'domain_code', 'domain_vi', 'formula_vi', 'numerator_vi', 'denominator_vi',
    'unit_vi', 'direction', 'zero_denominator', 'legal_basis_vi', 'legal_status', 'owner_vi', 'cadence', 'delivery_group',
    'time_aggregation', 'disclosure_class', 'formula_version'
] %}
{% for card in indicator_cards() %}
select
    '{{ card.code }}' as indicator_code,
    '{{ card.fact }}' as fact_name,
    {% for name in texts %}
    {{ sql_text(card.meta[name]) }} as {{ name }},
    {% endfor %}
    {{ sql_text(indicator_role_label(card)) }} as date_role_vi,
    '|{{ card.meta.source_extracts | join("|") }}|' as source_extracts,
    {{ sql_text(indicator_extract_label(card.meta.source_extracts)) }} as source_extracts_vi,
    cast({{ card.meta.multiplier }} as double) as multiplier,
    cast({{ card.meta.decimals }} as bigint) as decimals,
    cast({{ card.meta.sort_order }} as bigint) as sort_order,
    cast({{ card.meta.may_exceed_100 }} as boolean) as may_exceed_100,
    cast({{ card.meta.self_reported }} as boolean) as is_self_reported,
    cast({{ card.meta.is_census }} as boolean) as is_census,
    cast('{{ card.meta.valid_from }}' as date) as valid_from
{{ 'union all' if not loop.last }}
{% else %}
select 'none' as indicator_code
{% endfor %}
{% endmacro %}

{# The label of the date by which a card counts: that of its denominator's first date role. #}
{% macro indicator_role_label(card) %}
    {% for model in graph.semantic_models.values() if model.name == card.fact %}
        {% for dimension in model.dimensions if indicator_role_column(dimension.name) == card.denominator[0].role and dimension.type == 'time' %}
            {{ return(dimension.label) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{# Vietnamese names of extracts, from the contracts behind the source `raw`. #}
{% macro indicator_extract_label(extracts) %}
    {% set names = [] %}
    {% for source in graph.sources.values() if source.source_name == 'raw' and source.name in extracts %}
        {% do names.append(source.config.meta.extract_vi) %}
    {% endfor %}
    {{ return(names | sort | join('; ')) }}
{% endmacro %}
