{# Under which month a row is reported: its own, unless that is unknown or outside what was ever delivered for (a faulty date); then its load's. #}

{# CTEs `ledger_span` and `load_month`; `load_month` has load_id and period_start. #}
{% macro load_months() %}
load_month as (
    select
        load_id,
        {{ month_of('period_start') }} as period_start,
        -- A load of one row may itself carry the faulty date: no period lies after the day the file came in.
        period_start is not null and period_start <= received_at and status = 'accepted' as is_sound
    from {{ source('control', 'load') }}
),

ledger_span as (
    select min(period_start) as first_month, max(period_start) as last_month
    from load_month
    where is_sound
)
{% endmacro %}

{# Reads ledger_span and load_month. #}
{% macro reported_month(row_month) -%}
case
    when {{ row_month }} between ledger_span.first_month and ledger_span.last_month then {{ row_month }}
    when load_month.period_start between ledger_span.first_month and ledger_span.last_month then load_month.period_start
end
{%- endmacro %}
