{# Reading the cards: from graph.metrics and graph.semantic_models to plain lists. Only at execute time; while parsing, everything is empty. #}

{# All cards by code: {code, fact, meta, numerator, denominator}; numerator and denominator are lists of terms (indicator_terms). #}
{% macro indicator_cards() %}
    {% set cards = [] %}
    {% if execute %}
        {% set metrics = {} %}
        {% for metric in graph.metrics.values() if metric.config.meta.get('code') %}
            {% do metrics.update({metric.config.meta.code: metric}) %}
        {% endfor %}
        {% for code in metrics | sort %}
            {% set metric = metrics[code] %}
            {% if metric.type != 'ratio' %}
                {% do exceptions.raise_compiler_error('Card ' ~ code ~ ': the generated pass reads metrics of type ratio, not ' ~ metric.type) %}
            {% endif %}
            {% set numerator, denominator = metric.type_params.numerator, metric.type_params.denominator %}
            {% set own = indicator_conditions(metric.filter) %}
            {% set card = {
                'code': code,
                'meta': metric.config.meta,
                'numerator': indicator_terms(numerator.name, own + indicator_conditions(numerator.filter)),
                'denominator': indicator_terms(denominator.name, own + indicator_conditions(denominator.filter)),
            } %}
            {% set facts = (card.numerator + card.denominator) | map(attribute='fact') | unique | list %}
            {% if facts | length > 1 %}
                {% do exceptions.raise_compiler_error('Card ' ~ code ~ ' counts from more than one fact: ' ~ facts) %}
            {% endif %}
            {% do card.update({'fact': facts[0]}) %}
            {% do cards.append(card) %}
        {% endfor %}
    {% endif %}
    {{ return(cards) }}
{% endmacro %}

{# A metric as signed sums of measures: [{sign, fact, role, column, condition}]. Derived metrics may only add and subtract. #}
{% macro indicator_terms(metric_name, conditions, sign=1) %}
    {% set metric = (graph.metrics.values() | selectattr('name', 'equalto', metric_name) | list)[0] %}
    {% set own = conditions + indicator_conditions(metric.filter) %}
    {% set terms = [] %}
    {% if metric.type == 'derived' %}
        {% for mark, name in modules.re.findall('([-+]?)\\s*([a-z_0-9]+)', metric.type_params.expr) %}
            {% do terms.extend(indicator_terms(name, own, -sign if mark == '-' else sign)) %}
        {% endfor %}
    {% else %}
        {% set measure = metric.type_params.measure %}
        {% do terms.append(indicator_measure(measure.name, own + indicator_conditions(measure.filter), sign)) %}
    {% endif %}
    {{ return(terms) }}
{% endmacro %}

{% macro indicator_measure(measure_name, conditions, sign) %}
    {% for model in graph.semantic_models.values() %}
        {% for measure in model.measures if measure.name == measure_name %}
            {% if measure.agg != 'sum' %}
                {% do exceptions.raise_compiler_error('Measure ' ~ measure_name ~ ': cells hold sums only, not ' ~ measure.agg) %}
            {% endif %}
            {{ return({
                'sign': sign,
                'fact': model.name,
                'role': indicator_role_column(measure.agg_time_dimension or model.defaults.agg_time_dimension),
                'column': 'row_count' if measure.expr == '1' else measure.name,
                'condition': conditions | join(' and '),
            }) }}
        {% endfor %}
    {% endfor %}
    {% do exceptions.raise_compiler_error('Unknown measure ' ~ measure_name) %}
{% endmacro %}

{# Filter templates as SQL over a cell's columns: Dimension('entity__column') becomes column. #}
{% macro indicator_conditions(filter) %}
    {% set conditions = [] %}
    {% for part in (filter.where_filters if filter else []) %}
        {% do conditions.append('(' ~ modules.re.sub("[{][{]\\s*Dimension\\('\\w+?__(\\w+)'\\)\\s*[}][}]", '\\1', part.where_sql_template) ~ ')') %}
    {% endfor %}
    {{ return(conditions) }}
{% endmacro %}

{# The cell column of a date role: received_date → received_month. #}
{% macro indicator_role_column(dimension_name) %}{{ return(dimension_name | replace('_date', '_month')) }}{% endmacro %}

{# What the cells of one fact hold: its date roles, the dimensions and the summed measures that cards use, as {column: SQL expression}. #}
{% macro indicator_cell_columns(fact) %}
    {% set columns = {'roles': {}, 'dimensions': {}, 'sums': {}} %}
    {% set model = (graph.semantic_models.values() | selectattr('name', 'equalto', fact) | list)[0] %}
    {% set terms = [] %}
    {% for card in indicator_cards() %}{% do terms.extend(card.numerator + card.denominator) %}{% endfor %}
    {% set terms = terms | selectattr('fact', 'equalto', fact) | list %}
    {% set conditions = terms | map(attribute='condition') | join(' ') %}
    {% for dimension in model.dimensions %}
        {% set column = indicator_role_column(dimension.name) %}
        {% set is_anchor = dimension.name == model.defaults.agg_time_dimension %}
        {% if dimension.type == 'time' and (is_anchor or terms | selectattr('role', 'equalto', column) | list) %}
            {% do columns.roles.update({column: dimension.expr or dimension.name}) %}
        {% elif dimension.type != 'time' and modules.re.search('\\b' ~ dimension.name ~ '\\b', conditions) %}
            {% do columns.dimensions.update({dimension.name: dimension.expr or dimension.name}) %}
        {% endif %}
    {% endfor %}
    {% for measure in model.measures if terms | selectattr('column', 'equalto', measure.name) | list %}
        {% do columns.sums.update({measure.name: measure.expr or measure.name}) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}

{# The date role that partitions a fact's cells: the one that does not change while a case runs. #}
{% macro indicator_anchor(fact) %}
    {% set model = (graph.semantic_models.values() | selectattr('name', 'equalto', fact) | list)[0] %}
    {{ return(indicator_role_column(model.defaults.agg_time_dimension)) }}
{% endmacro %}
