"""What new enterprises set off: one by one in a trigger, or once for all that an import brings.

Part of the migrations: append only.
"""

from __future__ import annotations

from typing import Final

from liaison.store.counters import COUNT_NEW_ENTERPRISE, COUNT_TOGETHER, NOT_TOGETHER
from liaison.store.full_text import INDEX_NEW_ENTERPRISE, INDEX_TOGETHER
from liaison.store.kind_counters import COUNT_KINDS_TOGETHER, COUNT_NEW_KINDS

#: One trigger, so that an import has one question a row to say no to.
ARRIVALS: Final = (
    "DROP TRIGGER enterprise_counted",
    f"CREATE TRIGGER enterprise_arrived AFTER INSERT ON enterprises WHEN {NOT_TOGETHER} BEGIN"
    f" {COUNT_NEW_ENTERPRISE} {COUNT_NEW_KINDS} {INDEX_NEW_ENTERPRISE} END",
)

#: What the trigger does, for the enterprises from :first to :last, whom nobody is paired with yet.
ARRIVED_TOGETHER: Final = (COUNT_KINDS_TOGETHER, COUNT_TOGETHER, INDEX_TOGETHER)
