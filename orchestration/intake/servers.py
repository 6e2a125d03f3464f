"""Where deliveries come from beside the drop zone: the folders and SFTP paths that contracts name in their `servers` block.

Here: turning a contract's servers into open file systems and listing what lies there. Not here: loading a file (drop_zone.py), which
server is looked at when (collect.py), what a file is (sniffing decides, never the path it came by).
A contract names a server by its short name (`sftp://lgsp/xuat/*.json`); host, port, user, key and known hosts stand in `chiso.toml`
under `[servers.lgsp]`. A host whose key is not in `known_hosts` is not talked to.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from orchestration.contracts import Contract
from orchestration.deployment import Deployment, ServerAccess
from orchestration.intake.arrival import Arrival, FileChangedError, Stat, is_litter

TIMEOUT_SECONDS = 20
SETTLED_NS = 600_000_000_000  # its time stamps are whole seconds by its own clock, which may be some minutes off ours
_CUT = "phiên bị ngắt giữa chừng", "lượt chạy sau sẽ lấy tiếp; nếu lặp lại thì kiểm tra đường truyền"


class ServerProblem(Exception):
    """A server cannot be read; the message is one Vietnamese sentence: what, where, what to do."""


@dataclass(frozen=True)
class Source:
    """One place to look: `location` as the contract writes it, `server` its short name (empty for a local folder)."""

    server: str
    location: str
    pattern: str


def sources_of(contracts: Iterable[Contract]) -> list[Source]:
    """The places the contracts name, each once, those of one server together."""
    found = set()
    for contract in contracts:
        for node in contract.servers:
            if node["type"] == "sftp":
                server, _, path = node["location"].removeprefix("sftp://").partition("/")
                found.add(Source(server, node["location"], f"/{path}"))
            else:
                found.add(Source("", node["path"], node["path"]))
    return sorted(found, key=lambda s: (s.server, s.location))


def _problem(source: Source, reason: str, todo: str) -> ServerProblem:
    return ServerProblem(f"Không lấy được tệp từ máy chủ “{source.server or source.location}” ({reason}): {todo}.")


def _sftp(access: ServerAccess):
    """An SFTP file system that talks only to a host it knows, and waits for none for ever."""
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    class KnownHostFileSystem(SFTPFileSystem):
        """fsspec's own takes the hosts this user's account knows; ours are those of the deployment."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_host_keys(str(access.known_hosts))
            self.client.set_missing_host_key_policy(self.host_key_policy)
            try:
                self.client.connect(self.host, **self.ssh_kwargs)
                self.ftp = self.client.open_sftp()
                self.ftp.get_channel().settimeout(TIMEOUT_SECONDS)
            except BaseException:
                self.client.close()
                raise

    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
    return KnownHostFileSystem(
        access.host,
        port=access.port,
        username=access.user,
        key_filename=str(access.key_file),
        host_key_policy="reject",
        allow_agent=False,
        look_for_keys=False,
        timeout=TIMEOUT_SECONDS,
        banner_timeout=TIMEOUT_SECONDS,
        auth_timeout=TIMEOUT_SECONDS,
        skip_instance_cache=True,
    )


@contextmanager
def _opened(deployment: Deployment, source: Source) -> Iterator:
    """The file system of a source. Raises ServerProblem when it cannot be reached or is not configured."""
    if not source.server:
        from fsspec.implementations.local import LocalFileSystem

        yield LocalFileSystem()
        return
    access = deployment.servers.get(source.server)
    if access is None:
        raise _problem(source, "chưa khai báo", f"thêm mục [servers.{source.server}] vào chiso.toml")
    if missing := [p.name for p in (access.key_file, access.known_hosts) if not p.is_file()]:
        raise _problem(source, f"thiếu tệp {missing[0]}", f"đặt tệp vào đúng chỗ mà mục [servers.{source.server}] của chiso.toml ghi")
    import paramiko

    try:
        system = _sftp(access)
    except paramiko.AuthenticationException as error:
        raise _problem(source, "không được phép đăng nhập", "kiểm tra tài khoản và khóa trong chiso.toml") from error
    except paramiko.BadHostKeyException as error:
        raise _problem(source, "khóa máy chủ khác với khóa trong known_hosts", "hỏi đơn vị quản lý máy chủ trước khi sửa known_hosts") from error
    except (paramiko.SSHException, EOFError) as error:
        raise _problem(source, "khóa máy chủ không có trong known_hosts hoặc phiên bị ngắt", "hỏi đơn vị quản lý máy chủ") from error
    except OSError as error:
        raise _problem(source, "không kết nối được", "kiểm tra địa chỉ, cổng và đường truyền") from error
    try:
        yield system
    finally:
        with suppress(Exception):
            system.client.close()


