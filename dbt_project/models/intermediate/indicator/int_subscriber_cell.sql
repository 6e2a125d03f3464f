{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    partition_by=month_partition('report_month'),
    pre_hook="{{ delete_touched_months(this, 'report_month', \"'subscriber'\") }}"
) }}
{{ indicator_cell('subscriber', ref('int_subscriber_once')) }}
