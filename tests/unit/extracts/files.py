"""Files of the transactional extracts as departments and their software really write them, with made-up content.

Here: one writer a layout. Each plants what must not leave landing (PLANTED) where the real thing has it. Not here: what must come of them
(cases.py).
"""

from __future__ import annotations

import json
from pathlib import Path

import xlsxwriter

from tests.unit.intake.conftest import workbook

NAME, PHONE, CARD, MAIL = "Nguyễn Văn Kín", "0912345678", "038090001234", "kin@mail.vn"
PLANTED = (NAME, PHONE, CARD, MAIL)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def dossier_events(path: Path) -> Path:
    steps = [("20250701080511", "2", ""), ("20250703100000", "9", "Phòng Nghiệp vụ"), ("20250704080000", "11", "")]
    data = [
        {
            "MaHoSo": "H99.08-250701-0001", "NguoiXuLy": NAME, "ChucDanh": "Chuyên viên", "ThoiDiemXuLy": at, "PhongBanXuLy": room,
            "NoiDungXuLy": f"gọi {PHONE}", "TrangThai": status, "NgayBatDau": "", "NgayKetThucTheoQuyDinh": "",
        }
        for at, status, room in steps
    ]  # fmt: skip
    path.write_text(json.dumps({"service": "CapNhatTienDoHoSoMC", "isUpdating": "True", "data": data}, ensure_ascii=False), "utf-8")
    return path


SUMMARY_TOP = ["STT", "Đơn vị", "Số hồ sơ nhận giải quyết", *[None] * 3, "Số hồ sơ đã giải quyết", *[None] * 3, "Số lượng hồ sơ đang giải quyết", None, None]
SUMMARY_MID = [None, None, "Tổng số", "Trong đó", None, "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn"]
SUMMARY_LOW = [None, None, None, "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", *[None] * 8]
SUMMARY_MERGES = [(4, 2, 4, 5, SUMMARY_TOP[2]), (4, 6, 4, 9, SUMMARY_TOP[6]), (4, 10, 4, 12, SUMMARY_TOP[10]), (5, 3, 5, 4, "Trong đó")]
SUMMARY_MERGES += [(4, c, 6, c, SUMMARY_TOP[c]) for c in (0, 1)] + [(5, c, 6, c, SUMMARY_MID[c]) for c in (2, *range(5, 13))]


