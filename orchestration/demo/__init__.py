"""The synthetic province: a deterministic generator of a demo deployment and its extracts, in the real formats.

`make_deployment(root)` creates the folder (chiso.toml, reference files); `write_extracts(root, …)` fills its drop
zone. Here: invented data only, marked as simulated wherever the format lets it. Not here: reading any of it; the
generator shares no code with intake, contracts or staging, so that the two can disagree. What is synthetic and what
is broken: docs/du_lieu_mo_phong.md.
"""

from orchestration.demo.generate import EXTRACTS, Summary, make_deployment, write_extracts
from orchestration.demo.plan import DEFAULT_MONTHS, DEFAULT_ROWS, LAST_MONTH

__all__ = [
    "DEFAULT_MONTHS",
    "DEFAULT_ROWS",
    "EXTRACTS",
    "LAST_MONTH",
    "Summary",
    "make_deployment",
    "write_extracts",
]
