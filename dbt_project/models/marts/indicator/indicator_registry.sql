with card as (
    {{ indicator_registry_rows() }}
)

select
    indicator_code,
    fact_name,
    name_vi,
    name_en,
    definition_vi,
    definition_en,
    domain_code,
    domain_vi,
    formula_vi,
    numerator_vi,
    denominator_vi,
    unit_vi,
    multiplier,
    decimals,
    direction,
    may_exceed_100,
    zero_denominator,
    legal_basis_vi,
    legal_status,
    owner_vi,
    cadence,
    source_extracts,
    source_extracts_vi,
    delivery_group,
    date_role_vi,
    time_aggregation,
    is_self_reported,
    is_census,
    disclosure_class,
    formula_version,
    valid_from,
    sort_order
from card
