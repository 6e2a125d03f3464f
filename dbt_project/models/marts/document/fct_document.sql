{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key=['agency_code', 'direction', 'register_no', 'registered_on']
) }}
{% set key = ['agency_code', 'direction', 'register_no', 'registered_on'] %}
{% set content = ['doc_number_symbol', 'issued_on', 'urgency', 'due_on', 'handling_status', 'handled_on', 'digitally_signed'] %}
with load_version as (select load_id, part_key, load_seq, superseded_by_seq, is_touched from {{ ref('int_load_version') }}),

{% if is_incremental() %}
touched as (
    select distinct agency_code, direction, register_no, registered_on
    from {{ ref('stg_edoc__document_register') }}
    where is_accepted and load_id in (select load_id from load_version where is_touched)
),
{% endif %}

version {{ 'as' if is_incremental() else inlined() }} (
    select
        staged.*,
        load_version.load_seq,
        load_version.superseded_by_seq
    from {{ ref('stg_edoc__document_register') }} as staged
    inner join load_version on staged.load_id = load_version.load_id and staged.part_key = load_version.part_key
    {% if is_incremental() %}
    inner join touched on {{ same_key('staged', 'touched', key) }}
    {% endif %}
    where staged.is_accepted
),

{{ known_versions('version', key, ['exported_at'], content) }}

select
    agency_code,
    direction,
    register_no,
    registered_on,
    {{ month_of('registered_on') }} as registered_month,
    doc_number_symbol,
    doc_type,
    urgency as urgency_code,
    issued_on,
    due_on,
    handled_on,
    handling_status,
    digitally_signed as is_digitally_signed,
    handling_status = 'done' as is_handled,
    case
        when due_on is null then null
        when handling_status = 'done' then handled_on <= due_on
        when handling_status = 'overdue' then false
    end as is_on_time,
    load_id,
    load_seq as known_from,
    known_to
from known
