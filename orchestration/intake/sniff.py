"""What a file is, by its bytes, never by its name.

Here: one look at the head (and, for packages, at the list of parts). Not here: reading it, decoding text.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from orchestration.intake.bom import bom_of, utf16_without_bom
from orchestration.intake.refusal import RefusedFile

HEAD = 64 * 1024
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX, XLSB, ODS, XLS, HTML, XES, EDXML, JSON, TEXT, ARCHIVE, GZIP = (
    "xlsx", "xlsb", "ods", "xls", "html", "xes", "edxml", "json", "text", "archive", "gzip",
)  # fmt: skip
WORKBOOKS = {XLSX, XLSB, ODS, XLS}

_NOT_DATA = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF")
_RESEND = "hãy gửi lại dưới dạng .xlsx, CSV UTF-8 hoặc JSON do phần mềm xuất ra"


def _package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" in names:
                if "xl/workbook.xml" in names:
                    return XLSX
                if "xl/workbook.bin" in names:
                    return XLSB
                raise RefusedFile(
                    "FILE_UNREADABLE", f"Tệp là văn bản hoặc trình chiếu Office, không phải bảng tính: {_RESEND}."
                )
            if "mimetype" in names:
                kind = package.read("mimetype")[:80]
                if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return ODS
                raise RefusedFile("FILE_UNREADABLE", f"Tệp OpenDocument này không phải bảng tính: {_RESEND}.")
            return ARCHIVE
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise RefusedFile(
            "FILE_UNREADABLE", "Tệp bị cụt hoặc hỏng (gói nén không mở được): hãy xuất và gửi lại cả tệp."
        ) from error


def _compound(path: Path) -> str:
    """BIFF workbook or encrypted package: told apart by the stream names of the compound file's directory."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedFile(
            "FILE_ENCRYPTED", "Tệp có mật khẩu mở: hãy bỏ mật khẩu (Lưu thành bản mới không mật khẩu) rồi gửi lại."
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return XLS
    raise RefusedFile("FILE_UNREADABLE", f"Tệp Office đời cũ này không phải bảng tính Excel: {_RESEND}.")


def _is_edxml(body: str) -> bool:
    """Whether the first element is a document message or a status message, alone, in its envelope, in SOAP's or in a list of them."""
    root = re.match(r"<(?:[\w.-]+:)?([\w.-]+)", body)
    if root is None or root.group(1) in {"html", "table"}:
        return False
    return root.group(1) in {"edxml", "edxmlenvelope", "edxmlheader"} or bool(
        re.search(r"qcvn_102_2016|<(?:[\w.-]+:)?(?:edxml(?:envelope|header)?|messageheader)[\s>/]", body)
    )


def _markup(head: str) -> str:
    """An XES log, an edXML message or an HTML page; the XML declaration, comments and doctype are passed over."""
    body = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>", " ", head, flags=re.S | re.I).lstrip().lower()
    if re.match(r"<([\w.-]+:)?log[\s>/]", body):
        return XES
    if _is_edxml(body):
        return EDXML
    if re.search(r"<(html|table|head|body|div|style|meta)[\s>/]", body):
        return HTML
    raise RefusedFile("FILE_UNREADABLE", f"Tệp XML này không phải nhật ký XES, gói tin edXML hay bảng HTML: {_RESEND}.")


def text_head(head: bytes) -> str:
    """The head as text for a look at its shape: UTF-16 and BOMs honoured, bytes that are no UTF-8 replaced."""
    skip, encoding = bom_of(head)
    if encoding := encoding or utf16_without_bom(head):
        return head[skip : len(head) // 2 * 2 if encoding != "utf-8" else None].decode(encoding, "replace")
    return head.decode("utf-8", "replace")


def is_archive(path: Path) -> bool:
    """Whether a file is an envelope of files rather than one file."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
    try:
        return sniff(path) == ARCHIVE
    except RefusedFile:  # a broken file: its reader says so
        return False


def sniff(path: Path) -> str:
    """The kind of a landed file. Raises RefusedFile for what is empty, encrypted or no data file."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise RefusedFile("EMPTY_FILE", "Tệp rỗng (0 byte có nghĩa): hãy xuất và gửi lại.")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _package(path)
    if head.startswith(OLE_MAGIC):
        return _compound(path)
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith(_NOT_DATA):
        raise RefusedFile("FILE_UNREADABLE", f"Tệp là PDF, ảnh hoặc chương trình, không phải bảng số liệu: {_RESEND}.")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_bom(head)
    if not utf16 and b"\x00" in head:
        raise RefusedFile(
            "FILE_UNREADABLE", f"Tệp nhị phân không rõ loại (byte 0 tại vị trí {head.index(0) + 1}): {_RESEND}."
        )
    text = text_head(head).lstrip()
    if text.startswith("<"):
        return _markup(text)
    if text.startswith(("{", "[")):
        return JSON
    return TEXT
