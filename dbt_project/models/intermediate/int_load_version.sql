-- Which loads count, and which newer snapshot of the same sender and period stands in the place of an older one.
with ledger as (select * from {{ source('control', 'load') }}),

verdict as (select load_id, delivery, is_held from {{ ref('load_verdict') }}),

pending as (select load_id from {{ source('control', 'pending') }}),

alias as (select * from {{ ref('dim_agency_alias') }}),

counted as (
    select
        ledger.load_id,
        ledger.load_seq,
        ledger.extract,
        verdict.delivery,
        ledger.period_start,
        ledger.version_at,
        ledger.load_id in (select load_id from pending) as is_pending,
        {{ match_key('ledger.sender_name') }} as sender_key
    from ledger
    inner join verdict on ledger.load_id = verdict.load_id
    where ledger.status = 'accepted' and not verdict.is_held
),

sent as (
    select
        counted.load_id,
        min(alias.agency_code) as agency_code
    from counted
    inner join alias
        on counted.sender_key = alias.match_key
        and (counted.period_start is null or counted.period_start between alias.valid_from and alias.valid_to)
    group by counted.load_id
    having min(alias.agency_code) = max(alias.agency_code)
),

superseded as (
    select
        counted.*,
        sent.agency_code,
        case when counted.delivery = 'snapshot' then
            min(counted.load_seq) over (
                partition by counted.extract, coalesce(sent.agency_code, counted.sender_key, ''), counted.period_start
                order by counted.version_at asc nulls first, counted.load_id asc nulls first
                rows between 1 following and unbounded following
            )
        end as superseded_by_seq
    from counted
    left join sent on counted.load_id = sent.load_id
)

select
    load_id,
    load_seq,
    extract,
    agency_code,
    period_start,
    superseded_by_seq,
    is_pending or coalesce(superseded_by_seq in (select load_seq from superseded where is_pending), false) as is_touched
from superseded
