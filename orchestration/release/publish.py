"""From a checked build to a release, and back to an earlier one.

Here: copying the published tables aside, closing, fsync, the manifest, the atomic link; listing and rolling back. Not here: whether a
release may be published (orchestration/defs decides from the checks), what identifies it (identity.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from orchestration.deployment import Deployment
from orchestration.durable import sync_file, sync_folder
from orchestration.release.identity import Published, columns_of, content_hash, partitions

LINK = "current.duckdb"
FILE = "release.duckdb"


class ReleaseError(Exception):
    """A release cannot be found or used; one Vietnamese sentence."""


@dataclass(frozen=True)
class Release:
    release_id: str
    published_at: str
    data_as_of: str | None
    content_hash: str
    is_current: bool
    manifest: dict


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def point_current_at(deployment: Deployment, release_id: str) -> None:
    """Replace the link `current.duckdb` atomically: a new connection sees the new release, an open one keeps its own."""
    folder = deployment.releases_dir
    aside = folder / f".{LINK}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path(release_id) / FILE)
    os.replace(aside, folder / LINK)
    sync_folder(folder)


def current_id(deployment: Deployment) -> str | None:
    link = deployment.current_release
    return Path(os.readlink(link)).parent.name if link.is_symlink() else None


def _remove_rubbish(folder: Path) -> None:
    for left in folder.glob(".aside-*"):  # of a run that was killed: the run lock makes us the only writer
        shutil.rmtree(left, ignore_errors=True)


def _copy(connection: duckdb.DuckDBPyConnection, tables: list[Published]) -> None:
    for schema in sorted({t.schema for t in tables} | {"reporting"}):
        connection.execute(f"create schema if not exists release.{schema}")
    for table in tables:
        names = [name for name, _ in columns_of(connection, table, "build")]
        connection.execute(f"create table release.{table.relation} as select * {table.rows_sql('build', names)}")
    comments = connection.execute(
        "select schema_name, table_name, null, comment from duckdb_tables() where database_name = 'build' and comment is not null "
        "union all select schema_name, view_name, null, comment from duckdb_views() where database_name = 'build' and comment is not null "
        "union all select schema_name, table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'build' and comment is not null"
    ).fetchall()
    wanted = {(t.schema, t.name) for t in tables}
    for schema, name, column, comment in comments:
        if (schema, name) in wanted:
            text = comment.replace("'", "''")
            what = f'column release.{schema}.{name}."{column}"' if column else f"table release.{schema}.{name}"
            connection.execute(f"comment on {what} is '{text}'")


def _write_info(connection: duckdb.DuckDBPyConnection, deployment: Deployment, info: dict) -> None:
    connection.execute(
        "create table release.reporting.rpt_release_info as select ? as release_id, ? as province_name, cast(? as date) as data_as_of, "
        "? as data_as_of_text, cast(? as timestamp) as published_at, ? as is_simulated, ? as banner_vi, "
        "cast(? as bigint) as file_count, cast(? as bigint) as dossier_count",
        [
            info["release_id"], deployment.province_name, info["data_as_of"], info["data_as_of_text"], info["published_at"],
            deployment.is_simulated, deployment.banner, info["file_count"], info["dossier_count"],
        ],
    )  # fmt: skip


def publish(deployment: Deployment, tables: list[Published], inputs: dict, move_link: bool = True) -> Release:
    """Publish the build's tables; returns the release, new or (same content) the one that already stands.

    `inputs` goes into the manifest (hashes of files, contracts, cards, code). With `move_link` False the release is kept but `current`
    stays where it is (after a roll-back). The build file must not be open for writing.
    """
    folder = deployment.releases_dir
    folder.mkdir(parents=True, exist_ok=True)
    _remove_rubbish(folder)
    aside = folder / f".aside-{os.getpid()}"
    aside.mkdir()
    connection = duckdb.connect(config={"memory_limit": deployment.memory_limit, "threads": deployment.threads})
    try:
        connection.execute(f"attach '{deployment.build_path}' as build (read_only)")
        parts = partitions(connection, tables, "build")
        as_of = connection.execute("select last_day(max(period_month)) from build.reporting.rpt_executive__scorecard").fetchone()[0]
        digest = content_hash(parts)
        release_id = f"{deployment.release_prefix}{as_of:%Y%m%d}-{digest[:12]}" if as_of else f"{deployment.release_prefix}0-{digest[:12]}"
        home = folder / release_id
        if not (home / "manifest.json").is_file():
            now = datetime.now(ZoneInfo(deployment.timezone)).replace(tzinfo=None, microsecond=0)
            files, dossiers = connection.execute(
                "select (select count(*) from build.control.load where status = 'accepted'), "
                "(select count(*) from build.marts.fct_dossier where known_to is null)"
            ).fetchone()
            info = {
                "release_id": release_id,
                "data_as_of": as_of.isoformat() if as_of else None,
                "data_as_of_text": f"{as_of:%d/%m/%Y}" if as_of else "chưa có",
                "published_at": now.isoformat(),
                "file_count": files,
                "dossier_count": dossiers,
            }
            connection.execute(f"attach '{aside / FILE}' as release")
            _copy(connection, tables)
            _write_info(connection, deployment, info)
            connection.execute("checkpoint release")
            connection.execute("detach release")
            manifest = {
                **info,
                "is_simulated": deployment.is_simulated,
                "content_hash": digest,
                "file_sha256": _sha256(aside / FILE),
                "partitions": [[p.relation, p.part, p.rows, str(p.digest)] for p in parts],
                "inputs": inputs,
            }
            (aside / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
            for name in (FILE, "manifest.json"):
                (aside / name).chmod(0o444)
                sync_file(aside / name)
            sync_folder(aside)
            if home.exists():  # a folder without a manifest never became a release
                shutil.rmtree(home)
            os.replace(aside, home)
            sync_folder(folder)
    finally:
        connection.close()
        shutil.rmtree(aside, ignore_errors=True)
    if move_link:
        point_current_at(deployment, release_id)
    return show_release(deployment, release_id)


def show_release(deployment: Deployment, release_id: str) -> Release:
    """One release by its id. Raises ReleaseError."""
    path = deployment.releases_dir / release_id / "manifest.json"
    if not path.is_file():
        raise ReleaseError(
            f"Không có bản phát hành {release_id} trong {deployment.releases_dir.name}/: xem danh sách bằng “chiso release list”."
        )
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return Release(
        release_id,
        manifest["published_at"],
        manifest["data_as_of"],
        manifest["content_hash"],
        current_id(deployment) == release_id,
        manifest,
    )


def list_releases(deployment: Deployment) -> list[Release]:
    """All releases, newest first."""
    ids = [p.parent.name for p in deployment.releases_dir.glob("*/manifest.json") if not p.parent.name.startswith(".")]
    return sorted((show_release(deployment, i) for i in ids), key=lambda r: r.published_at, reverse=True)


def verify(deployment: Deployment, release: Release) -> None:
    """Raise ReleaseError when a release's file is not the one its manifest describes."""
    path = deployment.releases_dir / release.release_id / FILE
    if not path.is_file() or _sha256(path) != release.manifest["file_sha256"]:
        raise ReleaseError(
            f"Tệp của bản phát hành {release.release_id} không còn nguyên vẹn: hãy chọn bản khác hoặc dựng lại bằng “chiso run --rebuild”."
        )
