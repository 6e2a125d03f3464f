-- Targets that an indicator measures: the province's own beside the national ones of the seed.
with national as (select * from {{ ref('target') }}),

mapped as (select target_code, indicator_code from {{ ref('target_indicator') }}),

own as (
    select
        target_code,
        indicator_code,
        comparator,
        cast(value as double) as target_value,
        cast(year as bigint) as target_year,
        cast(baseline_value as double) as baseline_value,
        cast(baseline_year as bigint) as baseline_year,
        name_vi,
        source_document,
        section,
        legal_status,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to
    from {{ reference_file('targets', [
        'target_code', 'indicator_code', 'comparator', 'value', 'year', 'baseline_value', 'baseline_year', 'name_vi', 'source_document',
        'section', 'legal_status', 'valid_from', 'valid_to'
    ]) }}
)

select
    target_code,
    indicator_code,
    comparator,
    target_value,
    target_year,
    baseline_value,
    baseline_year,
    name_vi,
    source_document as source_document_vi,
    section as section_vi,
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
    national.source_document_vi,
    national.section_vi,
    national.legal_status,
    national.valid_from,
    national.valid_to,
    false
from national
inner join mapped on national.target_code = mapped.target_code
where national.value is not null
