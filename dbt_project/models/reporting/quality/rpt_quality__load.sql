with ledger as (select * from {{ source('control', 'load') }}),

verdict as (select * from {{ ref('load_verdict') }}),

contract as (
    {{ extract_rows() }}
),

judged as (
    select
        ledger.*,
        verdict.row_count,
        verdict.failed_row_count,
        case when ledger.status = 'accepted' and coalesce(verdict.is_held, false) then 'held' else ledger.status end as status_code
    from ledger
    left join verdict on ledger.load_id = verdict.load_id
)

select
    judged.load_seq,
    judged.received_at,
    judged.load_id,
    judged.file_label,
    judged.extract as extract_code,
    coalesce(contract.extract_vi, 'Chưa nhận ra') as extract_vi,
    coalesce(judged.sender_name, 'Chưa rõ') as sender_vi,
    {{ vi_month('judged.period_start') }} as period_label,
    judged.status_code,
    case
        when judged.status_code = 'accepted' and judged.rows_read = 0 then 'Đã nhận: không phát sinh'
        when judged.status_code = 'accepted' then 'Đã nhận'
        when judged.status_code = 'held' then 'Tạm giữ'
        else 'Từ chối'
    end as status_vi,
    judged.rows_read,
    case when judged.status_code = 'accepted' then judged.row_count - judged.failed_row_count else 0 end as rows_accepted,
    coalesce(judged.failed_row_count, 0) as rows_quarantined,
    case when judged.row_count > 0 then 100 * cast(judged.failed_row_count as double) / cast(judged.row_count as double) end as failed_pct,
    coalesce(
        judged.reason_vi,
        case when judged.status_code = 'held' then 'Tỷ lệ dòng lỗi vượt ngưỡng cho phép: đề nghị đơn vị kiểm tra và gửi lại tệp.' end
    ) as reason_vi
from judged
left join contract on judged.extract = contract.extract
