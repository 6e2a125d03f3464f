{{ config(
    materialized='incremental',
    incremental_strategy=month_strategy(),
    partition_by=month_partition(['fact_name', 'period_month']),
    pre_hook="{{ delete_touched_months(this, 'period_month', 'old.fact_name') }}"
) }}
{{ indicator_month_value({
    'dossier': ref('int_dossier_cell'),
    'document': ref('int_document_cell'),
    'village_coverage': ref('int_village_coverage_cell'),
    'subscriber': ref('int_subscriber_cell'),
}) }}
