{# What DuckDB and Spark write differently: the only place that may know. Text literals hold no backslash, Spark would eat it. #}

{# A CTE over many rows that is read twice is computed twice rather than kept: narrow scans cost less than keeping every column. #}
{% macro inlined() %}{{ return(adapter.dispatch('inlined', 'chiso57')()) }}{% endmacro %}
{% macro default__inlined() %}{{ return('as not materialized') }}{% endmacro %}
{% macro spark__inlined() %}{{ return('as') }}{% endmacro %}

{% macro month_of(moment) %}{{ return("cast(date_trunc('month', " ~ moment ~ ") as date)") }}{% endmacro %}

{% macro seconds_between(start, end) %}{{ return(adapter.dispatch('seconds_between', 'chiso57')(start, end)) }}{% endmacro %}
{% macro default__seconds_between(start, end) %}{{ return("date_diff('second', " ~ start ~ ", " ~ end ~ ")") }}{% endmacro %}
{% macro spark__seconds_between(start, end) %}{{ return("timestampdiff(second, " ~ start ~ ", " ~ end ~ ")") }}{% endmacro %}

{% macro days_between(start, end) %}{{ return(adapter.dispatch('days_between', 'chiso57')(start, end)) }}{% endmacro %}
{% macro default__days_between(start, end) %}{{ return("date_diff('day', " ~ start ~ ", " ~ end ~ ")") }}{% endmacro %}
{% macro spark__days_between(start, end) %}{{ return("datediff(" ~ end ~ ", " ~ start ~ ")") }}{% endmacro %}

{# The `day`th of the month that follows `month`. #}
{% macro day_of_next_month(month, day) %}{{ return(adapter.dispatch('day_of_next_month', 'chiso57')(month, day)) }}{% endmacro %}
{% macro default__day_of_next_month(month, day) -%}
cast({{ month }} + interval 1 month + to_days(cast({{ day }} - 1 as integer)) as date)
{%- endmacro %}
{% macro spark__day_of_next_month(month, day) -%}
date_add(add_months({{ month }}, 1), {{ day }} - 1)
{%- endmacro %}

{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches', 'chiso57')(text, pattern)) }}{% endmacro %}
{% macro default__matches(text, pattern) %}{{ return("regexp_matches(" ~ text ~ ", '" ~ pattern ~ "')") }}{% endmacro %}
{% macro spark__matches(text, pattern) %}{{ return("regexp_like(" ~ text ~ ", '" ~ pattern ~ "')") }}{% endmacro %}

{% macro try_number(text, type) %}{{ return("try_cast(" ~ text ~ " as " ~ type ~ ")") }}{% endmacro %}

{# One named format; the caller has made sure of the text's shape. #}
{% macro try_time(text, format) %}{{ return(adapter.dispatch('try_time', 'chiso57')(text, format)) }}{% endmacro %}
{% macro default__try_time(text, format) %}
{% if format == 'iso_offset' %}{{ return("timezone('" ~ var('timezone') ~ "', try_cast(" ~ text ~ " as timestamptz))") }}{% endif %}
{{ return("try_strptime(" ~ text ~ ", '" ~ time_format(format).duckdb ~ "')") }}
{% endmacro %}
{% macro spark__try_time(text, format) %}
{# The session's zone is the deployment's, so an instant already reads as local time. #}
{% if format == 'iso_offset' %}{{ return("try_cast(" ~ text ~ " as timestamp)") }}{% endif %}
{{ return("try_to_timestamp(" ~ text ~ ", '" ~ time_format(format).spark ~ "')") }}
{% endmacro %}

{% macro vi_time(moment) %}{{ return(adapter.dispatch('vi_time', 'chiso57')(moment)) }}{% endmacro %}
{% macro default__vi_time(moment) %}{{ return("strftime(" ~ moment ~ ", '%d/%m/%Y %H:%M:%S')") }}{% endmacro %}
{% macro spark__vi_time(moment) %}{{ return("date_format(" ~ moment ~ ", 'dd/MM/yyyy HH:mm:ss')") }}{% endmacro %}

{# Raw JSON is canonical text: an array of flat objects, keys in contract order, no spaces. #}
{% macro json_count(text, pattern) %}{{ return(adapter.dispatch('json_count', 'chiso57')(text, pattern)) }}{% endmacro %}
{% macro default__json_count(text, pattern) %}{{ return("len(regexp_extract_all(" ~ text ~ ", '" ~ pattern ~ "'))") }}{% endmacro %}
{% macro spark__json_count(text, pattern) %}{{ return("regexp_count(" ~ text ~ ", '" ~ pattern ~ "')") }}{% endmacro %}

{% macro json_text(text, path) %}{{ return(adapter.dispatch('json_text', 'chiso57')(text, path)) }}{% endmacro %}
{% macro default__json_text(text, path) %}{{ return("json_extract_string(" ~ text ~ ", '" ~ path ~ "')") }}{% endmacro %}
{% macro spark__json_text(text, path) %}{{ return("get_json_object(" ~ text ~ ", '" ~ path ~ "')") }}{% endmacro %}

{# The rules a row failed as rows of (…columns, rule, found_text). #}
{% macro failed_cells(relation, columns) %}{{ return(adapter.dispatch('failed_cells', 'chiso57')(relation, columns)) }}{% endmacro %}
{% macro default__failed_cells(relation, columns) %}
select {{ columns | join(', ') }}, unnest(string_split(failed_rules, '|')) as rule, unnest(string_split(found_values, chr(31))) as found_text
from {{ relation }}
where failed_rules is not null
{% endmacro %}
{% macro spark__failed_cells(relation, columns) %}
select {{ columns | join(', ') }}, cell.rule, split(found_values, chr(31))[cell.rule_no] as found_text
from {{ relation }}
lateral view posexplode(split(failed_rules, '[|]')) cell as rule_no, rule
where failed_rules is not null
{% endmacro %}

{# Parquet files as a relation. Files of an older contract version may lack columns: they are null then. #}
{% macro parquet_files(paths, columns) %}{{ return(adapter.dispatch('parquet_files', 'chiso57')(paths, columns)) }}{% endmacro %}
{% macro default__parquet_files(paths, columns) -%}
({{ empty_relation(columns) }} union all by name select * from read_parquet(['{{ paths | join("', '") }}'], union_by_name = true))
{%- endmacro %}
{% macro spark__parquet_files(paths, columns) -%}
({% for path in paths %}select {{ columns | join(', ') }} from parquet.`{{ path }}`{{ ' union all ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# A reference file of the deployment, all text; one that is absent is empty, an absent column null. On Spark the job registers them. #}
{% macro csv_file(name, columns) %}{{ return(adapter.dispatch('csv_file', 'chiso57')(name, columns)) }}{% endmacro %}
{% macro default__csv_file(name, columns) -%}
{% set path = var('reference_dir') ~ '/' ~ name ~ '.csv' %}
{% if var('reference_dir') and run_query("select 1 from glob('" ~ path ~ "')").rows %}
({{ empty_relation(columns) }} union all by name
select * from read_csv('{{ path }}', header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, nullstr = ''))
{%- else -%}
({{ empty_relation(columns) }})
{%- endif %}
{%- endmacro %}
{% macro spark__csv_file(name, columns) %}{{ return('reference.' ~ name) }}{% endmacro %}
