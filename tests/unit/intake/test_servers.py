"""Deliveries that lie on a server: listed and read through fsspec, against a real OpenSSH server on loopback."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from orchestration.contracts import load_contracts
from orchestration.contracts.layout import layout_problem
from orchestration.deployment import PROJECT_ROOT, ServerAccess, load_deployment
from orchestration.intake import arrival, landing, servers
from orchestration.state import Ledger
from tests.conftest import chiso
from tests.unit.intake.conftest import CONTRACTS, Place, dossier

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
CONFIG = """ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile {folder}/pid
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


def _key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def access(tmp_path_factory):
    """A running server of our own, and how to reach it."""
    if not Path(SSHD).is_file() or not shutil.which("ssh-keygen"):
        pytest.skip("máy này không có OpenSSH và không được phép cài: bỏ qua các kiểm thử SFTP")
    folder = tmp_path_factory.mktemp("ssh")
    host, client = _key(folder / "host"), _key(folder / "client")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    Path("/run/sshd").mkdir(exist_ok=True)
    public = host.with_suffix(".pub").read_text().split()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n")
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield ServerAccess("127.0.0.1", port, getpass.getuser(), client, folder / "known")
    finally:
        process.terminate()
        process.wait()


LONG_AGO = (1_700_000_000_000_000_000,) * 2


