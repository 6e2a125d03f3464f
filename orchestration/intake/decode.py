"""Text files as UTF-8 without BOM.

Here: BOM, strict UTF-8, UTF-16; and refusing what is neither or has already lost its diacritics. Not here: the legacy
Vietnamese code pages, which a later version decodes at this place.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from orchestration.intake.refusal import RefusedFile
from orchestration.intake.sniff import HEAD

CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LETTER = re.compile(r"[^\W\d_]")
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|\?\?+[^\W\d_]|[^\W\d_]\?+(?=\s+[^\W\d_]+\?)")
LOSSY_SHARE = 0.01
LOSSY_LEAST = 3


def bom_of(path: Path) -> tuple[int, str | None]:
    """Length of the byte order mark and the encoding it names."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return len(mark), encoding
    return 0, None


def refuse_lossy(sample: str) -> None:
    """Refuse a text whose Vietnamese letters were replaced by question marks.

    The data are destroyed, no decoder helps.
    """
    words = re.sub(r"\S*://\S*", " ", sample)
    lost, letters = len(_LOST.findall(words)), len(_LETTER.findall(words))
    if lost >= LOSSY_LEAST and lost > LOSSY_SHARE * letters:
        raise RefusedFile(
            "ENCODING_LOSSY", "Tệp đã mất dấu tiếng Việt (có dấu “?” giữa chữ): hãy xuất lại dạng CSV UTF-8 hoặc .xlsx."
        )


def _refuse_bytes(path: Path, position: int) -> RefusedFile:
    with path.open("rb") as file:
        refuse_lossy(file.read(HEAD).decode("cp1252", "replace"))
    return RefusedFile(
        "ENCODING_UNSUPPORTED",
        f"Tệp không phải UTF-8 hay UTF-16 (byte thứ {position + 1}): "
        "hãy xuất lại dạng CSV UTF-8 hoặc .xlsx dùng phông Unicode.",
    )


def check_utf8(path: Path) -> None:
    """Refuse a file that is not strict UTF-8, naming the byte. For readers that could not say it themselves."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _refuse_bytes(path, position - held + error.start) from error
            position += len(chunk)
    if decoder.getstate()[0]:
        raise _refuse_bytes(path, position - 1)


def as_utf8(path: Path, work_dir: Path) -> Path:
    """A UTF-8 file without BOM holding the same text: the file itself where it is one, else a copy in `work_dir`.

    A file without BOM is taken for UTF-8 here; its reader refuses it through `check_utf8` when it is not.
    """
    skip, encoding = bom_of(path)
    if encoding is None:
        return path
    copy = work_dir / f"{path.name}.utf8"
    decoder = codecs.getincrementaldecoder(encoding)()
    position = skip
    with path.open("rb") as source, copy.open("wb") as target:
        source.seek(skip)
        try:
            while chunk := source.read(CHUNK):
                target.write(decoder.decode(chunk).encode("utf-8"))
                position += len(chunk)
            decoder.decode(b"", final=True)
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise RefusedFile(
                "FILE_UNREADABLE",
                f"Văn bản {encoding.upper()} bị hỏng quanh byte thứ {position + 1}: hãy xuất và gửi lại.",
            ) from error
    return copy
