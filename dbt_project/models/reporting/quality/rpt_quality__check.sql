-- Every rule of every contract, also one that nothing was checked against: a missing check is visible.
with rule as (
    {{ rule_rows() }}
),

result as (
    select
        extract,
        rule,
        sum(rows_checked) as rows_checked,
        sum(rows_failed) as rows_failed
    from {{ ref('check_result') }}
    group by extract, rule
),

judged as (
    select
        rule.*,
        coalesce(result.rows_checked, 0) as rows_checked,
        coalesce(result.rows_failed, 0) as rows_failed,
        case
            when coalesce(result.rows_failed, 0) = 0 then 'pass'
            when rule.severity = 'warning' then 'warn'
            else 'fail'
        end as verdict_code
    from rule
    left join result on rule.extract = result.extract and rule.rule_name = result.rule
    where rule.extract is not null
)

select
    extract_vi,
    rule_name,
    column_vi,
    {{ dimension_vi('dimension') }} as dimension_vi,
    {{ severity_vi('severity') }} as severity_vi,
    cast(rows_checked as bigint) as rows_checked,
    cast(rows_failed as bigint) as rows_failed,
    case when rows_checked > 0 then 100 * cast(rows_failed as double) / cast(rows_checked as double) end as failed_pct,
    verdict_code,
    case
        when rows_checked = 0 then 'Chưa có dữ liệu'
        when verdict_code = 'pass' then 'Đạt'
        when verdict_code = 'warn' then 'Cảnh báo'
        else 'Có lỗi'
    end as verdict_vi,
    cause_vi,
    fix_vi
from judged
