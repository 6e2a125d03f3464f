with dossier_month as (select * from {{ ref('dossier_month') }}),

agency as (select * from {{ ref('rpt_shared__agency') }})

select
    dossier_month.agency_code,
    coalesce(agency.agency_name_vi, dossier_month.agency_code) as agency_name_vi,
    coalesce(agency.unit_group_vi, 'Khác') as unit_group_vi,
    dossier_month.received_month,
    case dossier_month.submission_channel
        when '1' then 'Trực tiếp'
        when '2' then 'Trực tuyến'
        when '3' then 'Bưu chính công ích'
        else coalesce(dossier_month.submission_channel, 'Chưa rõ')
    end as channel_vi,
    case dossier_month.state
        when 'done' then 'Đã giải quyết'
        when 'open' then 'Đang giải quyết'
        when 'supplement' then 'Chờ bổ sung'
        when 'suspended' then 'Tạm dừng hoặc dừng xử lý'
        when 'withdrawn' then 'Đã rút'
        when 'not_counted' then 'Chưa được tiếp nhận'
        else 'Chưa rõ'
    end as state_vi,
    dossier_month.dossier_count,
    dossier_month.on_time_count,
    dossier_month.late_count
from dossier_month
left join agency on dossier_month.agency_code = agency.agency_code
