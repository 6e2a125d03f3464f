"""The guard over whole loads: swapped columns, keys, tokens, communes, party lists, modules that are off."""

from __future__ import annotations

import csv
import io
import re
import stat

import duckdb
import pytest

from orchestration.intake import raw
from tests.unit.intake.conftest import Place, dossier, workbook
from tests.unit.intake.small_contract import column, small_contract

COLUMNS = [
    column("item_code", "Mã số", key=1),
    column("village_name", "Thôn"),
    column("counted_on", "Ngày", type="date", formats=["dd/MM/yyyy"]),
    column("amount", "Số tiền", type="number"),
]
HEADER = ["Mã số", "Thôn", "Ngày", "Số tiền"]


def csv_text(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def ids(count: int) -> list[str]:
    return [f"0380{80 + i % 20}{i:06d}" for i in range(count)]


@pytest.fixture(params=["in memory", "through DuckDB"])
def form(request, place, tmp_path, monkeypatch) -> Place:
    """One small contract; small loads in memory, and the same loads the way large ones go."""
    place.contracts = {"form": small_contract(tmp_path / "contracts", "form", COLUMNS)}
    if request.param != "in memory":
        monkeypatch.setattr(raw, "SMALL_ROWS", -1)
    return place


def send(place: Place, rows: list[list[str]], name: str = "a.csv", header: list[str] = HEADER):
    return place.one(place.put(name, csv_text(header, rows)))


@pytest.mark.parametrize(("at", "label"), [(0, "Mã số"), (1, "Thôn"), (2, "Ngày")])
def test_a_column_of_persons_numbers_refuses_the_file_and_names_the_column(form, at, label):
    rows = [["", "Thôn 1", "05/08/2025", "1000"] for _ in range(8)]
    for number, row in enumerate(rows):
        row[0] = f"MA-{number:03d}"
        if number < 5:
            row[at] = ids(8)[number]
    result = send(form, rows)
    assert (
        result.reason_code in {"PD_COLUMN", "COLUMN_SHIFT" if at == 2 else ""}
        and f"“{label}”" in result.reason_vi
        and result.extract == "form"
    )
    assert not re.search(r"\d{6}", result.reason_vi) and not list(form.deployment.raw_dir.rglob("*.parquet"))


def test_a_number_column_of_citizens_numbers_without_their_zero_is_refused_and_amounts_are_not(form):
    rows = [[f"MA-{i:03d}", "Thôn 1", "05/08/2025", ids(12)[i][1:]] for i in range(12)]
    assert send(form, rows).reason_code == "PD_COLUMN"
    amounts = [[f"MA-{i:03d}", "Thôn 1", "05/08/2025", str(38_090_000_000 + 37_000_000 * i)] for i in range(12)]
    assert send(form, amounts, "b.csv").status == "accepted"


def test_few_persons_numbers_among_other_codes_give_way(form):
    rows = [[f"MA-{i:03d}", "Thôn 1", "05/08/2025", "1"] for i in range(9)]
    rows[3][0], rows[4][0], rows[5][1] = "038090001234", "a.b@c.vn", "Thôn 2 (0912345678)"
    result = send(form, rows)
    read = form.rows(result)
    assert result.masked_values == 3 and read[5]["village_name"] == "Thôn 2 ([10 chữ số])"
    assert re.fullmatch(r"\[12 chữ số·[0-9a-f]{8}\]", read[3]["item_code"]) and re.fullmatch(
        r"\[thư điện tử·[0-9a-f]{8}\]", read[4]["item_code"]
    )
    assert [r["item_code"] for r in read[:3]] == ["MA-000", "MA-001", "MA-002"] and read[0]["source_row"] == 2


def test_long_codes_are_not_destroyed(form):
    """Receipt numbers of twelve digits, a third of which happen to be built like a citizen's number."""
    codes = [f"0380{7 * i:02d}{i:06d}" if i % 3 == 0 else f"5001{i:08d}" for i in range(12)]
    result = send(form, [[c, "Thôn 1", "05/08/2025", "1"] for c in codes])
    assert result.masked_values == 0 and [r["item_code"] for r in form.rows(result)] == codes


def test_a_contract_whose_examples_are_such_codes_takes_them(form, tmp_path):
    columns = [column("item_code", "Mã số", key=1, examples=["038090000001"]), *COLUMNS[1:]]
    form.contracts = {"form": small_contract(tmp_path / "other", "form", columns)}
    result = send(form, [[c, "Thôn 1", "05/08/2025", "1"] for c in ids(6)])
    assert result.status == "accepted" and [r["item_code"] for r in form.rows(result)] == ids(6)


def test_two_masked_keys_stay_two(place, tmp_path):
    columns = [column("village_name", "Thôn", key=1), column("note_text", "Loại")]
    place.contracts = {"form": small_contract(tmp_path / "contracts", "form", columns)}
    phones = ["0912345678", "0987654321", "0912 345 678"]
    result = send(place, [[f"Thôn 1 {p}", "x"] for p in phones] + [[f"Thôn {i}", "y"] for i in range(9)], header=["Thôn", "Loại"])
    names = [r["village_name"] for r in place.rows(result)[:3]]
    assert len({re.search("·([0-9a-f]{8})", n).group(1) for n in names}) == 2 and names[0] != names[1]


def test_tokens_and_communes(place, tmp_path, monkeypatch):
    columns = [
        column("item_code", "Mã số", key=1),
        column("person", "CCCD", handling="token", nullTokens=["-"]),
        column("commune", "Địa chỉ", handling="generalise", generaliseTo="commune"),
    ]
    place.contracts = {"form": small_contract(tmp_path / "contracts", "form", columns)}
    folder = place.deployment.reference_dir
    folder.mkdir()
    (folder / "units.csv").write_text(
        "unit_code,name_vi,unit_type,parent_code,valid_from,valid_to\n1,Xã Bình Yên,xa,99,,\n2,Phường Bình Yên,phuong,99,,\n3,Xã Hòa Lạc,xa,99,,\n"
        "4,Huyện Hòa Lạc,huyen,99,,\n",
        encoding="utf-8",
    )
    (folder / "agencies.csv").write_text(
        "agency_code,name_vi,agency_kind,unit_type,unit_code,parent_code,valid_from,valid_to,short_name_vi\nH99.3,UBND xã Hòa Lạc,x,xa,3,,,,\n",
        encoding="utf-8",
    )
    (folder / "agency_aliases.csv").write_text("alias,agency_code,valid_from,valid_to\nUBND X. Hoà Lạc cũ,H99.3,,\n", encoding="utf-8")
    rows = [
        ["MA-1", "038090001234", "Nhà ông Kín, thôn 5, xã Bình Yên, tỉnh Mẫu"],
        ["MA-2", "38090001234", "số 7, P. Bình Yên"],
        ["MA-3", "038 090 001 234", "thôn Bình Yên, xã Hoà Lạc, huyện Hòa Lạc"],
        ["MA-4", "-", "xã Bình Yên và xã Hòa Lạc"],
        ["MA-5", "", "Bình Yên"],
        ["MA-6", "038090009999", "X.Hoa Lac"],
    ]
    result = send(place, rows, header=["Mã số", "CCCD", "Địa chỉ"])
    read = place.rows(result)
    assert [r["commune"] for r in read] == ["Xã Bình Yên", "Phường Bình Yên", "Xã Hòa Lạc", None, None, "Xã Hòa Lạc"]
    assert result.notes["commune_unknown"] == 2
    tokens = [r["person"] for r in read]
    assert tokens[0] == tokens[1] == tokens[2] != tokens[5] and tokens[3:5] == ["-", ""] and re.fullmatch("[0-9a-f]{32}", tokens[0])
    key = place.deployment.state_dir / "token.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and len(bytes.fromhex(key.read_text())) == 32
    written = place.bytes_written()
    assert not [s for s in ("038090001234", "38090001234", "thôn 5", "Kín") if s.encode() in written]
    monkeypatch.setattr(raw, "SMALL_ROWS", -1)
    again = send(place, [*rows, ["MA-7", "038090001234", ""]], "b.csv", ["Mã số", "CCCD", "Địa chỉ"])
    large = place.rows(again)
    assert large[6]["person"] == tokens[0] and [r["commune"] for r in large][:6] == [r["commune"] for r in read]
    other = Place(tmp_path / "other")
    other.contracts = place.contracts
    theirs = other.rows(send(other, rows[:1], header=["Mã số", "CCCD", "Địa chỉ"]))[0]["person"]
    assert theirs != tokens[0], "another deployment, another key"


PARTY = [
    column("party_org_code", "Mã TCĐ", key=1), column("party_org_name", "Đảng bộ/Chi bộ"),
    column("member_count", "Tổng số đảng viên", type="integer"), column("active_count", "Đã kích hoạt/đăng nhập", type="integer"),
]  # fmt: skip
BETRAYING = ["Họ tên", "Họ và tên", "CCCD", "Ngày sinh", "Số thẻ đảng", "Ngày vào Đảng"]


@pytest.fixture
def party(place, tmp_path) -> Place:
    contract = small_contract(tmp_path / "contracts", "party_form", PARTY, refuseHeaders=BETRAYING, module="party", audience="party")
    place.contracts = {**place.contracts, "party_form": contract}
    return place


MEMBERS = ["STT", "Họ và tên", "Ngày sinh", "Chi bộ", "Ngày vào Đảng"]


@pytest.mark.parametrize("container", ["sheet", "csv", "html", "json", "second sheet"])
def test_a_list_of_party_members_is_refused_and_purged(party, container, tmp_path):
    row = ["1", "Lò Văn Kín", "01/01/1970", "Chi bộ 3", "03/02/1999"]
    if container == "csv":
        path = party.put("Dang vien Lo Van Kin.csv", csv_text(MEMBERS, [row]))
    elif container == "json":
        path = party.put("kin.json", '[{"HoTen": "Lò Văn Kín", "Ngày vào Đảng": "03/02/1999", "Chi bộ": "3"}]')
    elif container == "html":
        cells = "".join(f"<td>{c}</td>" for c in row)
        path = party.put("kin.xls", f"<table><tr>{''.join(f'<th>{h}</th>' for h in MEMBERS)}</tr><tr>{cells}</tr></table>")
    else:
        sheets = [["DANH SÁCH ĐẢNG VIÊN"], [], MEMBERS, row]
        if container == "sheet":
            path = workbook(party.drop / "kin.xlsx", sheets)
        else:
            import xlsxwriter

            path = party.drop / "kin.xlsx"
            with xlsxwriter.Workbook(str(path)) as book:
                for name, rows in (("Biểu", [[c["businessName"] for c in PARTY], ["01", "Đảng bộ xã", 5, 4]]), ("Chi tiết", sheets)):
                    page = book.add_worksheet(name)
                    for r, cells in enumerate(rows):
                        page.write_row(r, 0, cells)
    content = path.read_bytes()
    for _ in range(2):
        result = party.one(path)
        assert (result.status, result.reason_code, result.file_label, result.extract) == ("refused", "PD_ROW_LEVEL_PARTY", "(ẩn)", None)
        assert not [p for p in party.deployment.landing_dir.rglob("*") if p.is_file() and p.read_bytes() == content]
    assert not [s for s in ("Kín", "Kin", "1970") if s.encode() in party.bytes_written()]


def test_a_hidden_list_is_left_out_and_totals_load(party, tmp_path):
    party.deployment.config_path.write_text(
        party.deployment.config_path.read_text().replace("extracts", 'modules = ["party"]\nextracts', 1)
    )
    from orchestration.deployment import load_deployment

    rows = [[c["businessName"] for c in PARTY], ["01", "Đảng bộ xã", 5, 4]]
    path = workbook(party.drop / "a.xlsx", rows, hidden={"ds": [MEMBERS, ["1", "Lò Văn Kín", "x", "y", "z"]]})
    assert party.one(path).reason_code == "MODULE_OFF"
    party.deployment = load_deployment(party.deployment.root)
    result = party.one(path)
    assert result.status == "accepted" and party.rows(result)[0]["member_count"] == "5"
    assert "Kín".encode() not in party.bytes_written()


def test_headers_that_every_list_of_persons_has_do_not_make_a_party_list(party):
    record = dossier(1, **{"Họ tên": "Nguyễn Văn Kín", "Ngày sinh": "1970"})
    import json

    result = party.one(party.put("a.json", json.dumps([record], ensure_ascii=False)))
    assert result.status == "accepted" and "Kín".encode() not in party.bytes_written()


def test_a_contract_that_is_off_by_its_module_is_named(place, tmp_path):
    """Its contract is not among those that are on: the folder knows it."""
    from dataclasses import replace

    small_contract(tmp_path / "contracts", "party_form", PARTY, refuseHeaders=BETRAYING, module="party", audience="party")
    place.deployment = replace(place.deployment, contracts_dirs=(*place.deployment.contracts_dirs, tmp_path / "contracts"))
    result = send(place, [["01", "Đảng bộ xã", "5", "4"]], header=[c["businessName"] for c in PARTY])
    assert result.reason_code == "MODULE_OFF" and "party" in result.reason_vi
    listed = send(place, [["1", "Lò Văn Kín", "x", "y", "z"]], "b.csv", MEMBERS)
    assert listed.reason_code == "PD_ROW_LEVEL_PARTY"


def test_arrays_are_scanned_inside_their_texts(place):
    files = [{"TenTepDinhKem": "x", "IsDeleted": "False", "DuocSoHoa": "gọi 0912 345 678", "DuocTaiSuDung": "1"}]
    fees = [{"HinhThucThu": "1", "Gia": "150000000", "MaPhiLePhi": "038090001234"}]
    import json

    result = place.one(place.put("a.json", json.dumps([dossier(1, TaiLieuNop=files, DanhSachLePhi=fees)], ensure_ascii=False)))
    text = duckdb.sql(
        f"select files || fees from read_parquet('{place.deployment.raw_dir}/dvc_dossier/{result.load_id}.parquet')"
    ).fetchall()[0][0]
    assert "0912" not in text and "038090001234" not in text and "150000000" in text
