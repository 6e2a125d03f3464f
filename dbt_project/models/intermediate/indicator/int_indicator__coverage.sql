-- Deliveries due and received by group and month: of a unit that owes them itself, and of the whole province.
with delivery as (
    select agency_code, delivery_group, period_month, received_on
    from {{ ref('int_delivery') }}
)

select
    delivery_group,
    agency_code,
    period_month,
    count(*) as due_count,
    count(received_on) as received_count
from delivery
where agency_code is not null
group by delivery_group, agency_code, period_month
union all
select
    delivery_group,
    'province',
    period_month,
    count(*),
    count(received_on)
from delivery
group by delivery_group, period_month
