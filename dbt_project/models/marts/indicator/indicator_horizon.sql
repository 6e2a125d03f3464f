-- One row: the first and last month with values, and the latest closed month, all read off the data.
with delivery as (
    select
        period_month,
        count(*) as due_count,
        count(received_on) as received_count
    from {{ ref('int_delivery') }}
    group by period_month
),

delivered as (
    select
        max(case when received_count > 0 then period_month end) as last_month,
        max(case when 2 * received_count >= due_count then period_month end) as latest_closed_month
    from delivery
),

counted as (
    select received_month as period_month from {{ ref('int_dossier_cell') }}
    union
    select registered_month from {{ ref('int_document_cell') }}
    union
    select report_month from {{ ref('int_village_coverage_cell') }}
    union
    select report_month from {{ ref('int_subscriber_cell') }}
),

bounds as (
    select min(period_month) as first_month, max(period_month) as last_month
    from counted
)

select
    bounds.first_month,
    coalesce(delivered.last_month, bounds.last_month) as last_month,
    coalesce(delivered.latest_closed_month, bounds.last_month) as latest_closed_month
from bounds
cross join delivered
