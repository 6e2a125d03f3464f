-- Rejected register rows that no accepted row has replaced.
with load_current as (select load_id from {{ ref('int_load_current') }}),

document as (select agency_code, direction, register_no, registered_on from {{ ref('fct_document') }} where known_to is null),

rejected as (
    select agency_code, direction, register_no, registered_on, due_on, unparsed_columns
    from {{ ref('stg_edoc__document_register') }}
    where not is_accepted and load_id in (select load_id from load_current)
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
