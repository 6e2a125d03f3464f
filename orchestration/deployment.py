"""A deployment: one province's `chiso.toml` and the folders below it.

Here: reading and checking that file, and nothing else. Not here: anything that opens a database or starts a process.
Both environments import this module, so it needs only the standard library.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class DeploymentError(Exception):
    """`chiso.toml` is missing or wrong; the message is one Vietnamese sentence: what, where, what to do."""


@dataclass(frozen=True)
class Ports:
    superset: int
    dagster: int


@dataclass(frozen=True)
class Thresholds:
    """What turns a value into a colour. All in percentage points or percent."""

    amber_margin_points: float  # short of the required value by no more than this: amber, beyond it: red
    hysteresis_points: float  # a colour changes only when the value passes the border by this much
    min_coverage_pct: float  # fewer deliveries received than this share of those due: "chưa đủ dữ liệu"
    min_rank_denominator: int  # a unit with fewer cases than this is not ranked


@dataclass(frozen=True)
class ServerAccess:
    """How to reach a server that contracts name; the key and the known hosts are files beside `chiso.toml`, never in it."""

    host: str
    port: int
    user: str
    key_file: Path
    known_hosts: Path


@dataclass(frozen=True)
class Deployment:
    config_path: Path
    root: Path
    code: str
    province_name: str
    province_code: str
    agency_code: str
    language: str
    timezone: str
    is_simulated: bool
    banner: str
    extracts: tuple[str, ...]
    modules: tuple[str, ...]
    contracts_dirs: tuple[Path, ...]
    drop_dir: Path
    reference_dir: Path
    ports: Ports
    thresholds: Thresholds
    landing_retention_days: int
    daily_run_at: str
    memory_limit: str
    threads: int
    servers: dict[str, ServerAccess] = field(default_factory=dict)

    @property
    def landing_dir(self) -> Path:
        return self.root / "landing"

    @property
    def raw_dir(self) -> Path:
        return self.root / "raw"

    @property
    def state_dir(self) -> Path:
        return self.root / "state"

    @property
    def build_path(self) -> Path:
        return self.root / "build" / "warehouse.duckdb"

    @property
    def releases_dir(self) -> Path:
        return self.root / "releases"

    @property
    def current_release(self) -> Path:
        return self.releases_dir / "current.duckdb"

    @property
    def site_dir(self) -> Path:
        return self.root / "site"

    @property
    def logs_dir(self) -> Path:
        return self.root / "logs"

    @property
    def release_prefix(self) -> str:
        return "DEMO-" if self.is_simulated else ""


def _need(table: dict, key: str, where: str):
    if key not in table:
        raise DeploymentError(f"Tệp cấu hình {where} thiếu mục “{key}”: hãy bổ sung theo mẫu trong docs/deployment.md.")
    return table[key]


def _server(table: dict, folder: Path, where: str) -> ServerAccess:
    return ServerAccess(
        host=_need(table, "host", where),
        port=int(table.get("port", 22)),
        user=_need(table, "user", where),
        key_file=(folder / _need(table, "key_file", where)).resolve(),
        known_hosts=(folder / _need(table, "known_hosts", where)).resolve(),
    )


def load_deployment(path: Path | str) -> Deployment:
    """Read `chiso.toml` (or the folder that holds it).

    Raises DeploymentError with one Vietnamese sentence when the file is missing, not TOML, or lacks a key.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "chiso.toml"
    path = path.resolve()
    if not path.is_file():
        raise DeploymentError(f"Không tìm thấy tệp cấu hình {path}: hãy chỉ ra bằng --deployment hoặc biến CHISO_DEPLOYMENT.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DeploymentError(f"Tệp cấu hình {path} không đúng cú pháp TOML ({error}): hãy sửa lại.") from error
    name = path.name
    province = _need(data, "province", name)
    folders = data.get("folders", {})
    ports = data.get("ports", {})
    limits = data.get("thresholds", {})
    machine = data.get("machine", {})
    root = (path.parent / folders.get("root", ".")).resolve()
    own_contracts = [(path.parent / p).resolve() for p in data.get("contracts", {}).get("folders", [])]
    return Deployment(
        config_path=path,
        root=root,
        code=_need(data, "code", name),
        province_name=_need(province, "name", f"{name}, [province]"),
        province_code=_need(province, "code", f"{name}, [province]"),
        agency_code=_need(province, "agency_code", f"{name}, [province]"),
        language=data.get("language", "vi"),
        timezone=data.get("timezone", "Asia/Ho_Chi_Minh"),
        is_simulated=bool(data.get("is_simulated", False)),
        banner=data.get("banner", "Số liệu điều hành, không thay thế số liệu thống kê nhà nước"),
        extracts=tuple(_need(data, "extracts", name)),
        modules=tuple(data.get("modules", [])),
        contracts_dirs=(PROJECT_ROOT / "expectations", *own_contracts),
        drop_dir=(root / folders.get("drop", "drop")).resolve(),
        reference_dir=(path.parent / folders.get("reference", "reference")).resolve(),
        ports=Ports(superset=int(ports.get("superset", 8088)), dagster=int(ports.get("dagster", 3000))),
        thresholds=Thresholds(
            amber_margin_points=float(limits.get("amber_margin_points", 5.0)),
            hysteresis_points=float(limits.get("hysteresis_points", 0.5)),
            min_coverage_pct=float(limits.get("min_coverage_pct", 90.0)),
            min_rank_denominator=int(limits.get("min_rank_denominator", 30)),
        ),
        landing_retention_days=int(data.get("retention", {}).get("landing_days", 365)),
        daily_run_at=data.get("daily_run_at", "05:00"),
        memory_limit=machine.get("memory_limit", "1500MB"),
        threads=int(machine.get("threads", 2)),
        servers={key: _server(table, path.parent, f"{name}, [servers.{key}]") for key, table in data.get("servers", {}).items()},
    )
