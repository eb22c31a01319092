"""What a day's changes are told under: each entry of the history is of one matter."""

from __future__ import annotations

from enum import StrEnum


class Matter(StrEnum):
    """In the order in which an official asks: operation, pairs, work, requests, data."""

    RESUMED = "resumed"
    STATUS = "status"
    ADDED = "added"
    PAIR_MADE = "pair_made"
    PAIR_ENDED = "pair_ended"
    MEASURE = "measure"
    VISIT = "visit"
    REQUEST_RECEIVED = "request_received"
    REQUEST_MOVED = "request_moved"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_SETTLED = "request_settled"
    DETAILS = "details"
    IMPORT = "import"


#: The field of a record that tells from what to what it moved.
TELLING_FIELDS = {
    "enterprise": "status",
    "support": "state",
    "request": "status",
    "visit": "kind",
}
#: Fields whose values stay out of lists: the telephone, and what only the product itself uses.
UNTOLD_FIELDS = frozenset({"contact_phone", "link_number", "tracked_on", "liaison_id"})
