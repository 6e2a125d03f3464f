"""Text files as UTF-8 without BOM.

Here: which encoding a file is in, by its byte order mark, by being strict UTF-8, by being UTF-16 or one of the code pages that
can be proven; the copy in UTF-8; and refusing what is neither or has already lost its diacritics. Not here: the proofs
(bom.py, code_pages.py); text that is Unicode in form only, inside workbooks and UTF-8 files (legacy_grid.py).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.intake.bom import bom_of, utf16_without_bom
from orchestration.intake.code_pages import CODE_PAGES, WORDS, code_page_of, encoding_of
from orchestration.intake.reading import Reading, Warned
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sniff import HEAD

CHUNK = 1 << 20
MOST_WORDS = 50_000  # distinct words looked at to tell a code page
UTF8 = "utf-8"
_LETTER = re.compile(r"[^\W\d_]")
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|\?\?+[^\W\d_]|[^\W\d_]\?+(?=\s+[^\W\d_]+\?)|\ufffd")
_ADDRESS = re.compile(r"\S*://\S*|\S*\?\S*=\S*")
LOSSY_SHARE = 0.01
LOSSY_LEAST = 3


@dataclass(frozen=True)
class TextFile:
    """A UTF-8 file without BOM: the file itself where it is one, else a copy.

    `encoding` is what it came in, `lines` how many of its lines were read through that (0 for UTF-8).
    """

    path: Path
    encoding: str = UTF8
    lines: int = 0


def lost_in(text: str) -> int:
    """How many places of a text look like letters that became question marks."""
    return len(_LOST.findall(_ADDRESS.sub(" ", text))) if "?" in text or "\ufffd" in text else 0


def lossy() -> RefusedFile:
    """The data are destroyed, no decoder helps."""
    return RefusedFile("ENCODING_LOSSY", "Tệp đã mất dấu tiếng Việt (có dấu “?” hoặc “\ufffd” giữa chữ): hãy xuất lại dạng CSV UTF-8 hoặc .xlsx.")


def refuse_lossy(sample: str) -> None:
    """Refuse a text whose Vietnamese letters were replaced by question marks."""
    lost = lost_in(sample)
    if lost >= LOSSY_LEAST and lost > LOSSY_SHARE * len(_LETTER.findall(sample)):
        raise lossy()


def _unsupported(path: Path, position: int) -> RefusedFile:
    with path.open("rb") as file:
        refuse_lossy(file.read(HEAD).decode("cp1252", "ignore"))
    return RefusedFile(
        "ENCODING_UNSUPPORTED",
        f"Tệp không phải UTF-8, UTF-16 hay bảng mã tiếng Việt nhận ra được (cp1258, TCVN3, VNI), từ byte thứ {position + 1}: "
        "hãy xuất lại dạng CSV UTF-8 hoặc .xlsx dùng phông Unicode.",
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def not_utf8_at(path: Path) -> int | None:
    """Position of the first byte that is not strict UTF-8."""
    decoder, position = codecs.getincrementaldecoder(UTF8)(), 0
    for chunk in _chunks(path):
        held = len(decoder.getstate()[0])
        if held or not chunk.isascii():
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return position - held + error.start
        position += len(chunk)
    return position - 1 if decoder.getstate()[0] else None


def check_utf8(path: Path) -> None:
    """Refuse a file that is not strict UTF-8, naming the byte. For readers that could not say it themselves."""
    if (position := not_utf8_at(path)) is not None:
        raise _unsupported(path, position)


def _head_is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder(UTF8)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _distinct_words(path: Path) -> set[bytes]:
    words: set[bytes] = set()
    rest = b""
    for chunk in _chunks(path):
        *lines, rest = (rest + chunk).split(b"\n")
        words.update(WORDS.findall(b"\n".join(lines)))
        if len(words) > MOST_WORDS:
            return words
    return words | set(WORDS.findall(rest))


def _copy(path: Path, target: Path, pieces: Iterable[str], encoding: str) -> TextFile:
    lines = 0
    with target.open("wb") as out:
        for piece in pieces:
            lines += piece.count("\n")
            out.write(piece.encode(UTF8))
    return TextFile(target, encoding, max(lines, 1))


def _from_utf16(path: Path, skip: int, encoding: str) -> Iterator[str]:
    decoder, position = codecs.getincrementaldecoder(encoding)(), 0
    try:
        for chunk in _chunks(path):
            yield decoder.decode(chunk[skip:] if position == 0 else chunk)
            position += len(chunk)
        yield decoder.decode(b"", final=True)
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        message = f"Văn bản {encoding.upper()} bị hỏng quanh byte thứ {position + 1}: hãy xuất và gửi lại."
        raise RefusedFile("FILE_UNREADABLE", message) from error


def _from_code_page(path: Path, name: str) -> Iterator[str]:
    """Line by line, so that no letter of two bytes is cut in two."""
    rest, position, decode = b"", 0, CODE_PAGES[name]
    for chunk in _chunks(path):
        *lines, rest = (rest + chunk).splitlines(keepends=True)
        whole = b"".join(lines)
        yield _decoded(path, whole, decode, position)
        position += len(whole)
    yield _decoded(path, rest, decode, position)


def _decoded(path: Path, data: bytes, decode, position: int) -> str:
    try:
        return decode(data)
    except UnicodeDecodeError as error:
        raise _unsupported(path, position + error.start) from error


def hints_of(contracts: Iterable[Contract]) -> frozenset[str]:
    """The encodings that contracts say their files come in."""
    return frozenset(c.encoding for c in contracts if c.encoding)


def tell_file(reading: Reading, text: TextFile) -> Reading:
    """A reading that tells what its text file came in, and where that is not what the contract says."""
    if text.encoding != UTF8:
        reading.encodings[text.encoding] = text.lines
    hint = reading.contract.encoding
    if hint and not text.encoding.startswith(hint):
        message = f"Hợp đồng ghi bảng mã {hint} nhưng tệp là {text.encoding}: đã đọc theo tệp."
        reading.warnings.append(Warned("ENCODING_HINT_IGNORED", message))
    return reading


def as_utf8(path: Path, work_dir: Path, hints: frozenset[str] = frozenset(), *, head_only: bool = False) -> TextFile:
    """A UTF-8 file without BOM holding the same text. Raises RefusedFile.

    `head_only`: a file whose head is UTF-8 is taken for it; its reader refuses it through `check_utf8` when it is not.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    target = work_dir / f"{path.name}.utf8"
    skip, encoding = bom_of(head)
    encoding = encoding or utf16_without_bom(head)
    if encoding == UTF8:
        return _copy(path, target, _from_utf16(path, skip, UTF8), UTF8)
    if encoding:
        return _copy(path, target, _from_utf16(path, skip, encoding), encoding)
    if head_only and _head_is_utf8(head):
        return TextFile(path)
    position = not_utf8_at(path)
    if position is None:
        return TextFile(path)
    refuse_lossy(head.decode("cp1252", "ignore"))
    name = code_page_of(_distinct_words(path), hints)
    if name is None:
        raise _unsupported(path, position)
    return _copy(path, target, _from_code_page(path, name), encoding_of(name))