def _write(path: Path, *dossiers: dict) -> Path:
    """A file that changed long enough ago to be remembered once read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dossiers, ensure_ascii=False), encoding="utf-8")
    os.utime(path, ns=LONG_AGO)
    return path


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    folder = tmp_path / "xuat"
    for number in range(2):
        _write(folder / f"thang {number}.json", dossier(number))
    (folder / "ghi chú.txt").write_text("không phải dữ liệu", encoding="utf-8")
    (folder / ".thang 2.json").write_text("đang ghi")
    return folder


def _sftp(*patterns: str) -> tuple[dict, ...]:
    return tuple({"server": f"lgsp_{n}", "type": "sftp", "location": f"sftp://lgsp{p}", "format": "json"} for n, p in enumerate(patterns))


def _place(place: Place, nodes: tuple[dict, ...] | str, access: ServerAccess | None) -> Place:
    nodes = _sftp(f"{nodes}/*.json") if not isinstance(nodes, tuple) else nodes
    place.contracts = {**CONTRACTS, "dvc_dossier": replace(CONTRACTS["dvc_dossier"], servers=nodes)}
    place.deployment = replace(place.deployment, servers={"lgsp": access} if access else {})
    return place


def _looks(place: Place) -> list[tuple]:
    with Ledger.of(place.deployment) as ledger:
        return [(look["files"], look["problem_vi"], look["reached_at"] is None) for look in ledger.looks().values()]


def _forbid(*_):
    raise AssertionError("read again")


def test_files_on_a_server_load_once(place, outbox, access, monkeypatch):
    _place(place, outbox, access)
    assert place.news()
    results = place.collect()
    assert [(r.status, r.rows_read, r.is_new) for r in results] == [("accepted", 1, True)] * 2
    assert _looks(place) == [(2, None, False)]
    with monkeypatch.context() as patch:
        patch.setattr(landing.Landing, "store", _forbid)
        patch.setattr("paramiko.SFTPClient.open", _forbid)
        patch.setattr("paramiko.SFTPClient.stat", _forbid)
        assert not place.news(), "a listing, no file is opened"
        assert [r.is_new for r in place.collect()] == [False] * 2
    _write(outbox / "thang 1.json", dossier(1), dossier(7))
    assert place.news()
    assert [(r.rows_read, r.is_new) for r in place.collect()] == [(1, False), (2, True)]
    landed = [p for p in place.deployment.landing_dir.glob("??/*")]
    assert len(landed) == 3 and not list(place.deployment.root.rglob("*.part")), "nothing is kept aside"


def test_a_young_file_is_read_but_not_trusted_to_stay(place, outbox, access):
    _place(place, outbox, access)
    young = _write(outbox / "thang 3.json", dossier(3))
    os.utime(young)
    assert len(place.collect()) == 3 and not place.news(), "read again, known"
    content = young.read_bytes()
    stamp = young.stat().st_mtime_ns
    young.write_bytes(content.replace(b"0003", b"0004"))
    os.utime(young, ns=(stamp, stamp))
    assert place.news() and [r.is_new for r in place.collect()] == [False, False, True]


def test_the_same_bytes_from_a_server_and_the_drop_zone_are_one_load(place, outbox, access):
    _place(place, outbox, access)
    place.put("đã gửi tay.json", (outbox / "thang 0.json").read_bytes())
    assert [r.is_new for r in place.load()] == [True]
    assert [r.is_new for r in place.collect()] == [False, True]
    assert len(place.loads()) == 2


def test_a_file_of_many_pieces_comes_whole(place, outbox, access):
    _place(place, _sftp(f"{outbox}/lớn.json"), access)
    large = _write(outbox / "lớn.json", *(dossier(n, GhiChu="x" * 3000) for n in range(1500)))
    assert large.stat().st_size > 4 << 20
    (result,) = place.collect()
    assert (result.rows_read, result.bytes) == (1500, large.stat().st_size)


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_a_file_that_changes_while_it_is_read_waits(place, outbox, access, monkeypatch, size):
    """It grows, is written anew, becomes shorter: between the listing and the last byte."""
    for change in (b"\n", None, b""):
        path = _write(outbox / "thang 0.json", dossier(1, GhiChu="x" * size))
        store = landing.Landing.store

        def changing(self, source, *more, path=path, change=change, store=store):
            if change is None:
                os.utime(path, ns=(LONG_AGO[0] + 10**9,) * 2)
            else:
                path.write_bytes((path.read_bytes() + change) if change else b"[")
            return store(self, source, *more)

        fresh = _place(Place(place.deployment.root / repr(change)), _sftp(f"{path}"), access)
        with monkeypatch.context() as patch:
            patch.setattr(landing.Landing, "store", changing)
            (result,) = fresh.collect()
        assert result.status == "deferred" and "ghi dở" in result.reason_vi and not fresh.loads()
        _write(path, dossier(1))
        assert [r.status for r in fresh.collect()] == ["accepted"]


def test_patterns_folders_and_places_that_overlap(place, outbox, access):
    _write(outbox / "2026" / "10" / "a.json", dossier(10))
    _write(outbox / ".ẩn" / "b.json", dossier(11))
    (outbox / "nối.json").symlink_to(outbox / "thang 0.json")
    cases = {
        (f"{outbox}/*.json",): 2,
        (f"{outbox}/**/*.json",): 3,
        (f"{outbox}/*/*/?.json",): 1,
        (f"{outbox}/thang [0].json", f"{outbox}/*.json"): 2,
        (f"{outbox}/2026", f"{outbox}/thang 0.json"): 2,
    }
    for number, (patterns, count) in enumerate(cases.items()):
        fresh = _place(Place(place.deployment.root / str(number)), _sftp(*patterns), access)
        assert len(fresh.collect()) == count, patterns


def test_an_unknown_host_is_not_talked_to(place, outbox, access, tmp_path):
    (tmp_path / "nobody").write_text("")
    _place(place, outbox, replace(access, known_hosts=tmp_path / "nobody"))
    (result,) = place.collect()
    assert result.status == "deferred" and "known_hosts" in result.reason_vi and not place.loads()
    other = _key(tmp_path / "khác").with_suffix(".pub").read_text().split()
    (tmp_path / "nobody").write_text(f"[127.0.0.1]:{access.port} {other[0]} {other[1]}\n")
    assert "khác với khóa trong known_hosts" in place.collect()[0].reason_vi
    assert not place.news() and _looks(place)[0][2], "never reached"


def test_a_wrong_key_a_closed_port_and_an_unknown_name_are_each_said(place, outbox, access, tmp_path):
    said = []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        others = (
            replace(access, key_file=_key(tmp_path / "other")),
            replace(access, port=closed.getsockname()[1]),
            None,
            replace(access, key_file=tmp_path / "không có"),
        )
        for other in others:
            place.put("a.json", json.dumps([dossier(1)], ensure_ascii=False))
            (result,) = _place(place, outbox, other).collect()
            said.append(result.reason_vi)
    for words, text in zip(("đăng nhập", "kết nối", "[servers.lgsp]", "thiếu tệp"), said, strict=True):
        assert words in text and "lgsp" in text and text.endswith(".")
    assert [r.status for r in place.load()] == ["accepted"], "the drop zone goes on"


def test_a_folder_that_is_not_there_is_said_and_the_others_are_read(place, outbox, access, tmp_path):
    _place(place, _sftp(f"{tmp_path}/a/không có/*.json", f"{outbox}/*.json"), access)
    results = place.collect()
    assert [r.status for r in results] == ["accepted", "accepted", "deferred"] and "không có/*.json" in results[-1].reason_vi


def test_a_session_that_is_cut_leaves_the_rest_for_the_next_run(place, outbox, access, monkeypatch):
    """The server's own process for the session is killed while the second file is read."""
    _place(place, _sftp(f"{outbox}/*.json", f"{outbox}/*.txt"), access)
    _write(outbox / "thang 1.json", dossier(1, GhiChu="x" * (6 << 20)))
    _write(outbox / "thang 2.json", dossier(2))
    store, number = landing.Landing.store, iter(range(9))

    def cut(self, source, *more):
        if next(number) == 1:
            for child in psutil.Process().children(recursive=True):
                if "sshd" in child.name() and child.parent().name().startswith("sshd"):
                    child.send_signal(signal.SIGKILL)
        return store(self, source, *more)

    with monkeypatch.context() as patch:
        patch.setattr(landing.Landing, "store", cut)
        results = place.collect()
    assert [r.status for r in results] == ["accepted", "deferred"] and "ngắt" in results[1].reason_vi, results
    assert [r.status for r in place.collect()][:3] == ["accepted"] * 3