def summary(path: Path) -> Path:
    """Biểu 06a with its three header rows, two groups, a total; the second unit's parts do not add up."""
    rows = [
        ["I", "Sở, ban, ngành"],
        [1, "Sở Nội vụ", "1.234", "1.000", "200", 34, "1.200", 700, 450, 50, 34, 30, 4],
        [2, "Sở Y tế", 56, 40, 10, 6, 50, 20, 20, 0, 6, 6, 0],
        ["II", "UBND cấp xã"],
        [1, "UBND xã Mẫu 01", 10, "-", "x", 0, 10, 5, 5, 0, 0, 0, 0],
        [None, "Tổng cộng", "1.300", None, None, 40, "1.260", 725, 475, 50, 40, 36, 4],
    ]
    title = [
        ["UBND TỈNH MINH HỌA", None, None, None, None, MOTTO],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"],
        ["(Từ ngày 01/07/2025 đến ngày 30/09/2025 )"],
        ["Ngày lập: 05/10/2025"],
    ]
    index = ["(1)", "(2)", "(3)=(4)+(5)+(6)", *[f"({i})" for i in range(4, 14)]]
    foot = [[], [None, None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"], [None] * 7 + [NAME]]
    return workbook(path, [*title, [], [], SUMMARY_LOW, index, *rows, *foot], SUMMARY_MERGES, sheet="06a")


PAYMENT_HEADER = [
    "STT", "Thời gian giao dịch", "Hồ sơ", "Mã tham chiếu", "Số tiền (VNĐ)", "Người nộp tiền biên lai", "Địa chỉ biên lai",
    "Mã số thuế người nộp tiền biên lai", "trạng thái",
]  # fmt: skip


def payments(path: Path, amounts: tuple[str, ...] = ("50000", "900", "8000"), total: str | None = None) -> Path:
    states = ("Thành công", "Chờ xác nhận", "Không rõ")
    rows = [
        [i, f"0{i}/07/2025 08:05:11", f"H99.08-250701-000{i}", f"PG2507010000{i}", amount, NAME, f"nhà {NAME}", CARD, state]
        for i, (amount, state) in enumerate(zip(amounts, states, strict=True), 1)
    ]
    title = [["DANH SÁCH GIAO DỊCH THANH TOÁN"], ["Đơn vị: Sở Y tế"], []]
    foot = [["Tổng cộng", None, None, None, total]] if total else []
    return workbook(path, [*title, PAYMENT_HEADER, *rows, *foot])


def fee_receipts(path: Path, rows: list[tuple] | None = None, total: tuple = ("8900", "300", "9200")) -> Path:
    """An HTML table saved as .xls, as the one-stop software exports it."""
    header = (
        "STT", "Mã hồ sơ", "Loại tiếp nhận", "Tên người nộp", "Số biên lai", "Mẫu số", "Ký hiệu", "Ngày tiếp nhận", "Ngày thu",
        "Phí (VNĐ)", "Lệ phí (VNĐ)", "Tổng (VNĐ)",
    )  # fmt: skip
    rows = rows or [("8000", "300", "8300"), ("900", "0", "900"), ("0", "0", "")]
    body = [
        (i, f"H99.08-250701-000{i}", "Qua bưu chính công ích", NAME, f"000012{i}", "01BLP3-001", "AA-25T", "01/07/2025", f"0{i}/07/2025", *money)
        for i, money in enumerate(rows, 1)
    ]
    lines = [header, *body, ("Tổng cộng", *[""] * 8, *total)]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
    title = '<tr><td colspan=12><strong>DANH SÁCH THU PHÍ, LỆ PHÍ</strong></td></tr><tr><td colspan=12>Đơn vị: Sở Y tế</td></tr>'
    path.write_text(f'<html><head></head><body><table border="1">{title}{cells}</table></body></html>', "utf-8")
    return path


def feedback_app(path: Path) -> Path:
    """The Government Office's application: camelCase keys, numbers as numbers, ISO times, one status that is a bare number."""
    common = {
        "id": "b1c2", "tieuDe": f"<p>{NAME}</p>", "noiDung": f"<p>gọi {PHONE}</p>", "nguonPAKNId": 2, "nguonPAKN": "Cổng PAKN", "luatId": 3,
        "noiDungPAKNId": 1, "linhVucPAKNId": 12, "doiTuongId": 1, "tenNguoiPhanAnh": NAME, "email": MAIL, "soDienThoai": PHONE, "diaChi": "số 1",
        "soNgayToiHan": 3, "ngayNhan": "2025-07-01T10:00:00", "trangThai": 5, "tenTrangThai": "Chờ xử lý",
    }  # fmt: skip
    dates = [("2025-07-01T08:05:11", "2025-07-22T17:00:00"), ("2025-07-01T09:00:00+07:00", "2025-06-30T17:00:00")]
    found = [common | {"soPAKN": f"PAKN-25-{i}", "ngayPhanAnh": sent, "hanXuLy": due} for i, (sent, due) in enumerate(dates, 1)]
    path.write_text(json.dumps({"maTraLoi": 1, "DanhSachKetQua": found}, ensure_ascii=False), "utf-8")
    return path


def feedback_payc(path: Path) -> Path:
    """VNPT-PAYC's table as CSV: snake_case names, coordinates as text, a list of file names with a trailing separator."""
    header = (
        "so_phieu,tieu_de,noi_dung,id_dich_vu,ma_phuong_xa,vi_do,kinh_do,ngay_tao,han_xu_ly_duoc_giao,han_xu_ly_mong_muon,ngay_hoan_tat,"
        "ma_trang_thai,hai_long,khong_hai_long,ho_ten,so_dien_thoai,file_payc"
    )
    rows = [
        f'010725-0001,"{NAME}","a, b",7,70,21.027763,105.834160,2025-07-01 08:05:11,2025-07-22 17:00:00,,2025-07-10 15:30:00,HOAN_TAT,3,1,{NAME},{PHONE},a.jpg;b.jpg;',
        f"010725-0002,x,y,7,00070,21.02,105.83,02/07/2025,23/07/2025,20/07/2025,,XU_LY,0,0,{NAME},{PHONE},",
        f"010725-0003,x,y,7,00070,21.02,105.83,31/02/2025,23/07/2025,,,TIEP_NHAN,0,0,{NAME},{PHONE},",
    ]
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def feedback_portal(path: Path) -> Path:
    """A provincial portal's list: another spelling of the keys, Vietnamese headers beside them."""
    header = ["STT", "MaSoPAKN", "TieuDe", "HoTen", "NgayGui", "Hạn xử lý", "Đơn vị xử lý", "Trạng thái", "CongKhai", "Ghi chú"]
    rows = [
        [1, "PA-1", NAME, NAME, "08:05 01/07/2025", "22/07/2025", "Sở Y tế", "Đang phơi", 1, PHONE],
        [2, "PA-2", NAME, NAME, "01.07.2025", "22/07/2025", "Sở Nội vụ", "Hoàn tất", "Không", PHONE],
        [3, "PA-3", NAME, NAME, "01-07-2025", "22/07/2025", "Sở Y tế", "PAKN đã công khai", "1", PHONE],
    ]
    return workbook(path, [["TỔNG HỢP PHẢN ÁNH, KIẾN NGHỊ"], [], header, *rows])


UNITS_GUIDE = [["HƯỚNG DẪN"], [], [], ["STT", "Tên đơn vị", "Tên viết tắt", "Nhóm đơn vị"], [1, "Sở Y tế", "SYT", "CAP"]]
TABLE_GUIDE = [["HƯỚNG DẪN"], [], ["STT", "Kỳ báo cáo", "Mã nhiệm vụ", "Tên nhiệm vụ", "Đơn vị chủ trì", "Trạng thái"], [1, *["mẫu"] * 5]]


def tasks(path: Path, guide: list[list] = UNITS_GUIDE, due: str = "Tháng 12/2025") -> Path:
    """The tracker's export: a guide sheet first, a filter block, the header in row 10, twelve columns of free reports."""
    months = [f"{m:02d}/2025" for m in range(1, 13)]
    header = [
        "STT", "Kỳ báo cáo", "Văn bản giao", "Mã nhiệm vụ", "Tên nhiệm vụ", *months, "Thời hạn", "Hoàn thành", "Trạng thái", "Đơn vị chủ trì",
        "Đơn vị thực hiện", "Tình trạng báo cáo", "Tiến độ", "Nguyên nhân chậm", "Ngày bắt đầu", "Người phụ trách",
    ]  # fmt: skip
    told = [f"{NAME} báo cáo, {PHONE}"] * 12
    rows = [
        [1, "07/2025", "57-NQ/TW", "SYT_25_0001", "Số hóa hồ sơ", *told, "Quý III/2025", "", "Đang thực hiện trễ hạn", "Sở Y tế",
         "Sở Nội vụ; Sở Tài chính, Vật giá", "Đã gửi", "60%", "Chậm phối hợp", "01/06/2025", NAME],
        [2, "07/2025", "57-NQ/TW", "SNV_25_0002", "Chuẩn hóa dữ liệu", *told, "31/12/2025", "20/07/2025", "Hoàn thành đúng hạn", "Sở Nội vụ",
         "—", "Đã gửi", "100", "", "15/06/2025", NAME],
        [3, "07/2025", "57-NQ/TW", "SYT_25_0003", "Kết nối dữ liệu", *told, due, "01/05/2025", "Hoàn thành trễ hạn", "Sở Y tế",
         "", "—", "100", "", "15/06/2025", NAME],
    ]  # fmt: skip
    block = [
        ["BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ"], [None, "Kỳ báo cáo", "07/2025"], [None, "Tên nhiệm vụ", "Tất cả"], [None, "Cấp chỉ đạo", "Tất cả"],
        [None, "Văn bản giao", "Tất cả"], [None, "Đơn vị chủ trì", "Tất cả"], [None, "Trạng thái", "Tất cả"], [None, "Tình trạng báo cáo", "Tất cả"], [],
    ]  # fmt: skip
    with xlsxwriter.Workbook(str(path)) as book:
        for name, lines in {"hướng dẫn": guide, "Sheet1": [*block, header, *rows]}.items():
            page = book.add_worksheet(name)
            for r, line in enumerate(lines):
                page.write_row(r, 0, line)
    return path


def indicators(path: Path) -> Path:
    header = [
        "STT", "Kỳ báo cáo", "Chỉ tiêu", "Đơn vị chủ trì", "Đơn vị thực hiện", "Loại số liệu", "Tỷ lệ mục tiêu", "Kế hoạch", "Thực hiện",
        "Tỷ lệ hoàn thành", "Kết quả đánh giá", "Trạng thái báo cáo", "Người gửi",
    ]  # fmt: skip
    rows = [
        [1, "Tháng 07/2025", "Hồ sơ trực tuyến", "Sở Nội vụ", "Sở Y tế", "Số liệu tại thời điểm báo cáo", "80.00%", 1200, 960, "80.00%", "Đạt", "- Đạt", NAME],
        [2, "Tháng 07/2025", "Lớp kỹ năng số", "Sở Nội vụ", "Sở Nội vụ", "", "100.00%", 24, "12,5", "52.08%", "Không đạt", "- Chờ duyệt", NAME],
        [3, "Tháng 07/2025", "Tổ công nghệ số", "Sở Nội vụ", "Sở Y tế", "Số liệu trong kỳ báo cáo", "100.00%", 10, "", "", "Đã chốt", "", NAME],
    ]
    block = [["BÁO CÁO TỔNG HỢP KẾT QUẢ THỰC HIỆN CHỈ TIÊU"], [None, "Tên chỉ tiêu", "Tất cả"], [None, "Kỳ báo cáo", "Tháng 07/2025"], *[[]] * 5]
    return workbook(path, [*block, header, *rows], sheet="Tổng hợp")


def stations(path: Path) -> Path:
    """Biểu VT: index row `A B 1 2 …`, one cell of coordinates in Vietnamese numbers."""
    header = ["STT", "Mã trạm", "Tên trạm", "Công nghệ", "Loại trạm", "Thôn", "Xã", "Toạ độ", "Độ cao cột (m)", "Dùng chung", "Ngày phát sóng", "Trạng thái"]
    index = ["A", "B", *range(1, 11)]
    rows = [
        [1, "MHA0327-12", "Trạm Mẫu 01", "3G/4G", "Macro", "Thôn Một", "Xã Mẫu 01", "105,34808/22,62924", 42, "x", "15/03/2023", "Đang hoạt động"],
        [2, "MHA0328-11", "Trạm Mẫu 02", "5G", "Remote sector", "Thôn Hai", "Xã Mẫu 02", "105,35100/22,63011", "36,5", "", "02/05/2025", "Hoạt động"],
        [3, "MHA0329-11", "Trạm Mẫu 03", "LTE", "Macro", "Thôn Ba", "Xã Mẫu 02", "", "", "-", "-", "Tạm dừng"],
    ]
    title = [["DANH SÁCH TRẠM THU PHÁT SÓNG"], ["Doanh nghiệp báo cáo: Nhà mạng Mẫu A"], ["Tháng 07/2025"], ["Ngày lập: 05/08/2025 08:30"]]
    return workbook(path, [*title, header, index, *rows, [], [None, "NGƯỜI LẬP BIỂU"], [None, NAME]], sheet="BTS")


def speeds(path: Path, title: str = "Công bố theo phương pháp trung vị") -> Path:
    """Numbers of two press releases in one file: decimal comma and decimal point; the last has lost its mark."""
    lines = [
        f"{title};;;;;;", "Tháng;Tỉnh, thành phố;Nhà mạng;Loại mạng;Tải xuống (Mbps);Tải lên (Mbps);Ping (ms)",
        "07/2025;Tỉnh Minh Họa;Nhà mạng Mẫu A;Băng rộng cố định;231,89;165,49;12,4", "07/2025;Tỉnh Minh Họa;Tất cả;5G;258.28;195.34;9",
        "07/2025;Tỉnh Minh Họa;Nhà mạng Mẫu B;Di động;25828;195.34;9",
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return path


EDXML = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def edxml(header: str, after: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><edXML xmlns="{EDXML}"><edXML:edXMLEnvelope xmlns:edXML="{EDXML}"><edXML:edXMLHeader>{header}'
        f"</edXML:edXMLHeader><edXML:edXMLBody/></edXML:edXMLEnvelope>{after}</edXML>"
    )


def element(name: str, content: str | dict) -> str:
    inner = content if isinstance(content, str) else "".join(element(k, v) for k, v in content.items())
    return f"<edXML:{name}>{inner}</edXML:{name}>"


def document(receivers: tuple[str, ...] = ("H99.14",), at: str = "2025/07/01 08:05:11", day: str = "2025/07/01", **other: str | dict) -> str:
    """A document message in VNPT's dialect."""
    parts = [element("From", {"OrganId": "000.00.08.H99", "OrganizationInCharge": "H99", "OrganName": "Sở Y tế", "OrganAdd": "số 1", "Email": MAIL, "Telephone": PHONE})]
    parts += [element("To", {"OrganId": code, "OrganizationInCharge": "H99", "OrganName": "Xã Mẫu 01", "Telephone": PHONE}) for code in receivers]
    parts += [
        element(name, content)
        for name, content in {
            "Code": {"CodeNumber": "12", "CodeNotation": "SYT-VP"},
            "PromulgationInfo": {"Place": "Minh Họa", "PromulgationDate": day},
            "DocumentType": {"Type": "2", "TypeName": "Công văn"},
            "Subject": f"Về việc của ông {NAME}",
            "Content": f"{NAME}, {CARD}",
            "SignerInfo": {"Competence": "KT.", "Position": "Phó Giám đốc", "FullName": NAME},
            "DueDate": day,
            "ToPlaces": {"Place": NAME},
            "OtherInfo": {"Priority": "1", "SphereOfPromulgation": "", "TyperNotation": "NVK", "PromulgationAmount": "1", "PageAmount": "3", "Appendixes": {"Appendix": NAME}},
            "SteeringType": "0",
            "DocumentId": f"000.00.08.H99,{day},12/SYT-VP",
            **other,
        }.items()
    ]
    staff = {"Department": "Văn thư", "Staff": NAME, "Mobile": PHONE, "Email": MAIL}
    trace = element("TraceHeader", {"OrganId": "000.00.08.H99", "Timestamp": at}) + element("TraceHeader", {"OrganId": "TRUC", "Timestamp": "2025/07/09 00:00:00"})
    business = element("Bussiness", {"BussinessDocType": "0", "BussinessDocReason": "Văn bản mới", "StaffInfo": staff, "Paper": "0"})
    return edxml(element("MessageHeader", "".join(parts)) + element("TraceHeaderList", trace + business))


def status(code: str = "03", at: str = "01/07/2025 09:30:00", day: str = "01/07/2025") -> str:
    """A status message in SOAP's envelope, dates as Bkav's checker wants them."""
    body = element(
        "Status",
        {
            "ResponseFor": {"OrganId": "000.00.08.H99", "Code": "12/SYT-VP", "PromulgationDate": day, "DocumentId": "000.00.08.H99,2025/07/01,12/SYT-VP"},
            "From": {"OrganId": "H99.14", "OrganizationInCharge": "H99", "OrganName": "Xã Mẫu 01", "Email": MAIL, "Telephone": PHONE, "Fax": "", "Website": ""},
            "StatusCode": code,
            "Description": f"{NAME} đã nhận",
            "Timestamp": at,
            "StaffInfo": {"Department": "Văn thư", "Staff": NAME, "Mobile": PHONE, "Email": MAIL},
        },
    )
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<SOAP-ENV:Envelope xmlns:SOAP-ENV="{soap}" xmlns:edXML="{EDXML}"><SOAP-ENV:Header>{body}</SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>'


def exchange(path: Path) -> Path:
    path.write_text(document(receivers=("H99.14", "1.2.3.4.5.H99")), "utf-8")
    return path
