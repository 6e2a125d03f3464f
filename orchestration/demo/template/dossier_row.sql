-- E01 row text: the whole JSON object of a dossier from the columns of `dossier_rows` (dossier_json.py registers them).
-- `simulated_mark`, `unknown_unit` are set as variables before. Scalars are strings, an empty string means "nothing".
create temp macro one_file(person, position, deleted, digitised, reused) as concat(
  '{"TepDinhKemId":"', person, position, '","TenTepDinhKem":"tep_mau_', position, '.pdf","IsDeleted":"', deleted,
  '","MaThanhPhanHoSo":"TP0', position, '","DuongDanTaiTepTin":"https://mophong.invalid/tep/', person, position,
  '","DuocSoHoa":"', digitised::int, '","DuocTaiSuDung":"', reused::int,
  '","DuocLayTuKhoDMQG":"0","MaKetQuaThayThe":""}');

create temp macro one_supplement(person, position, asked, answered, due_before, due_after) as concat(
  '{"HoSoBoSungId":"', person, position, '","NguoiYeuCauBoSung":"Cán bộ Mẫu","NoiDungBoSung":"Bổ sung giấy tờ mẫu',
  '","NgayBoSung":"', asked, '","NguoiTiepNhanBoSung":"Cán bộ Mẫu","ThongTinTiepNhan":"","NgayTiepNhanBoSung":"', answered,
  '","TrangThaiBoSung":"1","DanhSachGiayToBoSung":[],"DanhSachLePhiBoSung":[],"NgayHenTraTruoc":"', due_before,
  '","NgayHenTraMoi":"', due_after, '"}');

-- What the month's file shows: a dossier still open has no end and no result, and waits with status 2, 4, 5 or 6.
create temp view shown as
select
  *,
  is_final and outcome = 0 as is_done,
  case
    when is_final and outcome = 0 then case when returned < month_end then 10 else 9 end
    when is_final then case outcome when 1 then 3 when 2 then 7 else 8 end
    when supplements > 0 and waiting = 4 then 5
    else waiting
  end as status,
  case defect when 4 then getvariable('unknown_unit') else unit_name end as unit_text,
  case defect
    when 5 then replace(procedure_code, '.', '')
    when 12 then ''
    else procedure_code
  end as procedure_text,
  case when defect = 6 then '9' when channel = 0 then '' else channel::varchar end as channel_text,
  case defect
    when 10 then received[1:4] || '13' || received[7:]
    when 15 then '2204' || received[5:]
    else received
  end as received_text,
  case defect
    when 1 then (received::bigint - 10000000000)::varchar
    when 2 then due[1:4] || '13' || due[7:]
    when 3 then '20224' || due[5:]
    when 11 then '2204' || due[5:]
    when 13 then due[7:8] || '/' || due[5:6] || '/' || due[1:4] || ' 17:00'
    when 16 then ''
    else due
  end as due_text,
  case
    when not has_fee or exempt then '0'
    when not paid_online then '3'
    when gateway = 1 then '1'
    else '2'
  end as payment_text,
  lpad(person::varchar, 9, '0') as person_text
from (select *, received_number::varchar as received, due_number::varchar as due from dossier_rows);

create temp view dossier_json as
select agency, concat(
  separator,
  '{"MaHoSo":"', dossier_code, '","MaTTHC":"', procedure_text, '","TenTTHC":"', procedure_name,
  '","MaLinhVuc":"', field_code, '","TenLinhVuc":"', field_name, '","KenhThucHien":"', channel_text,
  '","SoBienNhan":"","ChuHoSo":"Nguyễn Văn Mẫu ', right(person_text, 4), '","SoGiayToChuHoSo":"999', person_text,
  '","LoaiDoiTuong":"', applicant_type, '","MaDoiTuong":"TK-MAU-', person_text,
  '","ThongTinKhac":"', getvariable('simulated_mark'), '","Email":"nguoidan', right(person_text, 4),
  '@example.invalid","Fax":"","SoDienThoai":"0900', right(person_text, 6),
  '","TrichYeuHoSo":"Hồ sơ mẫu của Nguyễn Văn Mẫu ', right(person_text, 4),
  '","NgayNopHoSo":"', submitted_number, '","NgayTiepNhan":"', received_text, '","NgayHenTra":"', due_text,
  '","NgayKetThucXuLy":"',
  case
    when is_done and defect = 8 then (received::bigint - 10000000000)::varchar
    when is_done and defect <> 9 then end_number::varchar
  end,
  '","NgayTra":"', case when status = 10 and defect <> 9 then returned_number::varchar end,
  '","NgayTuChoi":"', case when status = 3 then end_number::varchar end,
  '","TrangThaiHoSo":"', case when defect <> 7 then status::varchar end,
  '","ThongTinTra":"","HinhThuc":"', case when channel = 3 then '1' else '0' end, '","DonViXuLy":"', unit_text,
  '","GhiChu":"","NoiNopHoSo":"', case when channel = 2 and gateway = 1 then '1' else '2' end,
  '","HoSoCoThanhPhanSoHoa":"', case when defect = 14 then 'Y' else digitised::int::varchar end,
  '","TaiKhoanDuocXacThucVoiVNeID":"', vneid::int, '","DuocThanhToanTrucTuyen":"', payment_text,
  '","DinhDanhCHS":[{"LoaiDinhDanh":"1","SoDinhDanh":"999', person_text, '"}],"DSKetNoiCSDL":[{"MaCSDL":"7"}]',
  ',"TaiLieuNop":[',
  case when file_count > 0 then one_file(person, 1, deleted_no, digitised, reused) end,
  case when file_count > 1 then ',' || one_file(person, 2, deleted_no, digitised and reused, false) end,
  case when file_count > 2 then ',' || one_file(person, 3, deleted_no, digitised and reused, false) end,
  '],"DanhSachLePhi":[',
  case when has_fee then concat(
    '{"TenPhiLePhi":"Lệ phí mẫu","MaPhiLePhi":"LP01","HinhThucThu":"1","Gia":"', case when exempt then 0 else price end,
    '","LoaiPhiLePhi":"2"}') end,
  '],"DanhSachTepDinhKemKhac":[],"DanhSachHoSoBoSung":[',
  case when supplements > 0 then one_supplement(person, 1, ask_1, answer_1, due_before_1, due_after_1) end,
  case when supplements > 1 then ',' || one_supplement(person, 2, ask_2, answer_2, due_before_2, due_after_2) end,
  '],"DanhSachGiayToKetQua":[',
  case when is_done and electronic then concat(
    '{"TenGiayTo":"Kết quả mẫu","MaThanhPhanHoSo":"KQ01","GiayToId":"', person,
    '","DuongDanTepTinKetQua":"https://mophong.invalid/kq/', person, '","MaGiayToKetQua":"KQ.9.', right(person_text, 6),
    '"}') end,
  ']}'
) as text
from shown;
