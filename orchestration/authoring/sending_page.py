"""docs/gui_du_lieu.md, “Gửi dữ liệu cho chiso57”: for the people of departments who send files.

Here: the page's own sentences and its layout. Not here: words about columns (contracts/words.py), about refusals (advice.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.authoring.advice import ADVICE_VI, READ_THE_SENTENCE_VI
from orchestration.contracts import Column, Contract, rules_of
from orchestration.contracts.code_lists import CodeLists, code_lists
from orchestration.contracts.words import (
    allowed_vi,
    calendar_vi,
    containers_vi,
    corrections_vi,
    delivery_vi,
    due_vi,
    for_senders,
    place_vi,
    sentence,
    writing_vi,
)
from orchestration.intake.refusal import CODES
from orchestration.template import value_headers, why_no_form_vi

_HEAD = """# Gửi dữ liệu cho chiso57

<!-- sinh từ expectations/*.odcs.yaml bằng “make docs”; không sửa tay -->

Trang này dành cho người gửi tệp ở sở, ngành, xã. Mỗi loại tệp có một biểu mẫu hoặc là tệp do phần mềm xuất; bảng dưới cho biết ai gửi, khi nào, dạng gì.
Hạn rơi vào ngày nghỉ thì dời sang ngày làm việc kế tiếp.

## Các loại tệp

{table}

## Cách gửi

1. Lấy biểu mẫu Excel ở người vận hành (lệnh `chiso template <loại tệp>`). Trong tệp có trang “Hướng dẫn” và trang “Ví dụ”; máy không đọc hai trang ấy.
2. Điền, lưu, đặt tệp vào vùng nhận mà người vận hành đã cấp cho đơn vị. **Tên tệp tùy ý**: nội dung quyết định tệp thuộc loại nào.
3. Tệp do phần mềm xuất thì gửi nguyên tệp, không mở ra sửa rồi lưu lại: Excel hay làm mất số 0 đầu mã (00070 thành 70) và đổi chỗ ngày với tháng.
4. Gửi nhiều tệp một lần: nén thành một tệp zip thường, không mật khẩu, không nén lồng nhau. Mỗi tệp bên trong được nhận hay từ chối riêng.
5. CSV: trong Excel chọn “Lưu thành → CSV UTF-8”. Dấu phân cách nào cũng được (phẩy, chấm phẩy, tab). Phông phải là Unicode.
6. Gửi cùng một tệp hai lần không làm số liệu tăng gấp đôi: máy nhận ra và chỉ tính một lần.

Sau mỗi lượt nhận, mỗi tệp có một trong ba kết quả: **đã nhận**, **bị từ chối** (kèm một câu nói sai gì, ở đâu, làm gì) hoặc **tạm giữ** (quá nhiều dòng
hỏng, hoặc không biết bản nào mới hơn). Trong tệp đã nhận, từng dòng hỏng được **cách ly** riêng: dòng đúng vẫn được tính.

## Sửa số liệu đã gửi

Sửa ở đâu thì mỗi loại tệp nói rõ (mục “Khi sai” bên dưới): biểu tự điền thì sửa ngay trong biểu rồi gửi lại **cả biểu**; tệp do phần mềm xuất thì sửa
**trong phần mềm** rồi xuất lại. Bản mới thay bản cũ theo ngày lập (ngày xuất) ghi trong tệp, không theo thứ tự gửi. Bản cũ vẫn được lưu để đối chiếu.

## Kỳ không phát sinh

“Không phát sinh” là một lần gửi, khác với chưa gửi: đơn vị được tính là đã nộp đúng hạn. Có ba cách khai:

- **Trong biểu mẫu:** điền các ô phía trên bảng (đơn vị, kỳ, ngày lập), để bảng trống và thay dòng nhắc phía trên tiêu đề bằng “Không phát sinh”
  (ghi vào ô đầu tiên dưới tiêu đề, hoặc vào dòng của đơn vị, cũng được). Chữ hoa hay thường, thêm “số liệu”, “trong kỳ” đều được; ô đó không ghi gì khác.
- **Bằng vài dòng chữ**, trong tệp văn bản, trang tính hay CSV, cho mọi loại tệp, kể cả loại do phần mềm xuất:

  ```
  KHÔNG PHÁT SINH SỐ LIỆU
  Loại tệp: <tên loại tệp ở bảng trên>
  Đơn vị báo cáo: Xã Mẫu 01
  Kỳ báo cáo: Tháng 7/2025
  Ngày lập: 05/08/2025 08:00
  ```

- **Nhờ người vận hành** chạy `chiso loads nothing <loại tệp> --unit "Xã Mẫu 01" --period 07/2025`.

Không rõ đơn vị hay kỳ thì máy hỏi lại, không đoán; vừa có dòng số liệu vừa ghi “Không phát sinh” thì bị từ chối. Khai rồi mà sau đó có số liệu thì gửi tệp với
ngày lập mới hơn: tệp mới thay lời khai, và ngược lại. Biểu để trống, danh sách JSON rỗng, CSV chỉ có tiêu đề bị báo “chưa có số liệu” và **không** được tính là đã
gửi. Ở biểu số đếm, số 0 nghĩa là có báo cáo và bằng không, ô trống nghĩa là chưa có số liệu.

## Tệp bị từ chối: nghĩa là gì, làm gì

Câu báo kèm tệp luôn nói rõ trang tính, ô hoặc dòng. Bảng này là lời khuyên chung theo mã.

| Mã | Nghĩa | Làm gì |
|---|---|---|
{codes}

## Dữ liệu cá nhân và bí mật nhà nước

Hệ thống chỉ cần số liệu về việc, không cần biết người. Cột có họ tên, số căn cước, số điện thoại, thư điện tử, địa chỉ bị bỏ ngay khi đọc và không có trong
biểu mẫu; nếu phần mềm xuất kèm thì cứ gửi nguyên tệp, các cột ấy không rời vùng tiếp nhận. Đừng ghi tên hay số của ai vào ô ghi chú.

**Không gửi tài liệu, số liệu thuộc bí mật nhà nước.** Thấy dấu hiệu độ mật, máy từ chối cả tệp, cách ly bản đã nhận cho người phụ trách bảo vệ bí mật, không ghi lại tên tệp hay nội dung.

# Từng loại tệp
"""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _row(*cells: str) -> str:
    return "| " + " | ".join(_escaped(c) for c in cells) + " |"


def _anchor(contract: Contract) -> str:
    return f"[{contract.name_vi}](#{contract.id})"


def _overview(contracts: dict[str, Contract]) -> str:
    lines = ["| Loại tệp | Ai gửi | Khi nào | Hạn | Dạng tệp |", "|---|---|---|---|---|"]
    for contract in contracts.values():
        lines.append(_row(_anchor(contract), contract.owner, calendar_vi(contract), due_vi(contract).partition(";")[0], containers_vi(contract)))
    return "\n".join(lines)


def _codes() -> str:
    return "\n".join(_row(f"`{code}`", meaning, ADVICE_VI.get(code, READ_THE_SENTENCE_VI)) for code, meaning in CODES.items())


def _where(contract: Contract, column: Column) -> str:
    texts = [f"“{h}”" for h in column.headers]
    if contract.unpivot and column.name == contract.unpivot["value"]:
        texts += [f"“{h}”" for h in value_headers(contract)] + ["cùng các cột số liệu khác của biểu"]
    return ", ".join([*texts, *([place_vi(column)] if place_vi(column) else [])])


def _columns(contract: Contract, lists: CodeLists) -> Iterator[str]:
    yield "| Cột | Tiêu đề được nhận | Bắt buộc | Cách ghi | Giá trị được phép |"
    yield "|---|---|---|---|---|"
    for column in contract.kept:
        if where := _where(contract, column):
            needed = "có" if column.required else ""
            yield _row(column.label_vi, where, needed, writing_vi(column), allowed_vi(column, lists))


def _section(contract: Contract, lists: CodeLists) -> Iterator[str]:
    yield f'## <a id="{contract.id}"></a>{contract.name_vi}'
    yield ""
    yield " ".join(filter(None, map(for_senders, (contract.purpose_vi, contract.limitations_vi, contract.grain_vi))))
    yield ""
    yield f"- **Ai gửi:** {contract.owner}. **Khi nào:** {calendar_vi(contract)}; {due_vi(contract)}."
    why_none = why_no_form_vi(contract)
    form = f"; {why_none}, không có biểu mẫu" if why_none else f"; biểu mẫu: `chiso template {contract.id}`"
    yield f"- **Dạng tệp:** {containers_vi(contract)}{form}."
    if contract.title:
        yield f"- **Nhận ra nhờ:** “{contract.title['name']}” ghi phía trên bảng."
    yield f"- **Gửi lại:** {delivery_vi(contract)} **Khi sai:** {corrections_vi(contract)}"
    dropped = [c.label_vi for c in contract.columns if not c.kept]
    if dropped:
        yield f"- **Không bao giờ lấy:** {', '.join(dropped)}."
    yield ""
    yield from _columns(contract, lists)
    own = {node["name"] for node in contract.quality}
    rules = [r for r in rules_of(contract) if r.name in own]
    if rules:
        yield ""
        yield "Máy còn báo khi:"
        yield ""
        for rule in rules:
            yield f"- {sentence(rule.cause_vi)} {sentence(rule.fix_vi)}"
    yield ""


def text(contracts: dict[str, Contract]) -> str:
    """The page."""
    lists = code_lists()
    parts = [_HEAD.format(table=_overview(contracts), codes=_codes())]
    parts += ["\n".join(_section(contract, lists)) for contract in contracts.values()]
    return "\n".join(parts).rstrip("\n") + "\n"