@contextmanager
def _minding(system, source: Source) -> Iterator[None]:
    """A session that broke is the server's problem and over for good; what is wrong with one file stays an OSError."""
    import paramiko

    def is_over() -> bool:
        return source.server != "" and system.ftp.get_channel().closed

    try:
        yield
    except (TimeoutError, paramiko.SSHException) as error:
        if source.server:
            system.client.close()  # half an answer may still be on its way: nothing more is asked on this line
        raise _problem(source, *_CUT) from error
    except EOFError as error:
        raise _problem(source, *_CUT) if is_over() else FileChangedError() from error
    except OSError as error:
        if is_over():
            raise _problem(source, *_CUT) from error
        raise


def _stat(info: dict) -> Stat:
    moment = info.get("mtime") or 0
    return int(info["size"]), int((moment.timestamp() if hasattr(moment, "timestamp") else float(moment)) * 1e9)


def _arrival(system, source: Source, host: str, path: str, info: dict) -> Arrival:
    def stat() -> Stat:
        with _minding(system, source):
            return _stat(system.info(path))

    @contextmanager
    def opened():
        with _minding(system, source), system.open(path, "rb") as stream:
            if source.server:
                stream.prefetch(info["size"])  # a far server is not asked for one piece at a time
            yield stream

    return Arrival(host + path, PurePosixPath(path).name, stat, opened, SETTLED_NS, _stat(info))


def _below(system, folder: str, levels: int | None) -> Iterator[tuple[str, dict]]:
    """Files below a folder; a folder that cannot be listed is an error, not an empty one (fsspec's own walk passes over it)."""
    for info in system.ls(folder, detail=True):
        if info.get("islink") or info["type"] == "link" or is_litter(PurePosixPath(info["name"]).name):
            continue
        if info["type"] == "file":
            yield info["name"], info
        elif info["type"] == "directory" and levels != 1:
            yield from _below(system, info["name"], levels and levels - 1)


def _listed(system, source: Source, deployment: Deployment) -> list[Arrival]:
    """The files that match a source's pattern; a folder means all files below it. Relative local paths are below the deployment's root."""
    from fsspec.utils import glob_translate

    pattern = source.pattern if source.server else str(deployment.root / source.pattern)
    try:
        with _minding(system, source):
            if not any(c in pattern for c in "*?["):
                info = system.info(pattern)
                found = [(pattern, info)] if info["type"] == "file" else list(_below(system, pattern, None))
            else:
                folder = re.split(r"[*?\[]", pattern, maxsplit=1)[0].rpartition("/")[0]
                levels = None if "**" in pattern else pattern.count("/") - folder.count("/")
                matches = re.compile(glob_translate(pattern)).match
                found = [(path, info) for path, info in _below(system, folder or "/", levels) if matches(path)]
    except OSError as error:
        raise _problem(source, "không liệt kê được thư mục", f"kiểm tra đường dẫn {source.location} trong hợp đồng và quyền đọc") from error
    access = deployment.servers.get(source.server)
    host = f"sftp://{access.host}:{access.port}" if access else ""
    return [_arrival(system, source, host, path, info) for path, info in sorted(found, key=lambda f: f[0])]


def looked_at(deployment: Deployment, sources: list[Source]) -> Iterator[tuple[Source, list[Arrival] | ServerProblem]]:
    """Each source with its files, or why they cannot be had; one connection a server, open while its files are read."""
    for _, group in groupby(sources, key=lambda s: s.server):
        places = list(group)
        try:
            with _opened(deployment, places[0]) as system:
                for source in places:
                    try:
                        found = _listed(system, source, deployment)
                    except ServerProblem as problem:
                        found = problem
                    yield source, found
        except ServerProblem as problem:
            yield from ((source, problem) for source in places)
