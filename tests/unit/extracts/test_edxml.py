"""edXML messages: both date dialects, envelopes, archives of messages, what is refused and what is never read."""

from __future__ import annotations

import zipfile

import pytest

from tests.unit.extracts import files

BOTH = ("document_id", "receiver_code", "status_code", "status_at")


def put(place, name: str, text: str):
    path = place.drop / name
    path.write_text(text, "utf-8")
    return path


def keys(place, result) -> list[tuple]:
    return [tuple(row[name] for name in BOTH) for row in place.rows(result)]


def test_a_document_is_a_row_a_receiver_and_its_own_time_is_the_senders(place) -> None:
    result = place.one(put(place, "khong co duoi", files.document(("H99.14", "H99.15"))))
    assert result.extract == "edoc_exchange", result.reason_vi
    assert keys(place, result) == [("000.00.08.H99,2025/07/01,12/SYT-VP", code, None, "2025/07/01 08:05:11") for code in ("H99.14", "H99.15")]
    assert [row["source_row"] for row in place.rows(result)] == [1, 2]


def test_a_status_message_is_the_receivers_word_on_the_document(place) -> None:
    result = place.one(put(place, "trang thai.xml", files.status()))
    assert keys(place, result) == [("000.00.08.H99,2025/07/01,12/SYT-VP", "H99.14", "03", "01/07/2025 09:30:00")]
    (row,) = place.rows(result)
    assert (row["sender_code"], row["message_from_name"], row["document_symbol"]) == ("000.00.08.H99", "Xã Mẫu 01", "12/SYT-VP")


def test_both_dialects_give_the_same_day(built, place) -> None:
    """`yyyy/MM/dd` and `dd/MM/yyyy` cannot be mistaken for each other: the year has four digits."""
    results = [place.one(put(place, f"{i}.edxml", text)) for i, text in enumerate((files.document(), files.document(at="01/07/2025 08:05:11", day="01/07/2025")))]
    assert [(row["status_at"], row["promulgated_on"]) for r in results for row in place.rows(r)] == [
        ("2025/07/01 08:05:11", "2025/07/01"),
        ("01/07/2025 08:05:11", "01/07/2025"),
    ]
    assert {str(load["period_start"]) for load in place.loads()} == {"2025-07-01"}


def test_an_archive_of_messages_is_its_messages(place) -> None:
    path = place.drop / "goi.zip"
    with zipfile.ZipFile(path, "w") as package:
        for i in range(1, 4):
            package.writestr(f"vb/{i}.edxml", files.document((f"H99.{i}",)))
        package.writestr("tt/1.xml", files.status())
    results = place.load(path)
    assert [r.extract for r in results] == ["edoc_exchange"] * 4
    assert sorted(row["receiver_code"] for r in results for row in place.rows(r)) == ["H99.1", "H99.14", "H99.2", "H99.3"]


def test_several_messages_in_one_file(place) -> None:
    bodies = [text.partition("?>")[2] or text for text in (files.document(), files.status())]
    result = place.one(put(place, "nhieu.xml", f"<?xml version='1.0'?><DanhSach>{''.join(bodies)}</DanhSach>"))
    assert [row["status_code"] for row in place.rows(result)] == [None, "03"]


def test_attachments_and_signatures_are_passed_over(place) -> None:
    attached = f"<AttachmentEncoded><Attachment><AttachmentName>{files.NAME}</AttachmentName><To>{files.CARD}</To></Attachment></AttachmentEncoded>"
    text = files.document().replace("</edXML:edXMLEnvelope>", f"</edXML:edXMLEnvelope>{attached}")
    text = text.replace("</edXML:edXMLHeader>", f"<edXML:Signature><edXML:X509SubjectName>{files.NAME}</edXML:X509SubjectName></edXML:Signature></edXML:edXMLHeader>")
    result = place.one(put(place, "dinh kem.edxml", text))
    assert len(place.rows(result)) == 1
    assert not [secret for secret in files.PLANTED if secret.encode() in place.bytes_written()]


@pytest.mark.parametrize("mark", ["column", "stamp"])
def test_a_secret_document_is_refused_and_gone(place, mark: str) -> None:
    other = {"OtherInfo": {"Priority": "0", "SecurityLevel": "Tuyệt mật"}} if mark == "column" else {"Subject": "MẬT"}
    result = place.one(put(place, "ke hoach.edxml", files.document(**other)))
    assert (result.status, result.reason_code, result.file_label) == ("refused", "SECRECY_PRESENT", "(ẩn)")
    assert not list(place.deployment.raw_dir.rglob("*.parquet")) and b"ke hoach" not in place.bytes_written()


def test_an_ordinary_degree_of_secrecy_is_no_secret(place) -> None:
    assert place.one(put(place, "thuong.edxml", files.document(OtherInfo={"Priority": "0", "SecurityLevel": "Thường"}))).status == "accepted"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (files.document()[:900], "FILE_UNREADABLE", "dòng 1, cột"),
        (files.document().replace("?>", "?><!DOCTYPE edXML>"), "FILE_UNREADABLE", "DOCTYPE"),
        (files.document().replace("Minh Họa", "&xxe;").replace("?>", '?><!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>'), "FILE_UNREADABLE", ""),
        (files.edxml(""), "EMPTY_FILE", "không có phần đầu"),
        ("<a><b>1</b></a>", "FILE_UNREADABLE", "edXML"),
    ],
    ids=["cut", "doctype", "entity", "empty", "other xml"],
)
def test_what_is_no_message_is_refused(place, text: str, code: str, said: str) -> None:
    result = place.one(put(place, "x.xml", text))
    assert (result.status, result.reason_code) == ("refused", code) and said in result.reason_vi
    assert files.NAME not in result.reason_vi
