"""Deliveries that lie on a server: listed and read through fsspec, against a real OpenSSH server on loopback."""

from __future__ import annotations

import getpass
import json
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.deployment import ServerAccess
from orchestration.intake import servers
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


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    folder = tmp_path / "xuat"
    folder.mkdir()
    for number in range(2):
        (folder / f"thang {number}.json").write_text(json.dumps([dossier(number)], ensure_ascii=False), encoding="utf-8")
    (folder / "ghi chú.txt").write_text("không phải dữ liệu", encoding="utf-8")
    return folder


def _place(place: Place, outbox: Path, access: ServerAccess | None) -> Place:
    contract = replace(
        CONTRACTS["dvc_dossier"],
        servers=({"server": "lgsp", "type": "sftp", "location": f"sftp://lgsp{outbox}/*.json", "format": "json"},),
    )
    place.contracts = {**CONTRACTS, "dvc_dossier": contract}
    place.deployment = replace(place.deployment, servers={"lgsp": access} if access else {})
    return place


def test_files_on_a_server_load_once(place, outbox, access):
    _place(place, outbox, access)
    results = place.collect()
    assert [(r.status, r.rows_read, r.is_new) for r in results] == [("accepted", 1, True)] * 2
    assert not place.news(), "listed again, nothing is read"
    assert [r.is_new for r in place.collect()] == [False] * 2
    (outbox / "thang 1.json").write_text(json.dumps([dossier(1), dossier(7)], ensure_ascii=False), encoding="utf-8")
    assert place.news()
    assert [(r.rows_read, r.is_new) for r in place.collect()] == [(1, False), (2, True)]


def test_the_same_bytes_from_a_server_and_the_drop_zone_are_one_load(place, outbox, access):
    _place(place, outbox, access)
    place.put("đã gửi tay.json", (outbox / "thang 0.json").read_bytes())
    assert [r.is_new for r in place.load()] == [True]
    assert [r.is_new for r in place.collect()] == [False, True]
    assert len(place.loads()) == 2


def test_an_unknown_host_is_not_talked_to(place, outbox, access, tmp_path):
    (tmp_path / "nobody").write_text("")
    _place(place, outbox, replace(access, known_hosts=tmp_path / "nobody"))
    (result,) = place.collect()
    assert result.status == "deferred" and "known_hosts" in result.reason_vi and not place.loads()


def test_a_wrong_key_a_closed_port_and_an_unknown_name_are_each_said(place, outbox, access, tmp_path):
    said = []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        for other in (replace(access, key_file=_key(tmp_path / "other")), replace(access, port=closed.getsockname()[1]), None):
            place.put("a.json", json.dumps([dossier(1)], ensure_ascii=False))
            (result,) = _place(place, outbox, other).collect()
            said.append(result.reason_vi)
    assert "đăng nhập" in said[0] and "kết nối" in said[1] and "[servers.lgsp]" in said[2]
    assert all("lgsp" in text and text.endswith(".") for text in said)
    assert [r.status for r in place.load()] == ["accepted"], "the drop zone goes on"


def test_a_local_folder_is_a_server_too(place, outbox):
    contract = replace(CONTRACTS["dvc_dossier"], servers=({"server": "may_chu", "type": "local", "path": f"{outbox}/*.json", "format": "json"},))
    place.contracts = {**CONTRACTS, "dvc_dossier": contract}
    assert [r.status for r in place.collect()] == ["accepted"] * 2 and not place.news()


def test_places_are_listed_once_however_many_contracts_name_them():
    node = {"server": "lgsp", "type": "sftp", "location": "sftp://lgsp/xuat/*.json", "format": "json"}
    twice = [replace(CONTRACTS["dvc_dossier"], servers=(node,)), replace(CONTRACTS["doc_register"], servers=(node,))]
    assert servers.sources_of(twice) == [servers.Source("lgsp", "sftp://lgsp/xuat/*.json", "/xuat/*.json")]