def test_a_local_folder_is_a_server_too(place, outbox):
    _place(place, ({"server": "may_chu", "type": "local", "path": f"{outbox}/*.json", "format": "json"},), None)
    assert [r.status for r in place.collect()] == ["accepted"] * 2 and not place.news()
    inside = _place(Place(outbox / "cùng chỗ"), ({"server": "may_chu", "type": "local", "path": "den", "format": "json"},), None)
    assert "không liệt kê được" in inside.collect()[0].reason_vi
    _write(inside.deployment.root / "den" / "a.json", dossier(5))
    assert [r.status for r in inside.collect()] == ["accepted"]


def test_places_are_listed_once_however_many_contracts_name_them():
    node = {"server": "lgsp", "type": "sftp", "location": "sftp://lgsp/xuat/*.json", "format": "json"}
    twice = [replace(CONTRACTS["dvc_dossier"], servers=(node,)), replace(CONTRACTS["doc_register"], servers=(node,))]
    assert servers.sources_of(twice) == [servers.Source("lgsp", "sftp://lgsp/xuat/*.json", "/xuat/*.json")]


@pytest.mark.parametrize(
    "node",
    [{"type": "s3"}, {"type": "local"}, {"type": "sftp", "location": "sftp://ai:mat_khau@may/x"}, {"type": "sftp", "location": "/x"}],
)
def test_a_place_we_cannot_read_is_no_contract(node):
    assert "servers" in layout_problem(replace(CONTRACTS["dvc_dossier"], servers=(node,)))


@pytest.mark.parametrize("name", [".a.json", "~$a.xlsx", "a.json.part", "Thumbs.db"])
def test_litter_is_litter_wherever_it_lies(name):
    assert arrival.is_litter(name) and not arrival.is_litter("a.json")


def test_status_tells_the_servers_and_what_was_last_seen(place, outbox, access, tmp_path):
    """Through the real command: a contract of the province's own names a place, `chiso.toml` the server."""
    own = tmp_path / "hop_dong"
    own.mkdir()
    text = (PROJECT_ROOT / "expectations" / "dvc_dossier.odcs.yaml").read_text(encoding="utf-8")
    block = f"servers:\n- {{server: lgsp, type: sftp, location: 'sftp://lgsp{outbox}/*.json', format: json}}\nslaProperties:"
    (own / "dvc_dossier.odcs.yaml").write_text(text.replace("slaProperties:", block, 1), encoding="utf-8")
    toml = place.deployment.config_path
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("extracts = []", 'extracts = ["dvc_dossier"]')
        + f'[contracts]\nfolders = ["{own}"]\n'
        + "".join(
            f'[servers.{name}]\nhost = "127.0.0.1"\nport = {access.port}\nuser = "{access.user}"\n'
            f'key_file = "{access.key_file}"\nknown_hosts = "{access.known_hosts}"\n'
            for name in ("lgsp", "bo_khong")
        ),
        encoding="utf-8",
    )
    place.deployment = load_deployment(toml)
    place.contracts = load_contracts(place.deployment.contracts_dirs, place.deployment.extracts)
    lines = [line for line in chiso(toml, "status").stdout.splitlines() if line.startswith("Nguồn ")]
    assert ["chưa xem lần nào" in lines[0], "bo_khong" in lines[1]] == [True, True] and len(lines) == 2
    assert len(place.collect()) == 2
    assert ", 2 tệp." in chiso(toml, "status").stdout
    access.known_hosts.rename(tmp_path / "cất")
    try:
        place.collect()
        said = chiso(toml, "status").stdout
    finally:
        (tmp_path / "cất").rename(access.known_hosts)
    assert "thiếu tệp known" in said and "lần xem được gần nhất" in said and "2 tệp." in said
