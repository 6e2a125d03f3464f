{{ config(materialized='view') }}
-- Dossiers of loads that are new or whose standing changed, and those they name: the only ones whose versions are sorted again.
with load_version as (select load_id from {{ ref('int_load_version') }} where is_touched)

select dossier_code
from {{ ref('stg_dvc__dossier') }}
where is_accepted and load_id in (select load_id from load_version)
union all
select dossier_code
from {{ ref('stg_onestop__dossier_list') }}
where is_accepted and load_id in (select load_id from load_version)
union all
select dossier_code
from {{ ref('stg_event_log__permit_receipt') }}
where is_accepted and load_id in (select load_id from load_version)
union all
select code as dossier_code
from {{ ref('int_code_naming') }}
where load_id in (select load_id from load_version)
