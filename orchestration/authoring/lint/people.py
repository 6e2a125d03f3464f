"""What people must be able to rely on: personal data dropped, causes and fixes in Vietnamese, examples for the template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.authoring.lint.source import WARNING, Finding, Source, Step
from orchestration.authoring.personal import looks_personal
from orchestration.template import NoTemplateError, form_of, is_filled_by_people

# letters that Vietnamese has and English has not
_VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


_COUNTED = ("_count", "_total", "_pct", "_vnd", "_days", "_score")  # figures about many, whatever they count


def _is_sentence_vi(text: object) -> bool:
    return isinstance(text, str) and bool(_VIETNAMESE.search(text)) and text.rstrip().endswith(".")


def check(source: Source) -> Iterator[Finding]:
    yield from _personal(source)
    yield from _words(source)
    yield from _examples(source)


def _personal(source: Source) -> Iterator[Finding]:
    for node in source.columns:
        own = {p.get("property"): p.get("value") for p in node.get("customProperties") or [] if isinstance(p, dict)}
        handling = own.get("handling", "keep")
        is_figure = node.get("logicalType") == "boolean" or str(node["name"]).endswith(_COUNTED)
        if handling != "keep" or node.get("classification") == "public" or is_figure:
            continue
        words = [node["name"], str(node.get("businessName", "")), *map(str, own.get("headers") or [])]
        if node.get("classification") == "personal" or (seen := next((w for w in words if looks_personal(w)), None)):
            why = "được xếp loại personal" if node.get("classification") == "personal" else f"có vẻ chứa dữ liệu cá nhân (“{seen}”)"
            yield source.find(
                f"Cột “{node['name']}” {why} mà vẫn được giữ: thêm {{property: handling, value: drop}}, "
                "hoặc ghi classification: public nếu chắc chắn không nói về một người nào.",
                "schema", 0, "properties", f"={node['name']}",
            )  # fmt: skip


def _words(source: Source) -> Iterator[Finding]:
    for key in ("name", "domain"):
        if not source.document.get(key):
            yield source.find(f"Thiếu mục “{key}”.", key)
    if not _VIETNAMESE.search(str(source.document.get("name", ""))):
        yield source.find("Tên hợp đồng (name) phải bằng tiếng Việt có dấu.", "name", severity=WARNING)
    for node in source.columns:
        if not node.get("businessName"):
            at: tuple[Step, ...] = ("schema", 0, "properties", f"={node['name']}")
            yield source.find(f"Cột “{node['name']}” chưa có tên tiếng Việt (businessName).", *at)
    for i, rule in enumerate(source.rules):
        at = ("schema", 0, "quality", i)
        own = {p.get("property"): p.get("value") for p in rule.get("customProperties") or [] if isinstance(p, dict)}
        name = rule.get("name", i + 1)
        if not _is_sentence_vi(rule.get("description")):
            yield source.find(f"Quy tắc “{name}” chưa nói nguyên nhân thành một câu tiếng Việt (description).", *at)
        if not _is_sentence_vi(own.get("fix")):
            yield source.find(f"Quy tắc “{name}” chưa nói cách sửa thành một câu tiếng Việt (fix).", *at)
        if rule.get("severity") not in {"error", "warning"}:
            yield source.find(f"Quy tắc “{name}”: severity phải là error hoặc warning.", *at)
        kept = {c.name for c in source.contract.kept} if source.contract else set()
        if source.contract and own.get("column") not in kept:
            yield source.find(f"Quy tắc “{name}” phải nêu trong “column” một cột được giữ lại.", *at)
        if not own.get("iso25012") or not rule.get("dimension"):
            yield source.find(f"Quy tắc “{name}” thiếu iso25012 hoặc dimension.", *at)


def _examples(source: Source) -> Iterator[Finding]:
    contract = source.contract
    if contract is None:
        return
    lengths: dict[int, str] = {}
    is_form = is_filled_by_people(contract)
    for column in contract.kept:
        at: tuple[Step, ...] = ("schema", 0, "properties", f"={column.name}")
        needed = column.required or column.key_position is not None
        if not column.examples:
            if is_form and needed and (column.headers or column.from_title):
                yield source.find(f"Cột “{column.name}” chưa có ví dụ (examples) cho biểu mẫu và bài kiểm tra nạp thử.", *at)
            elif column.logical_type != "array" and (column.headers or column.from_title):
                yield source.find(f"Cột “{column.name}” chưa có ví dụ (examples).", *at, severity=WARNING)
        elif column.headers and not column.from_title:
            lengths.setdefault(len(column.examples), column.name)
    if len(lengths) > 1:
        names = ", ".join(f"“{name}” có {count}" for count, name in sorted(lengths.items()))
        yield source.find(f"Số ví dụ của các cột khác nhau ({names}): mỗi ví dụ là một dòng, hãy ghi đủ ('' cho ô trống).", "schema", 0, "properties")
    if is_form:
        try:
            form_of(contract)
        except NoTemplateError as error:
            yield source.find(str(error), "schema", 0, "properties")
        except re.error:  # a pattern that does not compile is told where it stands (conventions.py)
            return
