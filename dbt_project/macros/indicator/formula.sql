{# The arithmetic of an indicator value, each rule once. Arguments are SQL expressions; numerator, denominator and doubts are DOUBLE. #}

{# Null is not zero: without a denominator there is no value unless the card says otherwise. #}
{% macro indicator_ratio(numerator, denominator, multiplier, zero_rule) -%}
case
    when {{ denominator }} > 0 then {{ multiplier }} * {{ numerator }} / {{ denominator }}
    when {{ denominator }} = 0 and {{ zero_rule }} = 'zero' then cast(0 as double)
    when {{ denominator }} = 0 and {{ zero_rule }} = 'full' then {{ multiplier }}
end
{%- endmacro %}

{# Every doubtful row counts in, but not in the numerator. #}
{% macro indicator_low(value, numerator, denominator, doubt, multiplier) -%}
case when {{ doubt }} = 0 then {{ value }} when {{ denominator }} + {{ doubt }} > 0 then {{ multiplier }} * {{ numerator }} / ({{ denominator }} + {{ doubt }}) end
{%- endmacro %}

{# Every doubtful row counts in both; where a value may pass 100 %, in the numerator alone. #}
{% macro indicator_high(value, numerator, denominator, doubt, numerator_doubt, multiplier, may_exceed) -%}
case
    when {{ may_exceed }} then case
        when {{ doubt }} = 0 and {{ numerator_doubt }} = 0 then {{ value }}
        when {{ denominator }} > 0 then {{ multiplier }} * ({{ numerator }} + {{ numerator_doubt }}) / {{ denominator }}
    end
    when {{ doubt }} = 0 then {{ value }}
    when {{ denominator }} + {{ doubt }} > 0 then least({{ multiplier }}, {{ multiplier }} * ({{ numerator }} + {{ doubt }}) / ({{ denominator }} + {{ doubt }}))
end
{%- endmacro %}

{# How far a value is on the good side of what is required; reads bounded.direction and target.required_value. #}
{% macro indicator_margin(value) -%}
case bounded.direction when 'down' then target.required_value - {{ value }} else {{ value }} - target.required_value end
{%- endmacro %}

{# On which side of a border a margin lies: 1 above, 0 below, null inside the dead band. #}
{% macro border_side(margin, border) -%}
case
    when {{ margin }} - ({{ border }}) >= {{ var('hysteresis_points') }} then 1
    when {{ margin }} - ({{ border }}) < -{{ var('hysteresis_points') }} then 0
end
{%- endmacro %}
