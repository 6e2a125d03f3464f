"""Yardstick: the same indicator values by one plain pandas script.

Usage: python -m bench.yardstick_pandas FILES OUT.csv. Same job and same omissions as yardstick_duckdb.py; the formulas are written a
second time on purpose, so that two independent programs agree with ours or do not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HOLIDAYS = Path(__file__).resolve().parent.parent / "seeds" / "holiday.csv"
TIMES = {
    "submitted_at": "NgayNopHoSo",
    "received_at": "NgayTiepNhan",
    "due_at": "NgayHenTra",
    "finished_at": "NgayKetThucXuLy",
    "returned_at": "NgayTra",
    "rejected_at": "NgayTuChoi",
}
CODES = {
    "KenhThucHien": {"1", "2", "3"},
    "LoaiDoiTuong": {"1", "2", "3", "4"},
    "HinhThuc": {"0", "1"},
    "NoiNopHoSo": {"1", "2"},
    "DuocThanhToanTrucTuyen": {"0", "1", "2", "3"},
    "HoSoCoThanhPhanSoHoa": {"0", "1"},
    "TaiKhoanDuocXacThucVoiVNeID": {"0", "1"},
}
TEXT = ["MaHoSo", "MaTTHC", "TrangThaiHoSo", "DonViXuLy", *CODES, *TIMES.values()]


def rows_of(path: Path) -> list[dict]:
    text = path.read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("["):
        return json.loads(text)
    try:
        return json.loads(text)["data"]
    except (json.JSONDecodeError, KeyError):
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def flatten(row: dict) -> tuple:
    files = [f for f in row.get("TaiLieuNop") or [] if f.get("IsDeleted", "") in ("", "0", "False", "false", None)]
    asked = row.get("DanhSachHoSoBoSung") or []
    first = asked[0] if asked else {}
    return (
        *(row.get(name) or "" for name in TEXT),
        len(files),
        any(f.get("DuocTaiSuDung") in ("1", "2") for f in files),
        any((f.get("Gia") or "")[:1] in set("123456789") and f.get("Gia") for f in row.get("DanhSachLePhi") or []),
        bool(row.get("DanhSachGiayToKetQua")),
        len(asked),
        first.get("NgayBoSung") or "",
        first.get("NgayTiepNhanBoSung") or "",
        (first.get("NgayHenTraMoi") or "") > (first.get("NgayHenTraTruoc") or ""),
    )


def load(drop: Path) -> pd.DataFrame:
    names = [*TEXT, "files", "reused", "has_fee", "e_result", "supplements", "asked", "answered", "extended"]
    frames = [pd.DataFrame([flatten(r) for r in rows_of(p)], columns=names) for p in sorted(drop.rglob("*.json*"))]
    return pd.concat(frames, ignore_index=True)


def moment(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text.where(text.str.len() == 14), format="%Y%m%d%H%M%S", errors="coerce")


def type_facts(raw: pd.DataFrame, reference: Path) -> pd.DataFrame:
    names = pd.read_csv(reference / "agencies.csv", dtype=str)[["name_vi", "agency_code"]].set_axis(["name", "agency_code"], axis=1)
    aliases = pd.read_csv(reference / "agency_aliases.csv", dtype=str)[["alias", "agency_code"]].set_axis(["name", "agency_code"], axis=1)
    lookup = pd.concat([names, aliases])
    lookup = lookup.assign(name=lookup["name"].str.lower()).drop_duplicates().set_index("name")["agency_code"]
    d = raw.assign(agency_code=raw["DonViXuLy"].str.strip().str.lower().map(lookup))
    keep = d["agency_code"].notna()
    for name, text in TIMES.items():
        d[name] = moment(d[text])
        keep &= d[name].notna() | (d[text] == "")
    for column, codes in CODES.items():
        keep &= d[column].isin(codes | {""})
    done = d["TrangThaiHoSo"].isin(["9", "10"])
    keep &= d["MaHoSo"].str.len().between(8, 60) & d["MaHoSo"].str.contains("-", regex=False)
    keep &= d["MaTTHC"].str.match(r"^.\.......")
    keep &= d["received_at"].between("2010-01-01", "2099-12-31 23:59:59") & d["TrangThaiHoSo"].isin([str(i) for i in range(1, 11)])
    keep &= ~(d["due_at"] >= "2100-01-01") & ~(d["finished_at"] >= "2100-01-01")
    keep &= ~(d["due_at"] < d["received_at"]) & ~(d["finished_at"] < d["received_at"])
    keep &= ~done | d["finished_at"].notna() | d["returned_at"].notna()
    d = d[keep]
    version = d[["received_at", "finished_at", "returned_at", "rejected_at"]].max(axis=1)
    d = d.assign(version=version, rank=d["TrangThaiHoSo"].astype(int)).sort_values(["version", "rank"])
    return d.drop_duplicates("MaHoSo", keep="last")


def working_days(start: pd.Series, end: pd.Series) -> pd.Series:
    """Working days after `start` up to `end`, by the committed calendar."""
    holidays = pd.read_csv(HOLIDAYS, dtype=str).set_index("date")["day_type"]
    days = pd.date_range("2019-01-01", "2030-12-31")
    kind = holidays.reindex(days.strftime("%Y-%m-%d")).to_numpy()
    off = pd.Series(kind).isin(["holiday", "swapped_day_off", "compensatory_day_off"]).to_numpy()
    working = (pd.Series(kind) == "make_up_working_day").to_numpy() | ((days.day_of_week < 5) & ~off)
    number = pd.Series(working.cumsum(), index=days)
    return end.dt.normalize().map(number) - start.dt.normalize().map(number)


def derive(d: pd.DataFrame, reference: Path) -> pd.DataFrame:
    done = d["TrangThaiHoSo"].isin(["9", "10"])
    finished = d["finished_at"].fillna(d["returned_at"]).fillna(d["rejected_at"])
    waited = (moment(d["answered"]) - moment(d["asked"])).dt.total_seconds() // 60
    in_time = (
        (finished <= d["due_at"])
        | ((d["due_at"] == d["due_at"].dt.normalize()) & (finished.dt.normalize() == d["due_at"]))
        | ((d["supplements"] == 1) & ~d["extended"] & ((finished - d["due_at"]).dt.total_seconds() <= 60 * waited))
    )
    procedures = pd.read_csv(reference / "procedures.csv", dtype=str).dropna(subset=["statutory_days"]).set_index("procedure_code")
    legal = d["MaTTHC"].str[:8].map(procedures["statutory_days"].astype(int)).where(d["due_at"].isna())
    over = working_days(d["received_at"], finished) - legal
    in_time |= (over <= 0) | (1440 * over <= waited)
    is_open = d["TrangThaiHoSo"].isin(["2", "4", "5", "6"])
    end = finished.fillna(d["received_at"])
    month = lambda s: s.dt.to_period("M").dt.to_timestamp()  # noqa: E731
    exposed = d["due_at"].notna() & (is_open | (end > d["due_at"]))
    return d.assign(
        counted=~d["TrangThaiHoSo"].isin(["1", "3"]),
        received_month=month(d["received_at"]),
        finished_month=month(finished).where(done),
        closed_month=month(end).where(~is_open),
        due_month=month(d["due_at"]).where(exposed),
        exposed=exposed,
        on_time=in_time & (d["supplements"] <= 1),
        has_on_time=done & (d["due_at"].notna() | legal.notna() | (d["supplements"] > 1)),
        online=d["KenhThucHien"] == "2",
        has_files=d["files"] > 0,
        paid=d["DuocThanhToanTrucTuyen"].isin(["1", "2"]),
        true=True,
    )


INDICATORS = {
    "DVC-01": ("received_month", ["true"], "online"),
    "DVC-02": ("finished_month", ["has_on_time"], "on_time"),
    "DVC-03": ("finished_month", ["true"], "e_result"),
    "DVC-04": ("received_month", ["HoSoCoThanhPhanSoHoa"], "1"),
    "DVC-05": ("received_month", ["has_files"], "reused"),
    "DVC-06": ("received_month", ["has_fee", "DuocThanhToanTrucTuyen"], "paid"),
    "DVC-07": ("received_month", ["TaiKhoanDuocXacThucVoiVNeID"], "1"),
}


def count(d: pd.DataFrame) -> pd.DataFrame:
    found = []
    for code, (month, bases, top) in INDICATORS.items():
        base = d[month].notna() & (d["counted"] | (month == "finished_month"))
        for column in bases:
            base &= d[column] if d[column].dtype == bool else d[column] != ""
        hit = d[bases[-1]] == "1" if top == "1" else d[top]
        part = d[base].assign(numerator=(base & hit)[base]).groupby(["agency_code", month])["numerator"].agg(["sum", "size"]).reset_index()
        found.append(part.set_axis(["agency_code", "month", "numerator", "denominator"], axis=1).assign(indicator_code=code))
    found.append(stock(d[d["counted"]]))
    units = pd.concat(found)
    province = units.groupby(["indicator_code", "month"], as_index=False)[["numerator", "denominator"]].sum().assign(agency_code="province")
    whole = pd.concat([units, province])
    return whole[(whole["denominator"] > 0) & whole["month"].isin(d["received_month"].unique())]


def stock(d: pd.DataFrame) -> pd.DataFrame:
    months = np.sort(d["received_month"].unique())

    def flow(rows: pd.DataFrame, month: str) -> pd.DataFrame:
        return rows.groupby(["agency_code", month]).size().rename_axis(["agency_code", "month"])

    opened = flow(d, "received_month").sub(flow(d[d["closed_month"].notna()], "closed_month"), fill_value=0)
    late = d[d["exposed"]]
    overdue = flow(late, "due_month").sub(flow(late[late["closed_month"].notna()], "closed_month"), fill_value=0)
    both = pd.concat([overdue.rename("numerator"), opened.rename("denominator")], axis=1).fillna(0).sort_index()
    first = both.reset_index().groupby("agency_code")["month"].min()
    every = both.groupby(level=0).cumsum().reset_index()
    grid = pd.MultiIndex.from_product([first.index, np.sort(np.union1d(months, every["month"].unique()))], names=["agency_code", "month"])
    filled = every.set_index(["agency_code", "month"]).reindex(grid).groupby(level=0).ffill().dropna().reset_index()
    return filled.assign(indicator_code="DVC-08")


def main() -> None:
    files, out = Path(sys.argv[1]), Path(sys.argv[2])
    values = count(derive(type_facts(load(files / "drop"), files / "reference"), files / "reference"))
    values = values.astype({"numerator": int, "denominator": int}).assign(month=values["month"].dt.strftime("%Y-%m-%d"))
    values[["indicator_code", "agency_code", "month", "numerator", "denominator"]].sort_values(
        ["indicator_code", "agency_code", "month"]
    ).to_csv(out, index=False)


if __name__ == "__main__":
    main()
