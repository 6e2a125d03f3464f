"""Superset's settings for one deployment (CHISO_DEPLOYMENT). Superset reads every upper-case name of this module.

Nothing in here names a province, a host outside this machine, or a secret.
"""

from __future__ import annotations

import json

from sqlalchemy.engine.url import URL, make_url

from dashboards import settings, web
from dashboards.settings import ASSETS_DIR, current_deployment

_deployment = current_deployment()
_home = settings.superset_home(_deployment)

SECRET_KEY = settings.secret_key(_deployment)
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_home / 'superset.db'}?timeout=30"
DATA_DIR = str(_home)
PREVENT_UNSAFE_DB_CONNECTIONS = True
SQLLAB_CTAS_NO_LIMIT = False
ROW_LIMIT = 10_000
NATIVE_FILTER_DEFAULT_ROW_LIMIT = 1_000
SUPERSET_WEBSERVER_TIMEOUT = 60

APP_NAME = "Chỉ số điều hành"
APP_ICON = "/chiso/static/logo.svg"
FAVICONS = [{"href": "/chiso/static/logo.svg"}]
LOGO_RIGHT_TEXT = ""

# --- language, numbers, dates -----------------------------------------------------------------------------------------
BABEL_DEFAULT_LOCALE = "vi"
LANGUAGES = {"vi": {"flag": "vn", "name": "Tiếng Việt"}}
BABEL_TRANSLATION_DIRECTORIES = str(_home / "translations")
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"]}
D3_TIME_FORMAT = {
    "dateTime": "%d/%m/%Y %H:%M",
    "date": "%d/%m/%Y",
    "time": "%H:%M",
    "periods": ["SA", "CH"],
    "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {month}" for month in range(1, 13)],
    "shortMonths": [f"Th{month}" for month in range(1, 13)],
}
DEFAULT_TIME_FILTER = "No filter"

# --- looks ------------------------------------------------------------------------------------------------------------
_theme = json.loads((ASSETS_DIR / "_shared" / "theme.json").read_text(encoding="utf-8"))
THEME_DEFAULT = {
    "token": {
        **_theme["token"],
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": APP_ICON,
        "brandLogoHref": "/superset/welcome/",
    },
    "algorithm": "default",
}
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False
EXTRA_CATEGORICAL_COLOR_SCHEMES = [_theme["categorical"]]
EXTRA_SEQUENTIAL_COLOR_SCHEMES = [_theme["sequential"]]

# --- what users can do ------------------------------------------------------------------------------------------------
FEATURE_FLAGS = {
    "DASHBOARD_RBAC": True,
    "DASHBOARD_VIRTUALIZATION": False,
    "EMBEDDABLE_CHARTS": False,
    "DRILL_BY": False,
    "CSS_TEMPLATES": False,
}
AUTH_USER_REGISTRATION = False
PUBLIC_ROLE_LIKE = None
FAB_ADD_SECURITY_API = False
WTF_CSRF_ENABLED = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
ENABLE_PROXY_FIX = False

# --- nothing leaves this machine --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY_WARNING = False
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'self'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
DATASET_IMPORT_ALLOWED_DATA_URLS: list[str] = []
CHECK_FOR_UPDATES = False

# --- caches: results carry the release in their key -------------------------------------------------------------------
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {
    "CACHE_TYPE": "dashboards.release_cache.ReleaseCache",
    "CACHE_DIR": str(_home / "cache"),
    "CACHE_THRESHOLD": 2_000,
    "CACHE_DEFAULT_TIMEOUT": 86_400,
}

BLUEPRINTS = [web.blueprint]


def DB_SQLA_URI_VALIDATOR(uri: URL) -> None:
    """Refuse a connection to a DuckDB file that lacks one of the flags every release is opened with."""
    if uri.get_backend_name() != "duckdb":
        raise ValueError("Chỉ kết nối được với bản phát hành của kho dữ liệu.")
    if any(uri.query.get(name) != value for name, value in settings.RELEASE_FLAGS.items()):
        raise ValueError("Kết nối phải ở chế độ chỉ đọc, không truy cập tệp bên ngoài và khóa cấu hình.")


DB_SQLA_URI_VALIDATOR(make_url(settings.release_uri(_deployment)))
