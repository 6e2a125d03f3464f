"""The pages generated from contracts are those in docs/; each says what it must; the command line speaks of contracts."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from orchestration.authoring.advice import ADVICE_VI
from orchestration.authoring.pages import rendered
from orchestration.authoring.show import page
from orchestration.cli import cli
from orchestration.contracts import ContractError, load_contracts
from orchestration.contracts.code_lists import code_lists
from orchestration.deployment import PROJECT_ROOT
from orchestration.intake import CODES

CONTRACTS = load_contracts([PROJECT_ROOT / "expectations"])
PAGES = rendered()


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_generated_page_is_not_stale(path):
    assert path.read_text(encoding="utf-8") == PAGES[path], f"docs/{path.name} is stale: run make docs"


def test_senders_read_of_every_extract_and_every_refusal():
    text = PAGES[PROJECT_ROOT / "docs" / "gui_du_lieu.md"]
    for extract, contract in CONTRACTS.items():
        section = text.split(f'<a id="{extract}"></a>')[1].split("<a id=")[0]
        assert contract.owner in section
        for column in contract.columns:
            if column.headers or column.from_title:
                assert column.label_vi in section
    for code in CODES:
        assert f"`{code}`" in text


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_advice(code):
    assert ADVICE_VI[code].endswith(".")


@pytest.mark.parametrize("extract", CONTRACTS)
def test_a_contract_is_shown_whole(extract):
    contract = CONTRACTS[extract]
    text = page(contract, code_lists())
    for column in contract.columns:
        assert f"[{column.name}]" in text
    for node in contract.quality:
        assert node["name"] in text
    assert max(map(len, text.splitlines())) <= 130


def _run(*arguments: str):
    return CliRunner().invoke(cli, arguments)


def test_the_command_line(tmp_path):
    done = _run("contract", "lint", "village_coverage")
    assert done.exit_code == 0 and "1 hợp đồng đúng quy ước" in done.output
    broken = tmp_path / "x.odcs.yaml"
    broken.write_text("id: x\n", encoding="utf-8")
    done = _run("contract", "lint", str(broken))
    assert done.exit_code == 2 and f"{broken}:1: lỗi: " in done.output
    assert "Tháng báo cáo [report_month]" in _run("contract", "show", "village_coverage").output
    assert isinstance(_run("contract", "lint", "nope").exception, ContractError)
    done = _run("template", "village_coverage", "--out", str(tmp_path / "t.xlsx"), "--unit", "UBND Xã Mẫu 01", "--period", "07/2025")
    assert done.exit_code == 0 and (tmp_path / "t.xlsx").stat().st_size > 5000
    assert "không có biểu mẫu" in str(_run("template", "dvc_dossier").exception)


def test_a_templates_units_are_the_deployments(tmp_path):
    import openpyxl

    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "agencies.csv").write_text(
        "agency_code,name_vi,valid_from,valid_to\nH99.1,Xã Mẫu 01,2025-07-01,\nH99.2,Xã Cũ,2020-01-01,2025-06-30\n", encoding="utf-8"
    )
    toml = tmp_path / "chiso.toml"
    toml.write_text('code = "t"\nextracts = []\n[province]\nname = "Tỉnh Thử"\ncode = "99"\nagency_code = "H99"\n', encoding="utf-8")
    done = _run("-d", str(toml), "template", "village_coverage", "--out", str(tmp_path / "t.xlsx"))
    assert done.exit_code == 0, done.exception
    lists = openpyxl.load_workbook(tmp_path / "t.xlsx")["Danh mục"]
    assert lists.sheet_state == "hidden"
    columns = [[c.value for c in column if c.value] for column in lists.iter_cols()]
    assert ["Đơn vị", "Xã Mẫu 01"] in columns
