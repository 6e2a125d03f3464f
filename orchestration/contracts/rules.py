"""From a contract to its list of quality rules: the one place where a rule's predicate comes from.

Staging, quarantine and the Great Expectations suites all read this list. Here: the rules that every column brings by its type
(`.format`, `.required`, `.range`, `.printed`, `.code_list`, `.known`) and those the contract spells out. Not here: running them.

A predicate is SQL over the columns of the staging model, valid on DuckDB and Spark; a rule fails where `not (predicate)` is true,
so null passes. `unparsed_columns` (text `|a|b|` or null) names the columns whose text did not parse.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from orchestration.contracts.degrees import LATITUDE, LONGITUDE
from orchestration.contracts.excel_errors import EXCEL_ERRORS
from orchestration.contracts.formats import FIRST_YEAR, LAST_YEAR, MOMENT_FORMATS
from orchestration.contracts.model import Column, Contract
from orchestration.contracts.numbers import EXAMPLES_VI

SHEETS = {"sheet", "csv"}  # what a spreadsheet's marks of failed formulas can come in
PERIOD_VI = "một kỳ như “Quý III/2025”, “Tháng 7/2025”, “6 tháng đầu năm 2025”, “2025-2030”, “trước 15/9/2025”, một ngày hoặc “Thường xuyên”"
COORDINATES_VI = (
    f"kinh độ và vĩ độ như “105,34808/22,62924” (kinh độ {LONGITUDE[0]}–{LONGITUDE[1]}, vĩ độ {LATITUDE[0]}–{LATITUDE[1]})"
)


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
    if column.period:
        return PERIOD_VI
    if column.coordinates:
        return COORDINATES_VI
    if column.formats:
        written = " hoặc ".join(MOMENT_FORMATS[f].label_vi for f in column.formats)
        return f"{written}, năm từ {FIRST_YEAR} đến {LAST_YEAR}"
    if column.logical_type == "boolean":
        return "đánh dấu có/không"
    kind_vi = "số nguyên" if column.logical_type == "integer" else "số"
    if column.percent_scale:
        written = "phần trăm như 95,83" if column.percent_scale == "percent" else "phần của 1 như 0,9583"
        return f"tỷ lệ ghi theo {written if column.number_style == 'vn' else written.replace(',', '.')}, hoặc có dấu %"
    if column.unit_words:
        return f"{kind_vi}, có thể kèm đơn vị ({', '.join(column.unit_words)})"
    examples = EXAMPLES_VI[column.number_style]
    return f"{kind_vi} như {examples[1] if column.logical_type == 'integer' else examples[0]}"


def _doubt_vi(column: Column) -> str:
    """What a decimal column cannot tell apart, said beforehand to who repairs it."""
    if column.logical_type != "number" or column.number_style == "plain":
        return ""
    mark, other = (".", ",") if column.number_style == "vn" else (",", ".")
    return f"; “1{mark}234” không rõ là 1234 hay 1{other}234: viết 1234 hoặc 1{other}2340"


def _is_read(column: Column) -> bool:
    """Whether a column's text is read as a value that it may fail to be."""
    return column.logical_type not in {"string", "array"} or bool(column.period or column.coordinates)


def _text_rules(contract: Contract, column: Column, fix: str) -> list[Rule]:
    """What can be wrong with a text that stays a text."""
    label, rules = column.label_vi, []
    if SHEETS & set(contract.containers) and not (column.code_list or column.lookup):
        errors = ", ".join(f"'{error}'" for error in EXCEL_ERRORS)
        rules.append(
            Rule(
                f"{column.name}.excel_error",
                column.name,
                f"{column.name} not in ({errors})",
                "error",
                "conformity",
                "Compliance",
                "một giá trị, không phải mã lỗi của Excel",
                f"“{label}” là mã lỗi của Excel (công thức hỏng), không phải giá trị.",
                f"Sửa công thức ở ô “{label}” để ra giá trị rồi gửi lại.",
            )
        )
    if column.code_width or column.decimals:
        rules.append(_code_shape(column, fix))
    return rules


def _code_shape(column: Column, fix: str) -> Rule:
    """A code of digits that could not be brought to its length or its decimals is another code, or none."""
    name, label = column.name, column.label_vi
    is_number = f"translate({name}, '0123456789', '') "
    if column.code_width:
        shape = f"{is_number} <> '' or length({name}) = {column.code_width}"
        expected = f"mã gồm {column.code_width} chữ số"
    else:
        decimals = column.decimals or 0
        shape = f"{is_number} not in ('', '.') or length(split_part({name}, '.', 2)) = {decimals}"
        expected = f"mã có {decimals} chữ số sau dấu chấm"
    cause = f"“{label}” không đủ chữ số và không phục hồi được: cần {expected}."
    return Rule(f"{name}.code_shape", name, shape, "error", "conformity", "Compliance", expected, cause, fix)


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
    if not _is_read(column):
        rules += _text_rules(contract, column, fix)
    else:
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
                f"“{label}” không đọc được: cần {expected}{_doubt_vi(column)}.",
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
