"""CSV of every separator and encoding, its quick and its careful way, and XES beside CSV."""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from xml.sax.saxutils import quoteattr

import pytest

from orchestration.intake import csv_read

HEADER = (
    "Tháng;Xã, phường;Doanh nghiệp;Số hộ;Thuê bao di động;Thuê bao băng rộng cố định;Tỷ lệ hộ có cáp quang (%);Ngày lập"
)
BODY = [
    "07/2025;Phường Hòa Bình;Nhà mạng A;1.200;3.456;800;98,5;05/08/2025",
    '07/2025;"Xã ""Mẫu"" 02";Nhà mạng A;500;1.000;…;100;05/08/2025',
]
TOTAL = "Tổng cộng;;;;4.456;800;;"
TEXT = "\n".join(["BÁO CÁO THUÊ BAO", HEADER, *BODY, TOTAL]) + "\n"


def variant(delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows(csv.reader(io.StringIO(TEXT), delimiter=";"))
    return out.getvalue()


VARIANTS = {
    "semicolon": TEXT.encode(),
    "BOM": TEXT.encode("utf-8-sig"),
    "CRLF": TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
    "UTF-16LE tabs": variant("\t").encode("utf-16"),
    "comma": variant(",").encode(),
    "pipe": variant("|").encode(),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_separator_and_encoding_reads_alike(place, name):
    result = place.one(place.put("thuebao.csv", VARIANTS[name]))
    rows = place.rows(result)
    assert [
        (r["commune_name"], r["household_count"], r["fixed_broadband_count"], r["fibre_household_pct"]) for r in rows
    ] == [
        ("Phường Hòa Bình", "1.200", "800", "98,5"),
        ('Xã "Mẫu" 02', "500", "…", "100"),
    ]
    assert [r["source_row"] for r in rows] == [3, 4] and result.notes["total"] == 1
    assert place.loads()[0]["version_at"] == "2025-08-05T00:00:00"


def test_a_wrong_total_names_line_and_column(place):
    result = place.one(place.put("t.csv", TEXT.replace("4.456;", "4.457;")))
    assert (
        result.reason_code == "TOTAL_MISMATCH"
        and "dòng 5" in result.reason_vi
        and "“Thuê bao di động”" in result.reason_vi
    )


def test_newlines_in_quotes_keep_line_numbers(place):
    text = TEXT.replace("Phường Hòa Bình", '"Phường Hòa\nBình"')
    rows = place.rows(place.one(place.put("t.csv", text)))
    assert rows[0]["commune_name"] == "Phường Hòa Bình" and [r["source_row"] for r in rows] == [3, 5]


@pytest.mark.parametrize(
    "bad", ["07/2025;Xã;Nhà mạng A;1;2;3;4;5;6;7", "07/2025;Xã", '07/2025;"Xã"x;A;1;2;3;4;05/08/2025']
)
def test_a_record_of_another_width_is_one_row_of_nulls(place, bad):
    text = "\n".join([HEADER, BODY[0], bad, BODY[1]]) + "\n"
    rows = place.rows(place.one(place.put("t.csv", text)))
    assert [r["operator_name"] for r in rows] == ["Nhà mạng A", None, "Nhà mạng A"] and rows[1]["source_row"] == 3


def test_a_quote_that_never_closes_is_refused_with_its_line(place):
    result = place.one(place.put("t.csv", TEXT.replace('"Xã ""Mẫu"" 02"', '"Xã Mẫu 02')))
    assert result.reason_code == "FILE_UNREADABLE" and "dòng 4" in result.reason_vi


def test_lost_diacritics_and_legacy_code_pages_are_told_apart(place):
    lossy = HEADER.encode("cp1252", "replace") + b"\n" + b"07/2025;Ph??ng H?a B?nh;Nh? m?ng A;1;2;3;4;05/08/2025\n"
    assert place.one(place.put("a.csv", lossy)).reason_code == "ENCODING_LOSSY"
    tcvn = HEADER.encode() + b"\n07/2025;Ph\xad\xeang H\xdfa B\xd7nh;A;1;2;3;4;05/08/2025\n"
    result = place.one(place.put("b.csv", tcvn))
    assert result.reason_code == "ENCODING_UNSUPPORTED" and "byte thứ" in result.reason_vi


def test_nfd_and_strange_spaces_become_one_text(place):
    import unicodedata

    text = TEXT.replace("Phường Hòa Bình", unicodedata.normalize("NFD", " Phường\u00a0 Hòa\u200b Bình\t"))
    assert place.rows(place.one(place.put("t.csv", text)))[0]["commune_name"] == "Phường Hòa Bình"


LOG_HEADER = [
    "case:channel",
    "case:concept:name",
    "case:deadline",
    "case:department",
    "case:enddate",
    "case:enddate_planned",
    "case:group",
    "case:responsible",
    "case:startdate",
    "concept:instance",
    "concept:name",
    "lifecycle:transition",
    "org:group",
    "org:resource",
    "time:timestamp",
]


def log_rows(cases: int) -> list[list[str]]:
    when = "2010-10-04 01:06:40.020000+02:00"
    return [
        [
            "Desk",
            f"case-{c}",
            when,
            "General",
            when if c % 3 else "",
            when,
            "",
            "Resource02",
            when,
            f"task-{c}-{e}",
            f"T0{e} Xử lý",
            "complete",
            "Group 1",
            "Resource05",
            when,
        ]
        for c in range(cases)
        for e in range(3)
    ]


def log_csv(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([LOG_HEADER, *rows])
    return out.getvalue()


def log_xes(header, rows) -> bytes:
    """The same rows as an XES log; an empty cell is an attribute that is not there."""
    at = header.index("case:concept:name")
    parts = ['<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org/"><global scope="trace"/>']
    last = None
    for row in rows:
        if row[at] != last:
            parts.append(("</trace>" if last is not None else "") + "<trace>")
            pairs = [
                (k.removeprefix("case:"), v) for k, v in zip(header, row, strict=True) if k.startswith("case:") and v
            ]
            parts += [f"<string key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in pairs]
            last = row[at]
        pairs = [(k, v) for k, v in zip(header, row, strict=True) if not k.startswith("case:") and v]
        parts.append(
            "<event>" + "".join(f"<string key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in pairs) + "</event>"
        )
    return "".join([*parts, "</trace></log>"]).encode()


def content(rows):
    skip = {"load_id", "file_sha256", "source_row"}
    return [{k: v or None for k, v in row.items() if k not in skip} for row in rows]


def test_xes_and_gzip_read_as_the_csv(place):
    rows = log_rows(5)
    results = [
        place.one(place.put("log.csv", log_csv(rows))),
        place.one(place.put("log.xes", log_xes(LOG_HEADER, rows))),
        place.one(place.put("log.xes.gz", gzip.compress(log_xes(LOG_HEADER, rows)))),
    ]
    first, *others = [content(place.rows(r)) for r in results]
    assert len(first) == 15 and b"Resource05" not in place.bytes_written()
    assert all(other == first for other in others)


def test_a_case_to_which_nothing_happened_yet_is_one(place):
    """A trace without events is a dossier all the same: two of three cases would be one too few."""
    log = log_xes(LOG_HEADER, log_rows(2)).decode()
    only = log[log.index("<trace>") : log.index("<event>")].replace('"concept:name" value="', '"concept:name" value="nothing-yet-', 1)
    result = place.one(place.put("log.xes", log.replace("</log>", f"{only}</trace></log>")))
    codes = [row["dossier_code"] for row in place.rows(result)]
    assert len(codes) == 7 and len(set(codes)) == 3 and codes[-1].startswith("nothing-yet-")


def test_an_event_outside_every_case_is_not_lost(place):
    """It names its case itself, or goes to quarantine for naming none."""
    log = log_xes(LOG_HEADER, log_rows(2)).decode()
    named = '<event><string key="case:concept:name" value="case-9"/><string key="concept:name" value="Between"/></event>'
    alone = '<event><string key="concept:name" value="After"/></event>'
    inner = log.index("<trace>", log.index("</trace>"))
    rows = place.rows(place.one(place.put("log.xes", log[:inner] + named + log[inner:].replace("</log>", f"{alone}{alone}</log>"))))
    assert [(r["source_row"], r["dossier_code"], r["task_name"]) for r in rows if not (r["task_name"] or "").startswith("T0")] == [
        (4, "case-9", "Between"), (8, None, "After"), (9, None, "After")
    ]  # fmt: skip
    assert len(rows) == 9


def test_a_log_of_events_alone_is_one(place):
    rows = log_rows(2)
    events = ["".join(f"<string key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in zip(LOG_HEADER, row, strict=True) if v) for row in rows]
    log = f"<log>{''.join(f'<event>{event}</event>' for event in events)}</log>"
    alone, table = place.one(place.put("log.xes", log)), place.one(place.put("log.csv", log_csv(rows)))
    assert content(place.rows(alone)) == content(place.rows(table)) and len(rows) == 6


def test_a_truncated_log_is_refused(place):
    result = place.one(place.put("log.xes", log_xes(LOG_HEADER, log_rows(5))[:-100]))
    assert result.reason_code == "FILE_UNREADABLE"


def test_a_log_in_an_undeclared_code_page_names_the_byte(place):
    log = log_xes(LOG_HEADER, log_rows(5)).replace("Xử lý".encode(), b"X\xf6 l", 1)
    at = next(i for i in range(len(log)) if log[i : i + 1] == b"\xf6")
    result = place.one(place.put("log.xes", log))
    assert result.reason_code == "ENCODING_UNSUPPORTED" and f"byte thứ {at + 1}:" in result.reason_vi


def test_the_quick_way_gives_what_the_careful_way_gives(place, monkeypatch):
    text = log_csv(log_rows(400))
    careful = place.rows(place.one(place.put("a.csv", text)))
    monkeypatch.setattr(csv_read, "LARGE_BYTES", 10)
    quick = []
    monkeypatch.setattr(csv_read, "_quick_sql", lambda *a, f=csv_read._quick_sql: quick.append(1) or f(*a))
    other = place.__class__(place.deployment.root / "other")
    assert other.rows(other.one(other.put("a.csv", text))) == careful and quick


def test_the_quick_way_hands_bad_files_to_the_careful_way(place, monkeypatch):
    monkeypatch.setattr(csv_read, "LARGE_BYTES", 10)
    lines = log_csv(log_rows(400)).split("\n")
    lines[900] = "broken,line"
    rows = place.rows(place.one(place.put("a.csv", "\n".join(lines))))
    assert len(rows) == 1200 and [r["source_row"] for r in rows if r["dossier_code"] is None] == [901]


@pytest.mark.parametrize("chunk", [7, 1 << 20])
@pytest.mark.parametrize(
    ("field", "is_plain"),
    [("Toàn trình", True), ("Toàn tỉnh", False), ("CỘNG:", False), ("Cộng hòa", True), (" Tổng số (hồ sơ, việc)", False), ("x Tổng", True)],
)
def test_only_a_label_of_a_total_stops_the_quick_way(tmp_path, monkeypatch, field, is_plain, chunk):
    monkeypatch.setattr(csv_read, "CHUNK", chunk)
    path = tmp_path / "a.csv"
    for form in ("NFC", "NFD"):
        path.write_text(unicodedata.normalize(form, f"A;B\n1;2\n1;{field}\n3;4\n"), encoding="utf-8")
        assert csv_read._plain_lines(path, ";") is is_plain
    path.write_text(f"A;B\n{field}", encoding="utf-8")
    assert csv_read._plain_lines(path, ";") is is_plain


@pytest.mark.parametrize("text", ["a;b\n\nc;d\n", "a;b\r\n\r\nc;d\r\n", "\na;b\n", 'a;"b"\n', "a;b\n\n"])
@pytest.mark.parametrize("chunk", [1, 4, 1 << 20])
def test_a_quote_or_an_empty_line_stops_the_quick_way(tmp_path, monkeypatch, text, chunk):
    monkeypatch.setattr(csv_read, "CHUNK", chunk)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert not csv_read._plain_lines(path, ";")


@pytest.mark.parametrize("place_of_it", ["<event>", "<trace>"])
def test_an_attribute_that_says_two_things_is_asked_about(place, place_of_it):
    key, value = ("org:group", "Group 9") if place_of_it == "<event>" else ("channel", "Post")
    log = log_xes(LOG_HEADER, log_rows(2)).decode()
    twice = log.replace(place_of_it, f'{place_of_it}<string key="{key}" value="{value}"/>')
    result = place.one(place.put("log.xes", twice))
    assert result.reason_code == "AMBIGUOUS_HEADER" and "sự kiện thứ 1" in result.reason_vi


@pytest.mark.parametrize("more", ['<string key="org:group" value=""/>', '<string key="org:group" value="Group 1"/>', '<string key="x" value="1"/><string key="x" value="2"/>'])
def test_an_attribute_said_twice_alike_or_read_by_nobody_is_none(place, more):
    plain = content(place.rows(place.one(place.put("a.xes", log_xes(LOG_HEADER, log_rows(2))))))
    twice = log_xes(LOG_HEADER, log_rows(2)).decode().replace("<event>", f"<event>{more}")
    assert content(place.rows(place.one(place.put("b.xes", twice)))) == plain
