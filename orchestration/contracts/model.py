"""A contract as Python sees it.

Here: reading `*.odcs.yaml` (Open Data Contract Standard 3.1) into frozen dataclasses, and refusing a contract that breaks the
standard's JSON schema or our conventions (docs/design.md §2). Not here: what the rules mean (rules.py), how dbt hears of it
(render_dbt.py), how a file is read (orchestration/intake).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.contracts.document import DocumentError, Step, did_you_mean, line_of, place, read_document
from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.layout import layout_problem

CONTAINERS = {"json", "sheet", "csv", "xes", "edxml"}
DELIVERIES = {"upsert", "snapshot", "append"}
CALENDARS = {"none", "week", "calendar_month", "month_15_14", "quarter", "half_year", "nine_months", "year", "year_to_date"}
TYPES = {"string", "timestamp", "date", "integer", "number", "boolean", "array"}
HANDLINGS = {"keep", "drop", "generalise", "token"}
NUMBER_STYLES = {"plain", "vn", "en"}
ENCODINGS = {"utf-8", "utf-16", "windows-1258", "tcvn3", "vni"}
PERCENT_SCALES = {"percent", "fraction"}
AUDIENCES = {"all", "security_officer", "party"}


class ContractError(Exception):
    """A contract is wrong; the message is one Vietnamese sentence that names the file and the line."""


class _Wrong(Exception):
    """What is wrong, and the steps to where: read_contract makes a ContractError of it."""

    def __init__(self, message_vi: str, *steps: Step):
        super().__init__(message_vi)
        self.steps = steps


@dataclass(frozen=True)
class Column:
    """One column of an extract. Names of the fields follow docs/design.md §2."""

    name: str
    label_vi: str
    description_vi: str
    logical_type: str
    required: bool
    key_position: int | None
    headers: tuple[str, ...]
    handling: str
    formats: tuple[str, ...]
    number_style: str
    code_list: str | None
    code_from: str
    lookup: dict | None
    null_tokens: tuple[str, ...]
    true_tokens: tuple[str, ...]
    false_tokens: tuple[str, ...]
    from_title: tuple[str, ...]
    from_sheet_name: tuple[str, ...]
    from_group: tuple[str, ...]
    first_line_only: bool
    code_width: int | None
    decimals: int | None
    refuse_unless: str | None
    percent_scale: str | None
    percent_trusted: bool
    unit_words: dict | None
    unit_from_title: dict | None
    generalise_to: str | None
    separator: str | None
    entries: str | None
    period: dict | None
    coordinates: dict | None
    examples: tuple[str, ...]
    items: tuple[tuple[str, str], ...]  # array columns: (our name, key in the source)
    percent_of: dict | None
    minimum: float | None
    maximum: float | None
    declared: str | None = None  # no property of the contract: what an operator declared for one file whose title lacks it

    @property
    def kept(self) -> bool:
        return self.handling != "drop"

    @property
    def is_elsewhere(self) -> bool:
        """Whether its value may stand outside the rows: in the title, the sheet's name or a group row."""
        return bool(self.from_title or self.from_sheet_name or self.from_group)


