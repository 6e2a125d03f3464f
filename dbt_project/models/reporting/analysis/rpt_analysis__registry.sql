with registry as (select * from {{ ref('indicator_registry') }}),

horizon as (select latest_closed_month from {{ ref('indicator_horizon') }}),

target as (
    select in_month.*
    from {{ ref('indicator_target') }} as in_month
    inner join horizon on in_month.period_month = horizon.latest_closed_month
)

select
    registry.indicator_code,
    registry.name_vi as indicator_name_vi,
    registry.domain_vi,
    registry.definition_vi,
    registry.formula_vi,
    registry.numerator_vi,
    registry.denominator_vi,
    registry.date_role_vi,
    registry.unit_vi,
    case registry.direction when 'down' then 'Càng thấp càng tốt' else 'Càng cao càng tốt' end as direction_vi,
    registry.legal_basis_vi,
    {{ legal_status_vi('registry.legal_status') }} as legal_status_vi,
    case
        when target.target_value is null then 'Chưa giao chỉ tiêu'
        else {{ comparator_vi('target.comparator', 'registry.direction') }} || ' '
            || {{ vi_quantity('target.target_value', 'registry.decimals', 'registry.unit_vi') }}
            || coalesce(' vào năm ' || cast(target.target_year as string), '') || ' (' || target.source_document_vi || ')'
    end as target_text,
    registry.owner_vi,
    registry.source_extracts_vi,
    case when registry.is_self_reported then 'Đơn vị tự báo cáo' else 'Tính từ dữ liệu gửi về' end as self_reported_vi,
    registry.formula_version,
    registry.sort_order
from registry
left join target on registry.indicator_code = target.indicator_code
