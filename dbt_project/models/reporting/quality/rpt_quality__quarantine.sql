with quarantine as (select * from {{ ref('quarantine') }}),

{{ load_months() }},

ledger as (select load_id, file_label, sender_name from {{ source('control', 'load') }}),

rule as (
    {{ rule_rows() }}
)

select
    rule.extract_vi,
    coalesce(ledger.sender_name, 'Chưa rõ') as sender_vi,
    ledger.file_label,
    quarantine.sheet_name,
    quarantine.cell_ref,
    rule.column_vi,
    quarantine.found_text,
    rule.expected_vi,
    rule.cause_vi,
    rule.fix_vi,
    {{ severity_vi('rule.severity') }} as severity_vi,
    {{ reported_month('quarantine.period_month') }} as period_month
from quarantine
inner join ledger on quarantine.load_id = ledger.load_id
left join load_month on quarantine.load_id = load_month.load_id
cross join ledger_span
inner join rule on quarantine.extract = rule.extract and quarantine.rule = rule.rule_name
