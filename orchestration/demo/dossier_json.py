"""E01: dossiers as the JSON that `DongBoHoSoMC` carries, one file an agency and month.

Here: the text of a row, built in DuckDB from whole columns (template/dossier_row.sql), and
the three containers (wrapper object, bare array, JSON lines). Not here: what happened to a dossier (dossiers.py).
Personal fields hold obviously invented people: identity numbers begin with 999, phones with 0900, e-mail ends in
`.invalid`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.demo.files import Written
from orchestration.demo.plan import Plan
from orchestration.demo.province import FORMER_NAMES, MARK, PROVINCE_AGENCY, Agency, agencies, procedures
from orchestration.demo.workdays import day_number, stamp, yyyymmdd

BATCH_ROWS = 20_000
UNKNOWN_UNIT = "Ban Quản lý dự án Mẫu"
PROVINCIAL_VARIANT = "YT01"  # this field's codes are sent as `9.000029.000.00.00.H99`
OLD_CODE_UNTIL, OLD_CODE_DEPARTMENT = date(2025, 6, 30), 4  # codes of the form `000.00.04.H99-yyMMdd-nnnn` until then
ROW_SQL = Path(__file__).parent / "template" / "dossier_row.sql"


def spelling(agency: Agency, other: bool) -> str:
    """The unit's name as its software writes it; now and then another spelling."""
    if agency.kind == "department":
        return agency.aliases[0] if other else agency.name
    common = agency.number % len(agency.aliases)
    return agency.aliases[(common + 1) % len(agency.aliases) if other else common]


def _names(rows: dict[str, np.ndarray]) -> pa.Array:
    """Unit names: usual spelling, other spelling, and the former name while it was valid."""
    names = [spelling(a, False) for a in agencies()] + [spelling(a, True) for a in agencies()]
    place = rows["agency"] + np.where(rows["spelling"], len(agencies()), 0)
    for former, number, until in FORMER_NAMES:
        old = (rows["agency"] == number - 1) & (rows["day"] <= day_number(date.fromisoformat(until)))
        place = np.where(old, len(names), place)
        names.append(former)
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int16)), names)


def dossier_codes(rows: dict[str, np.ndarray]) -> pa.Array:
    """`H99.14-261031-0001`: agency, day of receipt, running number of the day; unique over the whole history."""
    prefixes = [a.code for a in agencies()] + [f"000.00.{OLD_CODE_DEPARTMENT:02d}.{PROVINCE_AGENCY}"]
    old = (rows["agency"] == OLD_CODE_DEPARTMENT - 1) & (rows["day"] <= day_number(OLD_CODE_UNTIL))
    place = np.where(old, len(agencies()), rows["agency"])
    table = pa.table(
        {
            "prefix": pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int16)), prefixes),
            "day": yyyymmdd(rows["day"]) % 1_000_000,
            "number": rows["number"],
        }
    )
    with duckdb.connect() as con:
        con.register("codes", table)
        four = "case when number < 10000 then lpad(number::varchar, 4, '0') else number::varchar end"
        return (
            con.sql(f"select concat(prefix, '-', day, '-', {four}) as c from codes")
            .to_arrow_table()["c"]
            .combine_chunks()
        )


