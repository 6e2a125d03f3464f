"""The personal-data guard on what stays: values that look like a person's number or address give way to their shape.

Here: which columns are guarded how, and the SQL that replaces a value by its shape. Not here: which columns are dropped (the contract).

The rule, by what the contract says of a column:
- code columns are not guarded: a code list, `codeWidth`, `decimals`, or a name ending in `_code`, `_no`, `_id`, `_symbol`. Their
  digits are the point of them, and the contract keeps them knowingly;
- dates and times: guarded unless the text is a 14-digit stamp or an ISO time;
- numbers: guarded unless the text is written like a number (which never begins with 0 and another digit);
- booleans and all other text, key or not (names of units, villages, tasks): any run of nine or more digits, a phone number or
  identity number written with separators, an e-mail address;
- arrays (JSON text): e-mail addresses, and runs of nine to twelve digits that begin with 0. Amounts and stamps stay.
"""

from __future__ import annotations

from orchestration.contracts import Column

CODE_ENDINGS = ("_code", "_no", "_id", "_symbol")
_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_PHONE = r"(?:\+?84|0)[ .-]?[2-9]\d{1,2}[ .-]\d{2,4}[ .-]?\d{2,4}(?:[ .-]?\d{2})?"
_SPACED_ID = r"\d{3}[ .]\d{3}[ .]\d{3}[ .]\d{3}"
TRIGGER = rf"\d{{9}}|@|{_SPACED_ID}|{_PHONE}"
_ARRAY_RUN = r'"0\d{8,11}"'
SHAPES = (" chữ số]", "[thư điện tử]", "[số điện thoại]")

_STAMP = r"^\d{14}$|^\d{4}-\d{2}-\d{2}[T ][0-9:.+Zz -]*$"
_NUMBER = r"^[+-]?(?:0|[1-9][\d., ]*)(?:[.,]\d+)?\s*%?$"


def is_code(column: Column) -> bool:
    """Whether the contract types a column as a code."""
    named = column.name.endswith(CODE_ENDINGS)
    return bool(column.code_list or column.code_width or column.decimals) or (column.logical_type == "string" and named)


def _shape_sql(value: str) -> str:
    """Replace every personal-looking part of a text by its shape. Longest runs first: each pattern then meets only its own length."""
    steps = [(_MAIL, "[thư điện tử]"), (_SPACED_ID, "[12 chữ số]"), (r"\d{13,}", "[trên 12 chữ số]")]
    steps += [(rf"\d{{{n}}}", f"[{n} chữ số]") for n in (12, 11, 10, 9)]
    steps.append((_PHONE, "[số điện thoại]"))
    for pattern, shape in steps:
        value = f"regexp_replace({value}, '{pattern}', '{shape}', 'g')"
    return value


def _array_sql(value: str) -> str:
    masked = f"regexp_replace({value}, '{_MAIL}', '[thư điện tử]', 'g')"
    for n in (12, 11, 10, 9):
        masked = f"""regexp_replace({masked}, '"0\\d{{{n - 1}}}"', '"[{n} chữ số]"', 'g')"""
    return masked


def trigger_of(column: Column) -> str | None:
    """The regular expression (RE2) that a value must match before `guard_sql` has anything to do; None for what is not guarded."""
    if is_code(column):
        return None
    return rf"@|{_ARRAY_RUN}" if column.logical_type == "array" else TRIGGER


def guard_sql(column: Column, value: str) -> str:
    """The guarded text of a cleaned SQL text expression."""
    if is_code(column):
        return value
    if column.logical_type == "array":
        return _array_sql(value)
    exempt = {"timestamp": _STAMP, "date": _STAMP, "integer": _NUMBER, "number": _NUMBER}.get(column.logical_type)
    masked = f"case when regexp_matches({value}, '{TRIGGER}') then {_shape_sql(value)} else {value} end"
    return f"case when regexp_matches({value}, '{exempt}') then {value} else {masked} end" if exempt else masked


def count_sql(columns: tuple[Column, ...]) -> str:
    """An aggregate over raw columns: how many values hold a shape."""
    guarded = [c.name for c in columns if not is_code(c)]
    tests = [" or ".join(f"contains(\"{name}\", '{shape}')" for shape in SHAPES) for name in guarded]
    return " + ".join(f"count_if({test})" for test in tests) or "0"
