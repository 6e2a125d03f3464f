"""What a file or a sheet may be called where stewards, logs and the ledger see it.

Here: the harmless part of a name. Not here: numbers of persons (identity.py), the lists of units (places.py).
People call files after people, and no pattern knows a person's name. So the words that stay are those known to be
harmless: phrases of at least two words out of the contracts' own texts, names of the deployment's units and agencies,
and a short list of words for periods, versions and kinds of reports. Everything else is `…`; a label that lost
something ends with the first digits of the load id, by which sender and steward still speak of the same file. Dates and
short numbers stay. Names are compared with their diacritics when they have any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from orchestration.contracts import Contract
from orchestration.intake.identity import mask
from orchestration.intake.places import Places
from orchestration.intake.text import clean, fold, without_marks

HIDDEN = "(ẩn)"
_GAP = "…"
_PIECE = re.compile(r"\[[^\]]*\]|[^\W_]+|[\W_]", re.UNICODE)
_ENDING = re.compile(r"\.(?:xlsx?|xlsb|xlsm|ods|csv|tsv|txt|json|jsonl|xml|edxml|xes|html?|zip|gz|docx?|pdf|rtf|part)$", re.IGNORECASE)
_SHORT = re.compile(r"(?:[A-Za-zĐđ]{0,2}|sheet|book|trang)[0-9]{1,8}[A-Za-z]{0,2}", re.IGNORECASE)
_ROMAN = re.compile(r"[IVX]{1,4}")
_COUNTED = set(map(fold, ("tháng", "quý", "năm", "ngày", "tuần", "đợt", "lần", "bản", "kỳ", "phần", "số", "mẫu", "biểu", "trang")))
_GENERIC = (
    "báo cáo|danh sách|hồ sơ|văn bản|văn bản đến|văn bản đi|sổ văn bản|so vb|theo dõi|tổng hợp|thống kê|số liệu|dữ liệu|kết quả|"
    "chỉ tiêu|chỉ số|chuyển đổi số|biểu mẫu|phụ lục|gửi lại|đính chính|bổ sung|bản đầu|bản cuối|bản sửa|bản mới|bản cũ|chính thức|"
    "có mật khẩu|không mật khẩu|tập huấn|lớp tập huấn|kỹ năng số|toàn tỉnh|thôn bản|phủ sóng|phủ sóng thôn bản|thuê bao|viễn thông|"
    "nghị quyết 57|đề án 06|hướng dẫn|danh mục|dichvucong|dongbohosomc|sheet|book|export|report|data|copy|final|biểu|tháng|"
    "thủ tục hành chính|một cửa|của xã|của phường|của sở|các xã|các thôn|hạ tầng số|sổ theo dõi|6 tháng đầu năm|9 tháng|cả năm|xã|phường|đặc khu|sở ngành"
)
_SURNAMES = {
    fold(name) for name in
    ["nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "đinh", "mai", "trịnh", "lương", "hà", "cao", "châu", "tạ", "tô", "lâm", "đoàn", "đào", "vương", "phùng", "trương", "quách", "thái", "chu", "kiều", "lò", "lường", "vàng", "giàng", "sùng", "thào", "tráng", "ma", "nông", "hứa", "triệu", "hoa", "cầm", "quàng", "lù", "bàn", "tẩn", "y", "rơ"]
}  # fmt: skip


def _phrases(texts: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Two to four words in a row, out of texts that name no person."""
    for text in texts:
        words = re.findall(r"[^\W_]+", fold(text))
        yield from (tuple(words[i : i + n]) for n in (2, 3, 4) for i in range(len(words) - n + 1))


class Labels:
    """Labels of one deployment; the vocabulary is put together at first use."""

    def __init__(self, contracts: Iterable[Contract], places: Places):
        self._contracts, self._places = list(contracts), places

    @cached_property
    def _known(self) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """Harmless phrases with and without diacritics."""
        texts = [t for c in self._contracts for t in (c.name_vi, *(h for col in c.columns for h in (*col.headers, col.label_vi)))]
        found = set(_phrases(texts)) | {tuple(re.findall(r"[^\W_]+", fold(t))) for t in _GENERIC.split("|")}
        found |= {tuple(re.findall(r"[^\W_]+", " ".join(words))) for words in self._places.names if len(words) > 1}
        found |= {(word,) for c in self._contracts for word in c.id.split("_") if len(word) > 2}
        found.discard(())
        return found, {tuple(map(without_marks, words)) for words in found}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._known[0]))

    def file(self, name: str, sha256: str = "") -> str:
        """A file's label."""
        text = clean(name)
        ending = _ENDING.search(text)
        kept, whole = self._harmless(text[: ending.start()] if ending else text)
        label = f"{kept}{ending.group() if ending else ''}"
        return label if whole or not sha256 else f"{label} #{sha256[:6]}"

    def sheet(self, name: str, position: int) -> str:
        """A sheet's label; one that lost something is told by its place in the workbook."""
        kept, whole = self._harmless(clean(name))
        if whole:
            return kept
        return f"thứ {position}" if kept.strip(" …_-.") == "" else f"{kept} (thứ {position})"

    def _harmless(self, text: str) -> tuple[str, bool]:
        """The text with unknown words as gaps, and whether nothing was lost."""
        has_marks = not text.isascii()
        text = mask(text)[0]
        known, surnames = self._known[0 if has_marks else 1], _SURNAMES if has_marks else set(map(without_marks, _SURNAMES))
        counted = _COUNTED if has_marks else set(map(without_marks, _COUNTED))
        pieces = _PIECE.findall(text)
        words = [(i, fold(p)) for i, p in enumerate(pieces) if p[0].isalnum()]
        if len(text) == 1:
            return text, True
        keep: set[int] = set()
        at, shy = 0, 0  # `shy`: words after a surname that are rather a name than a phrase
        while at < len(words):
            run = [w for _, w in words[at : at + self._longest]]
            length = next((n for n in range(len(run), 0, -1) if tuple(run[:n]) in known), 0)
            if not shy and length:
                keep.update(i for i, _ in words[at : at + length])
                at += length
                continue
            place, word = words[at]
            is_counted = at > 0 and words[at - 1][1] in counted
            if _SHORT.fullmatch(pieces[place]) or (is_counted and _ROMAN.fullmatch(pieces[place])):
                keep |= {place, words[at - 1][0]} if is_counted else {place}
                shy = 0
            else:
                shy = 3 if word in surnames else max(shy - 1, 0)
            at += 1
        lost = [i for i, _ in words if i not in keep]
        if not lost:
            return "".join(pieces), True
        return self._with_gaps(pieces, keep), False

    @staticmethod
    def _with_gaps(pieces: list[str], keep: set[int]) -> str:
        out: list[str] = []
        for place, piece in enumerate(pieces):
            if piece[0].isalnum() and place not in keep:
                piece = _GAP
            out.append(piece)
        return re.sub(r"…(?:[\W_]*?…)+", _GAP, "".join(out))