def _table(rows: dict[str, np.ndarray], plan: Plan) -> pa.Table:
    """The columns DuckDB needs: numbers as they are, names as dictionaries."""
    plain = (
        "agency",
        "person",
        "month_end",
        "returned",
        "defect",
        "channel",
        "applicant_type",
        "supplements",
        "file_count",
        "waiting",
        "gateway",
        "price",
        "outcome",
        "is_final",
        "digitised",
        "reused",
        "electronic",
        "has_fee",
        "exempt",
        "paid_online",
        "vneid",
    )
    data: dict[str, object] = {name: rows[name] for name in plain}
    noon, evening = np.full(len(rows["day"]), 41_400), np.full(len(rows["day"]), 61_200)
    catalogue = procedures()
    place = pa.array(rows["procedure"].astype(np.int16))
    variant = ".000.00.00." + PROVINCE_AGENCY
    codes = [p.code + (variant if p.field_code == PROVINCIAL_VARIANT else "") for p in catalogue]
    for name, values in (
        ("procedure_code", codes),
        ("procedure_name", [p.name for p in catalogue]),
        ("field_code", [p.field_code for p in catalogue]),
        ("field_name", [p.field_name for p in catalogue]),
    ):
        data[name] = pa.DictionaryArray.from_arrays(place, values)
    data["unit_name"] = _names(rows)
    data["dossier_code"] = dossier_codes(rows)
    starts = np.r_[True, rows["agency"][1:] != rows["agency"][:-1]]
    lines = np.array([plan.json_style(a.index) == "lines" for a in agencies()])[rows["agency"]]
    data["separator"] = pa.DictionaryArray.from_arrays(
        pa.array(np.where(starts, 0, np.where(lines, 1, 2)).astype(np.int8)), ["", "\n", ",\n"]
    )
    data["deleted_no"] = pa.DictionaryArray.from_arrays(pa.array((rows["agency"] % 2).astype(np.int8)), ["False", "0"])
    day = rows["day"]
    data["received_number"] = stamp(day, rows["second"])
    before = np.maximum(day * 86_400 + rows["second"] - rows["lead_second"], 0)
    data["submitted_number"] = stamp(before // 86_400, before % 86_400)
    data["due_number"] = stamp(np.where(rows["supplements"] > 0, rows["due"], rows["due_first"]), evening)
    ended = np.minimum(rows["end"], 24_000)
    data["end_number"] = stamp(ended, rows["end_second"])
    data["returned_number"] = stamp(rows["returned"], np.minimum(rows["returned_second"], 86_399))
    middle = rows["due_first"] + np.where(
        rows["supplements"] > 1, (rows["due"] - rows["due_first"]) // 2, rows["due"] - rows["due_first"]
    )
    data |= {
        "ask_1": stamp(rows["ask"], noon),
        "answer_1": stamp(rows["ask"] + 1, noon),
        "ask_2": stamp(rows["ask"] + 2, noon),
        "answer_2": stamp(rows["ask"] + 3, noon),
        "due_before_1": stamp(rows["due_first"], evening),
        "due_after_1": stamp(middle, evening),
        "due_before_2": stamp(middle, evening),
        "due_after_2": stamp(rows["due"], evening),
    }
    return pa.table(data)


def _slices(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, int, memoryview]]:
    """(agency, rows, UTF-8 bytes) for each run of one agency inside each batch; no row is touched in Python."""
    for batch in batches:
        text = batch.column(1)
        offsets = np.frombuffer(text.buffers()[1], dtype=np.int32)[text.offset : text.offset + len(text) + 1]
        body = memoryview(text.buffers()[2])
        agency = batch.column(0).to_numpy()
        edges = np.r_[0, np.flatnonzero(agency[1:] != agency[:-1]) + 1, len(agency)]
        for start, stop in pairwise(edges.tolist()):
            yield int(agency[start]), stop - start, body[offsets[start] : offsets[stop]]


HEADS = {
    "wrapper": f'{{"service":"DongBoHoSoMC","isUpdating":"True","GhiChuHeThong":"{MARK}","data":[\n',
    "wrapper_tail": '{"service":"DongBoHoSoMC","isUpdating":"True","data":[\n',
    "array": "[\n",
    "lines": "",
}
TAILS = {"wrapper": "\n]}\n", "wrapper_tail": f'\n],"GhiChuHeThong":"{MARK}"}}\n', "array": "\n]\n", "lines": "\n"}


def write_month(folder: Path, plan: Plan, month: date, rows: dict[str, np.ndarray]) -> list[Written]:
    """Write the month's files of every agency in `rows` (sorted by agency) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if not len(rows["agency"]):
        return []
    done: list[Written] = []
    with duckdb.connect(config={"threads": 1}) as con:
        con.register("dossier_rows", _table(rows, plan))
        con.execute("set variable simulated_mark = ?", [MARK])
        con.execute("set variable unknown_unit = ?", [UNKNOWN_UNIT])
        con.execute(ROW_SQL.read_text(encoding="utf-8"))
        reader = con.sql("select agency, text from dossier_json").to_arrow_reader(BATCH_ROWS)
        stream, current, count, path = None, -1, 0, folder
        for agency, length, body in _slices(iter(reader)):
            if agency != current:
                if stream:
                    done.append(_close(stream, plan, path, current, count))
                current, count = agency, 0
                path = folder / f"{agencies()[agency].code}_DongBoHoSoMC_{month:%Y%m}.json"
                stream = path.open("wb")
                stream.write(HEADS[plan.json_style(agency)].encode())
            stream.write(body)
            count += length
        done.append(_close(stream, plan, path, current, count))
    return done


def _close(stream, plan: Plan, path: Path, agency: int, rows: int) -> Written:
    stream.write(TAILS[plan.json_style(agency)].encode())
    stream.close()
    return Written(path, "dvc_dossier", rows, agency)
