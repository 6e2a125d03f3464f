-- Working days are numbered, so that the working days between two days are a subtraction.
with day as (
    {{ day_series('2000-01-01', '2060-12-31') }}
),

holiday as (select * from {{ ref('holiday') }}),

marked as (
    select
        day.date_day,
        case
            when holiday.day_type = 'make_up_working_day' then true
            when holiday.day_type in ('holiday', 'compensatory_day_off', 'swapped_day_off') then false
            else {{ days_between("date '1999-12-27'", 'day.date_day') }} % 7 < 5  -- that day was a Monday
        end as is_working_day,
        holiday.name_vi as holiday_name_vi
    from day
    left join holiday on day.date_day = holiday.date
)

select
    date_day,
    {{ month_of('date_day') }} as month_start,
    is_working_day,
    holiday_name_vi,
    cast(sum(case when is_working_day then 1 else 0 end) over (order by date_day asc nulls last rows between unbounded preceding and current row) as bigint)
        as working_day_number
from marked
