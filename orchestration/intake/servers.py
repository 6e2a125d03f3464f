"""Where deliveries come from beside the drop zone: the folders and SFTP paths that contracts name in their `servers` block.

Here: turning a contract's servers into open file systems and listing what lies there. Not here: loading a file (drop_zone.py), what
a file is (sniffing decides, never the path it came by).
A contract names a server by its short name (`sftp://lgsp/xuat/*.json`); host, port, user, key and known hosts stand in `chiso.toml`
under `[servers.lgsp]`. A host whose key is not in `known_hosts` is not talked to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from orchestration.contracts import Contract
from orchestration.deployment import Deployment, ServerAccess

TIMEOUT_SECONDS = 20


class ServerProblem(Exception):
    """A server cannot be read; the message is one Vietnamese sentence: what, where, what to do."""


@dataclass(frozen=True)
class Source:
    """One place to look: `location` as the contract writes it, `server` its short name (empty for a local folder)."""

    server: str
    location: str
    pattern: str


@dataclass(frozen=True)
class RemoteFile:
    """A file on a server. `key` names it for the cache of files seen; it never leaves the ledger but as a hash."""

    key: str
    name: str
    path: str
    size: int
    mtime_ns: int


def sources_of(contracts: Iterable[Contract]) -> list[Source]:
    """The places the contracts name, each once, in a stable order."""
    found = {}
    for contract in contracts:
        for node in contract.servers:
            if node["type"] == "sftp":
                parts = urlsplit(node["location"])
                found[node["location"]] = Source(parts.hostname or "", node["location"], parts.path)
            elif node["type"] == "local":
                found[node["path"]] = Source("", node["path"], node["path"])
    return [found[key] for key in sorted(found)]


def _refused(source: Source, reason: str, todo: str) -> ServerProblem:
    return ServerProblem(f"Không lấy được tệp từ máy chủ “{source.server or source.location}” ({reason}): {todo}.")


def _sftp(source: Source, access: ServerAccess):
    """An SFTP file system that talks only to a host it knows."""
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    class KnownHostFileSystem(SFTPFileSystem):
        """fsspec's own takes any host's key; ours must be in `known_hosts`."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_host_keys(str(access.known_hosts))
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()

    return KnownHostFileSystem(
        access.host,
        port=access.port,
        username=access.user,
        key_filename=str(access.key_file),
        allow_agent=False,
        look_for_keys=False,
        timeout=TIMEOUT_SECONDS,
        banner_timeout=TIMEOUT_SECONDS,
        auth_timeout=TIMEOUT_SECONDS,
        skip_instance_cache=True,
    )


@contextmanager
def opened(deployment: Deployment, source: Source) -> Iterator:
    """The file system of a source. Raises ServerProblem when it cannot be reached or is not configured."""
    if not source.server:
        from fsspec.implementations.local import LocalFileSystem

        yield LocalFileSystem()
        return
    access = deployment.servers.get(source.server)
    if access is None:
        raise _refused(source, "chưa khai báo", f"thêm mục [servers.{source.server}] vào chiso.toml")
    import paramiko

    try:
        system = _sftp(source, access)
    except paramiko.AuthenticationException as error:
        raise _refused(source, "không được phép đăng nhập", "kiểm tra tài khoản và khóa trong chiso.toml") from error
    except paramiko.SSHException as error:
        raise _refused(source, "khóa máy chủ không có trong known_hosts hoặc phiên bị ngắt", "hỏi đơn vị quản lý máy chủ") from error
    except OSError as error:
        raise _refused(source, "không kết nối được", "kiểm tra địa chỉ, cổng và đường truyền") from error
    try:
        yield system
    finally:
        with suppress(Exception):
            system.client.close()


def listed(system, source: Source, root: Path) -> list[RemoteFile]:
    """The files that match a source's pattern. Relative local paths are below the deployment's root."""
    pattern = source.pattern if source.server or PurePosixPath(source.pattern).is_absolute() else str(root / source.pattern)
    try:
        found = system.glob(pattern, detail=True)
    except OSError as error:
        raise _refused(source, "không liệt kê được thư mục", "kiểm tra đường dẫn trong hợp đồng và quyền đọc") from error
    files = []
    for path, info in sorted(found.items()):
        if info["type"] != "file":
            continue
        moment = info.get("mtime")
        stamp = moment.timestamp() if hasattr(moment, "timestamp") else float(moment or 0)
        files.append(RemoteFile(f"{source.location}|{path}", PurePosixPath(path).name, path, int(info["size"]), int(stamp * 1e9)))
    return files


def open_file(system, file: RemoteFile) -> BinaryIO:
    """A stream of a file's bytes; nothing is kept aside."""
    return system.open(file.path, "rb")
