{% set columns = ['agency_code', 'name_vi', 'short_name_vi', 'agency_kind', 'unit_type', 'unit_code', 'parent_code', 'valid_from', 'valid_to'] %}
with agency as (select * from {{ reference_file('agencies', columns) }} as file)

select
    agency_code,
    name_vi as agency_name_vi,
    short_name_vi as agency_short_name_vi,
    agency_kind,
    unit_type,
    case unit_type
        when 'xa' then 'Xã'
        when 'phuong' then 'Phường'
        when 'dac_khu' then 'Đặc khu'
        when 'so' then 'Sở và tương đương'
        when 'doanh_nghiep' then 'Doanh nghiệp'
        else 'Khác'
    end as unit_group_vi,
    unit_code,
    parent_code,
    try_cast(valid_from as date) as valid_from,
    try_cast(valid_to as date) as valid_to
from agency
