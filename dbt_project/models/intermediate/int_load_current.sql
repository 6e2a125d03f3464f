{{ config(materialized='view') }}
with version as (select * from {{ ref('int_load_version') }})

select
    load_id,
    part_key,
    load_seq,
    extract,
    agency_code,
    period_start
from version
where superseded_by_seq is null
