"""Signs of a state secret outside the cells: properties, headers and footers, text boxes and notes of a workbook; fields of
JSON and XML.

Here: where such texts lie in each kind of file. Not here: what a sign is (secrecy.py).
Old binary workbooks are searched as bytes: their strings are UTF-16, headers and footers among them.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from orchestration.intake import sniff
from orchestration.intake.bom import bom_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.secrecy import KEYS, LEVELS, WORDED_KEYS, has_stamp, is_level, key_of, refusal
from orchestration.intake.text import fold

CHUNK = 1 << 20
TAIL = 128 * 1024  # a sheet's headers and footers stand behind its rows
AROUND = 400
_PAGE_CODES = re.compile(r'&(?:[LCR]|"[^"]*"|[0-9]+|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|[A-Z])')
_PAGE_TEXT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>(.*?)</", re.DOTALL)
_WHOLE = re.compile(r"docProps/|^meta\.xml$|^styles\.xml$|xl/drawings/.*\.(?:xml|vml)$|xl/(?:threadedC|c)omments")
_SHEET = re.compile(r"xl/worksheets/.*\.xml$")
_BINARY_SHEET = re.compile(r"xl/worksheets/.*\.bin$")
_UTF16 = [word.encode("utf-16-le") for word in ("mật", "MẬT", "Mật")]
_PRINTED = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\u0100\ud800-\udfff\ufffe\uffff]+")
# Needles in lower-case bytes: `mật` composed in two ways, escaped for JSON, and the keys that announce a level.
_NEEDLES = re.compile(
    "|".join(["mật", "mẬt", "ma\u0323\u0302t", "ma\u0302\u0323t", r"m\\u1eadt", r"m\\u1eact", "do_?mat", "secrecy", "confidentiality", "securitylevel"])
    .encode(),
)  # fmt: skip
# The same, or more, for RE2 over the bytes as they are: a chunk in which it finds nothing holds no needle.
_ANY_NEEDLE = (
    r"(?i)m(?:\xe1\xba[\xac\xad]|a\xcc\xa3\xcc\x82|a\xcc\x82\xcc\xa3|\\u1ea[cd])t|do_?mat|secrecy|confidentiality|securitylevel"
)
_JSON_PAIR = re.compile(r'"((?:[^"\\]|\\.){1,40})"\s*:\s*("(?:[^"\\]|\\.){0,40}"|[0-9]+)')
_JSON_TEXT = re.compile(r'"((?:[^"\\]|\\.){3,30})"')
_XML_FIELD = re.compile(r"<(?:\w+:)?(\w+)(?:\s[^>]*)?>\s*([^<>]{1,40}?)\s*</")
_XML_KEYED = re.compile(r'key\s*=\s*"([^"]{1,40})"\s+value\s*=\s*"([^"]{1,40})"')
_XML_TEXT = re.compile(r'(?:>|=")\s*([^<>"]{3,30}?)\s*(?:<|")')


def refuse_marked(path: Path, kind: str) -> None:
    """Raise SECRECY_PRESENT when a file of this kind carries a sign outside its table."""
    if kind == sniff.XLS:
        marked = has_stamp(_printed(path.read_bytes()))
    elif kind in sniff.WORKBOOKS:
        marked = has_stamp(_package_texts(path))
    elif kind in {sniff.TEXT, sniff.HTML}:
        return  # every row goes by the watch
    else:
        marked = any(_is_marked_near(window, kind == sniff.JSON) for window in _windows(path))
    if marked:
        raise refusal()


def _package_texts(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if _WHOLE.search(name):
                    yield from _xml_texts(package.read(name))
                elif _SHEET.search(name):
                    yield from _page_texts(_tail(package, name))
                elif _BINARY_SHEET.search(name):
                    yield from _printed(package.read(name))
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise RefusedFile("FILE_UNREADABLE", "Bảng tính bị cụt hoặc hỏng: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.") from error


def _xml_texts(data: bytes) -> Iterator[str]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True))
    except etree.XMLSyntaxError:
        return
    if root is not None:
        for element in root.iter("{*}*"):
            if element.text and len(element.text) < 500:
                yield element.text


def _tail(package: zipfile.ZipFile, name: str) -> bytes:
    last = b""
    with package.open(name) as part:
        while chunk := part.read(CHUNK):
            last = (last + chunk)[-TAIL:]
    return last


def _page_texts(data: bytes) -> Iterator[str]:
    for match in _PAGE_TEXT.finditer(data):
        yield _PAGE_CODES.sub("\n", html.unescape(match.group(1).decode("utf-8", "replace")))


def _printed(data: bytes) -> Iterator[str]:
    """Texts in UTF-16 around the syllable; a cell's own text begins with a letter of its length mark and is no stamp here."""
    for needle in _UTF16:
        at = data.find(needle)
        while at >= 0:
            window = data[max(at % 2, at - AROUND) : at + AROUND].decode("utf-16-le", "replace")
            middle = (at - max(at % 2, at - AROUND)) // 2
            for match in _PRINTED.finditer(window):
                if match.start() <= middle < match.end() and "&" in match.group():
                    yield _PAGE_CODES.sub("\n", match.group())
            at = data.find(needle, at + 2)


def _chunks(path: Path) -> Iterator[bytes]:
    """A text file's bytes as UTF-8, in lower case where ASCII."""
    with path.open("rb") as file:
        encoding = bom_of(file.read(4))[1]
    if encoding in {None, "utf-8"}:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
        return
    with path.open(encoding="utf-16", errors="replace") as text:
        while part := text.read(CHUNK):
            yield part.encode("utf-8", "replace")


def is_suspect(path: Path) -> bool:
    """Whether a text file holds the syllable at all: those that do not need no row looked at."""
    return next(_windows(path), None) is not None


def _windows(path: Path) -> Iterator[str]:
    """The text around each needle."""
    before = b""
    for chunk in _chunks(path):
        data = before + chunk
        if not pc.match_substring_regex(pa.array([data], pa.binary()), _ANY_NEEDLE)[0].as_py():
            before = data[-2 * AROUND :]
            continue
        for match in _NEEDLES.finditer(data.lower()):
            if match.end() > len(before) or not before:
                yield data[max(0, match.start() - AROUND) : match.end() + AROUND].decode("utf-8", "ignore")
        before = data[-2 * AROUND :]


def _is_marked_near(window: str, is_json: bool) -> bool:
    if is_json:
        pairs = [(_unescaped(key), _unescaped(value.strip('"'))) for key, value in _JSON_PAIR.findall(window)]
        texts = [_unescaped(text) for text in _JSON_TEXT.findall(window)]
    else:
        pairs = [(key, html.unescape(value)) for key, value in (*_XML_FIELD.findall(window), *_XML_KEYED.findall(window))]
        texts = [html.unescape(text) for text in _XML_TEXT.findall(window)]
    announced = [(key_of(key), value) for key, value in pairs if key_of(key) in KEYS | WORDED_KEYS]
    return any(is_level(value, key) for key, value in announced) or any(fold(text) in LEVELS for text in texts)


def _unescaped(text: str) -> str:
    try:
        return json.loads(f'"{text}"')
    except ValueError:
        return text
