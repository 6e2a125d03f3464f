{{ config(materialized='view') }}
-- What any source ever said of a dossier, in one shape. The national extract outranks a local list (source_rank), whichever is newer.
with load_version as (select load_id, extract, load_seq, superseded_by_seq from {{ ref('int_load_version') }}),

national as (
    select
        2 as source_rank, 'national_sync' as source_system, dossier_code, procedure_code, agency_code, receiving_agency_code,
        coalesce(submission_channel, '1') as submission_channel, status_code, {{ dossier_state('status_code') }} as state,
        received_at, due_at, coalesce(finished_at, returned_at, rejected_at) as finished_at,
        coalesce(submission_channel = '2', false) as is_online, supplement_count, waiting_minutes, is_due_extended,
        false as is_due_whole_day, result_count > 0 as has_electronic_result,
        has_digitised_part, reused_file_count > 0 as has_reused_data, file_count > 0 as has_files,
        has_fee, online_payment in ('1', '2') as is_paid_online, vneid_verified as is_vneid_verified, version_1, version_2, load_id
    from {{ ref('stg_dvc__dossier') }}
    where is_accepted
),

local_list as (
    select
        1 as source_rank, 'onestop_local' as source_system, dossier_code, cast(null as string) as procedure_code, agency_code,
        agency_code as receiving_agency_code, coalesce(submission_channel, '1') as submission_channel, status_code,
        {{ dossier_state('status_code') }} as state, received_at, due_at, finished_at,
        coalesce(submission_channel = '2', false) as is_online, cast(null as bigint) as supplement_count,
        cast(null as bigint) as waiting_minutes, cast(null as boolean) as is_due_extended, coalesce(is_due_whole_day, false) as is_due_whole_day,
        cast(null as boolean) as has_electronic_result,
        cast(null as boolean) as has_digitised_part, cast(null as boolean) as has_reused_data, cast(null as boolean) as has_files,
        cast(null as boolean) as has_fee, cast(null as boolean) as is_paid_online, cast(null as boolean) as is_vneid_verified,
        version_1, version_2, load_id
    from {{ ref('stg_onestop__dossier_list') }}
    where is_accepted
),

event_log as (
    -- An event repeats its case's attributes; a case with an end is done.
    select
        1 as source_rank, 'event_log' as source_system, dossier_code, cast(null as string) as procedure_code, agency_code,
        agency_code as receiving_agency_code, submission_channel, cast(null as string) as status_code,
        case when finished_at is null then 'open' else 'done' end as state, received_at, due_at, finished_at,
        is_online, cast(null as bigint) as supplement_count,
        cast(null as bigint) as waiting_minutes, cast(null as boolean) as is_due_extended, false as is_due_whole_day,
        cast(null as boolean) as has_electronic_result,
        cast(null as boolean) as has_digitised_part, cast(null as boolean) as has_reused_data, cast(null as boolean) as has_files,
        cast(null as boolean) as has_fee, cast(null as boolean) as is_paid_online, cast(null as boolean) as is_vneid_verified,
        version_1, cast(null as integer) as version_2, load_id
    from {{ ref('stg_event_log__permit_receipt') }}
    where is_accepted
),

every_row as (
    select * from national
    union all
    select * from local_list
    union all
    select * from event_log
)

select
    every_row.*,
    load_version.extract,
    load_version.load_seq,
    load_version.superseded_by_seq
from every_row
inner join load_version on every_row.load_id = load_version.load_id
