-- Every rule of every contract, also one that nothing was checked against: a missing check is visible. Of events, also whether one
-- was told in two ways: no row of its own fails then, so no rule of a contract could say it.
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

extract as (
    {{ extract_rows() }}
),

checked as (
    select
        rule.extract_vi,
        rule.rule_name,
        rule.column_vi,
        rule.dimension,
        rule.severity,
        rule.cause_vi,
        rule.fix_vi,
        coalesce(result.rows_checked, 0) as rows_checked,
        coalesce(result.rows_failed, 0) as rows_failed
    from rule
    left join result on rule.extract = result.extract and rule.rule_name = result.rule
    where rule.extract is not null
    union all
    select
        extract.extract_vi,
        'event_repeated' as rule_name,
        'Khóa của sự kiện' as column_vi,
        'uniqueness' as dimension,
        'warning' as severity,
        'Cùng một sự kiện được gửi nhiều lần với nội dung khác nhau; chỉ một bản được dùng, chọn theo nội dung, không theo thứ tự gửi.' as cause_vi,
        'Đối chiếu sự kiện ở phần mềm nguồn, sửa ở đó rồi xuất lại.' as fix_vi,
        event.event_count as rows_checked,
        event.differing_count as rows_failed
    from {{ ref('repeated_event') }} as event
    inner join extract on event.extract = extract.extract
),

judged as (
    select
        *,
        case
            when rows_failed = 0 then 'pass'
            when severity = 'warning' then 'warn'
            else 'fail'
        end as verdict_code
    from checked
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
