{{ config(contract={'enforced': false}, access='private') }}
-- Texts that stand for a code of a list: the code itself, else a label in lower case. `is_code` tells them apart.
with code_list as (select * from {{ ref('code_list') }}),

known as (
    select list_name, code as match_text, code, true as is_code from code_list
    union all
    select list_name, lower(label_vi), code, false from code_list
)

select
    list_name,
    match_text,
    min(code) as code,
    bool_or(is_code) as is_code
from known
where match_text is not null
group by list_name, match_text
