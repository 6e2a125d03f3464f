"""edXML messages (QCVN 102:2016) as rows: one a receiver of a document, one a status message.

A row's names are the message's own elements joined by ` / ` below `MessageHeader` (`From / OrganId`, `To / OrganId`,
`TraceHeader / Timestamp`) or, for a status message, with `Status / ` before them; prefixes of namespaces count for nothing.
Here: reading the XML in pieces, safely (no entity, no document type, no network), and secrecy stamps among its texts.
Not here: attachments and signatures (never looked at), folders and zips of messages (drop_zone.py, archive.py: each message is
a file of its own), what a date or a code means (the contract).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from lxml import etree

from orchestration.contracts import Contract
from orchestration.intake import secrecy
from orchestration.intake.match import choose, fit, unread_keys
from orchestration.intake.reading import Reading, from_table, schema_of
from orchestration.intake.refusal import RefusedFile
from orchestration.intake.text import fold
from orchestration.intake.workspace import Workspace

CHUNK = 1 << 18
_RESEND = "hãy xuất lại từ trục liên thông và gửi lại"
# Where a message's facts stand: everything outside (body, signature, attachments) is passed over unread.
_PARTS = {"MessageHeader": (), "TraceHeaderList": (), "Status": ("Status",)}
_ENVELOPES = {"edXMLHeader", "Header"}  # one of these ends a message; Header is SOAP's
Record = dict[str, str]


class _Messages:
    """lxml's parser target: collects the leaves of each message; `records` grows as messages end."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._path: list[str] | None = None  # below a part; None outside
        self._depth = 0  # of elements inside the part
        self._text: list[str] = []
        self._has_child = False
        self._part = ""
        self._document: Record = {}
        self._receivers: list[Record] = []
        self._status: Record = {}

    def start(self, tag: str, _attributes: dict) -> None:
        name = etree.QName(tag).localname
        if self._path is None:
            if name in _PARTS:
                self._part, self._path = name, list(_PARTS[name])
                self._depth = len(self._path)
            return
        if self._part == "MessageHeader" and name == "To" and len(self._path) == self._depth:
            self._receivers.append({})
        self._path.append(name)
        self._text, self._has_child = [], False

    def data(self, text: str) -> None:
        if self._path is not None and len(self._path) > self._depth:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if self._path is None:
            if etree.QName(tag).localname in _ENVELOPES:
                self._finish()
            return
        if len(self._path) == self._depth:  # the part itself ends
            self._path = None
            return
        if not self._has_child:
            self._keep(" / ".join(self._path), "".join(self._text).strip())
        self._path.pop()
        self._has_child = True

    def doctype(self, *_) -> None:
        raise RefusedFile("FILE_UNREADABLE", f"Gói tin edXML có khai báo DOCTYPE, chuẩn không cho phép: {_RESEND}.")

    def close(self) -> list[Record]:
        self._finish()
        return self.records

    def _keep(self, key: str, text: str) -> None:
        """Of an element that repeats the first stands: the sender writes itself before the nodes that pass the message on."""
        if self._part == "Status":
            self._status.setdefault(key, text)
        elif self._receivers and key.startswith("To / "):
            self._receivers[-1].setdefault(key, text)
        else:
            self._document.setdefault(key, text)

    def _finish(self) -> None:
        if self._document:
            self.records.extend(self._document | receiver for receiver in self._receivers or [{}])
        if self._status:
            self.records.append(self._status)
        self._document, self._receivers, self._status = {}, [], {}


def records(path: Path) -> list[Record]:
    """Every record of a file. Memory holds the messages' headers, never their attachments. Raises RefusedFile."""
    target = _Messages()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
        return parser.close()
    except etree.XMLSyntaxError as error:
        line, column = error.position if error.position else (0, 0)
        raise RefusedFile("FILE_UNREADABLE", f"Gói tin edXML bị cụt hoặc sai cú pháp tại dòng {line}, cột {column}: {_RESEND}.") from None


def _values(found: list[Record], names: list[str]) -> Iterator[str | None]:
    """The first name a record has a text under; an empty element is an empty text."""
    for record in found:
        held = [record[name] for name in names if name in record]
        yield next((text for text in held if text), held[0] if held else None)


def read(space: Workspace, path: Path, contracts: list[Contract]) -> Reading:
    """Read a file of edXML messages. `source_row` is the record's position. Raises RefusedFile."""
    found = records(path)
    if not found:
        raise RefusedFile("EMPTY_FILE", f"Tệp edXML không có phần đầu văn bản hay gói trạng thái nào: {_RESEND}.")
    keys: dict[str, str] = {}
    for record in found:
        for key in record:
            keys.setdefault(fold(key), key)
    match = choose([fit(contract, keys) for contract in contracts])
    contract = match.contract
    if secrecy.guarded(contract) and any(secrecy.has_stamp(record.values()) for record in found):
        raise secrecy.refusal()
    arrays = [pa.array(range(1, len(found) + 1), pa.int64()), pa.nulls(len(found), pa.string())]
    for column in contract.kept:
        names = [keys[header] for header in match.found.get(column.name, ())]
        arrays.append(pa.array(_values(found, names), pa.string()))
    reading = from_table(contract, pa.Table.from_arrays(arrays, schema=schema_of(contract)))
    reading.unread = unread_keys(match)
    return reading
