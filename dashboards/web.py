"""What this project adds to Superset's web server: language pack, Data Docs and load reports behind the login, a brake on logins.

Only request handling. Roles and assets are put in place by `bootstrap`.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque

from flask import Blueprint, Response, abort, jsonify, redirect, request, send_from_directory, session
from flask_login import current_user

from dashboards.settings import ASSETS_DIR, current_deployment

LOGIN_ATTEMPTS = 10
LOGIN_WINDOW_SECONDS = 300

blueprint = Blueprint("chiso", __name__, url_prefix="/chiso", static_folder="static", static_url_path="/static")
_attempts: dict[str, deque[float]] = defaultdict(deque)
_attempts_lock = threading.Lock()


def language_strings() -> dict[str, str]:
    """Superset's English strings that a user of these dashboards meets → Vietnamese."""
    return json.loads((ASSETS_DIR / "language" / "vi.json").read_text(encoding="utf-8"))


def language_pack() -> dict:
    """The same in the form Superset's front end reads (Jed)."""
    head = {"domain": "superset", "lang": "vi", "plural_forms": "nplurals=1; plural=0"}
    entries = {english: [vietnamese] for english, vietnamese in language_strings().items()}
    return {"domain": "superset", "locale_data": {"superset": {"": head, **entries}}}


@blueprint.before_app_request
def serve_language_pack() -> Response | None:
    """Superset serves packs of its own only, and only after the login; ours is served to everybody."""
    if request.path.rstrip("/") == "/superset/language_pack/vi":
        return jsonify(language_pack())
    return None


@blueprint.before_app_request
def drop_events_of_strangers() -> Response | None:
    """Events of who is not logged in are not kept.

    The login page reports its events while it is left. Superset answers a stranger with a new anonymous session, and
    when that answer comes after the login's, the user is logged out again.
    """
    if request.path.rstrip("/") == "/superset/log" and "_user_id" not in session:
        return Response(status=204)
    return None


def too_many_attempts(who: str, now: float) -> bool:
    """Count one attempt to log in as `who`; true when there were more than allowed within the window."""
    with _attempts_lock:
        times = _attempts[who]
        while times and now - times[0] > LOGIN_WINDOW_SECONDS:
            times.popleft()
        times.append(now)
        return len(times) > LOGIN_ATTEMPTS


@blueprint.before_app_request
def slow_down_logins() -> None:
    """Behind a tunnel everybody has one address, so attempts are counted by address and user name."""
    if request.method != "POST" or request.path.rstrip("/") not in ("/login", "/api/v1/security/login"):
        return
    fields = (request.get_json(silent=True) if request.is_json else request.form) or {}
    if too_many_attempts(f"{request.remote_addr}|{fields.get('username', '')}", time.monotonic()):
        abort(Response("Đăng nhập sai quá nhiều lần: hãy đợi năm phút rồi thử lại.", status=429))


@blueprint.route("/data-docs/")
@blueprint.route("/data-docs/<path:name>")
def data_docs(name: str = "index.html") -> Response:
    """Great Expectations Data Docs of this deployment: counts, never values, and still only for who is logged in."""
    if not current_user.is_authenticated:
        return redirect(f"/login/?next={request.path}")
    folder = current_deployment().site_dir / "data_docs"
    if not (folder / "index.html").is_file():
        abort(Response("Chưa có trang tài liệu kiểm tra dữ liệu: trang có sau lần kiểm tra đầu tiên.", 404))
    return send_from_directory(folder, name)


@blueprint.route("/loads/<load_id>.<any(html, json):ending>")
def load_report(load_id: str, ending: str) -> Response:
    """What became of one file: counts, places and masked texts, and still only for who is logged in."""
    if not current_user.is_authenticated:
        return redirect(f"/login/?next={request.path}")
    folder, name = current_deployment().site_dir / "loads", f"{load_id}.{ending}"
    if not load_id.isalnum() or not (folder / name).is_file():
        abort(Response("Chưa có phiếu nạp này: phiếu có sau lượt chạy đã nhận tệp.", 404))
    return send_from_directory(folder, name)
