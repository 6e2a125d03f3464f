-- A load with too large a share of rows in quarantine is held whole: facts do not read it.
with contract as (
    {{ contract_rows() }}
),

staged as (
    select
        load_id,
        extract,
        min(first_agency_code) as first_agency_code,
        max(last_agency_code) as last_agency_code,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(failed_row_count) as bigint) as failed_row_count
    from {{ ref('load_month_count') }}
    group by load_id, extract
),

-- A declaration that there is nothing to report is a delivery without rows.
counted as (
    select * from staged
    union all
    select
        load_id,
        extract,
        cast(null as string) as first_agency_code,
        cast(null as string) as last_agency_code,
        cast(0 as bigint) as row_count,
        cast(0 as bigint) as failed_row_count
    from {{ source('control', 'load') }}
    where status = 'accepted' and rows_read = 0
)

select
    counted.load_id,
    counted.extract,
    contract.delivery,
    -- The one unit a file that its unit sends itself speaks of: a row in it whose unit cannot be read can belong to no other.
    case when counted.first_agency_code = counted.last_agency_code then counted.first_agency_code end as sole_agency_code,
    counted.row_count,
    counted.failed_row_count,
    100 * cast(counted.failed_row_count as double) / nullif(cast(counted.row_count as double), 0) as failed_pct,
    coalesce(
        counted.failed_row_count >= contract.held_from_rows
        and 100 * cast(counted.failed_row_count as double) / nullif(cast(counted.row_count as double), 0) > contract.held_above_pct,
        false
    ) as is_held
from counted
inner join contract on counted.extract = contract.extract
