{# The same thing told by two extracts (`sameAs` of a contract): a row of one extract holds the code under which the other carries it. #}

{# Codes that rows of this run's loads name in another extract. Extracts whose contract says no `sameAs` are not looked at. #}
{% macro named_codes() %}
{% set naming = staged_extracts() | selectattr('meta.same_as') | list %}
{% for staged in naming %}
select distinct
    {{ sql_text(staged.meta.same_as.extract) }} as extract,
    {{ staged.meta.same_as.column }} as code,
    load_id,
    part_key
from {{ staged.relation }}
where is_accepted and {{ staged.meta.same_as.column }} is not null and load_id in (select load_id from {{ source('control', 'pending') }})
{{ 'union all' if not loop.last }}
{% else %}
select cast(null as string) as extract, cast(null as string) as code, cast(null as string) as load_id, cast(null as string) as part_key
from {{ source('control', 'pending') }}
where false
{% endfor %}
{% endmacro %}

{# Of one extract: the other code a row holds, and whose it is; both null where its contract says no `sameAs`. #}
{% macro other_code(extract) %}
{% set same_as = contract_of(extract).same_as if execute else none %}
{{ return((same_as.column ~ ' as other_code, ' ~ sql_text(same_as.extract) if same_as else 'cast(null as string) as other_code, cast(null as string)') ~ ' as other_extract') }}
{% endmacro %}

{# CTE `counted` out of CTE `known` (macro known_versions; a row says its `extract`), with known_from in `counted_from` and known_to in `counted_to`:
   a version counts until a load names its code, for from then on the extract that named it tells of the same thing; and again when no load that
   names it stands any more. One pass over `known`, beside a table of the few codes that are named. #}
{% macro counted_once(key) %}
code_free as (
    select extract, code, cast(0 as bigint) as free_from, named_from as free_to from {{ ref('int_code_named') }}
    union all
    select extract, code, named_to as free_from, cast(null as bigint) as free_to from {{ ref('int_code_named') }} where named_to is not null
),
counted as (
    select
        known.*,
        greatest(known.load_seq, code_free.free_from) as counted_from,
        least(known.known_to, code_free.free_to) as counted_to
    from known
    left join code_free on known.extract = code_free.extract and known.{{ key }} = code_free.code
    where code_free.code is null
        or (known.load_seq < coalesce(code_free.free_to, known.load_seq + 1) and code_free.free_from < coalesce(known.known_to, code_free.free_from + 1))
)
{% endmacro %}
