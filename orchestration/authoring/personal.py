"""Headers that most likely stand over data of persons. A word list errs to the safe side: the author decides, and writes the decision down."""

from __future__ import annotations

import re

from orchestration.intake.text import fold, fold_pattern

_WORDS = fold_pattern(
    r"họ (?:và )?tên|họ,? tên|(?:^|\b)tên (?:người|chủ|công dân|đương sự|cán bộ|học viên|đảng viên|thành viên)|người (?:nộp|ký|nhận|gửi|tiếp nhận|"
    r"phụ trách|đại diện|liên hệ|xử lý|thực hiện|lập)|chủ hồ sơ|chủ hộ|số (?:điện thoại|đt|di động)|điện thoại|\bsđt\b|e-?mail|thư điện tử|\bfax\b|"
    r"\b(?:cccd|cmnd|cmtnd|gplx|bhxh|bhyt)\b|căn cước|chứng minh nhân dân|hộ chiếu|số định danh|số giấy tờ|ngày sinh|năm sinh|sinh ngày|nơi sinh|quê quán|"
    r"địa chỉ|nơi (?:ở|cư trú)|thường trú|tạm trú|dân tộc|tôn giáo|số thẻ|tài khoản|biển số|mã số thuế|trích yếu|bút phê|^ghi chú|^(?:các )?ý kiến|chữ ký|nội dung (?:đơn|phản ánh|kiến nghị)"
)
_COUNTED = fold_pattern(r"^chức vụ|^(?:số(?: lượng)?|tổng(?: số)?|tỷ lệ|thuê bao|lượt)\b(?! (?:điện thoại|đt|di động|định danh|giấy tờ|thẻ|căn cước|cccd|cmnd|hộ chiếu))")
_NAMES = re.compile(
    r"(?:^|_)(?:applicant|person|citizen|officer|signer|owner|contact)_?(?:name|id|phone|email|address)|(?:^|_)(?:phone|email|fax|birth|passport|"
    r"address|full_?name|identity|cccd|cmnd|hoten|sodienthoai|diachi|ngaysinh|email)(?:_|$)"
)


def looks_personal(text: str) -> bool:
    """Whether a header, a label or a key reads as if it stood over a person's data. Counts of persons do not."""
    folded = fold(text)
    if " " not in folded and _NAMES.search(folded):
        return True
    return bool(_WORDS.search(folded)) and not _COUNTED.search(folded)
