with indicator_value as (select * from {{ ref('indicator_value') }}),

registry as (select * from {{ ref('indicator_registry') }}),

agency as (select * from {{ ref('rpt_shared__agency') }})

select
    indicator_value.indicator_code,
    registry.name_vi as indicator_name_vi,
    registry.domain_code,
    registry.domain_vi,
    indicator_value.agency_code,
    coalesce(agency.agency_name_vi, indicator_value.agency_code) as agency_name_vi,
    coalesce(agency.unit_group_vi, 'Khác') as unit_group_vi,
    indicator_value.period_month,
    indicator_value.window_code,
    {{ window_vi('indicator_value.window_code') }} as window_vi,
    indicator_value.numerator,
    indicator_value.denominator,
    indicator_value.value,
    indicator_value.low,
    indicator_value.high,
    {{ vi_quantity('indicator_value.value', 'registry.decimals', 'registry.unit_vi') }} as value_text,
    indicator_value.doubtful_count,
    indicator_value.coverage_pct,
    indicator_value.target_value,
    indicator_value.target_year,
    indicator_value.required_value,
    indicator_value.gap_points,
    indicator_value.status_code,
    {{ status_vi('indicator_value.status_code') }} as status_vi,
    indicator_value.flags,
    {{ flags_vi('indicator_value.flags', 'indicator_value.low', 'indicator_value.high') }} as flags_vi,
    registry.unit_vi,
    registry.decimals,
    registry.direction,
    registry.is_self_reported,
    registry.is_census,
    registry.sort_order,
    indicator_value.formula_version,
    indicator_value.boundary_version
from indicator_value
inner join registry on indicator_value.indicator_code = registry.indicator_code
left join agency on indicator_value.agency_code = agency.agency_code
