"""Who may do what in Superset: roles, one user a role, who sees which dashboard, where each lands after the login.

Leaders: dashboards only. Stewards: the same and the data-quality dashboard. Analysts: also charts of their own
and SQL Lab on the release, which is read-only. Administrators are Superset's own role `Admin`.
"""

from __future__ import annotations

import hashlib

from superset import db, security_manager
from superset.connectors.sqla.models import SqlaTable
from superset.models.core import Database
from superset.models.dashboard import Dashboard
from superset.models.user_attributes import UserAttribute

from dashboards.settings import ROLE_LABELS, credentials, credentials_path, superset_home
from dashboards.spec import asset_uuid, dashboards
from orchestration.deployment import Deployment

SUPERSET_ADMIN = "Admin"

# What a browser needs to show a dashboard and move its filters; nothing that edits, exports or opens SQL Lab.
VIEWER = {
    ("can_read", "Dashboard"),
    ("can_read", "Chart"),
    ("can_dashboard", "Superset"),
    ("can_explore_json", "Superset"),
    ("can_language_pack", "Superset"),
    ("can_dashboard_permalink", "Superset"),
    ("can_read", "DashboardPermalinkRestApi"),
    ("can_read", "DashboardFilterStateRestApi"),
    ("can_write", "DashboardFilterStateRestApi"),
    ("can_time_range", "Api"),
    ("can_query_form_data", "Api"),
    ("can_query", "Api"),
    ("can_read", "Theme"),
    ("can_read", "CurrentUserRestApi"),
    ("can_get", "Datasource"),
    ("can_recent_activity", "Log"),
    ("can_log", "Superset"),
    ("can_userinfo", "UserDBModelView"),
    ("menu_access", "Dashboards"),
}
ANALYST = (
    VIEWER
    | security_manager.SQLLAB_ONLY_PERMISSIONS
    | security_manager.SQLLAB_EXTRA_PERMISSION_VIEWS
    | {
        ("can_read", "SecurityRestApi"),
        ("can_write", "Chart"),
        ("can_read", "Dataset"),
        ("can_explore", "Superset"),
        ("can_read", "Explore"),
        ("can_read", "ExploreFormDataRestApi"),
        ("can_write", "ExploreFormDataRestApi"),
        ("can_samples", "Datasource"),
        ("can_get_drill_info", "Dataset"),
        ("menu_access", "Charts"),
        ("menu_access", "Datasets"),
        ("menu_access", "Data"),
    }
)
PERMISSIONS = {"leader": VIEWER, "steward": VIEWER, "analyst": ANALYST}


def _role(name: str):
    return security_manager.find_role(name) or security_manager.add_role(name)


def _grant(role, permissions: set[tuple[str, str]]) -> None:
    found = [security_manager.find_permission_view_menu(*pair) for pair in sorted(permissions)]
    role.permissions = [permission for permission in found if permission]


def _datasets_of(board) -> list[SqlaTable]:
    names = {chart["dataset"] for chart in board.charts.values()} | {spec["dataset"] for spec in board.filters}
    uuids = [asset_uuid("dataset", name) for name in names]
    return db.session.query(SqlaTable).filter(SqlaTable.uuid.in_(uuids)).all()


def apply_roles() -> None:
    """Roles with exactly these permissions, and exactly these roles on the dashboards. Run after the import."""
    for name, permissions in PERMISSIONS.items():
        mine = [board for board in dashboards() if name in board.roles]
        readable = {("datasource_access", dataset.perm) for board in mine for dataset in _datasets_of(board)}
        if name == "analyst":
            database = db.session.query(Database).filter_by(uuid=asset_uuid("database", "release")).one()
            readable.add(("database_access", database.perm))
        _grant(_role(name), permissions | readable)
    for board in dashboards():
        dashboard = db.session.query(Dashboard).filter_by(uuid=asset_uuid("dashboard", board.slug)).one()
        dashboard.roles = [_role(name) for name in board.roles] + [_role(SUPERSET_ADMIN)]
    db.session.commit()


def apply_users(deployment: Deployment) -> None:
    """One user a role with the generated password.

    A password somebody changed in Superset stays; only a new credentials file (the old one was lost) resets them.
    """
    users = credentials(deployment)
    stamp = superset_home(deployment) / "users.sha256"
    digest = hashlib.sha256(credentials_path(deployment).read_bytes()).hexdigest()
    is_new = not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest
    for name, user in users.items():
        role = _role(SUPERSET_ADMIN if name == "admin" else name)
        existing = security_manager.find_user(username=user["username"])
        if existing:
            existing.roles = [role]
            if is_new:
                security_manager.reset_password(existing.id, user["password"])
        else:
            security_manager.add_user(
                username=user["username"],
                first_name=ROLE_LABELS[name],
                last_name="",
                email=f"{user['username']}@localhost",
                role=role,
                password=user["password"],
            )
    db.session.commit()
    stamp.write_text(digest, encoding="utf-8")


def apply_landing_pages() -> None:
    """After the login everyone sees the first dashboard made for the role, leaders' first."""
    landing = {"leader": "dieu-hanh", "steward": "du-lieu-chat-luong", "analyst": "phan-tich", "admin": "dieu-hanh"}
    for username, slug in landing.items():
        user = security_manager.find_user(username=username)
        dashboard = db.session.query(Dashboard).filter_by(slug=slug).one()
        attribute = db.session.query(UserAttribute).filter_by(user_id=user.id).one_or_none()
        if attribute is None:
            attribute = UserAttribute(user_id=user.id)
            db.session.add(attribute)
        attribute.welcome_dashboard_id = dashboard.id
    db.session.commit()
