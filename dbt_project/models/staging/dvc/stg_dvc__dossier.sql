-- Waiting is read off the only supplement request; with more than one the dossier is late whatever it waited (Decision 766).
{% set asked, answered = json_text('supplements', '$[0].NgayBoSung'), json_text('supplements', '$[0].NgayTiepNhanBoSung') %}
{% set old_due, new_due = json_text('supplements', '$[0].NgayHenTraTruoc'), json_text('supplements', '$[0].NgayHenTraMoi') %}
{% set formats = ['yyyyMMddHHmmss'] %}
{% set kept = '"IsDeleted":(null|"(0|[Ff]alse|)"),' %}
{{ stage('dvc_dossier', derived={
    'receiving_agency_code': agency_code_in("split_part(dossier_code, '-', 1)"),
    'file_count': json_count('files', kept),
    'digitised_file_count': json_count('files', kept ~ '"DuocSoHoa":"1"'),
    'reused_file_count': json_count('files', kept ~ '"DuocSoHoa":[^,]*,"DuocTaiSuDung":"[12]"'),
    'has_fee': matches('fees', '"Gia":"[1-9]'),
    'result_count': 'cast(json_array_length(results) as bigint)',
    'supplement_count': 'cast(json_array_length(supplements) as bigint)',
    'waiting_minutes': "case when supplements <> '[]' then cast(floor(" ~ seconds_between(
        parse_timestamp(asked, formats), parse_timestamp(answered, formats)) ~ ' / 60) as bigint) end',
    'is_due_extended': "case when supplements <> '[]' then coalesce(" ~ new_due ~ " > coalesce(" ~ old_due ~ ", ''), false) end",
}) }}
