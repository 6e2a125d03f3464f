"""The pages of `docs/` that are generated from the contracts: `make docs` writes them, a test fails when they are stale.

Here: which pages there are, and writing them. Not here: their text (sending_page.py, adding_page.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orchestration.authoring import adding_page, sending_page
from orchestration.contracts import Contract, load_contracts
from orchestration.deployment import PROJECT_ROOT

PAGES: dict[str, Callable[[dict[str, Contract]], str]] = {
    "gui_du_lieu.md": sending_page.text,
    "adding_an_extract.md": adding_page.text,
}


def rendered(project: Path = PROJECT_ROOT) -> dict[Path, str]:
    """Path → text of every generated page."""
    contracts = load_contracts([project / "expectations"])
    return {project / "docs" / name: text(contracts) for name, text in PAGES.items()}


def main() -> None:
    for path, text in rendered().items():
        path.write_text(text, encoding="utf-8")
        print(f"Đã ghi docs/{path.name}")


if __name__ == "__main__":
    main()
