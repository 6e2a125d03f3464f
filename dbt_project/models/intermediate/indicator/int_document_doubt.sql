-- Rejected register rows that no accepted row has replaced.
with load_current as (
    -- A file that one unit sends itself speaks of that unit: its row with an unreadable unit can belong to no other.
    select current_load.load_id, current_load.part_key, verdict.sole_agency_code
    from {{ ref('int_load_current') }} as current_load
    inner join {{ ref('load_verdict') }} as verdict on current_load.load_id = verdict.load_id
),

document as (select agency_code, direction, register_no, registered_on from {{ ref('fct_document') }} where known_to is null),

rejected as (
    select
        coalesce(staged.agency_code, load_current.sole_agency_code) as agency_code,
        staged.direction,
        staged.register_no,
        staged.registered_on,
        staged.due_on,
        staged.unparsed_columns
    from {{ ref('stg_edoc__document_register') }} as staged
    inner join load_current on staged.load_id = load_current.load_id and staged.part_key = load_current.part_key
    where not staged.is_accepted
)

select
    rejected.agency_code,
    rejected.registered_on as registered_date,
    rejected.registered_on is null as registered_unknown,
    rejected.due_on as due_date,
    rejected.due_on is null and coalesce(rejected.unparsed_columns like '%|due_on|%', false) as due_unknown
from rejected
left join document
    on rejected.agency_code = document.agency_code
    and rejected.direction = document.direction
    and rejected.register_no = document.register_no
    and rejected.registered_on = document.registered_on
where document.agency_code is null
