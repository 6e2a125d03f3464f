{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    partition_by=month_partition('received_month'),
    pre_hook="{{ delete_touched_months(this, 'received_month', \"'dossier'\") }}"
) }}
{{ indicator_cell('dossier', ref('fct_dossier')) }}
