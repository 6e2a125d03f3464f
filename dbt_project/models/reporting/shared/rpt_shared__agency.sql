{{ config(materialized='ephemeral') }}
-- What a unit is called on a dashboard: every agency by its latest name, the province, and what no unit can be given.
with agency as (
    select
        agency_code,
        agency_name_vi,
        unit_group_vi,
        row_number() over (partition by agency_code order by valid_from desc nulls last) as row_no
    from {{ ref('dim_agency') }}
)

select
    agency_code,
    agency_name_vi,
    unit_group_vi
from agency
where row_no = 1
union all
select 'province', '{{ var("province_name") }}', 'Toàn tỉnh'
union all
select 'unallocated', 'Chưa phân bổ', 'Khác'
