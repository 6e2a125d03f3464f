"""E01: dossiers as the JSON that `DongBoHoSoMC` carries, one file an agency and month.

Here: the text of a row, built in DuckDB from whole columns, and the three containers (wrapper object, bare array, JSON lines).
Not here: what happened to a dossier (dossiers.py). Personal fields hold obviously invented people: identity numbers begin with 999,
phones with 0900, e-mail ends in `.invalid`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.demo.files import Written
from orchestration.demo.plan import Plan
from orchestration.demo.province import FORMER_NAMES, MARK, PROVINCE_AGENCY, Agency, agencies, procedures
from orchestration.demo.workdays import day_number, hhmmss, stamp, yyyymmdd

BATCH_ROWS = 20_000
UNKNOWN_UNIT = "Ban Quản lý dự án Mẫu"
PROVINCIAL_VARIANT = "YT01"  # this field's codes are sent as `9.000029.000.00.00.H99`
OLD_CODE_UNTIL, OLD_CODE_DEPARTMENT = date(2025, 6, 30), 4  # codes of the form `000.00.04.H99-yyMMdd-nnnn` until then


# The state as the month's file shows it. A dossier still open has no end, no result, and waits with status 2, 4, 5 or 6.
SHOWN = """
select *,
  is_final and outcome = 0 as is_done,
  case when is_final then case outcome when 0 then case when returned < month_end then 10 else 9 end
       when 1 then 3 when 2 then 7 else 8 end
       when supplements > 0 and waiting = 4 then 5 else waiting end as status,
  case defect when 4 then '{unknown}' else unit_name end as unit_text,
  case defect when 10 then received[1:4] || '13' || received[7:] when 15 then '2204' || received[5:] else received end as received_text,
  case defect when 1 then (received::bigint - 10000000000)::varchar when 2 then due_text[1:4] || '13' || due_text[7:]
       when 3 then '20224' || due_text[5:] when 11 then '2204' || due_text[5:] when 16 then ''
       when 13 then due_text[7:8] || '/' || due_text[5:6] || '/' || due_text[1:4] || ' 17:00' else due_text end as due_shown,
  lpad(person::varchar, 9, '0') as person_text
from (select *, received_number::varchar as received, due_number::varchar as due_text from dossier_rows)
"""
ROW = """
concat(separator, '{{"MaHoSo":"', dossier_code,
 '","MaTTHC":"', case defect when 5 then replace(procedure_code, '.', '') when 12 then '' else procedure_code end,
 '","TenTTHC":"', procedure_name, '","MaLinhVuc":"', field_code, '","TenLinhVuc":"', field_name,
 '","KenhThucHien":"', case when defect = 6 then '9' when channel = 0 then '' else channel::varchar end,
 '","SoBienNhan":"","ChuHoSo":"Nguyễn Văn Mẫu ', right(person_text, 4), '","SoGiayToChuHoSo":"999', person_text,
 '","LoaiDoiTuong":"', applicant_type, '","MaDoiTuong":"', 'TK-MAU-', person_text,
 '","ThongTinKhac":"{mark}","Email":"nguoidan', right(person_text, 4), '@example.invalid","Fax":"","SoDienThoai":"0900', right(person_text, 6),
 '","TrichYeuHoSo":"Hồ sơ mẫu của Nguyễn Văn Mẫu ', right(person_text, 4),
 '","NgayNopHoSo":"', submitted_number, '","NgayTiepNhan":"', received_text, '","NgayHenTra":"', due_shown,
 '","NgayKetThucXuLy":"', case when is_done and defect = 8 then (received::bigint - 10000000000)::varchar
    when is_done and defect <> 9 then end_number::varchar end,
 '","NgayTra":"', case when status = 10 and defect <> 9 then returned_number::varchar end,
 '","NgayTuChoi":"', case when status = 3 then end_number::varchar end,
 '","TrangThaiHoSo":"', case when defect <> 7 then status::varchar end,
 '","ThongTinTra":"","HinhThuc":"', case when channel = 3 then '1' else '0' end, '","DonViXuLy":"', unit_text,
 '","GhiChu":"","NoiNopHoSo":"', case when channel = 2 and gateway = 1 then '1' else '2' end,
 '","HoSoCoThanhPhanSoHoa":"', case when defect = 14 then 'Y' else digitised::int::varchar end,
 '","TaiKhoanDuocXacThucVoiVNeID":"', vneid::int,
 '","DuocThanhToanTrucTuyen":"', case when not has_fee or exempt then '0' when not paid_online then '3' when gateway = 1 then '1' else '2' end,
 '","DinhDanhCHS":[{{"LoaiDinhDanh":"1","SoDinhDanh":"999', person_text, '"}}],"DSKetNoiCSDL":[{{"MaCSDL":"7"}}],"TaiLieuNop":[',
 case when file_count > 0 then {file_1} end, case when file_count > 1 then ',' || {file_2} end, case when file_count > 2 then ',' || {file_3} end,
 '],"DanhSachLePhi":[', case when has_fee then concat('{{"TenPhiLePhi":"Lệ phí mẫu","MaPhiLePhi":"LP01","HinhThucThu":"1","Gia":"',
    case when exempt then 0 else price end, '","LoaiPhiLePhi":"2"}}') end,
 '],"DanhSachTepDinhKemKhac":[],"DanhSachHoSoBoSung":[', case when supplements > 0 then {supplement_1} end,
 case when supplements > 1 then ',' || {supplement_2} end,
 '],"DanhSachGiayToKetQua":[', case when is_done and electronic then concat('{{"TenGiayTo":"Kết quả mẫu","MaThanhPhanHoSo":"KQ01","GiayToId":"',
    person, '","DuongDanTepTinKetQua":"https://mophong.invalid/kq/', person, '","MaGiayToKetQua":"KQ.9.', right(person_text, 6), '"}}') end, ']}}')
