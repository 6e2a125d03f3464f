{{ config(access='protected') }}
-- What was due and what came. A due day on which nobody works moves to the next working day. The last month is the latest anyone has delivered for; today is the day the last file came in: no clock is read.
-- What was due before the first file ever came in could not be delivered here in time: unless the file states its day, it is not judged late.
with expected as (select * from {{ reference_file('expected_deliveries', ['agency_code', 'delivery_group', 'valid_from', 'valid_to']) }} as file),

contract as (
    {{ contract_rows() }}
),

day as (select date_day, is_working_day, working_day_number from {{ ref('dim_date') }}),

ledger as (select load_id, received_at, version_at from {{ source('control', 'load') }}),

delivered as (
    select
        contract.delivery_group,
        version.agency_code,
        {{ month_of('version.period_start') }} as period_month,
        min(least(cast(ledger.received_at as date), try_cast(left(ledger.version_at, 10) as date))) as received_on
    from {{ ref('int_load_version') }} as version
    inner join contract on version.extract = contract.extract
    inner join ledger on version.load_id = ledger.load_id
    where version.period_start is not null
    group by contract.delivery_group, version.agency_code, {{ month_of('version.period_start') }}
),

delivery_group as (
    select
        contract.delivery_group,
        min(contract.due_day) as due_day,
        min(delivered.period_month) as first_month,
        count(distinct delivered.agency_code) as sender_count
    from contract
    inner join delivered on contract.delivery_group = delivered.delivery_group
    group by contract.delivery_group
),

horizon as (
    select
        (select max(period_month) from delivered) as last_month,
        (select min(cast(received_at as date)) from ledger) as first_day,
        (select max(cast(received_at as date)) from ledger) as today
),

nominal as (
    select
        expected.agency_code,
        expected.delivery_group,
        day.date_day as period_month,
        {{ day_of_next_month('day.date_day', 'delivery_group.due_day') }} as contract_due_on,
        delivery_group.sender_count,
        horizon.first_day,
        horizon.today
    from expected
    inner join delivery_group on expected.delivery_group = delivery_group.delivery_group
    cross join horizon
    inner join day on day.date_day between delivery_group.first_month and horizon.last_month
    where day.date_day = {{ month_of('day.date_day') }}
        and day.date_day >= coalesce(try_cast(expected.valid_from as date), date '1900-01-01')
        and day.date_day <= coalesce(try_cast(expected.valid_to as date), date '9999-12-31')
),

due as (
    select
        nominal.*,
        work_day.date_day as due_on
    from nominal
    inner join day as contract_day on nominal.contract_due_on = contract_day.date_day
    inner join day as work_day
        on work_day.is_working_day
        and work_day.working_day_number = contract_day.working_day_number + case when contract_day.is_working_day then 0 else 1 end
),

matched as (
    -- A group whose files name no sender has one reporter: whatever came for the month is its delivery.
    select due.*, coalesce(own.received_on, case when due.sender_count = 0 then anyone.received_on end) as received_on
    from due
    left join delivered as own
        on due.delivery_group = own.delivery_group and due.agency_code = own.agency_code and due.period_month = own.period_month
    left join delivered as anyone
        on due.delivery_group = anyone.delivery_group and anyone.agency_code is null and due.period_month = anyone.period_month
),

judged as (
    select
        *,
        received_on > due_on and not (received_on >= first_day and due_on < first_day) as is_late
    from matched
)

select
    agency_code,
    delivery_group,
    period_month,
    due_on,
    received_on,
    case when is_late then {{ days_between('due_on', 'received_on') }} else 0 end as days_late,
    case
        when is_late then 'late'
        when received_on is not null then 'on_time'
        when due_on >= today then 'not_due'
        else 'missing'
    end as status_code
from judged
