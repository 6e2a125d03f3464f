-- Which loads count, and which newer snapshot of the same sender, period and declared part stands in the place of an older one.
-- Where versions do not tell, an operator's answer does: a load answered to be the newer stands directly behind those it was asked about.
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
        ledger.period_end,
        coalesce(ledger.answered_version_at, ledger.version_at) as version_at,
        ledger.answer_seq,
        ledger.rows_read = 0 as is_nothing,
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

placed as (
    select
        counted.*,
        sent.agency_code,
        coalesce(sent.agency_code, counted.sender_key, '') as sender
    from counted
    left join sent on counted.load_id = sent.load_id
),

part as (select distinct load_id, part_key from {{ ref('load_month_count') }}),

held_part as (
    select placed.*, part.part_key
    from placed
    inner join part on placed.load_id = part.load_id
),

-- That there is nothing to report is said of every part.
parted as (
    select * from held_part
    union all
    select placed.*, coalesce(known.part_key, '') as part_key
    from placed
    left join (select distinct extract, sender, period_start, period_end, part_key from held_part) as known
        on placed.extract = known.extract and placed.sender = known.sender and placed.period_start = known.period_start and placed.period_end = known.period_end
    where placed.is_nothing
),

superseded as (
    select
        *,
        case when delivery = 'snapshot' then
            min(load_seq) over (
                partition by extract, sender, period_start, period_end, part_key
                order by version_at asc nulls first, answer_seq asc nulls first, load_id asc nulls first
                rows between 1 following and unbounded following
            )
        end as superseded_by_seq
    from parted
)

select
    load_id,
    part_key,
    load_seq,
    extract,
    agency_code,
    period_start,
    superseded_by_seq,
    is_pending or coalesce(superseded_by_seq in (select load_seq from superseded where is_pending), false) as is_touched
from superseded