"""


def _file(position: int) -> str:
    flag = "digitised::int::varchar" if position == 1 else "(digitised and reused)::int::varchar"
    reused = "reused::int::varchar" if position == 1 else "'0'"
    return f"""concat('{{{{"TepDinhKemId":"', person, '{position}","TenTepDinhKem":"tep_mau_{position}.pdf","IsDeleted":"', not_deleted,
     '","MaThanhPhanHoSo":"TP0{position}","DuongDanTaiTepTin":"https://mophong.invalid/tep/', person, '{position}","DuocSoHoa":"', {flag},
     '","DuocTaiSuDung":"', {reused}, '","DuocLayTuKhoDMQG":"0","MaKetQuaThayThe":""}}}}')"""


def _supplement(position: int) -> str:
    return f"""concat('{{{{"HoSoBoSungId":"', person, '{position}","NguoiYeuCauBoSung":"Cán bộ Mẫu","NoiDungBoSung":"Bổ sung giấy tờ mẫu","NgayBoSung":"',
     ask_{position}, '","NguoiTiepNhanBoSung":"Cán bộ Mẫu","ThongTinTiepNhan":"","NgayTiepNhanBoSung":"', answer_{position},
     '","TrangThaiBoSung":"1","DanhSachGiayToBoSung":[],"DanhSachLePhiBoSung":[],"NgayHenTraTruoc":"', due_before_{position},
     '","NgayHenTraMoi":"', due_after_{position}, '"}}}}')"""


def row_sql() -> str:
    text = ROW.format(mark=MARK, file_1=_file(1), file_2=_file(2), file_3=_file(3), supplement_1=_supplement(1),
                      supplement_2=_supplement(2)).replace("{{", "{").replace("}}", "}")  # fmt: skip
    return f"select agency, {text} as text from ({SHOWN.format(unknown=UNKNOWN_UNIT)})"


def spelling(agency: Agency, other: bool) -> str:
    """The unit's name as its software writes it; now and then another spelling."""
    if agency.kind == "department":
        return agency.aliases[0] if other else agency.name
    common = agency.number % len(agency.aliases)
    return agency.aliases[(common + 1) % len(agency.aliases) if other else common]


def _names(rows: dict[str, np.ndarray]) -> pa.Array:
    """Unit names: usual spelling, other spelling, and the former name while it was valid."""
    names = [spelling(a, False) for a in agencies()] + [spelling(a, True) for a in agencies()]
    place = rows["agency"] + np.where(rows["spelling"], len(agencies()), 0)
    for former, number, until in FORMER_NAMES:
        old = (rows["agency"] == number - 1) & (rows["day"] <= day_number(date.fromisoformat(until)))
        place = np.where(old, len(names), place)
        names.append(former)
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int16)), names)


def dossier_codes(rows: dict[str, np.ndarray]) -> pa.Array:
    """`H99.14-261031-0001`: agency, day of receipt, running number of the day; unique over the whole history."""
    prefixes = [a.code for a in agencies()] + [f"000.00.{OLD_CODE_DEPARTMENT:02d}.{PROVINCE_AGENCY}"]
    old = (rows["agency"] == OLD_CODE_DEPARTMENT - 1) & (rows["day"] <= day_number(OLD_CODE_UNTIL))
    place = np.where(old, len(agencies()), rows["agency"])
    table = pa.table({
        "prefix": pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int16)), prefixes),
        "day": yyyymmdd(rows["day"]) % 1_000_000, "number": rows["number"],
    })  # fmt: skip
    with duckdb.connect() as con:
        con.register("codes", table)
        sql = "select concat(prefix, '-', day, '-', lpad(number::varchar, greatest(4, length(number::varchar))::int, '0')) c from codes"
        return con.sql(sql).to_arrow_table()["c"].combine_chunks()


