"""A person logs in and opens each dashboard: every chart draws, none is empty; leaders read no English."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from playwright.sync_api import BrowserContext, Page, Response

from dashboards import spec
from tests.browser.conftest import SCREENSHOTS

ROLE_OF = {"dieu-hanh": "leader", "du-lieu-chat-luong": "steward", "phan-tich": "analyst"}
WIDTHS = {1440: 3900, 390: 5200}  # height: everything at once, so that all charts load
CHART = '[data-test="chart-grid-component"]'
BOTTOM_OF_GRID = (
    "() => Math.max(...[...document.querySelectorAll('.grid-row')].map(row => row.getBoundingClientRect().bottom))"
)
INSUFFICIENT = "Chưa đủ dữ liệu"
OTHER_STATUS = ("Đạt", "Cần theo dõi", "Cần rà soát", "Chưa giao chỉ tiêu")
ENGLISH = re.compile(
    r"\b(the|of|and|search|show|apply|clear|filters?|settings|log ?(in|out)|entries|records?|dashboards?|charts?|data|"
    r"loading|metrics?|error|more|options?|selected|refresh|download|share|save|edit|view|full ?screen|results?|n/a)\b",
    re.IGNORECASE,
)


class Answers:
    """What the server answered to each chart of the page: chart id → (status, rows)."""

    def __init__(self, page: Page):
        self.by_chart: dict[str, tuple[int, list[dict]]] = {}
        self.outside: list[str] = []
        page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        match = re.search(r"slice_id%22%3A(\d+)", response.url)
        if "/api/v1/chart/data" not in response.url or not match:
            return
        rows = response.json()["result"][0]["data"] if response.ok else []
        self.by_chart[match.group(1)] = (response.status, rows)


def open_dashboard(page: Page, slug: str, width: int) -> Answers:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    answers = Answers(page)
    page.goto(f"/superset/dashboard/{slug}/")
    expected = len(next(board for board in spec.dashboards() if board.slug == slug).charts)
    page.wait_for_function(
        f"""() => {{
            const charts = [...document.querySelectorAll('{CHART}')];
            return charts.length === {expected} && charts.every(chart =>
                !chart.querySelector('[data-test="loading-indicator"], .loading')
                && chart.querySelector('canvas, td, svg.heatmap, [role="alert"], .ant-alert, .ant-empty'));
        }}""",
        timeout=60_000,
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # the drawing animation of the last chart
    return answers


def csrf(context: BrowserContext) -> dict[str, str]:
    """The header with which this session may send forms, from the page a browser gets."""
    html = context.request.get("/superset/welcome/").text()
    return {"X-CSRFToken": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)[1]}


def is_empty(rows: list[dict]) -> bool:
    """No rows, or rows in which nothing but names and dates stands."""
    return not any(value not in (None, "") for row in rows for value in row.values())


def says_only_insufficient(rows: list[dict]) -> bool:
    shown = [str(value) for row in rows for key, value in row.items() if "status" in key]
    return bool(shown) and all(INSUFFICIENT in text and not any(o in text for o in OTHER_STATUS) for text in shown)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("slug", ROLE_OF)
def test_every_chart_of_the_dashboard_draws(logged_in, slug, width):
    page = logged_in(ROLE_OF[slug]).new_page()
    try:
        answers = open_dashboard(page, slug, width)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        bottom = page.evaluate(BOTTOM_OF_GRID)
        clip = {"x": 0, "y": 0, "width": width, "height": min(bottom + 24, WIDTHS[width])}
        page.screenshot(path=SCREENSHOTS / f"{slug}-{width}.png", clip=clip)
        charts = {chart.get_attribute("data-test-chart-id"): chart for chart in page.locator(CHART).all()}
        names = {number: chart.get_attribute("data-test-chart-name") for number, chart in charts.items()}
        assert set(answers.by_chart) == set(charts)
        for number, (status, rows) in answers.by_chart.items():
            assert status == 200, names[number]
            assert not is_empty(rows), f"{names[number]}: không có số liệu"
            assert not says_only_insufficient(rows), f"{names[number]}: toàn “{INSUFFICIENT}”"
        for number, chart in charts.items():
            assert chart.locator('[role="alert"], .ant-alert, .ant-empty').count() == 0, names[number]
            assert chart.locator("canvas, td").count() > 0, names[number]
            box = chart.bounding_box()
            assert box and box["width"] > 150 and box["height"] >= 20, names[number]
    finally:
        page.close()


def test_page_shows_release_and_simulation(logged_in, live_superset):
    page = logged_in("leader").new_page()
    open_dashboard(page, "dieu-hanh", 1440)
    text = page.inner_text("body")
    assert live_superset.deployment.current_release.resolve().parent.name in text
    assert re.search(r"Số liệu đến ngày\s+\d\d/\d\d/\d{4}", text)
    assert live_superset.deployment.banner in text
    titles = [chart.get_attribute("data-test-chart-name") for chart in page.locator(CHART).all()]
    assert all(("MÔ PHỎNG" in title) == live_superset.deployment.is_simulated for title in titles)
    page.close()


def test_leader_reads_no_english(logged_in):
    page = logged_in("leader").new_page()
    open_dashboard(page, "dieu-hanh", 1440)
    seen = [page.inner_text("body")]
    page.locator(f'{CHART} button[aria-haspopup="true"]').nth(1).click()
    page.wait_for_timeout(600)
    seen.append(page.inner_text("body"))
    page.keyboard.press("Escape")
    page.locator('[data-test="actions-trigger"]').click()
    page.wait_for_timeout(600)
    seen.append(page.inner_text("body"))
    page.close()
    page = logged_in("leader").browser.new_page(base_url=page.url.split("/superset")[0])
    page.goto("/login/")
    page.wait_for_selector("#password")
    seen.append(page.inner_text("body"))
    page.close()
    found = {match.group(0) for text in seen for match in ENGLISH.finditer(text)}
    assert not found, found


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/sqllab/", None),
        ("POST", "/api/v1/sqllab/execute/", {"database_id": 1, "sql": "select 1"}),
        ("PUT", "/api/v1/dashboard/1", {"dashboard_title": "x"}),
        ("PUT", "/api/v1/chart/1", {"slice_name": "x"}),
        ("GET", "/api/v1/dashboard/export/?q=!(1)", None),
    ],
)
def test_leader_may_not(logged_in, method, path, body):
    context = logged_in("leader")
    headers = csrf(context)
    answer = context.request.fetch(path, method=method, data=json.dumps(body) if body else None,
                                   headers={**headers, "Content-Type": "application/json"})  # fmt: skip
    assert answer.status in (403, 404), f"{path}: {answer.status} {answer.text()[:200]}"


def test_leader_gets_no_sql_lab(logged_in):
    answer = logged_in("leader").request.get("/sqllab/", max_redirects=0)
    assert answer.status == 403 or "/sqllab" not in answer.headers.get("location", "/sqllab"), answer.status


def test_sql_lab_cannot_read_files(logged_in, live_superset):
    context = logged_in("analyst")
    secret = live_superset.deployment.config_path
    headers = csrf(context)
    tries = [
        f"select * from read_text('{secret}')",
        f"copy (select 1) to '{secret}.out'",
        "set enable_external_access = true",
    ]
    listing = context.request.get("/api/v1/database/")
    assert listing.ok, listing.text()
    database = listing.json()["ids"][0]

    def ask(sql: str):
        body = {"database_id": database, "sql": sql, "client_id": uuid.uuid4().hex[:10]}
        return context.request.post("/api/v1/sqllab/execute/", data=body, headers=headers)

    assert ask("select release_id from reporting.rpt_release_info").ok
    for sql in tries:
        answer = ask(sql)
        assert not answer.ok, f"{sql}: {answer.text()[:200]}"
    assert not secret.with_name(secret.name + ".out").exists()


def test_data_docs_need_a_login(logged_in, live_superset, browser):
    stranger = browser.new_context(base_url=live_superset.url)
    answer = stranger.request.get("/chiso/data-docs/", max_redirects=0)
    assert answer.status == 302 and "/login" in answer.headers["location"]
    stranger.close()
    if (live_superset.deployment.site_dir / "data_docs" / "index.html").is_file():
        assert logged_in("steward").request.get("/chiso/data-docs/").status == 200


def test_load_reports_need_a_login(logged_in, live_superset, browser):
    page = next((live_superset.deployment.site_dir / "loads").glob("*.html"), None)
    if page is None:
        pytest.skip("bản triển khai thử chưa có phiếu nạp nào")
    stranger = browser.new_context(base_url=live_superset.url)
    answer = stranger.request.get(f"/chiso/loads/{page.name}", max_redirects=0)
    assert answer.status == 302 and "/login" in answer.headers["location"]
    stranger.close()
    steward = logged_in("steward")
    answer = steward.request.get(f"/chiso/loads/{page.name}")
    assert answer.status == 200 and "Phiếu nạp" in answer.text()
    assert steward.request.get("/chiso/loads/0000.html").status == steward.request.get("/chiso/loads/.written.json").status == 404


def test_page_asks_no_outside_host(logged_in, live_superset):
    page = logged_in("leader").new_page()
    reached: list[str] = []
    page.on("response", lambda response: reached.append(response.url))
    open_dashboard(page, "dieu-hanh", 1440)
    page.close()
    assert reached and all(url.startswith((live_superset.url, "data:", "blob:")) for url in reached)
