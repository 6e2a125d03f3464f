{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    partition_by=month_partition('registered_month'),
    pre_hook="{{ delete_touched_months(this, 'registered_month', \"'document'\") }}"
) }}
{{ indicator_cell('document', ref('fct_document')) }}
