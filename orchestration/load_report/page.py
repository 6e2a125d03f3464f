"""A load report as a page: one file, no script, no outside host, readable on a phone and on paper.

Here: the template and its words of format; the looks are the dashboards' own (their cs-* classes). Not here: what is said (document.py).
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from orchestration.deployment import PROJECT_ROOT
from orchestration.load_report.terminal import unknown_vi
from orchestration.vietnamese import moment, number

HERE = Path(__file__).resolve().parent
_PILLS = {"accepted": "green", "held": "amber", "refused": "red", "error": "red", "warning": "amber"}


def _size(count: int) -> str:
    return f"{number(count)} byte" if count < 10_000 else f"{number(count / 1e3)} KB" if count < 10_000_000 else f"{number(count / 1e6, 1)} MB"


@cache
def _style() -> str:
    """The page's own rules, and what pills and tiles look like on the dashboards."""
    shared = (PROJECT_ROOT / "dashboards" / "_shared" / "dashboard.css").read_text(encoding="utf-8").splitlines()
    return "\n".join([*(line for line in shared if line.startswith(".cs-")), (HERE / "page.css").read_text(encoding="utf-8")])


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    environment.filters |= {"vn": number, "size": _size, "pill": _PILLS.get, "unknown": unknown_vi}
    environment.filters["moment"] = lambda text: moment(datetime.fromisoformat(text))
    return environment.get_template("page.html.j2")


def page_html(found: dict) -> str:
    """The page of one load's document."""
    return _template().render(f=found, style=_style())
