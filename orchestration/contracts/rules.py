"""From a contract to its list of quality rules: the one place where a rule's predicate comes from.

Staging, quarantine and the Great Expectations suites all read this list. Here: the rules that every column brings by its type
(`.format`, `.required`, `.range`, `.printed`, `.code_list`, `.known`) and those the contract spells out. Not here: running them.

A predicate is SQL over the columns of the staging model, valid on DuckDB and Spark; a rule fails where `not (predicate)` is true,
so null passes. `unparsed_columns` (text `|a|b|` or null) names the columns whose text did not parse.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.model import Column, Contract

TYPE_VI = {"integer": "số nguyên", "number": "số", "boolean": "đánh dấu có/không"}


@dataclass(frozen=True)
class Rule:
    """One check of one extract; `name` is unique within the extract, texts are Vietnamese."""

    name: str
    column: str
    predicate: str
    severity: str  # error: the row goes to quarantine; warning: counted only
    dimension: str  # ODCS dimension
    iso25012: str
    expected_vi: str
    cause_vi: str
    fix_vi: str

    def as_dict(self) -> dict:
        return asdict(self)


def _fix(contract: Contract, label: str) -> str:
    if contract.corrections == "in_workbook":
        return f"Sửa ô “{label}” ngay trong biểu rồi gửi lại cả biểu."
    return f"Sửa “{label}” tại phần mềm nguồn rồi xuất lại; không sửa trong tệp xuất."


def _format_vi(column: Column) -> str:
    if column.formats:
        return " hoặc ".join(MOMENT_FORMATS[f].label_vi for f in column.formats)
    return TYPE_VI[column.logical_type]


def _range_rule(column: Column, fix: str) -> Rule:
    """`logicalTypeOptions.minimum/maximum`: the cell itself is impossible, whatever the others say."""
    low, high = column.minimum, column.maximum
    predicate = " and ".join([f"{column.name} >= {low}"] * (low is not None) + [f"{column.name} <= {high}"] * (high is not None))
    expected = " và ".join([f"không nhỏ hơn {low}"] * (low is not None) + [f"không lớn hơn {high}"] * (high is not None))
    cause = f"“{column.label_vi}” nằm ngoài khoảng có thể có: phải {expected}."
    return Rule(f"{column.name}.range", column.name, predicate, "error", "accuracy", "Accuracy", expected, cause, fix)


def _printed_rule(column: Column, fix: str) -> Rule:
    """`percentOf`: a printed percent is its parts' quotient, rounded to the decimals it is printed with (none, one, two).

    A warning: values are made of the parts, never of the printed figure, so nothing wrong can come of it.
    """
    name, part, whole = column.name, column.percent_of["part"], column.percent_of["whole"]
    rounding = f"case when abs({name} - round({name})) < 0.001 then 0.5 when abs({name} * 10 - round({name} * 10)) < 0.001 then 0.05 else 0.005 end"
    predicate = f"abs({name} - 100.0 * ({part}) / nullif({whole}, 0)) <= {rounding} + 0.0005"
    cause = f"“{column.label_vi}” không bằng tử số chia mẫu số ghi cùng dòng (đã tính đến làm tròn)."
    return Rule(f"{name}.printed", name, predicate, "warning", "consistency", "Consistency", "tử số chia mẫu số nhân 100", cause, fix)


def _column_rules(contract: Contract, column: Column) -> list[Rule]:
    label, fix = column.label_vi, _fix(contract, column.label_vi)
    rules = []
    if column.logical_type not in {"string", "array"}:
        expected = _format_vi(column)
        rules.append(
            Rule(
                f"{column.name}.format",
                column.name,
                f"unparsed_columns is null or unparsed_columns not like '%|{column.name}|%'",
                "error",
                "conformity",
                "Compliance",
                expected,
                f"“{label}” không đọc được: cần {expected}.",
                fix,
            )
        )
    if column.required:
        # what did not parse is .format's business; coalesce, since a rule whose predicate is null passes
        unparsed = f" or coalesce(unparsed_columns, '') like '%|{column.name}|%'"
        rules.append(
            Rule(
                f"{column.name}.required",
                column.name,
                f"{column.name} is not null{unparsed}",
                "error",
                "completeness",
                "Completeness",
                "không để trống",
                f"“{label}” bị bỏ trống.",
                fix,
            )
        )
    if column.minimum is not None or column.maximum is not None:
        rules.append(_range_rule(column, fix))
    if column.percent_of:
        rules.append(_printed_rule(column, fix))
    if column.code_list:
        rules.append(
            Rule(
                f"{column.name}.code_list",
                column.name,
                f"unparsed_columns is null or unparsed_columns not like '%|{column.name}|%'",
                "error",
                "conformity",
                "Compliance",
                f"một giá trị trong danh mục mã của “{label}”",
                f"“{label}” không phải một giá trị trong danh mục mã cho phép.",
                fix,
            )
        )
    if column.lookup:
        rules.append(
            Rule(
                f"{column.lookup['as']}.known",
                column.name,
                f"{column.lookup['as']} is not null or {column.name} is null",
                "error",
                "accuracy",
                "Accuracy",
                "tên một đơn vị trong danh sách đơn vị, còn hiệu lực tại ngày của dòng",
                f"“{label}” không khớp với đơn vị nào còn hiệu lực tại ngày của dòng.",
                "Kiểm tra tên đơn vị; nếu là tên gọi mới, báo Sở Khoa học và Công nghệ bổ sung vào bảng tên gọi khác.",
            )
        )
    return rules


def rules_of(contract: Contract) -> list[Rule]:
    """All rules of a contract, column rules first, in contract order."""
    rules = [rule for column in contract.kept for rule in _column_rules(contract, column)]
    for node in contract.quality:
        own = {p["property"]: p.get("value") for p in node.get("customProperties") or []}
        rules.append(
            Rule(
                node["name"],
                own["column"],
                node["implementation"],
                node["severity"],
                node["dimension"],
                own["iso25012"],
                own.get("expected") or node["description"],
                node["description"],
                own["fix"],
            )
        )
    return rules
