{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    partition_by=month_partition('report_month'),
    pre_hook="{{ delete_touched_months(this, 'report_month', \"'village_coverage'\") }}"
) }}
{{ indicator_cell('village_coverage', ref('fct_village_coverage')) }}
