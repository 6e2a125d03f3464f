"""Superset's web application with this project's settings: the one way in for the server, bootstrap and the checks."""

from __future__ import annotations

import os

from dashboards.settings import ASSETS_DIR, current_deployment, superset_home


def create():
    os.environ["SUPERSET_HOME"] = str(superset_home(current_deployment()))
    os.environ["SUPERSET_CONFIG_PATH"] = str(ASSETS_DIR / "superset_config.py")
    os.environ["SCARF_ANALYTICS"] = "false"
    # Superset looks for its settings while it is imported.
    from superset.app import create_app

    return create_app()
