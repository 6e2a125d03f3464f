{{ config(materialized='view') }}
{{ day_series('2000-01-01', '2060-12-31') }}
