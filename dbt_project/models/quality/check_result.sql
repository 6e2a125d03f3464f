-- Every rule is there for every month with rows, also when nothing failed. Superseded snapshots no longer count, held loads do.
with rule as (
    {{ contract_rule_rows() }}
),

superseded as (select load_id from {{ ref('int_load_version') }} where superseded_by_seq is not null),

checked as (
    select
        extract,
        period_month,
        cast(sum(row_count) as bigint) as rows_checked
    from {{ ref('load_month_count') }}
    where load_id not in (select load_id from superseded)
    group by extract, period_month
),

failed as (
    select
        extract,
        rule,
        coalesce(period_month, date '1900-01-01') as month_key,
        count(*) as rows_failed
    from {{ ref('quarantine') }}
    where load_id not in (select load_id from superseded)
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
