{# What DuckDB and Spark write differently and only the indicators need. #}

{% macro day_series(first_day, last_day) %}{{ return(adapter.dispatch('day_series', 'chiso57')(first_day, last_day)) }}{% endmacro %}

{% macro default__day_series(first_day, last_day) %}
select cast(series.day as date) as date_day
from generate_series(timestamp '{{ first_day }}', timestamp '{{ last_day }}', interval 1 day) as series (day)
{% endmacro %}

{% macro spark__day_series(first_day, last_day) %}
select explode(sequence(date '{{ first_day }}', date '{{ last_day }}', interval 1 day)) as date_day
{% endmacro %}

{# The last value that is not null, up to the current row of the window. #}
{% macro last_known(expression, window) %}{{ return(adapter.dispatch('last_known', 'chiso57')(expression, window)) }}{% endmacro %}

{% macro default__last_known(expression, window) -%}
last_value({{ expression }} ignore nulls) over ({{ window }} rows between unbounded preceding and current row)
{%- endmacro %}

{% macro spark__last_known(expression, window) -%}
last_value({{ expression }}, true) over ({{ window }} rows between unbounded preceding and current row)
{%- endmacro %}
