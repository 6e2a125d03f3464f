-- From which load on a code is another extract's business, and until which, where no load that names it stands any more.
select
    naming.extract,
    naming.code,
    min(version.load_seq) as named_from,
    case when count(*) = count(version.superseded_by_seq) then max(version.superseded_by_seq) end as named_to
from {{ ref('int_code_naming') }} as naming
inner join {{ ref('int_load_version') }} as version on naming.load_id = version.load_id and naming.part_key = version.part_key
group by naming.extract, naming.code
