{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key='load_id',
    on_schema_change='fail'
) }}
-- Counted once when a load arrives, so that verdicts never read all of staging again.
with pending as (select load_id from {{ source('control', 'pending') }}),

counted as (
    {% for staged in staged_extracts() %}
    {% set own = staged.meta.columns | selectattr('lookup') | selectattr('name', 'equalto', staged.meta.delivered_by) | list %}
    {% set agency = own[0].lookup.as if own else 'cast(null as string)' %}
    select
        load_id,
        '{{ staged.extract }}' as extract,
        period_month,
        part_key,
        min({{ agency }}) as first_agency_code,
        max({{ agency }}) as last_agency_code,
        count(*) as row_count,
        sum(case when is_accepted then 0 else 1 end) as failed_row_count
    from {{ staged.relation }}
    where load_id in (select load_id from pending)
    group by load_id, period_month, part_key
    {{ 'union all' if not loop.last }}
    {% else %}
    select cast(null as string) as load_id
    {% endfor %}
)

select
    load_id,
    extract,
    period_month,
    part_key,
    first_agency_code,
    last_agency_code,
    row_count,
    cast(failed_row_count as bigint) as failed_row_count
from counted