@dataclass(frozen=True)
class Contract:
    id: str
    name_vi: str
    version: str
    domain: str
    owner: str
    grain_vi: str
    purpose_vi: str
    limitations_vi: str
    containers: tuple[str, ...]
    delivery: str
    version_order: tuple[str, ...]
    delivery_group: str
    delivered_by: str | None
    delivered_for: str | None
    period_calendar: str
    due_day: int
    corrections: str
    held_above_pct: float
    held_from_rows: int
    source_system: str
    totals: tuple[str, ...]
    parts: tuple[str, ...]
    encoding: str | None
    sheet: str | None
    title: dict | None
    tables: str
    summary_rows: str | None
    outline: dict | None
    unpivot: dict | None
    refuse_headers: tuple[str, ...]
    no_template: str | None
    module: str | None
    audience: str
    small_cells_below: int | None
    same_as: dict | None
    servers: tuple[dict, ...]
    seed_systems: tuple[int, ...]
    valid_from: str
    columns: tuple[Column, ...]
    quality: tuple[dict, ...]
    path: Path
    sha256: str

    @property
    def is_periodic(self) -> bool:
        """Whether its files are for a period: only of these can anybody say that there is nothing to report."""
        return bool(self.delivered_for) and self.period_calendar != "none"

    @property
    def kept(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.kept)

    @property
    def extras(self) -> tuple[str, ...]:
        """Columns of its rows that are none of its own: where an unpivoted value stood, what an amount's unit multiplies by."""
        units = tuple(f"{c.name}__unit" for c in self.kept if c.unit_from_title)
        return (("source_column",) if self.unpivot else ()) + units

    @property
    def key(self) -> tuple[str, ...]:
        keyed = [c for c in self.columns if c.key_position]
        return tuple(c.name for c in sorted(keyed, key=lambda c: c.key_position or 0))

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class _Asked(dict):
    """Custom properties that note by name what was asked of them: a name nobody ever asks for has no meaning here (lint says so)."""

    def __init__(self, node: dict, names: set[str]):
        super().__init__((p["property"], p.get("value")) for p in node.get("customProperties") or [])
        self._names = names

    def refuse_unasked(self, *steps: Step) -> None:
        """Once all has been asked: a misspelt property would do nothing, silently."""
        for name in self:
            if name not in self._names:
                raise _Wrong(f"thuộc tính “{name}” không có nghĩa gì ở đây{did_you_mean(name, self._names)}: xem docs/design.md §2", *steps, f"={name}")

    def get(self, key: str, default: Any = None) -> Any:
        self._names.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._names.add(key)
        return super().__getitem__(key)


# The names of custom properties that mean something, known once any contract has been read whole.
ASKED_ON_CONTRACT: set[str] = set()
ASKED_ON_COLUMN: set[str] = set()