def _table(rows: dict[str, np.ndarray], plan: Plan) -> pa.Table:
    """The columns DuckDB needs: numbers as they are, names as dictionaries."""
    plain = ("agency", "person", "month_end", "returned", "defect", "channel", "applicant_type", "supplements", "file_count",
             "waiting", "gateway", "price", "outcome", "is_final", "digitised", "reused", "electronic", "has_fee", "exempt",
             "paid_online", "vneid")  # fmt: skip
    data: dict[str, object] = {name: rows[name] for name in plain}
    noon, evening = np.full(len(rows["day"]), 41_400), np.full(len(rows["day"]), 61_200)
    catalogue = procedures()
    place = pa.array(rows["procedure"].astype(np.int16))
    variant = ".000.00.00." + PROVINCE_AGENCY
    codes = [p.code + (variant if p.field_code == PROVINCIAL_VARIANT else "") for p in catalogue]
    for name, values in (("procedure_code", codes), ("procedure_name", [p.name for p in catalogue]),
                         ("field_code", [p.field_code for p in catalogue]), ("field_name", [p.field_name for p in catalogue])):  # fmt: skip
        data[name] = pa.DictionaryArray.from_arrays(place, values)
    data["unit_name"] = _names(rows)
    data["dossier_code"] = dossier_codes(rows)
    starts = np.r_[True, rows["agency"][1:] != rows["agency"][:-1]]
    lines = np.array([plan.json_style(a.index) == "lines" for a in agencies()])[rows["agency"]]
    data["separator"] = pa.DictionaryArray.from_arrays(
        pa.array(np.where(starts, 0, np.where(lines, 1, 2)).astype(np.int8)), ["", "\n", ",\n"]
    )
    data["not_deleted"] = pa.DictionaryArray.from_arrays(pa.array((rows["agency"] % 2).astype(np.int8)), ["False", "0"])
    day = rows["day"]
    data["received_number"] = stamp(day, rows["second"])
    before = np.maximum(day * 86_400 + rows["second"] - rows["lead_second"], 0)
    data["submitted_number"] = stamp(before // 86_400, before % 86_400)
    data["due_number"] = stamp(np.where(rows["supplements"] > 0, rows["due"], rows["due_first"]), evening)
    ended = np.minimum(rows["end"], 24_000)
    data["end_number"] = stamp(ended, rows["end_second"])
    data["returned_number"] = stamp(rows["returned"], np.minimum(rows["returned_second"], 86_399))
    middle = rows["due_first"] + np.where(rows["supplements"] > 1, (rows["due"] - rows["due_first"]) // 2, rows["due"] - rows["due_first"])
    data |= {"ask_1": stamp(rows["ask"], noon), "answer_1": stamp(rows["ask"] + 1, noon), "ask_2": stamp(rows["ask"] + 2, noon),
             "answer_2": stamp(rows["ask"] + 3, noon), "due_before_1": stamp(rows["due_first"], evening),
             "due_after_1": stamp(middle, evening), "due_before_2": stamp(middle, evening),
             "due_after_2": stamp(rows["due"], evening)}  # fmt: skip
    return pa.table(data)


def _slices(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, int, memoryview]]:
    """(agency, rows, UTF-8 bytes) for each run of one agency inside each batch; no row is touched in Python."""
    for batch in batches:
        text = batch.column(1)
        offsets = np.frombuffer(text.buffers()[1], dtype=np.int32)[text.offset : text.offset + len(text) + 1]
        body = memoryview(text.buffers()[2])
        agency = batch.column(0).to_numpy()
        edges = np.r_[0, np.flatnonzero(agency[1:] != agency[:-1]) + 1, len(agency)]
        for start, stop in zip(edges[:-1], edges[1:], strict=True):
            yield int(agency[start]), int(stop - start), body[offsets[start] : offsets[stop]]


HEADS = {
    "wrapper": f'{{"service":"DongBoHoSoMC","isUpdating":"True","GhiChuHeThong":"{MARK}","data":[\n',
    "wrapper_tail": '{"service":"DongBoHoSoMC","isUpdating":"True","data":[\n',
    "array": "[\n",
    "lines": "",
}
TAILS = {"wrapper": "\n]}\n", "wrapper_tail": f'\n],"GhiChuHeThong":"{MARK}"}}\n', "array": "\n]\n", "lines": "\n"}


def write_month(folder: Path, plan: Plan, month: date, rows: dict[str, np.ndarray]) -> list[Written]:
    """Write the month's files of every agency in `rows` (sorted by agency) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if not len(rows["agency"]):
        return []
    done: list[Written] = []
    with duckdb.connect(config={"threads": 1}) as con:
        con.register("dossier_rows", _table(rows, plan))
        reader = con.sql(row_sql()).to_arrow_reader(BATCH_ROWS)
        stream, current, count, path = None, -1, 0, folder
        for agency, length, body in _slices(iter(reader)):
            if agency != current:
                if stream:
                    done.append(_close(stream, plan, path, current, count))
                current, count = agency, 0
                path = folder / f"{agencies()[agency].code}_DongBoHoSoMC_{month:%Y%m}.json"
                stream = path.open("wb")
                stream.write(HEADS[plan.json_style(agency)].encode())
            stream.write(body)
            count += length
        done.append(_close(stream, plan, path, current, count))
    return done


def _close(stream, plan: Plan, path: Path, agency: int, rows: int) -> Written:
    stream.write(TAILS[plan.json_style(agency)].encode())
    stream.close()
    return Written(path, "dvc_dossier", rows, agency)
