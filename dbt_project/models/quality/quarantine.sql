{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite' if target.type == 'spark' else 'delete+insert',
    unique_key='load_id',
    on_schema_change='fail'
) }}
with pending as (select load_id from {{ source('control', 'pending') }}),

rule as (
    {{ contract_rule_rows() }}
),

layout as (select * from {{ source('control', 'load_layout') }}),

place as (select * from {{ source('control', 'load_place') }}),

{% for staged in staged_extracts() %}
failed_{{ loop.index }} as (
    select
        load_id,
        source_row,
        sheet_name,
        source_column,
        {{ 'agency_code' if staged.meta.columns | selectattr('lookup') | list else 'cast(null as string)' }} as agency_code,
        period_month,
        md5('{{ staged.extract }}'{% for column in staged.meta.key %} || '|' || coalesce(cast({{ column }} as string), ''){% endfor %}) as row_key_hash,
        failed_rules,
        found_values
    from {{ staged.relation }}
    where failed_rules is not null and load_id in (select load_id from pending)
),
{% endfor %}
{% set columns = ['load_id', 'source_row', 'sheet_name', 'source_column', 'agency_code', 'period_month', 'row_key_hash'] %}
cell as (
    {% for staged in staged_extracts() %}
    select '{{ staged.extract }}' as extract, failed.* from ({{ failed_cells('failed_' ~ loop.index, columns) }}) as failed
    {{ 'union all' if not loop.last }}
    {% else %}
    select cast(null as string) as load_id
    {% endfor %}
)

select
    cell.load_id,
    cell.extract,
    cell.source_row,
    cell.sheet_name,
    cell.source_column,
    {{ cell_ref('layout.container', 'cell.sheet_name', 'cell.source_row', 'case when rule.is_unpivoted then cell.source_column else place.letters end', 'rule.column_vi', '(rule.is_titled and place.letters is null)') }} as cell_ref,
    cell.rule,
    rule.column_name,
    rule.severity,
    cell.found_text,
    cell.agency_code,
    cell.period_month,
    cell.row_key_hash
from cell
inner join rule on cell.extract = rule.extract and cell.rule = rule.rule
left join layout on cell.load_id = layout.load_id
left join place
    on cell.load_id = place.load_id
    and rule.column_name = place.column_name
    and coalesce(cell.sheet_name, '') = coalesce(place.sheet_name, '')
