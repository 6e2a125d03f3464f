with unit as (select * from {{ reference_file('units', ['unit_code', 'name_vi', 'unit_type', 'parent_code', 'valid_from', 'valid_to']) }} as file)

select
    unit_code,
    name_vi as unit_name_vi,
    unit_type,
    parent_code,
    try_cast(valid_from as date) as valid_from,
    try_cast(valid_to as date) as valid_to
from unit
