-- Like with like, from enough cases and complete data only; equal values share a rank.
with shown as (
    select * from {{ ref('rpt_analysis__indicator_value') }}
    where window_code = 'ytd' and agency_code not in ('province', 'unallocated')
),

horizon as (select latest_closed_month from {{ ref('indicator_horizon') }}),

judged as (
    select
        shown.*,
        case
            when shown.is_self_reported then 'Số liệu do đơn vị tự báo cáo'
            when shown.flags like '%|no_rows|%' then 'Chưa nhận được dữ liệu'
            when shown.flags like '%|no_cases|%' then 'Không phát sinh trường hợp nào'
            when shown.flags like '%|low_coverage|%' then 'Thiếu tệp phải gửi'
            when shown.status_code = 'insufficient' then 'Nhiều dòng bị cách ly, chưa đủ chắc chắn'
            when not shown.is_census and shown.denominator < {{ var('min_rank_denominator') }}
                then 'Dưới {{ var("min_rank_denominator") }} trường hợp'
        end as not_ranked_reason_vi
    from shown
    inner join horizon on shown.period_month = horizon.latest_closed_month
),

ranked as (
    select
        *,
        not_ranked_reason_vi is null as is_ranked,
        case
            when not_ranked_reason_vi is null
                then rank() over (
                    partition by indicator_code, unit_group_vi, not_ranked_reason_vi is null
                    order by case direction when 'down' then -value else value end desc nulls last
                )
        end as rank_in_group,
        sum(case when not_ranked_reason_vi is null then 1 else 0 end) over (partition by indicator_code, unit_group_vi) as group_size
    from judged
)

select
    indicator_code,
    indicator_name_vi,
    domain_vi,
    agency_code,
    agency_name_vi,
    unit_group_vi,
    period_month,
    value,
    {{ vi_quantity('value', 'decimals', vi_short_unit('unit_vi')) }} as value_text,
    numerator,
    denominator,
    low,
    high,
    coverage_pct,
    cast(rank_in_group as bigint) as rank_in_group,
    cast(group_size as bigint) as group_size,
    case when is_ranked then cast(rank_in_group as string) || '/' || cast(group_size as string) end as rank_text,
    is_ranked,
    not_ranked_reason_vi,
    status_code,
    status_vi,
    sort_order
from ranked
