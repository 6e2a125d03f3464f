-- A load with too large a share of rows in quarantine is held whole: facts do not read it.
with contract as (
    {{ contract_rows() }}
),

counted as (
    select
        load_id,
        extract,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(failed_row_count) as bigint) as failed_row_count
    from {{ ref('load_month_count') }}
    group by load_id, extract
)

select
    counted.load_id,
    counted.extract,
    contract.delivery,
    counted.row_count,
    counted.failed_row_count,
    100 * cast(counted.failed_row_count as double) / cast(counted.row_count as double) as failed_pct,
    100 * cast(counted.failed_row_count as double) / cast(counted.row_count as double) > contract.held_above_pct as is_held
from counted
inner join contract on counted.extract = contract.extract
