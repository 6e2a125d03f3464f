"""A contract that cannot be read is told in one Vietnamese sentence with file, line, what is wrong and what to do, wherever it is read."""

from __future__ import annotations

import re
import sys

import pytest
from click.testing import CliRunner

from orchestration.authoring.lint import lint_files
from orchestration.cli import cli
from orchestration.contracts import ContractError
from orchestration.contracts.model import read_contract, readable_contracts
from orchestration.deployment import PROJECT_ROOT

GOOD = (PROJECT_ROOT / "expectations" / "village_coverage.odcs.yaml").read_text(encoding="utf-8")
MISTAKES = [
    # what is written, what it becomes, what the sentence says, what stands on the line it names
    ("team:", "team: [", "không phải YAML", None),
    ("  properties:", "  properties:\n\t- x", "không phải YAML.*dấu tab", "\t- x"),
    ("heldFromRows, value: 5", "heldFormRows, value: 5", "“heldFromRows”", None),
    ("{property: numberStyle, value: vn}", "{property: numberStile, value: vn}", "“numberStile” không có nghĩa.*“numberStyle”", "numberStile"),
    ("{property: numberStyle, value: vn}", "{property: numberStyle, value: vi}", "“numberStyle” không nhận “vi”.*en, plain, vn", "numberStyle, value: vi"),
    ("delivery, value: snapshot", "delivery, value: snapsot", "“delivery” không nhận “snapsot”.*“snapshot”", "snapsot"),
    ("logicalType: integer", "logicalType: int", "“logicalType” không nhận “int”", "logicalType: int"),
    ("corrections, value: in_workbook}", "corrections, value: in_workbook}\n- {property: sheeet, value: x}", "“sheeet” không có nghĩa.*“sheet”", "sheeet"),
    ("name: population_count", "name: household_count", "cột “household_count” có hai lần", "name: household_count"),
    ("- {property: dueDay, value: 10, unit: d, description: ngày của tháng sau}\n", "", "thiếu hoặc đặt sai chỗ mục “dueDay”", None),
    ("customProperties:\n", "customProperties: nhầm\nrest:\n", "sai kiểu.*chiso contract lint", None),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "sentence", "place"), MISTAKES, ids=[m[1].strip()[:40] or m[2] for m in MISTAKES])
def test_what_is_wrong_is_one_sentence_with_its_line(tmp_path, good, bad, sentence, place):
    assert good in GOOD
    text = GOOD.replace(good, bad, 1)
    path = tmp_path / "village_coverage.odcs.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_contract(path)
    said = str(caught.value)
    place_of = re.match(r"village_coverage\.odcs\.yaml, dòng (\d+): ", said)
    assert place_of and re.search(sentence, said), said
    assert "\n" not in said and said.endswith(".") and said.count(". ") == 0, said
    if place:
        assert place in text.splitlines()[int(place_of[1]) - 1], said


@pytest.mark.parametrize(("data", "sentence"), [(b"", "trống"), (b"abc\n", "không phải một hợp đồng"), ("tên: x\nmô: ".encode() + b"\xff", "UTF-8")])
def test_what_is_no_contract_at_all(tmp_path, data, sentence):
    path = tmp_path / "x.odcs.yaml"
    path.write_bytes(data)
    with pytest.raises(ContractError, match=rf"x\.odcs\.yaml, dòng {data.count(chr(10).encode()) + 1 if data.endswith(bytes([255])) else 1}: .*{sentence}"):
        read_contract(path)


def test_one_that_cannot_be_read_hides_no_other(tmp_path):
    """Lint tells what is wrong with each file, and who only shows contracts goes on with those that can be read."""
    first, second = tmp_path / "a.odcs.yaml", tmp_path / "village_coverage.odcs.yaml"
    first.write_text("a: [", encoding="utf-8")
    second.write_text(GOOD.replace("delivery, value: snapshot", "delivery, value: snapsot", 1), encoding="utf-8")
    found = lint_files([first, second], {})
    assert {f.path for f in found} == {first, second}
    assert readable_contracts([tmp_path]) == {}
    second.write_text(GOOD, encoding="utf-8")
    assert set(readable_contracts([tmp_path])) == {"village_coverage"}


def test_the_command_says_it_without_a_traceback(tmp_path, monkeypatch):
    (tmp_path / "x.odcs.yaml").write_text("a: [", encoding="utf-8")
    monkeypatch.setattr(sys.modules["orchestration.cli.contract"], "_folders", lambda deployment: (tmp_path,))
    result = CliRunner().invoke(cli, ["contract", "show", "x"])
    assert isinstance(result.exception, ContractError) and "x.odcs.yaml, dòng" in str(result.exception)
