with scorecard as (select * from {{ ref('rpt_executive__scorecard') }})

select
    domain_vi,
    status_code,
    status_vi,
    count(*) as indicator_count,
    cast({{ status_order('status_code') }} as bigint) as sort_order
from scorecard
group by domain_vi, status_code, status_vi
