{# A period in words becomes two dates. Forms and words: orchestration/contracts/periods.py. Done once a distinct text, not once a row. #}

{% macro period_folded(text) %}
{% set folded = namespace(sql='lower(' ~ text ~ ')') %}
{% for found, put in written_forms('periods').get('folds', []) %}{% set folded.sql = "replace(" ~ folded.sql ~ ", '" ~ found ~ "', '" ~ put ~ "')" %}{% endfor %}
{{ return(folded.sql) }}
{% endmacro %}

{# The first day of a month; null where a form does not fit. `month` is (group, factor, offset), `year` a group. #}
{% macro period_month(text, shape, month, year) %}
{% set number = month[2] | string if not month[0] else month[1] ~ " * try_cast(regexp_extract(" ~ text ~ ", '" ~ shape ~ "', " ~ month[0] ~ ") as int) + " ~ month[2] %}
{% set padded = "lpad(cast(" ~ number ~ " as string), 2, '0')" %}
{{ return("try_cast(regexp_extract(" ~ text ~ ", '" ~ shape ~ "', " ~ year ~ ") || '-' || " ~ padded ~ " || '-01' as date)") }}
{% endmacro %}

{# side: first or last. A day, a range of days, or the month of the form that fits. #}
{% macro period_day(text, side) %}
{% set forms = written_forms('periods') %}
{% set day = parse_date("replace(" ~ text ~ ", ' tháng ', '/')", forms.date_formats) %}
{% set part = "split_part(replace(replace(" ~ text ~ ", 'từ ', ''), ' đến ', '-'), '-', " ~ (1 if side == 'first' else 2) ~ ")" %}
{% set tries = ["when " ~ matches(text, forms.day_range) ~ " then " ~ parse_date(part, ['dd/MM/yyyy'])] %}
{% for form in forms.forms %}
    {% set month = period_month(text, form.shape, form[side], form.years[0 if side == 'first' else 1]) %}
    {% do tries.append("when " ~ matches(text, form.shape) ~ " then " ~ (month if side == 'first' else 'last_day(' ~ month ~ ')')) %}
{% endfor %}
{{ return('coalesce(' ~ day ~ ', case ' ~ tries | join(' ') ~ ' end)') }}
{% endmacro %}

{# The year that a period without one belongs to: out of the column that the contract names; empty where it names none. #}
{% macro period_year(column, relation) %}
{% if not column.period.year %}{{ return("''") }}{% endif %}
{{ return("coalesce(regexp_extract(" ~ relation ~ "." ~ column.period.year ~ ", '" ~ written_forms('periods').year ~ "', 0), '')") }}
{% endmacro %}

{# The CTE that stage_period makes of a column. #}
{% macro period_of(column, meta) %}
{{ return('period_' ~ ((meta.columns | selectattr('period') | map(attribute='name') | list).index(column.name) + 1)) }}
{% endmacro %}

{# period_<n>: (name, year, starts_on, ends_on, is_known) of the distinct texts of a column in CTE text_row. #}
{% macro stage_period(column, number) %}
{% set forms = written_forms('periods') %}
{% set year = period_year(column, 'text_row') %}
folded_{{ number }} as (
    select name, year, regexp_replace({{ period_folded('name') }}, '{{ forms.lead }}', '') as folded
    from (select distinct {{ column.name }} as name, {{ year }} as year from text_row where {{ column.name }} is not null) as written
),
based_{{ number }} as (
    select
        name,
        year,
        folded,
        regexp_replace(regexp_replace(folded, '{{ forms.before }}', ''), '{{ forms.until }}', '') as base
    from folded_{{ number }}
),
dated_{{ number }} as (
    select
        name,
        year,
        folded,
        case when {{ matches('base', forms.yearless) }} then regexp_replace(base, ' năm$', '') || '/' || year else base end as base
    from based_{{ number }}
),
period_{{ number }} as (
    select
        name,
        year,
        case when not {{ matches('folded', forms.before) }} and not {{ matches('folded', forms.until) }} and first_day <= last_day then first_day end as starts_on,
        case when first_day <= last_day then case when {{ matches('folded', forms.before) }} then {{ day_before('first_day') }} else last_day end end as ends_on,
        folded in ({{ text_list(forms.open) }}) or coalesce(first_day <= last_day, false) as is_known
    from (
        select name, year, folded, {{ period_day('base', 'first') }} as first_day, {{ period_day('base', 'last') }} as last_day
        from dated_{{ number }}
    ) as bounded
)
{%- endmacro %}