def _texts(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _choice(name: str, value: Any, allowed: set, *steps: Step) -> None:
    if value not in allowed:
        options = ", ".join(sorted(str(a) for a in allowed if a is not None))
        raise _Wrong(f"“{name}” không nhận “{value}”{did_you_mean(value, allowed)}: chỉ nhận {options}", *steps)


def _column(node: dict) -> Column:
    own = _Asked(node, ASKED_ON_COLUMN)
    at: tuple[Step, ...] = ("schema", 0, "properties", f"={node['name']}")
    props, column_vi = (*at, "customProperties"), f"cột “{node['name']}”"
    kind = node.get("logicalType", "string")
    formats = tuple(own.get("formats") or ())
    _choice("logicalType", kind, TYPES, *at, "logicalType")
    for one in formats:
        _choice("formats", one, set(MOMENT_FORMATS), *props, "=formats")
    if kind in {"timestamp", "date"} and own.get("handling") != "drop" and not formats:
        raise _Wrong(f"{column_vi} là ngày nên phải nêu rõ các cách viết ngày trong formats", *at)
    for name, allowed in (("handling", HANDLINGS), ("numberStyle", NUMBER_STYLES), ("percentScale", PERCENT_SCALES)):
        if own.get(name):
            _choice(name, own[name], allowed, *props, f"={name}")
    for name, parts in (("period", ("start", "end")), ("coordinates", ("longitude", "latitude"))):
        if own.get(name) and not set(parts) <= set(own[name]):
            raise _Wrong(f"“{name}” của {column_vi} phải nêu tên hai cột {', '.join(parts)}", *props, f"={name}")
    if own.get("separator") == "," and own.get("lookup"):
        raise _Wrong(f"tên đơn vị có dấu phẩy bên trong nên {column_vi} không thể lấy dấu phẩy làm separator", *props, "=separator")
    if (own.get("handling") == "generalise") != (own.get("generaliseTo") == "commune"):
        raise _Wrong(f"{column_vi}: handling generalise đi cùng generaliseTo commune, và chỉ với nó", *at)
    items = (node.get("items") or {}).get("properties") or []
    limits = node.get("logicalTypeOptions") or {}
    if limits and (kind not in {"integer", "number"} or set(limits) - {"minimum", "maximum"}):
        raise _Wrong(f"logicalTypeOptions của {column_vi} chỉ nhận minimum, maximum, và chỉ ở cột số", *at, "logicalTypeOptions")
    if own.get("percentOf") and set(own["percentOf"]) != {"part", "whole"}:
        raise _Wrong(f"“percentOf” của {column_vi} phải nêu part và whole", *props, "=percentOf")
    column = Column(
        name=node["name"],
        label_vi=node.get("businessName", node["name"]),
        description_vi=node.get("description", ""),
        logical_type=kind,
        required=bool(node.get("required")),
        key_position=node.get("primaryKeyPosition") if node.get("primaryKey") else None,
        headers=tuple(own.get("headers") or ()),
        handling=own.get("handling", "keep"),
        formats=formats,
        number_style=own.get("numberStyle", "plain"),
        code_list=own.get("codeList"),
        code_from=own.get("codeFrom", "code"),
        lookup=own.get("lookup"),
        null_tokens=tuple(own.get("nullTokens") or ()),
        true_tokens=tuple(own.get("trueTokens") or ()),
        false_tokens=tuple(own.get("falseTokens") or ()),
        from_title=_texts(own.get("fromTitle")),
        from_sheet_name=_texts(own.get("fromSheetName")),
        from_group=_texts(own.get("fromGroup")),
        first_line_only=bool(own.get("firstLineOnly")),
        code_width=own.get("codeWidth"),
        decimals=own.get("decimals"),
        refuse_unless=own.get("refuseUnless"),
        percent_scale=own.get("percentScale"),
        percent_trusted=bool(own.get("percentTrusted")),
        unit_words=own.get("unitWords"),
        unit_from_title=own.get("unitFromTitle"),
        generalise_to=own.get("generaliseTo"),
        separator=own.get("separator"),
        entries=own.get("entries"),
        period=own.get("period"),
        coordinates=own.get("coordinates"),
        examples=tuple(str(e) for e in node.get("examples") or ()),
        items=tuple((i["name"], i.get("physicalName", i["name"])) for i in items),
        percent_of=own.get("percentOf"),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )
    own.refuse_unasked(*props)
    return column


def read_contract(path: Path) -> Contract:
    """Read one contract. Raises ContractError: one sentence with file, line, what is wrong, what to do."""
    data = path.read_bytes()
    try:
        return _read(path, data)
    except DocumentError as error:
        raise ContractError(f"{place(path, error.line)}: {error}") from error
    except _Wrong as wrong:
        raise ContractError(f"{place(path, line_of(data.decode('utf-8'), *wrong.steps))}: {wrong}.") from wrong


def _read(path: Path, data: bytes) -> Contract:
    doc = read_document(data)
    try:
        own, table = _Asked(doc, ASKED_ON_CONTRACT), doc["schema"][0]
        sla = {p["property"]: p["value"] for p in doc.get("slaProperties", [])}
        contract = Contract(
            id=doc["id"],
            name_vi=doc["name"],
            version=str(doc["version"]),
            domain=doc["domain"],
            owner=doc["team"]["name"],
            grain_vi=table["dataGranularityDescription"],
            purpose_vi=(doc.get("description") or {}).get("purpose", ""),
            limitations_vi=(doc.get("description") or {}).get("limitations", ""),
            containers=tuple(own["containers"]),
            delivery=own["delivery"],
            version_order=tuple(own.get("versionOrder") or ()),
            delivery_group=own["deliveryGroup"],
            delivered_by=own.get("deliveredBy"),
            delivered_for=own.get("deliveredFor"),
            period_calendar=own["periodCalendar"],
            due_day=int(sla["dueDay"]),
            corrections=own["corrections"],
            held_above_pct=float(own["heldAbovePct"]),
            held_from_rows=int(own["heldFromRows"]),
            source_system=own["sourceSystem"],
            totals=tuple(own.get("totals") or ()),
            parts=tuple(own.get("parts") or ()),
            encoding=own.get("encoding"),
            sheet=own.get("sheet"),
            title=own.get("title"),
            tables=own.get("tables", "one"),
            summary_rows=own.get("summaryRows"),
            outline=own.get("outline"),
            unpivot=own.get("unpivot"),
            refuse_headers=tuple(own.get("refuseHeaders") or ()),
            no_template=own.get("noTemplate"),
            module=own.get("module"),
            audience=own.get("audience", "all"),
            small_cells_below=own.get("smallCellsBelow"),
            same_as=own.get("sameAs"),
            servers=tuple(doc.get("servers") or ()),
            seed_systems=tuple(own.get("seedSystems") or ()),
            valid_from=str(own["validFrom"]),
            columns=tuple(_column(node) for node in table["properties"]),
            quality=tuple(table.get("quality") or ()),
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except KeyError as error:
        raise _Wrong(f"thiếu hoặc đặt sai chỗ mục “{error.args[0]}”: xem quy ước ở docs/design.md §2") from error
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise _Wrong("có mục sai kiểu (chữ, danh sách hay nhóm mục không đúng chỗ): chạy “chiso contract lint” để biết từng dòng") from error
    own.refuse_unasked("customProperties")
    for one in contract.containers:
        _choice("containers", one, CONTAINERS, "customProperties", "=containers")
    for name, value, allowed in (
        ("delivery", contract.delivery, DELIVERIES),
        ("periodCalendar", contract.period_calendar, CALENDARS),
        ("audience", contract.audience, AUDIENCES),
        ("encoding", contract.encoding, ENCODINGS | {None}),
        ("tables", contract.tables, {"one", "all"}),
    ):
        _choice(name, value, allowed, "customProperties", f"={name}")
    if not contract.key:
        raise _Wrong("chưa có khóa chính: đánh dấu primaryKey và primaryKeyPosition cho các cột nhận ra một dòng", "schema", 0, "properties")
    added = [*((c.period or {}).get(side) for c in contract.columns for side in ("start", "end"))]
    added += [(c.coordinates or {}).get(side) for c in contract.columns for side in ("longitude", "latitude")]
    names = [*(c.name for c in contract.columns), *filter(None, added)]
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise _Wrong(f"cột “{twice}” có hai lần: mỗi cột một tên", "schema", 0, "properties", f"={twice}")
    if problem := layout_problem(contract):
        raise _Wrong(problem, "customProperties")
    return contract


def readable_contracts(dirs: tuple[Path, ...] | list[Path]) -> dict[str, Contract]:
    """The contracts of the folders that can be read: a draft that cannot must not stop what has no need of it."""
    found = {}
    for path in (p for folder in dirs for p in sorted(folder.glob("*.odcs.yaml"))):
        try:
            one = read_contract(path)
        except ContractError:
            continue
        found[one.id] = one
    return found


def load_contracts(dirs: tuple[Path, ...] | list[Path], extracts: tuple[str, ...] | None = None) -> dict[str, Contract]:
    """All contracts of the folders by id, in the order of `extracts` where given.

    A later folder's contract replaces an earlier one of the same id. Raises ContractError for a wanted extract without contract.
    """
    paths = {path.name.removesuffix(".odcs.yaml"): path for folder in dirs for path in sorted(folder.glob("*.odcs.yaml"))}
    found = {name: read_contract(path) for name, path in paths.items() if extracts is None or name in extracts}
    if misnamed := [c for name, c in found.items() if c.id != name]:
        raise ContractError(f"{misnamed[0].path.name}: tên tệp phải là {misnamed[0].id}.odcs.yaml như id của hợp đồng.")
    if extracts is None:
        return found
    if missing := [e for e in extracts if e not in found]:
        raise ContractError(f"Loại tệp “{missing[0]}” chưa có hợp đồng dữ liệu: thêm expectations/{missing[0]}.odcs.yaml hoặc bỏ nó khỏi extracts trong chiso.toml.")
    return {e: found[e] for e in extracts}
