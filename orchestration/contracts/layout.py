"""What a contract says of the layout of its tables, checked before anything is read by it.

Here: names that must be columns, regular expressions that must compile, vocabulary that excludes each other, places on servers. Not here: its meaning
(docs/design.md §2, orchestration/intake).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.contracts.model import Contract


def layout_problem(contract: Contract) -> str | None:
    """The first thing wrong, or None."""
    outline, unpivot = contract.outline or {}, contract.unpivot or {}
    wanted = {d[k] for d, keys in ((outline, ("from", "into")), (unpivot, ("value",))) for k in keys if k in d}
    try:
        for header in unpivot.get("headers") or []:
            wanted |= set(header.get("set") or {}) | set(re.compile(header["match"]).groupindex)
        for pattern in _patterns(contract):
            re.compile(pattern)
    except re.error as error:
        return f"biểu thức “{error.pattern}” không đọc được ở ký tự {error.pos}: hãy sửa lại"
    if unknown := wanted - {c.name for c in contract.kept}:
        return f"outline hoặc unpivot gọi cột không được giữ: {', '.join(sorted(unknown))}"
    if both := [c.name for c in contract.columns if c.unit_words and c.unit_from_title]:
        return f"cột {', '.join(both)}: đơn vị tính hoặc đứng trong ô (unitWords) hoặc ở phía trên bảng (unitFromTitle), không cả hai"
    if problem := _server_problem(contract.servers):
        return problem
    if contract.extras and not set(contract.containers) <= {"sheet", "csv"}:
        return "unpivot và unitFromTitle chỉ dùng cho bảng: containers chỉ gồm sheet, csv"
    return None


def _server_problem(servers: tuple[dict, ...]) -> str | None:
    for node in servers:
        kind = node.get("type")
        if kind not in {"local", "sftp"}:
            return f"servers: nơi gửi là thư mục (local) hoặc sftp, không phải “{kind}”"
        if kind == "local" and not node.get("path"):
            return "servers: nơi gửi local phải có path"
        if kind == "sftp" and not re.match(r"sftp://[A-Za-z0-9_-]+/", node.get("location") or ""):
            return "servers: nơi gửi sftp viết là sftp://TÊN/đường-dẫn, TÊN khai báo ở [servers.TÊN] của chiso.toml"
    return None


def _patterns(contract: Contract) -> list[str]:
    patterns = [p for c in contract.columns for p in (*c.from_title, *c.from_sheet_name, *c.from_group)]
    patterns += [c.unit_from_title["match"] for c in contract.columns if c.unit_from_title]
    patterns += [c.entries for c in contract.columns if c.entries]
    patterns += [p for p in (contract.sheet, contract.summary_rows, (contract.title or {}).get("match")) if p]
    unpivot = contract.unpivot or {}
    return [*patterns, *(unpivot.get("ignore") or []), *([unpivot["brackets"]] if unpivot.get("brackets") else [])]
