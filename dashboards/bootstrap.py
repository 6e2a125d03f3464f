"""Put everything into Superset's own database, in one process: schema, permissions, users, assets, pruning, roles.

`python -m dashboards.bootstrap` in the dashboards environment, with CHISO_DEPLOYMENT set. Safe to repeat: assets are
found by UUID and overwritten, what is no longer in the project is removed. It ends with the query of every chart; one
that fails is an error.
"""

from __future__ import annotations

import os
import sys
import time

from dashboards import app as superset_app
from dashboards import settings
from dashboards.fingerprint import fingerprint, mark_bootstrapped


def write_catalogue(deployment) -> None:
    """The language pack as a gettext catalogue, for the few strings the server itself translates."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    from dashboards.web import language_strings

    folder = settings.superset_home(deployment) / "translations" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale="vi", domain="messages")
    for english, vietnamese in language_strings().items():
        catalogue.add(english, vietnamese)
    with (folder / "messages.mo").open("wb") as handle:
        write_mo(handle, catalogue)


def migrate() -> None:
    """Superset's own schema; a database that is already at the newest revision is left alone."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from flask import current_app
    from flask_migrate import upgrade
    from superset import db

    config = current_app.extensions["migrate"].migrate.get_config(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    if present != set(ScriptDirectory.from_config(config).get_heads()):
        upgrade()


def prune(kept: set[str]) -> list[str]:
    """Remove dashboards, charts and datasets of this project that the bundle no longer holds; people's own stay."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    gone = []
    for model in (Dashboard, Slice, SqlaTable):
        for item in db.session.query(model).filter_by(is_managed_externally=True):
            if str(item.uuid) not in kept:
                gone.append(str(item))
                db.session.delete(item)
    db.session.commit()
    return gone


def import_assets(deployment) -> set[str]:
    """Import the bundle as the administrator and return the UUIDs it holds."""
    from superset import security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    from dashboards.render import render_assets, render_bundle

    administrator = settings.credentials(deployment)["admin"]["username"]
    with override_user(security_manager.find_user(username=administrator)):
        ImportAssetsCommand(render_bundle(deployment)).run()
    return {content["uuid"] for content in render_assets(deployment).values() if "uuid" in content}


def main() -> int:
    deployment = settings.current_deployment()
    if not deployment.current_release.exists():
        print("Chưa có bản phát hành nào: hãy chạy “chiso run” trước khi mở bảng điều hành.", file=sys.stderr)
        return 2
    started = time.monotonic()
    stamp = fingerprint(deployment)

    def say(text: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {text}", flush=True)

    os.umask(0o077)
    write_catalogue(deployment)
    say("Nạp Superset")
    with superset_app.create().app_context():
        from superset import appbuilder, security_manager

        from dashboards import roles
        from dashboards.check import check_charts

        say("Cập nhật cơ sở dữ liệu của Superset")
        migrate()
        say("Cập nhật quyền")
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        roles.apply_users(deployment)
        say("Nạp bảng điều hành")
        kept = import_assets(deployment)
        for name in prune(kept):
            say(f"Đã bỏ {name}")
        roles.apply_roles()
        roles.apply_landing_pages()
        say("Chạy truy vấn của từng biểu đồ")
        results = check_charts(deployment)
        failed = [result for result in results if result.error]
        for result in failed:
            say(f"LỖI {result.chart}: {result.error}")
        if failed:
            return 1
        say(f"Xong: {len(results)} biểu đồ trả lời được")
    mark_bootstrapped(deployment, stamp)
    return 0


if __name__ == "__main__":
    sys.exit(main())
