"""The contract against the standard: ODCS 3.1's own JSON schema, its complaints in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import jsonschema
import open_data_contract_standard.model as odcs
from jsonschema.exceptions import ValidationError

from orchestration.authoring.lint.source import Finding, Source
from orchestration.contracts.document import did_you_mean


@cache
def _validator() -> jsonschema.Validator:
    schema = json.loads(odcs.OpenDataContractStandard.json_schema())
    return jsonschema.validators.validator_for(schema)(schema)


def check(source: Source) -> Iterator[Finding]:
    for error in _validator().iter_errors(source.document):
        deepest = _deepest(error)
        yield source.find(f"{_sentence(deepest)}.", *deepest.absolute_path)


def _deepest(error: ValidationError) -> ValidationError:
    """Of a choice of schemas none of which fits, the complaint that says most."""
    while error.context:
        error = max(error.context, key=lambda e: len(e.absolute_path))
    return error


def _known(error: ValidationError) -> list[str]:
    found: set[str] = set()
    schemas = [error.schema]
    defs = _validator().schema["$defs"]
    while schemas:
        schema = schemas.pop()
        found |= set(schema.get("properties") or {})
        reference = schema.get("$ref", "").rpartition("/")[2]
        if reference in defs:
            schemas.append(defs[reference])
        schemas += [s for s in schema.get("allOf") or [] if isinstance(s, dict)]
    return sorted(found)


def _sentence(error: ValidationError) -> str:
    place = ".".join(str(p) for p in error.absolute_path) or "đầu tệp"
    if error.validator == "required":
        missing = next((name for name in error.validator_value if name not in error.instance), "?")
        return f"Thiếu mục “{missing}” mà chuẩn ODCS 3.1 bắt buộc có ở {place}"
    if error.validator in {"additionalProperties", "unevaluatedProperties"} and isinstance(error.instance, dict):
        known = _known(error)
        unknown = [name for name in error.instance if name not in known]
        names = ", ".join(f"“{n}”{did_you_mean(n, known)}" for n in unknown) or "có mục lạ"
        return f"Chuẩn ODCS 3.1 không có mục {names} ở {place}: hãy sửa tên, hoặc chuyển vào customProperties"
    if error.validator in {"enum", "const"}:
        return f"Giá trị của {place} không nằm trong danh mục của chuẩn ODCS 3.1{did_you_mean(error.instance, _options(error))}"
    if error.validator == "type":
        return f"Giá trị của {place} sai kiểu: chuẩn ODCS 3.1 cần {error.validator_value}"
    return f"Giá trị của {place} không đúng chuẩn ODCS 3.1 ({error.validator})"


def _options(error: ValidationError) -> list:
    return error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
