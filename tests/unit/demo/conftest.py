"""One small demo, written once a session straight by the generator (no intake, no command)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.demo import Summary, make_deployment, write_extracts

ROWS, SEED, MONTHS = 6000, 57, 6


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    root = tmp_path_factory.mktemp("demo")
    make_deployment(root)
    return root, write_extracts(root, ROWS, SEED, months=MONTHS)


def read_dossiers(path: Path) -> list[dict]:
    """Wrapper object, bare array or JSON lines, by the standard library alone."""
    text = path.read_text(encoding="utf-8")
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]
    if isinstance(data, dict) and "data" in data:
        return data["data"]
    return data if isinstance(data, list) else [data]


SPOILT = ("H99.112_DongBoHoSoMC_202609", "H99.122_DongBoHoSoMC_202608", "H99.DongBoHoSoMC", "ho so xa mau 14")


def good_dossier_files(root: Path) -> list[Path]:
    return [p for p in sorted(root.glob("drop/*/*.json")) if not p.name.startswith(SPOILT)]
