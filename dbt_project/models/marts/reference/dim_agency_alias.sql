{{ config(contract={'enforced': false}, access='private') }}
-- Every text an agency is known by. Open ends become dates, so that a lookup is one `between`.
with agency as (select * from {{ ref('dim_agency') }}),

spelling as (select * from {{ reference_file('agency_aliases', ['alias', 'agency_code', 'valid_from', 'valid_to']) }} as file),

known as (
    select agency_name_vi as name, agency_code, valid_from, valid_to from agency
    union all
    select agency_short_name_vi, agency_code, valid_from, valid_to from agency
    union all
    select alias, agency_code, try_cast(valid_from as date), try_cast(valid_to as date) from spelling
)

select distinct
    {{ match_key('name') }} as match_key,
    agency_code,
    coalesce(valid_from, date '1900-01-01') as valid_from,
    coalesce(valid_to, date '9999-12-31') as valid_to
from known
where name is not null
