"""A load report as lines of a terminal.

Only layout: the document says everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orchestration.vietnamese import moment, number


def lines(found: dict) -> Iterator[str]:
    """The report of one load."""
    yield f"{found['status_vi'].upper()}: {found['file_label']}  (mã tệp {found['load_id']})"
    if found["reason_vi"]:
        yield f"  {found['reason_vi']}"
    extract = found["extract_vi"] or "chưa nhận ra"
    version = f", hợp đồng {found['contract_version']}" if found["contract_version"] else ""
    yield f"Loại dữ liệu: {extract}{version}; kỳ {found['period_vi']}; đơn vị gửi: {found['sender_name'] or 'chưa rõ'}"
    kind = f", {found['kind_vi']}" if found["kind_vi"] else ""
    yield f"Nhận lúc {moment(datetime.fromisoformat(found['received_at']))}{kind}, {number(found['file_bytes'])} byte"
    rows = found["rows"]
    if found["status_code"] != "refused":
        kept, failed = ("chưa dựng vào kho" if rows[name] is None else number(rows[name]) for name in ("kept", "quarantined"))
        yield f"Dòng: đọc {number(rows['read'])}; được dùng {kept}; cách ly {failed}"
    yield from _rules(found)
    for title, items in _counted(found):
        if items:
            yield title
            yield from (f"  {number(count):>9}  {text}" for text, count in items)
    yield from _sheets(found)
    for warned in found["warnings"]:
        yield f"Lưu ý: {warned['message_vi'] or warned['label_vi']}"
    if found["is_closed"]:
        yield "Loại dữ liệu hạn chế người xem: phiếu chỉ có số đếm."


def _rules(found: dict) -> Iterator[str]:
    for rule in found["rules"]:
        yield f"{rule['severity_vi'] or 'Quy tắc'}: {rule['column_vi'] or rule['rule']}: {number(rule['count'])} dòng. {rule['cause_vi'] or ''}"
        if rule["fix_vi"]:
            yield f"  Cách sửa: {rule['fix_vi']}"
        for cell in rule["cells"]:
            yield f"  - {cell['where']}: thấy “{cell['found']}”" if cell["found"] else f"  - {cell['where']}: để trống"


def _counted(found: dict) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    yield "Đã sửa giúp khi đọc:", [(f"{r['label_vi']} (cột “{r['column_vi']}”)", r["count"]) for r in found["repairs"]]
    yield "Bỏ ra ngoài số liệu:", [(n["label_vi"], n["count"]) for n in found["left_out"]]
    yield "Chữ dùng bảng mã cũ, đã chuyển sang Unicode:", [(e["label_vi"], e["count"]) for e in found["encodings"]]
    yield "Đã che:", [("số định danh, điện thoại, thư điện tử của cá nhân", found["masked_values"])] if found["masked_values"] else []
    yield "Lưu ý khi đọc:", [(n["label_vi"], n["count"]) for n in found["remarks"]]


def _sheets(found: dict) -> Iterator[str]:
    sheets = found["sheets"]
    if sheets["read"]:
        names = ", ".join(f"“{name}”" for name in sheets["read"])
        others = [f"{sheets[key]} {word}" for key, word in (("hidden", "trang bị ẩn"), ("other", "trang không có bảng cần đọc")) if sheets[key]]
        yield f"Trang tính đã đọc: {names}" + (f"; không đọc: {', '.join(others)}" if others else "")
    if found["dropped_columns"]:
        yield f"Cột có dữ liệu cá nhân hoặc không cần, không đọc: {', '.join(found['dropped_columns'])}"
    if found["absent_columns"]:
        yield f"Cột không bắt buộc mà tệp không có (nếu có, hãy sửa tiêu đề đúng biểu mẫu): {', '.join(found['absent_columns'])}"
    for unknown in found["unknown_columns"]:
        yield f"Cột hợp đồng không biết, bỏ qua: {unknown_vi(unknown)}"


def unknown_vi(unknown: dict) -> str:
    """Where columns or keys stand that the contract does not know: letters of a sheet, numbers in order of keys."""
    where = f"trang tính “{unknown['sheet']}”, " if unknown["sheet"] else ""
    word = "khóa thứ" if unknown["at"][0].isdigit() else "cột"
    return f"{where}{word} {', '.join(unknown['at'])}"
