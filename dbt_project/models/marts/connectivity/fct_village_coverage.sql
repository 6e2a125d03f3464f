{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key=['agency_code', 'village_key', 'report_month']
) }}
{% set key = ['agency_code', 'village_key', 'report_month'] %}
{% set content = [
    'household_count', 'population_count', 'has_grid_power', 'has_3g', 'has_4g', 'has_5g', 'has_fibre', 'fibre_household_count',
    'is_especially_difficult', 'village_name'
] %}
with load_version as (select load_id, part_key, load_seq, superseded_by_seq, is_touched from {{ ref('int_load_version') }}),

staged {{ inlined() }} (
    select *, {{ match_key('village_name') }} as village_key
    from {{ ref('stg_telecom__village_coverage') }}
    where is_accepted
),

{% if is_incremental() %}
touched as (
    select distinct agency_code, village_key, report_month
    from staged
    where load_id in (select load_id from load_version where is_touched)
),
{% endif %}

version {{ 'as' if is_incremental() else inlined() }} (
    select
        staged.*,
        load_version.load_seq,
        load_version.superseded_by_seq
    from staged
    inner join load_version on staged.load_id = load_version.load_id and staged.part_key = load_version.part_key
    {% if is_incremental() %}
    inner join touched on {{ same_key('staged', 'touched', key) }}
    {% endif %}
),

{{ known_versions('version', key, ['exported_at'], content) }}

select
    agency_code,
    village_name,
    village_key,
    report_month,
    household_count,
    population_count,
    has_grid_power,
    has_3g,
    has_4g,
    has_5g,
    has_fibre,
    fibre_household_count,
    is_especially_difficult,
    load_id,
    load_seq as known_from,
    known_to
from known
