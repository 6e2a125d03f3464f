"""The written forms of dates and times that a contract may name: the one table of them.

Here: each form's name, its Vietnamese label, how DuckDB/Python and Spark write it, and the shape its text must have before an engine
is asked (engines differ in what they let pass). Read by the contract loader, the rules, intake and, through render_dbt, the staging
macros. Not here: reading a value.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MomentFormat:
    """`strptime`: Python's and DuckDB's pattern; `spark`: Java's; `shape`: RE2 without backslashes (Spark eats them in literals)."""

    name: str
    label_vi: str
    strptime: str | None
    spark: str | None
    shape: str

    @property
    def has_time(self) -> bool:
        return self.strptime is None or "%H" in self.strptime


# Years that can be meant: `2204` and `1900` are typing errors. Two digits say 2000 to 2059; beyond, engines disagree on the century.
FIRST_YEAR, LAST_YEAR = 1950, 2099
DAY, YEAR = "[0-9]{1,2}", "(?:19[5-9]|20[0-9])[0-9]"
_DAY, _YEAR, _CLOCK = DAY, YEAR, "[0-9]{1,2}:[0-9]{1,2}"
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"  # as spreadsheets of an English machine write it
_ISO_DAY, _ISO_CLOCK = f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}", "[0-9]{2}:[0-9]{2}"
_OFFSET = "[-+](0[0-9]|1[0-4])(:?[0-5][0-9])?"  # no zone is farther off: `08:00-17:00` are opening hours
_PARTS = "".join(f"[.{'S' * digits}]" for digits in range(6, 0, -1))  # of a second, as many as stand there
_ALL = (
    MomentFormat("yyyyMMddHHmmss", "năm-tháng-ngày-giờ viết liền (yyyyMMddHHmmss)", "%Y%m%d%H%M%S", "yyyyMMddHHmmss", f"^{_YEAR}[0-9]{{10}}$"),
    MomentFormat("yyyyMMdd", "năm-tháng-ngày viết liền (yyyyMMdd)", "%Y%m%d", "yyyyMMdd", f"^{_YEAR}[0-9]{{4}}$"),
    MomentFormat("dd/MM/yyyy HH:mm:ss", "ngày/tháng/năm giờ:phút:giây", "%d/%m/%Y %H:%M:%S", "d/M/yyyy H:m:s", f"^{_DAY}/{_DAY}/{_YEAR} {_CLOCK}:{_DAY}$"),
    MomentFormat("dd/MM/yyyy HH:mm", "ngày/tháng/năm giờ:phút", "%d/%m/%Y %H:%M", "d/M/yyyy H:m", f"^{_DAY}/{_DAY}/{_YEAR} {_CLOCK}$"),
    MomentFormat("dd/MM/yyyy", "ngày/tháng/năm", "%d/%m/%Y", "d/M/yyyy", f"^{_DAY}/{_DAY}/{_YEAR}$"),
    MomentFormat("dd/MM/yy", "ngày/tháng/năm hai chữ số", "%d/%m/%y", "d/M/yy", f"^{_DAY}/{_DAY}/[0-5][0-9]$"),
    MomentFormat("HH:mm:ss dd/MM/yyyy", "giờ:phút:giây ngày/tháng/năm", "%H:%M:%S %d/%m/%Y", "H:m:s d/M/yyyy", f"^{_CLOCK}:{_DAY} {_DAY}/{_DAY}/{_YEAR}$"),
    MomentFormat("HH:mm dd/MM/yyyy", "giờ:phút ngày/tháng/năm", "%H:%M %d/%m/%Y", "H:m d/M/yyyy", f"^{_CLOCK} {_DAY}/{_DAY}/{_YEAR}$"),
    MomentFormat("dd/MM/yyyy, HH:mm:ss", "ngày/tháng/năm, giờ:phút:giây", "%d/%m/%Y, %H:%M:%S", "d/M/yyyy, H:m:s", f"^{_DAY}/{_DAY}/{_YEAR}, {_CLOCK}:{_DAY}$"),
    MomentFormat("dd/MM/yyyy, HH:mm", "ngày/tháng/năm, giờ:phút", "%d/%m/%Y, %H:%M", "d/M/yyyy, H:m", f"^{_DAY}/{_DAY}/{_YEAR}, {_CLOCK}$"),
    MomentFormat("dd/MM/yyyy - HH:mm", "ngày/tháng/năm - giờ:phút", "%d/%m/%Y - %H:%M", "d/M/yyyy - H:m", f"^{_DAY}/{_DAY}/{_YEAR} - {_CLOCK}$"),
    MomentFormat("HH:mm - dd/MM/yyyy", "giờ:phút - ngày/tháng/năm", "%H:%M - %d/%m/%Y", "H:m - d/M/yyyy", f"^{_CLOCK} - {_DAY}/{_DAY}/{_YEAR}$"),
    MomentFormat("dd-MMM-yyyy", "ngày-tháng viết tắt tiếng Anh-năm (05-Aug-2025)", "%d-%b-%Y", "d-MMM-yyyy", f"^{_DAY}-{_MONTH}-{_YEAR}$"),
    MomentFormat("dd-MMM-yy", "ngày-tháng viết tắt tiếng Anh-năm hai chữ số (05-Aug-25)", "%d-%b-%y", "d-MMM-yy", f"^{_DAY}-{_MONTH}-[0-5][0-9]$"),
    MomentFormat("dd-MM-yyyy HH:mm:ss", "ngày-tháng-năm giờ:phút:giây", "%d-%m-%Y %H:%M:%S", "d-M-yyyy H:m:s", f"^{_DAY}-{_DAY}-{_YEAR} {_CLOCK}:{_DAY}$"),
    MomentFormat("dd-MM-yyyy HH:mm", "ngày-tháng-năm giờ:phút", "%d-%m-%Y %H:%M", "d-M-yyyy H:m", f"^{_DAY}-{_DAY}-{_YEAR} {_CLOCK}$"),
    MomentFormat("dd-MM-yyyy", "ngày-tháng-năm", "%d-%m-%Y", "d-M-yyyy", f"^{_DAY}-{_DAY}-{_YEAR}$"),
    MomentFormat("dd.MM.yyyy HH:mm:ss", "ngày.tháng.năm giờ:phút:giây", "%d.%m.%Y %H:%M:%S", "d.M.yyyy H:m:s", f"^{_DAY}[.]{_DAY}[.]{_YEAR} {_CLOCK}:{_DAY}$"),
    MomentFormat("dd.MM.yyyy HH:mm", "ngày.tháng.năm giờ:phút", "%d.%m.%Y %H:%M", "d.M.yyyy H:m", f"^{_DAY}[.]{_DAY}[.]{_YEAR} {_CLOCK}$"),
    MomentFormat("dd.MM.yyyy", "ngày.tháng.năm", "%d.%m.%Y", "d.M.yyyy", f"^{_DAY}[.]{_DAY}[.]{_YEAR}$"),
    MomentFormat("yyyy/MM/dd HH:mm:ss", "năm/tháng/ngày giờ:phút:giây", "%Y/%m/%d %H:%M:%S", "yyyy/M/d H:m:s", f"^{_YEAR}/{_DAY}/{_DAY} {_CLOCK}:{_DAY}$"),
    MomentFormat("yyyy/MM/dd HH:mm", "năm/tháng/ngày giờ:phút", "%Y/%m/%d %H:%M", "yyyy/M/d H:m", f"^{_YEAR}/{_DAY}/{_DAY} {_CLOCK}$"),
    MomentFormat("yyyy/MM/dd", "năm/tháng/ngày", "%Y/%m/%d", "yyyy/M/d", f"^{_YEAR}/{_DAY}/{_DAY}$"),
    MomentFormat("MM/yyyy", "tháng/năm", "%m/%Y", "M/yyyy", f"^{_DAY}/{_YEAR}$"),
    MomentFormat("Tháng MM/yyyy", "chữ Tháng rồi tháng/năm", "Tháng %m/%Y", "''Tháng ''M/yyyy", f"^Tháng {_DAY}/{_YEAR}$"),
    MomentFormat("dd tháng MM năm yyyy", "ngày viết bằng chữ tháng, năm (05 tháng 8 năm 2025)", "%d tháng %m năm %Y", "d'' tháng ''M'' năm ''yyyy", f"^{_DAY} tháng {_DAY} năm {_YEAR}$"),
    MomentFormat("ngày dd tháng MM năm yyyy", "ngày viết bằng chữ ngày, tháng, năm", "ngày %d tháng %m năm %Y", "''ngày ''d'' tháng ''M'' năm ''yyyy", f"^ngày {_DAY} tháng {_DAY} năm {_YEAR}$"),
    MomentFormat("yyyy-MM", "năm-tháng", "%Y-%m", "yyyy-MM", f"^{_YEAR}-[0-9]{{2}}$"),
    MomentFormat("yyyy", "năm", "%Y", "yyyy", f"^{_YEAR}$"),
    MomentFormat("iso_date", "năm-tháng-ngày", "%Y-%m-%d", "yyyy-MM-dd", f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}}$"),
    MomentFormat("yyyy-MM-dd HH:mm:ss", "năm-tháng-ngày giờ:phút:giây", "%Y-%m-%d %H:%M:%S", "yyyy-MM-dd HH:mm:ss", f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}$"),
    MomentFormat("yyyy-MM-ddTHH:mm:ss", "ngày giờ ISO 8601 không múi giờ", "%Y-%m-%dT%H:%M:%S", "yyyy-MM-dd''T''HH:mm:ss", f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}$"),
    MomentFormat("yyyy-MM-dd HH:mm:ss.f", "năm-tháng-ngày giờ:phút:giây có phần lẻ", "%Y-%m-%d %H:%M:%S.%f", f"yyyy-MM-dd HH:mm:ss{_PARTS}", f"^{_ISO_DAY} {_ISO_CLOCK}:[0-9]{{2}}[.][0-9]{{1,6}}$"),
    MomentFormat("yyyy-MM-ddTHH:mm:ss.f", "ngày giờ ISO 8601 không múi giờ, giây có phần lẻ", "%Y-%m-%dT%H:%M:%S.%f", f"yyyy-MM-dd''T''HH:mm:ss{_PARTS}", f"^{_ISO_DAY}T{_ISO_CLOCK}:[0-9]{{2}}[.][0-9]{{1,6}}$"),
    MomentFormat("yyyy-MM-dd HH:mm", "năm-tháng-ngày giờ:phút", "%Y-%m-%d %H:%M", "yyyy-MM-dd HH:mm", f"^{_ISO_DAY} {_ISO_CLOCK}$"),
    MomentFormat("yyyy-MM-ddTHH:mm", "ngày giờ ISO 8601 không múi giờ, đến phút", "%Y-%m-%dT%H:%M", "yyyy-MM-dd''T''HH:mm", f"^{_ISO_DAY}T{_ISO_CLOCK}$"),
    MomentFormat("iso_offset", "ngày giờ ISO 8601 có múi giờ", None, None, f"^{_ISO_DAY}[T ]{_ISO_CLOCK}(:[0-9]{{2}}([.][0-9]+)?)?(Z|{_OFFSET})$"),
)  # fmt: skip
MOMENT_FORMATS: dict[str, MomentFormat] = {form.name: form for form in _ALL}


def rendered() -> dict[str, dict]:
    """The table as dbt hears of it."""
    return {name: {"shape": form.shape, "duckdb": form.strptime, "spark": form.spark} for name, form in MOMENT_FORMATS.items()}
