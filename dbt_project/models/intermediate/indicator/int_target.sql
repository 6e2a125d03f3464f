-- Targets that an indicator measures: the province's own beside the national ones of the seed.
with national as (select * from {{ ref('target') }}),

mapped as (select target_code, indicator_code from {{ ref('target_indicator') }}),

own as (
    {{ reference_rows('targets', {
        'target_code': 'string', 'indicator_code': 'string', 'comparator': 'string', 'value': 'double', 'unit': 'string', 'year': 'bigint',
        'baseline_value': 'double', 'baseline_year': 'bigint', 'name_vi': 'string', 'source_document': 'string', 'section': 'string',
        'legal_status': 'string', 'valid_from': 'date', 'valid_to': 'date'
    }) }}
)

select
    target_code,
    indicator_code,
    comparator,
    value as target_value,
    year as target_year,
    baseline_value,
    baseline_year,
    name_vi,
    source_document,
    section,
    legal_status,
    valid_from,
    valid_to,
    true as is_own
from own
union all
select
    national.target_code,
    mapped.indicator_code,
    national.comparator,
    national.value,
    national.year,
    cast(null as double),
    cast(null as bigint),
    national.name_vi,
    national.source_document,
    national.section,
    national.legal_status,
    national.valid_from,
    national.valid_to,
    false
from national
inner join mapped on national.target_code = mapped.target_code
where national.value is not null
