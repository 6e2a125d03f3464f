-- Rejected dossiers that no accepted row has replaced, be it under the code by which another extract carries the same dossier. A date is unknown only where its cell did not parse or is missing against a rule.
with load_current as (
    -- A file that one unit sends itself speaks of that unit: its row with an unreadable unit can belong to no other.
    select current_load.load_id, current_load.extract, current_load.period_start, verdict.sole_agency_code
    from {{ ref('int_load_current') }} as current_load
    inner join {{ ref('load_verdict') }} as verdict on current_load.load_id = verdict.load_id
),

rejected as (
    select load_id, source_row, dossier_code, agency_code, received_at, coalesce(finished_at, returned_at, rejected_at) as finished_at,
        unparsed_columns, failed_rules,
        {{ other_code('dvc_dossier') }}
    from {{ ref('stg_dvc__dossier') }}
    where not is_accepted
    union all
    select load_id, source_row, dossier_code, agency_code, received_at, finished_at, unparsed_columns, failed_rules,
        {{ other_code('onestop_dossier_list') }}
    from {{ ref('stg_onestop__dossier_list') }}
    where not is_accepted
    union all
    select load_id, source_row, dossier_code, agency_code, received_at, finished_at, unparsed_columns, failed_rules,
        {{ other_code('permit_receipt') }}
    from {{ ref('stg_event_log__permit_receipt') }}
    where not is_accepted
),

newest as (
    select
        coalesce(rejected.agency_code, load_current.sole_agency_code) as agency_code,
        load_current.period_start,
        rejected.dossier_code,
        case when not coalesce(rejected.failed_rules like '%received_in_range%', false) then rejected.received_at end as received_at,
        case when not coalesce(rejected.failed_rules like '%finished_in_range%', false) then rejected.finished_at end as finished_at,
        rejected.unparsed_columns,
        rejected.failed_rules,
        rejected.other_code,
        rejected.other_extract,
        load_current.extract,
        row_number() over (
            partition by coalesce(rejected.dossier_code, rejected.load_id || '|' || cast(rejected.source_row as string))
            order by rejected.finished_at desc nulls last, rejected.load_id asc nulls last, rejected.source_row asc nulls last
        ) as row_no
    from rejected
    inner join load_current on rejected.load_id = load_current.load_id
),

replaced as (
    select distinct fact.dossier_code, load_version.extract
    from {{ ref('fct_dossier') }} as fact
    inner join {{ ref('int_load_version') }} as load_version on fact.load_id = load_version.load_id
    where fact.known_to is null
        and fact.dossier_code in (select dossier_code from newest union all select other_code from newest)
),

-- Codes by which another extract carries a dossier: what is rejected under them is told of there.
named as (
    select extract, code from {{ ref('int_code_named') }} where named_to is null
    union
    select other_extract as extract, other_code as code from newest where other_code is not null
),

dated as (
    select
        newest.agency_code,
        newest.period_start,
        cast(newest.received_at as date) as received_date,
        cast(newest.finished_at as date) as finished_date,
        newest.finished_at is null
        and (
            coalesce(newest.unparsed_columns like '%|finished_at|%' or newest.unparsed_columns like '%|returned_at|%', false)
            or coalesce(newest.failed_rules like '%finished_when_done%' or newest.failed_rules like '%finished_in_range%', false)
        ) as finished_unknown
    from newest
    left join (select distinct dossier_code from replaced) as own on newest.dossier_code = own.dossier_code
    left join replaced as other on newest.other_extract = other.extract and newest.other_code = other.dossier_code
    left join named on newest.extract = named.extract and newest.dossier_code = named.code
    where newest.row_no = 1 and own.dossier_code is null and other.dossier_code is null and named.code is null
),

-- A file tells of what ended by the time it was made: an unreadable end lies between the receipt and the month after the file's own.
spanned as (
    select
        *,
        finished_unknown and received_date is not null and period_start >= {{ month_of('received_date') }} as is_end_bounded
    from dated
),

possible_end as (
    select spanned.agency_code, day.date_day as finished_date
    from spanned
    inner join {{ ref('dim_date') }} as day
        on day.date_day = day.month_start
        and day.date_day between {{ month_of('spanned.received_date') }} and {{ day_of_next_month('spanned.period_start', 1) }}
    where spanned.is_end_bounded
)

select
    agency_code,
    received_date,
    received_date is null as received_unknown,
    finished_date,
    finished_unknown and not coalesce(is_end_bounded, false) as finished_unknown,
    finished_date as closed_date,
    1 as dossiers_received,
    1 as dossiers_closed
from spanned
union all
select
    agency_code,
    cast(null as date) as received_date,
    false as received_unknown,
    finished_date,
    false as finished_unknown,
    cast(null as date) as closed_date,
    1 as dossiers_received,
    1 as dossiers_closed
from possible_end
