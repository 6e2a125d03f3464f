"""What lint knows of the words in a contract beyond their names: the values of those that take one of a few, what refers to what.

Not here: the names themselves (model.py notes which it asks for), what they do (docs/design.md §2).
"""

from __future__ import annotations

from orchestration.contracts.formats import MOMENT_FORMATS
from orchestration.contracts.model import AUDIENCES, CALENDARS, CONTAINERS, DELIVERIES, HANDLINGS, NUMBER_STYLES

ON_RULE = ("column", "iso25012", "expected", "fix")
SLA = ("frequency", "dueDay")

# What takes one of a few values; a list takes several of them.
CHOICES: dict[str, set[str]] = {
    "containers": CONTAINERS,
    "delivery": DELIVERIES,
    "periodCalendar": CALENDARS,
    "corrections": {"at_source", "in_workbook"},
    "tables": {"one", "all"},
    "audience": AUDIENCES,
    "handling": HANDLINGS,
    "formats": set(MOMENT_FORMATS),
    "numberStyle": NUMBER_STYLES,
    "percentScale": {"percent", "fraction"},
    "codeFrom": {"code", "label"},
    "generaliseTo": {"commune"},
}
# Properties of the contract that name one column of it, or several.
COLUMN_NAMES = ("deliveredBy", "deliveredFor", "totals", "parts")
# Properties that hold regular expressions, and whether one group must catch the value.
PATTERNS = {"fromTitle": True, "fromSheetName": True, "fromGroup": True, "summaryRows": False, "sheet": False, "refuseHeaders": False}
