{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    on_schema_change='fail',
    partition_by=month_partition('received_month'),
    pre_hook="{{ delete_touched_months(this, 'received_month', \"'dossier'\") }}"
) }}
-- depends_on: {{ ref('int_indicator__touched_month') }}
with dossier as (
    select * from {{ ref('fct_dossier') }}
    where known_to is null
    {% if is_incremental() %}
        and received_month in (select period_month from {{ ref('int_indicator__touched_month') }} where fact_name = 'dossier')
    {% endif %}
)

select
    coalesce(agency_code, 'unallocated') as agency_code,
    submission_channel,
    state,
    received_month,
    count(*) as dossier_count,
    cast(sum(case when is_on_time then 1 else 0 end) as bigint) as on_time_count,
    cast(sum(case when not is_on_time then 1 else 0 end) as bigint) as late_count
from dossier
group by coalesce(agency_code, 'unallocated'), submission_channel, state, received_month
