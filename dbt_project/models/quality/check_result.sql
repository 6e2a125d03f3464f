-- Every rule is there for every month with rows, also when nothing failed. Superseded snapshots no longer count, held loads do.
with rule as (
    {{ contract_rule_rows() }}
),

superseded as (
    select load_id
    from {{ ref('int_load_version') }}
    group by load_id
    having count(*) = count(superseded_by_seq)
),

{{ load_months() }},

counted as (
    select
        counted.extract,
        {{ reported_month('counted.period_month') }} as period_month,
        counted.row_count
    from {{ ref('load_month_count') }} as counted
    cross join ledger_span
    left join load_month on counted.load_id = load_month.load_id
    where counted.load_id not in (select load_id from superseded)
),

checked as (
    select
        extract,
        period_month,
        cast(sum(row_count) as bigint) as rows_checked
    from counted
    group by extract, period_month
),

failure as (
    select
        failure.extract,
        failure.rule,
        {{ reported_month('failure.period_month') }} as period_month
    from {{ ref('quarantine') }} as failure
    cross join ledger_span
    left join load_month on failure.load_id = load_month.load_id
    where failure.load_id not in (select load_id from superseded)
),

failed as (
    select
        extract,
        rule,
        coalesce(period_month, date '1900-01-01') as month_key,
        count(*) as rows_failed
    from failure
    group by extract, rule, coalesce(period_month, date '1900-01-01')
)

select
    checked.extract,
    rule.rule,
    rule.column_name,
    rule.severity,
    checked.period_month,
    checked.rows_checked,
    coalesce(failed.rows_failed, 0) as rows_failed
from checked
inner join rule on checked.extract = rule.extract
left join failed
    on checked.extract = failed.extract
    and rule.rule = failed.rule
    and coalesce(checked.period_month, date '1900-01-01') = failed.month_key
