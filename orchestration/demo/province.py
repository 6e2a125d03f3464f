"""The fictional province: who exists in "Tỉnh Minh Họa".

Here: agencies, communes, operators, villages and procedures as plain tuples, the same for every seed. Not here: how
they are written as reference files (reference.py), how much each of them handles or how well (plan.py). No code below
is an issued one: `H99`, province `99`, communes `99001…99065`, procedures `9.0000nn`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

PROVINCE_NAME = "Tỉnh Minh Họa"
PROVINCE_CODE = "99"
PROVINCE_AGENCY = "H99"
MARK = "DỮ LIỆU MÔ PHỎNG"
VALID_FROM = "2020-01-01"

# number: name, short name, other spellings met in files, field code, field name, share of the departments' dossiers
DEPARTMENTS: tuple[tuple[str, str, tuple[str, ...], str, str, float], ...] = (
    ("Sở Tài chính", "STC", ("Sở Tài Chính",), "TC01", "Đăng ký doanh nghiệp (mẫu)", 1.3),
    ("Sở Nội vụ", "SNV", ("Sở Nội Vụ",), "NV01", "Việc làm, người có công (mẫu)", 0.9),
    (
        "Sở Khoa học và Công nghệ",
        "SKHCN",
        ("Sở KH&CN", "Sở KHCN", "Sở Khoa học & Công nghệ"),
        "KC01",
        "Viễn thông, an toàn bức xạ (mẫu)",
        0.4,
    ),
    ("Sở Tư pháp", "STP", ("Sở Tư Pháp",), "TP01", "Lý lịch tư pháp, công chứng (mẫu)", 1.5),
    ("Sở Xây dựng", "SXD", ("Sở Xây Dựng",), "XD01", "Giao thông, xây dựng (mẫu)", 1.6),
    (
        "Sở Nông nghiệp và Môi trường",
        "SNNMT",
        ("Sở NN&MT", "Sở Nông nghiệp & Môi trường"),
        "NM01",
        "Đất đai, môi trường (mẫu)",
        1.8,
    ),
    ("Sở Giáo dục và Đào tạo", "SGDĐT", ("Sở GD&ĐT", "Sở Giáo dục & Đào tạo"), "GD01", "Giáo dục trung học (mẫu)", 1.0),
    ("Sở Y tế", "SYT", ("Sở Y Tế",), "YT01", "Hành nghề y, dược (mẫu)", 1.0),
    ("Sở Công Thương", "SCT", ("Sở Công thương",), "CT01", "Xúc tiến thương mại (mẫu)", 1.1),
    (
        "Sở Văn hóa, Thể thao và Du lịch",
        "SVHTTDL",
        ("Sở VH,TT&DL", "Sở Văn hoá, Thể thao và Du lịch"),
        "VH01",
        "Văn hóa, du lịch (mẫu)",
        0.6,
    ),
    ("Sở Dân tộc và Tôn giáo", "SDTTG", ("Sở DT&TG",), "DT01", "Công tác dân tộc (mẫu)", 0.2),
    (
        "Văn phòng UBND tỉnh",
        "VPUBND",
        ("VP UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh", "Văn phòng UBND tỉnh Minh Hoạ"),
        "VP01",
        "Ngoại vụ (mẫu)",
        0.2,
    ),
)
# Names that departments bore before they were merged: (old name, department number, last day of validity).
FORMER_NAMES = (
    ("Sở Kế hoạch và Đầu tư", 1, "2025-02-28"),
    ("Sở Thông tin và Truyền thông", 3, "2025-02-28"),
    ("Sở Giao thông vận tải", 5, "2025-02-28"),
    ("Sở Tài nguyên và Môi trường", 6, "2025-02-28"),
)
COMMUNES = 65
WARDS = frozenset({2, 3, 8, 13, 18, 23, 28, 33, 38, 43, 48, 53, 58, 63})
SPECIAL_ZONE = 65
OPERATORS = ("Nhà mạng Mẫu A", "Nhà mạng Mẫu B", "Nhà mạng Mẫu C")
CONNECTIVITY_OWNER = "Sở Khoa học và Công nghệ"
VILLAGES = 600

COMMUNE_PROCEDURES = (
    ("HT01", "Hộ tịch (mẫu)", "Đăng ký khai sinh", 1, 0, 1),
    ("HT01", "Hộ tịch (mẫu)", "Đăng ký kết hôn", 2, 0, 1),
    ("HT01", "Hộ tịch (mẫu)", "Đăng ký khai tử", 1, 0, 1),
    ("HT01", "Hộ tịch (mẫu)", "Cấp bản sao trích lục", 1, 1, 1),
    ("HT01", "Hộ tịch (mẫu)", "Xác nhận tình trạng hôn nhân", 3, 1, 1),
    ("CT02", "Chứng thực (mẫu)", "Chứng thực bản sao", 1, 1, 1),
    ("CT02", "Chứng thực (mẫu)", "Chứng thực chữ ký", 1, 1, 1),
    ("DD02", "Đất đai (mẫu)", "Đăng ký biến động đất đai", 12, 1, 1),
    ("DD02", "Đất đai (mẫu)", "Cấp giấy chứng nhận lần đầu", 15, 1, 1),
    ("BT01", "Bảo trợ xã hội (mẫu)", "Trợ cấp xã hội hằng tháng", 7, 0, 1),
    ("BT01", "Bảo trợ xã hội (mẫu)", "Hỗ trợ chi phí mai táng", 5, 0, 0),
    ("BT01", "Bảo trợ xã hội (mẫu)", "Xác nhận mức độ khuyết tật", 15, 0, 1),
    ("NC01", "Người có công (mẫu)", "Thờ cúng liệt sĩ", 7, 0, 0),
    ("KD01", "Hộ kinh doanh (mẫu)", "Đăng ký hộ kinh doanh", 3, 1, 1),
    ("XD02", "Xây dựng (mẫu)", "Cấp phép nhà ở riêng lẻ", 12, 1, 1),
    ("GD02", "Giáo dục (mẫu)", "Tuyển sinh đầu cấp", 5, 0, 0),
)
SCHOOL_PROCEDURE = 15  # position in COMMUNE_PROCEDURES of what peaks in July and August


@dataclass(frozen=True)
class Agency:
    index: int
    code: str
    name: str
    short_name: str
    kind: str  # department | commune
    unit_type: str  # so | xa | phuong | dac_khu
    unit_code: str
    number: int  # 1..12 among departments, 1..65 among communes
    aliases: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Procedure:
    index: int
    code: str
    name: str
    field_code: str
    field_name: str
    statutory_days: int
    service_level: str
    has_fee: bool
    needs_paper_result: bool


def _commune(number: int, index: int) -> Agency:
    kind, word = ("phuong", "Phường") if number in WARDS else ("xa", "Xã")
    if number == SPECIAL_ZONE:
        kind, word = "dac_khu", "Đặc khu"
    place = f"{word[0].lower()}{word[1:]} Mẫu {number:02d}"
    aliases = (f"UBND {place}", f"Ủy ban nhân dân {place}", f"Uỷ ban nhân dân {place}", f"UBND {word} Mẫu {number:02d}")
    share = {"xa": 0.7, "phuong": 1.6, "dac_khu": 0.35}[kind] * (0.7 + 0.6 * ((number * 37) % 65) / 65)
    return Agency(
        index,
        f"H99.{100 + number}",
        f"{word} Mẫu {number:02d}",
        f"{word} Mẫu {number:02d}",
        "commune",
        kind,
        f"99{number:03d}",
        number,
        aliases,
        share,
    )


@cache
def agencies() -> tuple[Agency, ...]:
    """The 12 departments, then the 65 communes: the 77 that send dossiers and document registers."""
    rows = [
        Agency(i, f"H99.{i + 1:02d}", name, short, "department", "so", PROVINCE_CODE, i + 1, other, share)
        for i, (name, short, other, _, _, share) in enumerate(DEPARTMENTS)
    ]
    rows += [_commune(n, len(DEPARTMENTS) + n - 1) for n in range(1, COMMUNES + 1)]
    return tuple(rows)


@cache
def communes() -> tuple[Agency, ...]:
    return tuple(a for a in agencies() if a.kind == "commune")


@cache
def procedures() -> tuple[Procedure, ...]:
    """Four procedures a department, then those of the communes."""
    rows: list[Procedure] = []
    days, topics = (2, 5, 7, 12), ("Cấp mới", "Cấp lại", "Gia hạn", "Điều chỉnh")
    for number, (_, _, _, field_code, field_name, _) in enumerate(DEPARTMENTS):
        for k in range(4):
            i = len(rows)
            subject = field_name.removesuffix(" (mẫu)").lower()
            rows.append(
                Procedure(
                    i,
                    f"9.{i + 1:06d}",
                    f"Thủ tục mẫu {i + 1:02d}: {topics[k]} ({subject})",
                    field_code,
                    field_name,
                    days[(number + k) % 4],
                    "4" if k < 3 else "3",
                    (number + k) % 2 == 0,
                    k != 2,
                )
            )
    for field_code, field_name, name, statutory, fee, paper in COMMUNE_PROCEDURES:
        i = len(rows)
        level = "3" if statutory >= 12 else "4"
        rows.append(
            Procedure(
                i,
                f"9.{i + 1:06d}",
                f"Thủ tục mẫu {i + 1:02d}: {name}",
                field_code,
                field_name,
                statutory,
                level,
                bool(fee),
                bool(paper),
            )
        )
    return tuple(rows)


@cache
def villages() -> tuple[tuple[Agency, str], ...]:
    """600 (commune, village name); names repeat from commune to commune, as real ones do."""
    per = [10 if c.unit_type == "phuong" else 9 for c in communes()]
    extra = VILLAGES - sum(per)
    step = 1 if extra > 0 else -1
    for k in range(abs(extra)):
        per[(k * 7) % COMMUNES] += step
    rows = []
    for commune, count in zip(communes(), per, strict=True):
        for k in range(1, count + 1):
            word = {"phuong": "Tổ dân phố", "dac_khu": "Khu"}.get(
                commune.unit_type, "Bản" if commune.number % 4 == 0 else "Thôn"
            )
            rows.append((commune, f"{word} {k}"))
    return tuple(rows)
