{# Rules of Decision 766/QĐ-TTg on dossiers (../shared/domain/decision_766.md). #}

{# What a status of the national list counts as in form 06a/VPCP/KSTT. #}
{% macro dossier_state(status_code) -%}
case
    when {{ status_code }} in ('9', '10') then 'done'
    when {{ status_code }} in ('2', '4') then 'open'
    when {{ status_code }} = '5' then 'supplement'
    when {{ status_code }} = '7' then 'withdrawn'
    when {{ status_code }} in ('6', '8') then 'suspended'
    when {{ status_code }} in ('1', '3') then 'not_counted'
end
{%- endmacro %}

{# On time, of what is done. More than one supplement request: late. Time waiting for the citizen is subtracted, unless the due date was
   moved for it already. A due date written without an hour lasts the whole day. No due date: working days against the legal maximum, if known. #}
{% macro is_dossier_on_time() -%}
case
    when state <> 'done' or finished_at is null then null
    when supplement_count > 1 then false
    when due_at is not null then
        finished_at <= due_at
        or (is_due_whole_day and cast(finished_at as date) = cast(due_at as date))
        or coalesce(not is_due_extended and {{ seconds_between('due_at', 'finished_at') }} <= 60 * waiting_minutes, false)
    when statutory_days is not null then
        elapsed_days <= statutory_days
        or coalesce(1440 * (elapsed_days - statutory_days) <= waiting_minutes, false)
end
{%- endmacro %}
