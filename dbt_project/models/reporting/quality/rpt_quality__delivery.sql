with delivery as (select * from {{ ref('int_delivery') }}),

agency as (select * from {{ ref('rpt_shared__agency') }})

select
    delivery.agency_code,
    coalesce(agency.agency_name_vi, delivery.agency_code, 'Toàn tỉnh') as agency_name_vi,
    coalesce(agency.unit_group_vi, 'Khác') as unit_group_vi,
    case delivery.delivery_group
        when 'dossier' then 'Hồ sơ dịch vụ công'
        when 'document' then 'Sổ văn bản'
        when 'village_coverage' then 'Phủ sóng theo thôn'
        when 'subscriber' then 'Thuê bao viễn thông'
        else delivery.delivery_group
    end as group_vi,
    delivery.period_month,
    delivery.due_on,
    delivery.received_on,
    delivery.days_late,
    delivery.status_code,
    case delivery.status_code
        when 'on_time' then 'Đúng hạn'
        when 'late' then 'Gửi muộn'
        when 'missing' then 'Chưa gửi'
        when 'not_due' then 'Chưa đến hạn'
    end as status_vi
from delivery
left join agency on delivery.agency_code = agency.agency_code
