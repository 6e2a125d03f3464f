"""Vietnamese words for what a load report counts.

Only words: what they stand for is told where it is counted (intake/body.py, intake/repairs.py, intake/refusal.py).
"""

from __future__ import annotations

STATUS_VI = {"accepted": "Đã nhận", "held": "Tạm giữ", "refused": "Từ chối"}
SEVERITY_VI = {"error": "Lỗi", "warning": "Cảnh báo"}
KINDS_VI = {
    "xlsx": "bảng tính Excel (.xlsx)", "xlsb": "bảng tính Excel (.xlsb)", "xls": "bảng tính Excel đời cũ (.xls)",
    "ods": "bảng tính OpenDocument (.ods)", "html": "bảng HTML (phần mềm xuất, thường mang đuôi .xls)", "text": "văn bản có dấu phân cách (CSV)",
    "json": "JSON", "xes": "nhật ký sự kiện XES", "edxml": "gói tin edXML", "gzip": "tệp nén gzip", "archive": "tệp nén zip",
}  # fmt: skip
LEFT_OUT_VI = {
    "total": "dòng cộng, tổng số: không tính là số liệu",
    "index": "dòng đánh số cột (1), (2), …",
    "header": "dòng tiêu đề lặp lại",
    "group": "dòng tên nhóm",
    "footer": "dòng cuối biểu: ngày lập, chữ ký, ghi chú",
    "outside": "dòng chỉ có chữ ngoài bảng",
    "blank": "dòng trống",
    "nothing": "dòng ghi không phát sinh",
}
REMARKS_VI = {
    "malformed": "dòng không tách được thành đúng số cột: vào cách ly",
    "commune_unknown": "địa chỉ không nhận ra được xã, phường: để trống",
    "total_unverified": "số tổng in trong biểu không đối chiếu được vì có ô chưa đọc được",
}
ENCODINGS_VI = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI", "utf-8 twice": "UTF-8 bị mã hóa hai lần"}


def encoding_vi(name: str) -> str:
    return ENCODINGS_VI.get(name, name.upper())
