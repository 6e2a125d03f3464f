-- The unit of measure decides what the printed figure is worth; its code list has no other units.
{% set scale = "case unit_of_measure when 'vnd_thousand' then 1000 when 'vnd_million' then 1000000 when 'vnd_billion' then 1000000000
    when 'person_thousand' then 1000 else 1 end" %}
{{ stage('report_indicator', derived={'value_scaled': 'value * ' ~ scale, 'cumulative_value_scaled': 'cumulative_value * ' ~ scale}) }}
