{# Texts ready to show. Every Vietnamese number on a dashboard is written by vi_number. #}

{# 1234.5 → 1.234,50; `decimals` is a number or a column. #}
{% macro vi_number(expression, decimals) %}{{ return(adapter.dispatch('vi_number', 'chiso57')(expression, decimals)) }}{% endmacro %}

{% macro default__vi_number(expression, decimals) -%}
translate(format('{:,.' || cast({{ decimals }} as varchar) || 'f}', round({{ expression }}, cast({{ decimals }} as integer))), ',.', '.,')
{%- endmacro %}

{% macro spark__vi_number(expression, decimals) -%}
translate(
    format_number(
        case {{ decimals }} when 0 then round({{ expression }}, 0) when 1 then round({{ expression }}, 1) else round({{ expression }}, 2) end,
        cast({{ decimals }} as int)
    ),
    ',.', '.,'
)
{%- endmacro %}

{# 84.37 and '%' → 84,37 % #}
{% macro vi_quantity(expression, decimals, unit) -%}
{{ vi_number(expression, decimals) }} || ' ' || {{ unit }}
{%- endmacro %}

{# Where the unit stands beside the indicator's name: 84,37 % but 64,02 #}
{% macro vi_value(expression, decimals, unit) -%}
{{ vi_number(expression, decimals) }} || case {{ unit }} when '%' then ' %' else '' end
{%- endmacro %}

{# 'thuê bao/100 hộ' → 'thuê bao' #}
{% macro vi_short_unit(unit) -%}
split_part({{ unit }}, '/', 1)
{%- endmacro %}

{# A difference without its sign. Two percentages differ by points. #}
{% macro vi_points(expression, decimals, unit) -%}
{{ vi_number('abs(' ~ expression ~ ')', decimals) }} || ' ' || case {{ unit }} when '%' then 'điểm' else {{ vi_short_unit(unit) }} end
{%- endmacro %}

{# A difference with its sign: '+19,68 điểm', '−4,75 thuê bao'; what rounds to zero has none. #}
{% macro vi_change(expression, decimals, unit) -%}
case
    when abs({{ expression }}) < 0.5 * power(10, -{{ decimals }}) then ''
    when {{ expression }} > 0 then '+'
    else '−'
end || {{ vi_points(expression, decimals, unit) }}
{%- endmacro %}

{% macro vi_month(expression) -%}
'Tháng ' || cast(month({{ expression }}) as string) || '/' || cast(year({{ expression }}) as string)
{%- endmacro %}

{% macro status_vi(expression) -%}
case {{ expression }}
    when 'green' then 'Đạt'
    when 'amber' then 'Cần theo dõi'
    when 'red' then 'Cần rà soát'
    when 'insufficient' then 'Chưa đủ dữ liệu'
    when 'no_target' then 'Chưa giao chỉ tiêu'
end
{%- endmacro %}

{% macro status_order(expression) -%}
case {{ expression }} when 'red' then 1 when 'amber' then 2 when 'green' then 3 when 'insufficient' then 4 else 5 end
{%- endmacro %}

{% macro legal_status_vi(expression) -%}
case {{ expression }} when 'signed' then 'Đã đối chiếu văn bản ký' else 'Chưa đối chiếu văn bản ký' end
{%- endmacro %}

{% macro window_vi(expression) -%}
case {{ expression }} when 'month' then 'Trong tháng' else 'Lũy kế từ đầu năm' end
{%- endmacro %}

{# Flags `|a|b|` as a Vietnamese list, without those in `skip`.
   Nearly every indicator has some quarantined row; [low, high] stands under the value. It is worth a word only when that range is wider
   than one step of status; a range that straddles a threshold says so itself. #}

{% macro flags_vi(expression, low, high, skip=[]) %}
{% set texts = {
    'no_rows': 'chưa có dữ liệu',
    'no_cases': 'không phát sinh trường hợp nào',
    'low_coverage': 'thiếu tệp phải gửi',
    'no_delivery_plan': 'chưa có lịch gửi để đo độ đầy đủ',
    'no_bounds': 'dòng cách ly chưa rõ độ lớn',
    'quarantined': 'nhiều dòng bị cách ly',
    'straddling': 'khoảng giá trị vắt qua ngưỡng',
    'above_100': 'vượt 100',
    'unverified': 'chưa đối chiếu văn bản ký',
    'no_path': 'chưa có lộ trình đến năm đích',
    'red_withheld': 'chưa đủ căn cứ để xếp “Cần rà soát”',
    'self_reported': 'đơn vị tự báo cáo',
    'provisional': 'số tạm tính',
} %}
nullif(trim(trailing ';' from trim(
    {% for flag, text in texts.items() if flag not in skip %}
    case when {{ expression }} like '%|{{ flag }}|%'
        {% if flag == 'quarantined' %}
        and {{ high }} - {{ low }} > {{ var('amber_margin_points') }} and {{ expression }} not like '%|straddling|%'
        {% endif %}
        then '{{ text }}; ' else '' end{{ ' ||' if not loop.last }}
    {% endfor %}
)), '')
{% endmacro %}

{# The sign before a target: '=' in a plan means "reach". #}
{% macro comparator_vi(comparator, direction) -%}
case when {{ comparator }} in ('>', '<') then {{ comparator }} when {{ direction }} = 'down' then '≤' else '≥' end
{%- endmacro %}

{# What a leader is shown as required: nothing before the target year while the target has no path. #}
{% macro shown_required(relation) -%}
case when {{ relation }}.flags like '%|no_path|%' then null else {{ relation }}.required_value end
{%- endmacro %}

{# One sentence: why a value has its status. Reads the columns of rpt_analysis__indicator_value. #}
{% macro status_reason_vi() %}
{% set gap = vi_points('gap_points', 'decimals', 'unit_vi') %}
case
    when flags like '%|no_rows|%' then 'Chưa nhận được dữ liệu của kỳ này.'
    when flags like '%|no_cases|%' then 'Không phát sinh trường hợp nào trong kỳ.'
    when flags like '%|low_coverage|%' then 'Mới nhận ' || {{ vi_number('coverage_pct', 1) }} || ' % số tệp phải gửi.'
    when status_code = 'no_target' then 'Chưa có chỉ tiêu được giao cho kỳ này.'
    when flags like '%|no_bounds|%' then 'Có dòng bị cách ly chưa xác định được độ lớn.'
    when status_code = 'insufficient'
        then 'Khoảng ' || {{ vi_number('low', 'decimals') }} || '–' || {{ vi_number('high', 'decimals') }}
            || ' vắt qua ngưỡng vì còn dòng bị cách ly.'
    when status_code = 'green' and flags like '%|no_path|%' then 'Đã đạt chỉ tiêu trước năm đích.'
    when status_code = 'green' then 'Đạt mức cần đạt đến kỳ này.'
    else case when flags like '%|no_path|%' then 'Còn cách chỉ tiêu ' else 'Còn cách mức cần đạt ' end || {{ gap }}
        || case
            when flags not like '%|red_withheld|%' or flags is null then '.'
            when flags like '%|no_path|%' then '; chưa có lộ trình nên chưa xếp “Cần rà soát”.'
            else '; chỉ tiêu chưa đối chiếu văn bản ký nên chưa xếp “Cần rà soát”.'
        end
end
{% endmacro %}

{% macro severity_vi(expression) -%}
case {{ expression }} when 'error' then 'Lỗi' else 'Cảnh báo' end
{%- endmacro %}

{% macro dimension_vi(expression) -%}
case {{ expression }}
    when 'accuracy' then 'Chính xác'
    when 'completeness' then 'Đầy đủ'
    when 'conformity' then 'Đúng khuôn dạng'
    when 'consistency' then 'Nhất quán'
    when 'coverage' then 'Bao phủ'
    when 'timeliness' then 'Kịp thời'
    when 'uniqueness' then 'Không trùng lặp'
    else {{ expression }}
end
{%- endmacro %}
