"""The contract against our conventions (docs/design.md §2): names of properties, their values, what they refer to.

Here: what can be said of one file from its YAML. Not here: the standard (standard.py), SQL (predicates.py), the rest of the project
(surroundings.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.authoring.lint.source import WARNING, Finding, Source, named
from orchestration.authoring.skeleton import CONFIRM
from orchestration.contracts import load_contracts, model
from orchestration.contracts.document import Step, did_you_mean
from orchestration.contracts.vocabulary import CHOICES, COLUMN_NAMES, ON_RULE, PATTERNS, SLA
from orchestration.deployment import PROJECT_ROOT

_NEEDED = (
    "containers", "delivery", "deliveryGroup", "periodCalendar", "corrections", "heldAbovePct", "heldFromRows", "sourceSystem", "validFrom",
)  # fmt: skip


def known_properties() -> tuple[set[str], set[str]]:
    """Names of custom properties on a contract and on a column: what reading contracts asks for."""
    if not model.ASKED_ON_CONTRACT:
        load_contracts([PROJECT_ROOT / "expectations"])
    return model.ASKED_ON_CONTRACT, model.ASKED_ON_COLUMN


def _properties(source: Source, node: dict, known, *steps: Step) -> Iterator[Finding]:
    """Unknown names and values, of one `customProperties` block."""
    seen: set[str] = set()
    for i, item in enumerate(node.get("customProperties") or []):
        if not isinstance(item, dict) or "property" not in item:
            continue
        name, value, at = item["property"], item.get("value"), (*steps, "customProperties", i)
        if name not in known:
            yield source.find(f"Thuộc tính “{name}” không có nghĩa gì ở đây{did_you_mean(name, known)}: xem docs/design.md §2.", *at)
        if name in seen:
            yield source.find(f"Thuộc tính “{name}” ghi hai lần: hãy giữ một.", *at)
        seen.add(name)
        for one in value if isinstance(value, list) else [value]:
            if name in CHOICES and one not in CHOICES[name]:
                options = ", ".join(sorted(CHOICES[name]))
                yield source.find(f"“{name}” không nhận “{one}”{did_you_mean(one, CHOICES[name])}: chỉ nhận {options}.", *at)
            if name in PATTERNS and isinstance(one, str):
                yield from _pattern(source, name, one, *at)


def _pattern(source: Source, name: str, pattern: str, *at: Step) -> Iterator[Finding]:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        yield source.find(f"Biểu thức “{name}” không đọc được ở ký tự {error.pos}: hãy sửa lại.", *at)
        return
    if PATTERNS[name] and not groups:
        yield source.find(f"Biểu thức “{name}” phải có một nhóm (…) bắt lấy giá trị.", *at)


def _unconfirmed(source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.text.splitlines(), 1):
        _, mark, what = line.partition(CONFIRM)
        if mark:
            yield Finding(source.path, number, f"Còn chỗ chờ xác nhận ({what.strip()}): quyết định rồi xóa dòng chú thích.", WARNING)


def check(source: Source) -> Iterator[Finding]:
    yield from _unconfirmed(source)
    on_contract, on_column = known_properties()
    yield from _properties(source, source.document, on_contract)
    own = {p.get("property"): p.get("value") for p in source.document.get("customProperties") or [] if isinstance(p, dict)}
    for name in _NEEDED:
        if name not in own:
            yield source.find(f"Thiếu thuộc tính “{name}” của hợp đồng: hãy bổ sung theo docs/design.md §2.", "customProperties")
    if own.get("noTemplate") and own.get("corrections") == "in_workbook":
        yield source.find("“noTemplate” không đi với corrections in_workbook: tệp sửa ngay trong biểu thì phải có biểu mẫu để điền.", "customProperties", "=noTemplate")
    sla = named(source.document.get("slaProperties") or [], "property")
    if "dueDay" not in sla:
        yield source.find("Thiếu “dueDay” trong slaProperties: hãy ghi ngày đến hạn sau khi hết kỳ.", "slaProperties")
    for name in sla:
        if name not in SLA:
            yield source.find(f"“{name}” trong slaProperties không có nghĩa gì ở đây{did_you_mean(name, SLA)}.", "slaProperties", f"={name}")
    columns = named(source.columns, "name")
    for name in COLUMN_NAMES:
        for column in own.get(name) if isinstance(own.get(name), list) else [own.get(name)]:
            if column and column not in columns:
                yield source.find(f"“{name}” gọi cột “{column}” không có trong hợp đồng{did_you_mean(column, columns)}.", "customProperties", f"={name}")
    if not any(c.get("primaryKey") for c in source.columns):
        yield source.find("Chưa có khóa chính: đánh dấu primaryKey cho các cột nhận ra một dòng.", "schema", 0, "properties")
    for column in source.columns:
        yield from _column(source, column, columns, on_column)
    for i, rule in enumerate(source.rules):
        yield from _properties(source, rule, ON_RULE, "schema", 0, "quality", i)


def _column(source: Source, column: dict, columns: dict, known: set[str]) -> Iterator[Finding]:
    at: tuple[Step, ...] = ("schema", 0, "properties", f"={column['name']}")
    name, kind = column["name"], column.get("logicalType", "string")
    yield from _properties(source, column, known, *at)
    own = {p.get("property"): p.get("value") for p in column.get("customProperties") or [] if isinstance(p, dict)}
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield source.find(f"Tên cột “{name}” phải là chữ thường không dấu, nối bằng gạch dưới.", *at)
    if sum(c["name"] == name for c in source.columns) > 1:
        yield source.find(f"Cột “{name}” khai báo hai lần.", *at)
    if kind not in model.TYPES:
        yield source.find(f"Kiểu “{kind}” của cột “{name}” không có{did_you_mean(kind, model.TYPES)}.", *at, "logicalType")
    if kind in {"timestamp", "date"} and own.get("handling") != "drop" and not own.get("formats"):
        yield source.find(f"Cột ngày “{name}” phải nêu rõ các cách viết ngày trong formats.", *at)
    lookup = own.get("lookup")
    if isinstance(lookup, dict):
        if lookup.get("to") != "agency" or "as" not in lookup:
            yield source.find(f"“lookup” của cột “{name}” cần dạng {{to: agency, as: …, at: …}}.", *at, "customProperties", "=lookup")
        elif lookup.get("at") not in (days := [*columns, *_period_days(columns)]):
            meant = did_you_mean(lookup.get("at"), days)
            yield source.find(f"“lookup” của cột “{name}” lấy ngày ở cột “{lookup.get('at')}” không có{meant}.", *at, "customProperties", "=lookup")


def _period_days(columns: dict) -> list[str]:
    """The dates that periods in words become: staging has them beside the columns."""
    properties = (p for c in columns.values() for p in c.get("customProperties") or [] if isinstance(p, dict))
    spans = (p["value"] for p in properties if p.get("property") == "period" and isinstance(p.get("value"), dict))
    return [str(span[side]) for span in spans for side in ("start", "end") if side in span]
