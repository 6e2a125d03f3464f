"""Intake.

From a file somebody sent to one immutable raw Parquet file and one ledger row, or a refusal in Vietnamese.
"""

from orchestration.intake.collect import anything_new, collect
from orchestration.intake.drop_zone import has_news, load_paths, scan_drop_zone
from orchestration.intake.refusal import CODES, RefusedFile
from orchestration.intake.results import LoadResult

__all__ = ["CODES", "LoadResult", "RefusedFile", "anything_new", "collect", "has_news", "load_paths", "scan_drop_zone"]
