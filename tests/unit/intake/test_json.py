"""E01 in its shapes: wrapper, bare array, lines; broken ones; what is dropped stays out."""

from __future__ import annotations

import json

import pytest

from orchestration.intake import json_head, json_read
from tests.unit.intake.conftest import DOSSIER, dossier

SECRETS = ("Nguyễn Văn Kín", "038090001234", "kin@mail.vn", "0912345678")


def wrapper(records, **after) -> str:
    return json.dumps({"service": "DongBoHoSoMC", "isUpdating": "True", "data": records, **after}, ensure_ascii=False)


def lines(records) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


RECORDS = [dossier(i) for i in range(1, 8)]
SHAPES = {
    "wrapper": wrapper(RECORDS),
    "wrapper, keys after": wrapper(RECORDS, total=7, note="xong ]}"),
    "wrapper, objects after": wrapper(RECORDS, meta={"a": [1, {"b": 2}]}),
    "wrapper, indented": json.dumps({"data": RECORDS}, ensure_ascii=False, indent=2),
    "wrapper, one a line": '{"data":[\n' + ",\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS) + "\n]}",
    "array": json.dumps(RECORDS, ensure_ascii=False),
    "array, ascii": json.dumps(RECORDS),
    "lines": lines(RECORDS),
    "lines, BOM and CRLF": "\ufeff" + lines(RECORDS).replace("\n", "\r\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_rows(place, shape):
    rows = place.rows(place.one(place.put("a.json", SHAPES[shape])))
    assert [r["dossier_code"] for r in rows] == [d["MaHoSo"] for d in RECORDS]
    assert [r["source_row"] for r in rows] == list(range(1, 8))
    assert rows[0]["procedure_code"] == "1.003560" and rows[0]["returned_at"] == "" and rows[0]["sheet_name"] is None
    assert json.loads(rows[0]["files"]) == [{"IsDeleted": "False", "DuocSoHoa": "1", "DuocTaiSuDung": "0"}]
    assert (
        json.loads(rows[0]["results"]) == [{"MaGiayToKetQua": "KQ1"}]
        and rows[0]["fees"] == "[]"
        and rows[0]["supplements"] is None
    )


@pytest.mark.parametrize("shape", ["wrapper", "wrapper, keys after", "wrapper, objects after", "array", "lines"])
def test_large_files_take_the_streaming_way_and_agree(place, shape, monkeypatch):
    monkeypatch.setattr(json_head, "SMALL", 0)
    monkeypatch.setattr(json_head, "HEADS", (3000,))  # the head no longer holds the whole file
    rows = place.rows(place.one(place.put("a.json", SHAPES[shape])))
    assert [r["dossier_code"] for r in rows] == [d["MaHoSo"] for d in RECORDS]


def test_nothing_dropped_leaves_landing(place):
    place.one(place.put("Nguyen 038090001234.json", SHAPES["wrapper"]))
    written = place.bytes_written()
    assert not [s for s in SECRETS if s.encode() in written]
    (load,) = place.loads()
    assert load["file_label"] == f"… [12 chữ số].json #{load['load_id'][:6]}"


def test_a_broken_line_is_one_row_of_nulls(place):
    text = lines(RECORDS).split("\n")
    text[2] = text[2][:200]
    rows = place.rows(place.one(place.put("a.jsonl", "\n".join(text))))
    assert len(rows) == 7 and rows[2]["dossier_code"] is None and rows[2]["source_row"] == 3 and rows[3]["dossier_code"]


def test_lists_sent_as_empty_text_are_nothing(place):
    rows = place.rows(
        place.one(place.put("a.json", wrapper([dossier(1, TaiLieuNop="", DSKetNoiCSDL=None), dossier(2)])))
    )
    assert rows[0]["files"] is None and rows[0]["dossier_code"] and rows[1]["files"]


@pytest.mark.parametrize("shape", ["wrapper", "array", "wrapper, objects after"])
@pytest.mark.parametrize("window", [3000, 256 * 1024])
def test_a_truncated_file_is_refused(place, shape, window, monkeypatch):
    monkeypatch.setattr(json_head, "SMALL", 0 if window == 3000 else json_head.SMALL)
    monkeypatch.setattr(json_head, "HEADS", (window,))
    result = place.one(place.put("a.json", SHAPES[shape][:-400]))
    assert (result.status, result.reason_code) == ("refused", "FILE_UNREADABLE")
    assert not [s for s in SECRETS if s in result.reason_vi]


def test_bytes_that_are_no_utf8_are_refused_by_position(place):
    broken = SHAPES["array"].encode().replace("Cấp".encode(), b"C\xe2p", 1)
    result = place.one(place.put("a.json", broken))
    assert result.reason_code == "ENCODING_UNSUPPORTED" and "byte thứ" in result.reason_vi


@pytest.mark.parametrize("write", [wrapper, lines, json.dumps])
def test_a_long_number_keeps_its_digits(place, write):
    rows = place.rows(place.one(place.put("a.json", write([dossier(1), dossier(2, MaTTHC=123456789012345678901)]))))
    assert rows[1]["procedure_code"] == "123456789012345678901"


def test_one_record_alone(place):
    rows = place.rows(place.one(place.put("a.json", json.dumps(dossier(1, LoaiDoiTuong=1)))))
    assert len(rows) == 1 and rows[0]["applicant_type"] == "1"


def test_unknown_keys_name_the_nearest_contract(place):
    record = {k: v for k, v in DOSSIER.items() if k != "DonViXuLy"}
    result = place.one(place.put("a.json", wrapper([record])))
    assert result.reason_code == "NO_CONTRACT" and "“Đơn vị xử lý”" in result.reason_vi and result.extract is None


def test_an_empty_wrapper_is_refused(place):
    assert place.one(place.put("a.json", wrapper([]))).reason_code in {"EMPTY_FILE", "NO_CONTRACT"}


def test_sender_and_period_are_the_most_frequent(place):
    records = [dossier(1), dossier(2), dossier(3, DonViXuLy="Sở Khác", NgayTiepNhan="20250601000000")]
    place.one(place.put("a.json", wrapper(records)))
    (row,) = place.loads()
    assert row["sender_name"] == "UBND Xã Mẫu 01"
    assert (str(row["period_start"]), str(row["period_end"])) == ("2025-07-01", "2025-07-31")


# What may stand where a text is expected, and what DuckDB makes of it.
ODD = {
    "missing keys": [{}, {"TaiLieuNop": [{}]}, {"TaiLieuNop": [{"DuocSoHoa": None}, {"DuocSoHoa": "0", "Khac": "x"}]}],
    "null": [{"TenTTHC": None, "TaiLieuNop": None, "DanhSachLePhi": []}],
    "signs": [{"TenTTHC": 'a"b\\c/d\te', "TaiLieuNop": [{"DuocSoHoa": 'đ"\\/\u2028\x7f'}]}],
    "beyond the plane": [{"TenTTHC": "😀 ưu đãi", "TaiLieuNop": [{"DuocSoHoa": "😀"}]}],
    "a number": [{"TrangThaiHoSo": 9}],
    "a fraction": [{"TrangThaiHoSo": 9.0}],
    "a number longer than machines count": [{"TrangThaiHoSo": 123456789012345678901}],
    "a truth": [{"TrangThaiHoSo": True}],
    "an object": [{"TenTTHC": {"vi": "a"}}],
    "a list of texts": [{"TaiLieuNop": ["a"]}],
    "a list of numbers": [{"TaiLieuNop": [{"DuocSoHoa": 1}]}],
    "a text for a list": [{"TaiLieuNop": "x"}],
    "an object within": [{"TaiLieuNop": [{"DuocSoHoa": {"a": "b"}}]}],
}


WRITERS = {
    "wrapper": wrapper,
    "array": json.dumps,
    "lines": lines,
    "lines, blank ones among them": lambda records: "\n" + lines(records).replace("\n", "\n\n"),
}


@pytest.mark.parametrize("shape", WRITERS)
@pytest.mark.parametrize("odd", ODD)
def test_records_in_memory_give_what_a_file_of_them_gives(place, odd, shape, monkeypatch):
    """Both orders: the odd record among plain ones, and what is read of it alone."""
    write = WRITERS[shape]
    records = [dossier(1), *(dossier(i) | more for i, more in enumerate(ODD[odd], 2))]
    in_memory = place.rows(place.one(place.put("a.json", write(records))))
    monkeypatch.setattr(json_read, "table_of", lambda *_: None)
    monkeypatch.setattr(json_head, "SMALL", 0)
    from_file = place.rows(place.one(place.put("b.json", write(records) + "\n")))
    apart = {"load_id", "file_sha256"}
    assert [{k: v for k, v in r.items() if k not in apart} for r in in_memory] == [{k: v for k, v in r.items() if k not in apart} for r in from_file]
    assert len(in_memory) == len(records)
