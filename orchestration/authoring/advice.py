"""What a sender does about each kind of refusal: the standing advice behind the sentence that every single refusal carries."""

from __future__ import annotations

ADVICE_VI = {
    "FILE_UNREADABLE": "Mở tệp bằng Excel, lưu lại dạng .xlsx (hoặc xuất lại từ phần mềm) rồi gửi cả tệp; PDF, ảnh, văn bản Word không phải bảng số liệu.",
    "FILE_ENCRYPTED": "Bỏ mật khẩu mở tệp rồi gửi lại; không gửi kèm mật khẩu.",
    "ENCODING_LOSSY": "Tệp đã mất dấu tiếng Việt, không cứu được: xuất lại dạng “CSV UTF-8” hoặc .xlsx.",
    "ENCODING_UNSUPPORTED": "Xuất lại dạng “CSV UTF-8” hoặc .xlsx với phông Unicode (Times New Roman, Arial), không dùng phông .Vn…, VNI-….",
    "COLUMN_SHIFT": "Có cột bị đẩy sang trái hoặc phải so với tiêu đề: xuất lại, đừng chèn hay xóa ô.",
    "KEY_REPEATED": "Một thôn, một đơn vị… có hai dòng số liệu khác nhau: giữ dòng đúng, xóa dòng kia, rồi gửi lại cả biểu.",
    "TOTAL_MISMATCH": "Cộng lại các dòng: sửa dòng sai hoặc dòng tổng, rồi gửi lại cả biểu.",
    "COLUMN_UNKNOWN": "Bỏ cột số liệu không có trong biểu mẫu, hoặc đề nghị bổ sung cột vào biểu mẫu trước.",
    "NO_CONTRACT": "Dùng đúng biểu mẫu; giữ nguyên dòng tiêu đề; kiểm tra các cột mà câu báo nêu là thiếu.",
    "AMBIGUOUS_CONTRACT": "Tệp giống hai loại như nhau: gửi đúng biểu mẫu có đủ các cột để phân biệt.",
    "AMBIGUOUS_SHEET": "Chỉ để một trang tính có bảng; trang “Hướng dẫn”, “Ví dụ” và trang ẩn không tính.",
    "AMBIGUOUS_HEADER": "Một tiêu đề xuất hiện hai lần: giữ một cột.",
    "TITLE_MISSING": "Ghi đủ kỳ, đơn vị… ở các dòng phía trên bảng như biểu mẫu.",
    "TITLE_AMBIGUOUS": "Phần đầu biểu nói hai kỳ hoặc hai đơn vị: giữ một.",
    "UNIT_MISSING": "Ghi đơn vị tính (“Đơn vị tính: triệu đồng”) phía trên bảng.",
    "NOT_REPORTED": "Biểu chưa điền số liệu: điền rồi gửi lại.",
    "EMPTY_FILE": "Tệp trống hoặc biểu chưa có dòng số liệu nào: điền rồi gửi lại.",
    "NOTHING_CONTRADICTED": "Có số liệu thì bỏ chữ “Không phát sinh” (bằng không thì ghi số 0); không có thì bỏ các dòng số liệu.",
    "SECRECY_PRESENT": "Không gửi lại. Tệp đã bị xóa khỏi hệ thống; báo ngay người phụ trách bảo vệ bí mật nhà nước của đơn vị.",
    "PD_ROW_LEVEL_PARTY": "Hệ thống không nhận danh sách từng đảng viên: chỉ gửi số tổng hợp.",
    "PD_COLUMN": "Một cột có vẻ chứa số định danh hay điện thoại của người: bỏ cột đó rồi gửi lại.",
    "MODULE_OFF": "Tỉnh chưa bật loại tệp này: hỏi người vận hành trước khi gửi lại.",
    "ARCHIVE_UNSAFE": "Nén lại bằng zip thường, không mật khẩu, không nén lồng nhau, hoặc gửi thẳng từng tệp.",
    "DATE_SWAP_SUSPECTED": "Excel có thể đã đổi chỗ ngày và tháng: định dạng cột ngày thành “Văn bản” trước khi gõ, hoặc xuất lại từ phần mềm.",
    "DATE_ORDER_MIXED": "Viết mọi ngày theo ngày/tháng/năm: máy đặt kiểu Mỹ ghi tháng trước, đổi định dạng vùng sang Việt Nam rồi xuất lại.",
    "DATE_SYSTEM_1904": "Trong Excel, bỏ chọn “hệ ngày 1904”, kiểm tra lại các ngày rồi lưu và gửi lại.",
    "FORMULA_NOT_CALCULATED": "Mở tệp bằng Excel để công thức được tính, lưu lại rồi gửi.",
    "NUMBER_STYLE_MIXED": "Để ô ở dạng số của Excel; nếu ghi chữ, viết mọi số theo kiểu Việt Nam (1.234,5): máy đặt kiểu Mỹ thì đổi định dạng vùng sang Việt Nam rồi xuất lại.",
    "MERGED_NUMBER": "Bỏ gộp ô ở cột số (dọc và ngang): mỗi dòng ghi một số riêng, dòng không có số để trống.",
    "PERCENT_SCALE_MIXED": "Ghi mọi tỷ lệ theo một cách (95,83), không lẫn 95,83 với 0,9583.",
    "SNAPSHOT_UNDECLARED": "Đã có tệp khác của cùng đơn vị, cùng kỳ: cho biết bản nào đúng, hoặc ghi ngày lập mới hơn ở đầu biểu.",
    "ANSWERED_OLDER": "Bản này đã được xác nhận là cũ hoặc sai: muốn thay thì gửi bản mới, ghi ngày lập mới hơn.",
}  # fmt: skip
READ_THE_SENTENCE_VI = "Làm theo câu báo kèm tệp: câu đó nói rõ sai gì, ở đâu, làm gì."
