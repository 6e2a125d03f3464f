"""Yardstick: the same indicator values by one hand-written DuckDB script.

Usage: python -m bench.yardstick_duckdb FILES OUT.csv. Loads the dossier extracts as text, types them into one fact, counts eight
indicators by agency and month. No landing, no ledger, no history, no quarantine report, no checks, no release.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

HOLIDAYS = Path(__file__).resolve().parent.parent / "seeds" / "holiday.csv"
TEXT = [
    "MaHoSo",
    "MaTTHC",
    "KenhThucHien",
    "LoaiDoiTuong",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "NgayTuChoi",
    "TrangThaiHoSo",
    "HinhThuc",
    "DonViXuLy",
    "NoiNopHoSo",
    "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen",
]
LISTS = {
    "TaiLieuNop": "STRUCT(IsDeleted VARCHAR, DuocSoHoa VARCHAR, DuocTaiSuDung VARCHAR)[]",
    "DanhSachLePhi": "STRUCT(Gia VARCHAR)[]",
    "DanhSachHoSoBoSung": "STRUCT(NgayBoSung VARCHAR, NgayTiepNhanBoSung VARCHAR, NgayHenTraTruoc VARCHAR, NgayHenTraMoi VARCHAR)[]",
    "DanhSachGiayToKetQua": "STRUCT(MaGiayToKetQua VARCHAR)[]",
}
TIMES = {
    "submitted_at": "NgayNopHoSo",
    "received_at": "NgayTiepNhan",
    "due_at": "NgayHenTra",
    "finished_at": "NgayKetThucXuLy",
    "returned_at": "NgayTra",
    "rejected_at": "NgayTuChoi",
}
CODES = {
    "KenhThucHien": "'1','2','3'",
    "LoaiDoiTuong": "'1','2','3','4'",
    "HinhThuc": "'0','1'",
    "NoiNopHoSo": "'1','2'",
    "DuocThanhToanTrucTuyen": "'0','1','2','3'",
    "HoSoCoThanhPhanSoHoa": "'0','1'",
    "TaiKhoanDuocXacThucVoiVNeID": "'0','1'",
}
INDICATORS = {
    "DVC-01": ("received_month", "true", "online"),
    "DVC-02": ("finished_month", "on_time is not null", "on_time"),
    "DVC-03": ("finished_month", "true", "e_result"),
    "DVC-04": ("received_month", "digitised is not null", "digitised"),
    "DVC-05": ("received_month", "has_files", "reused"),
    "DVC-06": ("received_month", "has_fee and paid is not null", "paid"),
    "DVC-07": ("received_month", "vneid is not null", "vneid"),
}


def load(c: duckdb.DuckDBPyConnection, drop: Path) -> None:
    """All files as one all-text table; the three shapes of the format told apart by their first character and size of line."""
    shapes: dict[str, list[str]] = {"array": [], "wrapper": [], "lines": []}
    for path in sorted(drop.rglob("*.json*")):
        with path.open("rb") as file:
            head = file.read(200).lstrip(b"\xef\xbb\xbf \r\n")
        shapes["array" if head.startswith(b"[") else "lines" if head.startswith(b'{"MaHoSo"') else "wrapper"].append(str(path))
    columns = {name: "VARCHAR" for name in TEXT} | LISTS
    names = ", ".join(columns)
    parts = []
    if shapes["array"]:
        parts.append(f"select {names} from read_json({shapes['array']}, format = 'array', columns = {columns})")
    if shapes["lines"]:
        parts.append(f"select {names} from read_json({shapes['lines']}, format = 'newline_delimited', columns = {columns})")
    if shapes["wrapper"]:
        row = "STRUCT(" + ", ".join(f"{n} {t}" for n, t in columns.items()) + ")[]"
        parts.append(
            f"select unnest(data, recursive := false) as r from read_json({shapes['wrapper']}, columns = {{'data': '{row}'}}, "
            "format = 'auto', maximum_object_size = 33554432)"
        )
        parts[-1] = f"select {', '.join('r.' + n for n in columns)} from ({parts[-1]})"
    c.execute("create table raw as " + " union all ".join(parts))


def type_facts(c: duckdb.DuckDBPyConnection, reference: Path) -> None:
    """One row a dossier: the latest valid state, typed."""
    c.execute(
        f"create table agency as select lower(name_vi) as name, agency_code from read_csv('{reference}/agencies.csv', all_varchar = true) "
        f"union select lower(alias), agency_code from read_csv('{reference}/agency_aliases.csv', all_varchar = true)"
    )
    times = ", ".join(f"try_strptime(nullif({text}, ''), '%Y%m%d%H%M%S') as {name}" for name, text in TIMES.items())
    valid = " and ".join(
        [f"(coalesce({text}, '') = '' or {name} is not null)" for name, text in TIMES.items()]
        + [f"(coalesce({column}, '') in ('', {codes}))" for column, codes in CODES.items()]
    )
    c.execute(
        f"""
        create table fact as
        with typed as (select *, {times} from raw)
        select
            agency_code, left(MaTTHC, 8) as procedure_code, received_at, due_at, TrangThaiHoSo as status, coalesce(finished_at, returned_at, rejected_at) as finished_at,
            coalesce(KenhThucHien, '') = '2' as online, nullif(HoSoCoThanhPhanSoHoa, '') = '1' as digitised,
            nullif(TaiKhoanDuocXacThucVoiVNeID, '') = '1' as vneid, nullif(DuocThanhToanTrucTuyen, '') in ('1', '2') as paid,
            len(list_filter(TaiLieuNop, lambda f: coalesce(f.IsDeleted, '') in ('', '0', 'False', 'false'))) as files,
            len(list_filter(TaiLieuNop, lambda f: coalesce(f.IsDeleted, '') in ('', '0', 'False', 'false') and f.DuocTaiSuDung in ('1', '2'))) > 0 as reused,
            len(list_filter(DanhSachLePhi, lambda f: f.Gia similar to '[1-9].*')) > 0 as has_fee,
            len(DanhSachGiayToKetQua) > 0 as e_result,
            len(DanhSachHoSoBoSung) as supplements, DanhSachHoSoBoSung[1] as supplement
        from typed inner join agency on lower(trim(DonViXuLy)) = agency.name
        where length(MaHoSo) between 8 and 60 and MaHoSo like '%-%' and MaTTHC like '_.______%'
            and received_at >= '2010-01-01' and received_at < '2100-01-01' and TrangThaiHoSo in ('1','2','3','4','5','6','7','8','9','10')
            and {valid} and coalesce(due_at < '2100-01-01', true) and coalesce(finished_at < '2100-01-01', true)
            and coalesce(due_at >= received_at, true) and coalesce(finished_at >= received_at, true)
            and (TrangThaiHoSo not in ('9', '10') or finished_at is not null or returned_at is not null)
        qualify row_number() over (
            partition by MaHoSo
            order by greatest(received_at, finished_at, returned_at, rejected_at) desc, cast(TrangThaiHoSo as integer) desc
        ) = 1
        """
    )
    c.execute("drop table raw")
    c.execute(
        f"create table procedure as select procedure_code, statutory_days::integer as statutory_days "
        f"from read_csv('{reference}/procedures.csv', all_varchar = true) where statutory_days <> ''"
    )
    c.execute(
        f"""
        create table calendar as
        with holiday as (select date::date as day, day_type from read_csv('{HOLIDAYS}', all_varchar = true))
        select d::date as day, sum((coalesce(day_type, '') = 'make_up_working_day' or (isodow(d) <= 5
            and coalesce(day_type, '') not in ('holiday', 'swapped_day_off', 'compensatory_day_off')))::integer) over (order by d) as number
        from range(timestamp '2019-01-01', timestamp '2031-01-01', interval 1 day) as days(d) left join holiday on holiday.day = d::date
        """
    )


def count(c: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Numerators and denominators by agency and month, the province as their sum, open dossiers as running sums."""
    waited = (
        "date_diff('second', try_strptime(nullif(supplement.NgayBoSung, ''), '%Y%m%d%H%M%S'), "
        "try_strptime(nullif(supplement.NgayTiepNhanBoSung, ''), '%Y%m%d%H%M%S')) // 60"
    )
    c.execute(
        f"""
        create view dossier as
        select *, files > 0 as has_files, status in ('2', '4', '5', '6') as is_open, status not in ('1', '3') as counted,
            date_trunc('month', received_at)::date as received_month,
            case when status in ('9', '10') then date_trunc('month', finished_at)::date end as finished_month,
            case
                when status not in ('9', '10') then null
                when supplements > 1 then false
                when due_at is null and statutory_days is null then null
                when due_at is null then ended.number - began.number <= statutory_days
                    or coalesce(1440 * (ended.number - began.number - statutory_days) <= ({waited}), false)
                else finished_at <= due_at
                    or (due_at = date_trunc('day', due_at) and finished_at::date = due_at::date)
                    or coalesce(supplements = 1 and not coalesce(nullif(supplement.NgayHenTraMoi, '') > coalesce(supplement.NgayHenTraTruoc, ''), false)
                        and date_diff('second', due_at, finished_at) <= 60 * ({waited}), false)
            end as on_time
        from fact
        left join procedure on due_at is null and fact.procedure_code = procedure.procedure_code
        left join calendar as began on due_at is null and began.day = received_at::date
        left join calendar as ended on due_at is null and ended.day = finished_at::date
        """
    )
    sums = " union all ".join(
        f"select '{code}' as indicator_code, agency_code, {month} as month, count(*) filter (where {top}) as numerator, "
        f"count(*) filter (where {base}) as denominator from dossier where {month} is not null"
        f"{' and counted' if month == 'received_month' else ''} group by all"
        for code, (month, base, top) in INDICATORS.items()
        for top in [f"({base}) and {top}"]
    )
    late = "(is_open or coalesce(finished_at, received_at) > due_at) and due_at is not null"
    flows = f"""
        select agency_code, received_month as month, 1 as opened, 0 as overdue from dossier where counted
        union all select agency_code, date_trunc('month', coalesce(finished_at, received_at))::date, -1, 0 from dossier where counted and not is_open
        union all select agency_code, date_trunc('month', due_at)::date, 0, 1 from dossier where counted and {late}
        union all select agency_code, date_trunc('month', coalesce(finished_at, received_at))::date, 0, -1 from dossier where counted and not is_open and {late}
    """
    c.execute(
        f"""
        copy (
            with month as (select distinct received_month as month from dossier),
            flow as (select agency_code, month, sum(opened) as opened, sum(overdue) as overdue from ({flows}) group by all),
            stock as (
                select 'DVC-08' as indicator_code, a.agency_code, m.month, sum(f.overdue) as numerator, sum(f.opened) as denominator
                from (select agency_code, min(month) as first_month from flow group by 1) as a
                inner join month as m on m.month >= a.first_month
                inner join flow as f on f.agency_code = a.agency_code and f.month <= m.month
                group by all
            ),
            unit as (select * from ({sums}) union all select * from stock)
            select indicator_code, agency_code, month, numerator::bigint as numerator, denominator::bigint as denominator
            from (
                select * from unit
                union all
                select indicator_code, 'province', month, sum(numerator), sum(denominator) from unit group by all
            )
            where denominator > 0 and month in (select month from month)
            order by all
        ) to '{out}' (header)
        """
    )


def main() -> None:
    files, out = Path(sys.argv[1]), Path(sys.argv[2])
    c = duckdb.connect(config={"threads": 2})
    load(c, files / "drop")
    type_facts(c, files / "reference")
    count(c, out)


if __name__ == "__main__":
    main()
