{{ config(materialized='incremental', incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert', unique_key='dossier_code') }}
{% set content = [
    'source_system', 'procedure_code', 'agency_code', 'receiving_agency_code', 'submission_channel', 'status_code', 'state',
    'received_at', 'due_at', 'finished_at', 'is_online', 'supplement_count', 'waiting_minutes', 'is_due_extended', 'is_due_whole_day', 'has_electronic_result',
    'has_digitised_part', 'has_reused_data', 'has_files', 'has_fee', 'is_paid_online', 'is_vneid_verified'
] %}
{% set touched = ref('int_dossier_touched') %}
with version {{ 'as' if is_incremental() else inlined() }} (
    select * from {{ ref('int_dossier_version') }}
    {% if is_incremental() %}
    where dossier_code in (select dossier_code from {{ touched }})
    {% endif %}
),

{{ known_versions('version', ['dossier_code'], ['source_rank', 'version_1', 'version_2'], content) }},

{{ counted_once('dossier_code') }},

procedure as (
    select procedure_code, statutory_days, valid_from, valid_to
    from {{ ref('dim_procedure') }}
    where statutory_days is not null
),

day as (select date_day, working_day_number from {{ ref('dim_date') }}),

-- Only a dossier without a due date needs the legal maximum: the others do not look it up.
measured as (
    select
        counted.*,
        cast(counted.received_at as date) as received_date,
        case when counted.state = 'done' then cast(counted.finished_at as date) end as finished_date,
        finished_day.working_day_number - received_day.working_day_number as elapsed_days,
        procedure.statutory_days
    from counted
    left join procedure
        on case when counted.due_at is null then left(counted.procedure_code, 8) end = procedure.procedure_code
        and cast(counted.received_at as date) between procedure.valid_from and procedure.valid_to
    left join day as received_day on case when counted.due_at is null then cast(counted.received_at as date) end = received_day.date_day
    left join day as finished_day on case when counted.due_at is null then cast(counted.finished_at as date) end = finished_day.date_day
)

select
    dossier_code,
    source_system,
    procedure_code,
    agency_code,
    receiving_agency_code,
    submission_channel,
    status_code,
    state,
    received_at,
    due_at,
    finished_at,
    received_date,
    finished_date,
    {{ month_of('received_date') }} as received_month,
    {{ month_of('finished_date') }} as finished_month,
    is_online,
    state = 'done' as is_finished,
    {{ is_dossier_on_time() }} as is_on_time,
    state in ('open', 'supplement') or status_code = '6' as is_open,
    supplement_count,
    waiting_minutes,
    has_electronic_result,
    has_digitised_part,
    has_reused_data,
    has_files,
    has_fee,
    is_paid_online,
    is_vneid_verified,
    load_id,
    counted_from as known_from,
    counted_to as known_to
from measured
