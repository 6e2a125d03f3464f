-- Rejected dossiers that no accepted row has replaced. A date role is unknown only where its cell did not parse or is missing against a rule.
with load_current as (select load_id from {{ ref('int_load_current') }}),

dossier as (select dossier_code from {{ ref('fct_dossier') }} where known_to is null),

rejected as (
    select load_id, source_row, dossier_code, agency_code, received_at, coalesce(finished_at, returned_at) as finished_at, unparsed_columns, failed_rules
    from {{ ref('stg_national_sync__dvc_dossier') }}
    where not is_accepted
    union all
    select load_id, source_row, dossier_code, agency_code, received_at, finished_at, unparsed_columns, failed_rules
    from {{ ref('stg_onestop_local__onestop_dossier_list') }}
    where not is_accepted
),

newest as (
    select
        rejected.*,
        row_number() over (
            partition by coalesce(dossier_code, load_id || '|' || cast(source_row as string))
            order by finished_at desc nulls last, load_id, source_row
        ) as row_no
    from rejected
    where load_id in (select load_id from load_current)
)

select
    agency_code,
    cast(received_at as date) as received_date,
    received_at is null as received_unknown,
    cast(finished_at as date) as finished_date,
    finished_at is null
    and (
        coalesce(unparsed_columns like '%|finished_at|%' or unparsed_columns like '%|returned_at|%', false)
        or coalesce(failed_rules like '%finished_when_done%', false)
    ) as finished_unknown
from newest
where row_no = 1 and (dossier_code is null or dossier_code not in (select dossier_code from dossier))
