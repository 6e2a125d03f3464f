{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key='load_id',
    on_schema_change='fail'
) }}
-- Noted once when a load arrives, so that facts never look through all of staging for codes that few rows hold.
{{ named_codes() }}
