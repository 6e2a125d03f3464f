-- The deployment's own file says what it says of a procedure; the national catalogue fills in those it does not name.
{% set columns = ['procedure_code', 'procedure_name', 'field_code', 'field_name', 'statutory_days', 'service_level', 'has_fee', 'needs_paper_result', 'valid_from', 'valid_to'] %}
with own as (select * from {{ reference_file('procedures', columns) }} as file),

load_current as (select load_id, load_seq from {{ ref('int_load_current') }}),

national as (
    select
        procedure.procedure_code,
        procedure.procedure_name,
        procedure.field_name,
        row_number() over (
            partition by procedure.procedure_code
            order by procedure.version_1 desc nulls last, procedure.procedure_name desc nulls last, procedure.field_name desc nulls last
        ) as row_no
    from {{ ref('stg_tthc__procedure') }} as procedure
    inner join load_current on procedure.load_id = load_current.load_id
    where procedure.is_accepted
)

select
    procedure_code,
    procedure_name as procedure_name_vi,
    field_code,
    field_name as field_name_vi,
    {{ parse_integer('statutory_days', 'plain') }} as statutory_days,
    service_level,
    {{ parse_boolean('has_fee', ['1', 'true'], ['0', 'false']) }} as has_fee,
    {{ parse_boolean('needs_paper_result', ['1', 'true'], ['0', 'false']) }} as needs_paper_result,
    coalesce(try_cast(valid_from as date), date '1900-01-01') as valid_from,
    coalesce(try_cast(valid_to as date), date '9999-12-31') as valid_to
from own
union all
select
    procedure_code,
    procedure_name,
    cast(null as string),
    field_name,
    cast(null as bigint),
    cast(null as string),
    cast(null as boolean),
    cast(null as boolean),
    date '1900-01-01',
    date '9999-12-31'
from national
where row_no = 1 and procedure_code not in (select procedure_code from own)
