{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key=['agency_code', 'operator_name', 'report_month']
) }}
{% set key = ['agency_code', 'operator_name', 'report_month'] %}
{% set content = [
    'household_count', 'adult_count', 'mobile_subscriber_count', 'smartphone_subscriber_count', 'fixed_broadband_count', 'fibre_household_pct'
] %}
with load_version as (select load_id, part_key, load_seq, superseded_by_seq, is_touched from {{ ref('int_load_version') }}),

{% if is_incremental() %}
touched as (
    select distinct agency_code, operator_name, report_month
    from {{ ref('stg_telecom__subscriber') }}
    where is_accepted and load_id in (select load_id from load_version where is_touched)
),
{% endif %}

version {{ 'as' if is_incremental() else inlined() }} (
    select
        staged.*,
        load_version.load_seq,
        load_version.superseded_by_seq
    from {{ ref('stg_telecom__subscriber') }} as staged
    inner join load_version on staged.load_id = load_version.load_id and staged.part_key = load_version.part_key
    {% if is_incremental() %}
    inner join touched on {{ same_key('staged', 'touched', key) }}
    {% endif %}
    where staged.is_accepted
),

{{ known_versions('version', key, ['exported_on'], content) }}

select
    agency_code,
    operator_name,
    report_month,
    household_count,
    adult_count,
    mobile_subscriber_count,
    smartphone_subscriber_count,
    fixed_broadband_count,
    fibre_household_pct,
    load_id,
    load_seq as known_from,
    known_to
from known
