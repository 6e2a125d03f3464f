"""What one row says of itself, whatever table it stands in: total, footer, index row, a line of text.

Here: those words and shapes. Not here: what they mean where they stand (body.py, header.py).
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Any

from orchestration.intake.grid import is_blank, plain
from orchestration.intake.text import fold, fold_pattern

_AREA = r"(?:tỉnh|thành phố|huyện|xã|phường|thị trấn|đặc khu|ngành|đơn vị)"
_TOTAL = fold_pattern(
    rf"(?:tổng cộng|tổng số|tổng|cộng|tc|(?:(?:tổng cộng|tổng số|tổng|cộng) )?toàn {_AREA}"
    rf"|(?:tổng cộng|cộng) (?:{_AREA}|nhóm|mục|trang|khối)(?: .{{1,40}})?|cộng (?:mang|chuyển) sang)"
    r"(?:\s*\([^)]*\))?(?:\s*[:：].*)?"
)
_SIGNS = (
    r"người (?:lập|ký)|lập biểu|thủ trưởng|(?:phó )?(?:giám đốc|chủ tịch)|kế toán|xác nhận|kt\.|tm\.|tl\.|tuq\.|q\.|\(ký|ký tên"
)
_FOOTER = fold_pattern(
    rf"(?:ghi chú|nơi nhận|{_SIGNS}).*|.*ngày\s*[\d.…]+\s*tháng\s*[\d.…]+\s*năm\s*[\d.…]*.*"
)
_NOTE = fold_pattern(r"(?:ghi chú|chú thích)\s*[:：(].*")
# Who signs, as printed above a name: besides, those whose offices are no words of a footer where they stand alone.
_SIGNER = fold_pattern(
    rf"(?:{_SIGNS}|người (?:tổng hợp|báo cáo|kiểm tra|duyệt|thực hiện)|cán bộ (?:lập|tổng hợp|báo cáo|theo dõi|phụ trách|đầu mối)"
    r"|phó thủ trưởng|(?:phó )?(?:trưởng|chánh) (?:phòng|ban|đơn vị|văn phòng|thanh tra)"
    r"|(?:phó )?(?:chi cục|cục|hiệu|viện|trạm) trưởng|(?:phó )?bí thư|văn thư|phụ trách|đại diện|phê duyệt|ký,).*"
)
# The mark of a form as circulars print it in the corner: `Biểu số 47/CK-NSNN`, `Mẫu biểu 03`.
_FORM = fold_pattern(r"(?:biểu|mẫu|phụ lục)(?: (?:biểu|mẫu))?(?: số)?\s*:?\s*(?:[0-9]+|[ivx]+)(?:\s*[/.\-–].*)?")
_TOTAL_INITIALS = frozenset("TtCc")
_INDEX = re.compile(r"\(?([A-Z]|\d{1,3})(?:[.,]0{1,2})?\)?(?:\s*=.*)?")  # `1.0` as libraries write a whole number


@lru_cache(maxsize=1024)  # most cells that begin so are a column's few words
def _names_total(cell: str) -> bool:
    return bool(_TOTAL.fullmatch(fold(cell)))


def is_total_label(cell: str) -> bool:
    return cell.lstrip()[:1] in _TOTAL_INITIALS and _names_total(cell)


def is_total(cells: list[Any]) -> bool:
    """Whether a cell of the row is a total's label."""
    return any(isinstance(c, str) and is_total_label(c) for c in cells)


def is_footer(cells: list[Any]) -> bool:
    """A note, a date and place, a signature."""
    first = next((c for c in cells if not is_blank(c)), "")
    return isinstance(first, str) and bool(_FOOTER.fullmatch(fold(first)))


def is_note(cells: list[Any]) -> bool:
    """A note below or between the rows, whatever number it speaks of."""
    first = next((c for c in cells if not is_blank(c)), "")
    return isinstance(first, str) and bool(_NOTE.fullmatch(fold(first)))


def is_form_mark(cells: list[Any]) -> bool:
    """A title's line with the mark of a form: a row that refers to one in its remarks has more cells."""
    return is_line(cells) and any(isinstance(c, str) and _FORM.fullmatch(fold(c)) for c in cells)


def is_signer(cell: Any) -> bool:
    """Who signs: an office above a name, or the words that ask for the signature."""
    return isinstance(cell, str) and bool(_SIGNER.fullmatch(fold(cell)))


def is_line(cells: list[Any]) -> bool:
    """A line of text rather than a row: at most two cells."""
    return sum(not is_blank(c) for c in cells) <= 2


def is_index(cells: list[Any]) -> bool:
    """`(1) (2) (3)=(1)+(2)`, `A B 1 2 3` or `A B C`: numbers counting up by one, all cells where there is but one number or none."""
    texts = [t for t in map(plain, cells) if t]
    hits = [m for m in map(_INDEX.fullmatch, texts) if m]
    numbers = [int(m.group(1)) for m in hits if m.group(1).isdigit()]
    letters = [m.group(1) for m in hits if not m.group(1).isdigit()]
    if not numbers:
        return len(texts) >= 3 and texts == list("ABCDEFGHIJ"[: len(texts)])
    if len(texts) < 3 or numbers[0] > 3 or any(b != a + 1 for a, b in itertools.pairwise(numbers)):
        return False
    if len(numbers) == 1:  # A B 1
        return len(hits) == len(texts) and letters == list("ABCDE"[: len(letters)]) and numbers == [1]
    return len(hits) >= 0.8 * len(texts)
