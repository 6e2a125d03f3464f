-- Rejected dossiers that no accepted row has replaced. A date is unknown only where its cell did not parse or is missing against a rule.
with load_current as (select load_id from {{ ref('int_load_current') }}),

rejected as (
    select load_id, source_row, dossier_code, agency_code, received_at, coalesce(finished_at, returned_at, rejected_at) as finished_at,
        unparsed_columns, failed_rules
    from {{ ref('stg_dvc__dossier') }}
    where not is_accepted
    union all
    select load_id, source_row, dossier_code, agency_code, received_at, finished_at, unparsed_columns, failed_rules
    from {{ ref('stg_onestop__dossier_list') }}
    where not is_accepted
    union all
    select load_id, source_row, dossier_code, agency_code, received_at, finished_at, unparsed_columns, failed_rules
    from {{ ref('stg_event_log__permit_receipt') }}
    where not is_accepted
),

newest as (
    select
        rejected.*,
        row_number() over (
            partition by coalesce(dossier_code, load_id || '|' || cast(source_row as string))
            order by finished_at desc nulls last, load_id asc nulls last, source_row asc nulls last
        ) as row_no
    from rejected
    where load_id in (select load_id from load_current)
),

replaced as (
    select distinct dossier_code
    from {{ ref('fct_dossier') }}
    where known_to is null and dossier_code in (select dossier_code from newest)
),

dated as (
    select
        newest.agency_code,
        cast(newest.received_at as date) as received_date,
        cast(newest.finished_at as date) as finished_date,
        newest.finished_at is null
        and (
            coalesce(newest.unparsed_columns like '%|finished_at|%' or newest.unparsed_columns like '%|returned_at|%', false)
            or coalesce(newest.failed_rules like '%finished_when_done%', false)
        ) as finished_unknown
    from newest
    left join replaced on newest.dossier_code = replaced.dossier_code
    where newest.row_no = 1 and replaced.dossier_code is null
)

select
    agency_code,
    received_date,
    received_date is null as received_unknown,
    finished_date,
    finished_unknown,
    finished_date as closed_date,
    1 as dossiers_received,
    1 as dossiers_closed
from dated
