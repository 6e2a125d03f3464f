"""State.

What cannot be rebuilt from files — the load ledger and the hash-chained log of decisions, in one SQLite file.
"""

from orchestration.state.events import EventLog
from orchestration.state.ledger import Ledger

__all__ = ["EventLog", "Ledger"]
