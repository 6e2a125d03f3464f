"""A Superset that really runs, and a browser that is logged in to it.

`CHISO_TEST_DEPLOYMENT` names the chiso.toml of a deployment that has a release; without it the demo that other suites
build is used.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from orchestration.deployment import PROJECT_ROOT, Deployment, Ports, load_deployment
from orchestration.serve import credentials, running, start_superset, stop_all

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENSHOTS = Path(os.environ.get("CHISO_SCREENSHOTS", PROJECT_ROOT / "var" / "screenshots"))


@dataclass(frozen=True)
class LiveSuperset:
    deployment: Deployment
    url: str
    users: dict[str, dict[str, str]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _test_deployment(request, tmp_path_factory) -> Deployment:
    named = os.environ.get("CHISO_TEST_DEPLOYMENT")
    if named:
        return load_deployment(named)
    built: Deployment = request.getfixturevalue("built")
    root = tmp_path_factory.mktemp("browser") / "demo"
    root.mkdir()
    shutil.copy(built.config_path, root / "chiso.toml")
    for folder in (built.releases_dir, built.site_dir):
        shutil.copytree(folder, root / folder.name, symlinks=True)
    return load_deployment(root)


@pytest.fixture(scope="session")
def live_superset(request, tmp_path_factory) -> Iterator[LiveSuperset]:
    """Superset on the test deployment; started on a free port and ended again, unless it was already running."""
    if not CHROMIUM.exists():
        pytest.skip("máy này không có Chromium")
    deployment = _test_deployment(request, tmp_path_factory)
    was_running = any(record.name == "superset" for record in running(deployment))
    if not was_running:
        deployment = replace(deployment, ports=Ports(superset=_free_port(), dagster=deployment.ports.dagster))
    record = start_superset(deployment)
    yield LiveSuperset(deployment, record.url, {user["role"]: user for user in credentials(deployment)})
    if not was_running:
        stop_all(deployment, only="superset")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def logged_in(live_superset, browser) -> Iterator:
    """Role → browser context in which that role has typed its password; one login a role."""
    contexts: dict[str, BrowserContext] = {}

    def context(role: str) -> BrowserContext:
        if role not in contexts:
            contexts[role] = browser.new_context(base_url=live_superset.url, locale="vi-VN")
            page = contexts[role].new_page()
            page.goto("/login/")
            page.wait_for_load_state("networkidle")
            user = live_superset.users[role]
            page.locator("#username").fill(user["username"])
            page.locator("#password").fill(user["password"])
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            page.close()
        return contexts[role]

    yield context
    for opened in contexts.values():
        opened.close()
