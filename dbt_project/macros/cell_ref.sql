{# Where a cell stands, as its sender finds it: Excel's name of the cell, the line of a text file, the position of a record. #}

{# `letters` are null where the value has no cell of its own (a sheet's name, a group) or its tables do not agree; `titled` says that it
   stands above the table. #}
{% macro cell_ref(container, sheet, row, letters, column_vi, titled) -%}
{%- set at = 'cast(' ~ row ~ ' as string)' -%}
{%- set named = "coalesce(', cột “' || " ~ column_vi ~ " || '”', '')" -%}
{%- set field = "coalesce(', trường “' || " ~ column_vi ~ " || '”', '')" -%}
case
    when {{ titled }} and {{ container }} in ('sheet', 'csv')
        then coalesce('Trang tính “' || {{ sheet }} || '”, phần đầu biểu', 'Phần đầu biểu') || coalesce(', “' || {{ column_vi }} || '”', '')
    when {{ container }} = 'sheet' and {{ sheet }} is not null
        then 'Trang tính “' || {{ sheet }} || '”, ' || coalesce('ô ' || {{ letters }} || {{ at }}, 'dòng ' || {{ at }} || {{ named }})
    when {{ container }} = 'sheet' then coalesce('Ô ' || {{ letters }} || {{ at }}, 'Dòng ' || {{ at }} || {{ named }})
    when {{ container }} = 'json' then 'Phần tử thứ ' || {{ at }} || {{ field }}
    when {{ container }} = 'xes' then 'Sự kiện thứ ' || {{ at }} || {{ field }}
    when {{ container }} = 'edxml' then 'Bản ghi thứ ' || {{ at }} || {{ field }}
    else 'Dòng ' || {{ at }} || {{ named }}
end
{%- endmacro %}
