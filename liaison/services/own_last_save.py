"""What a person saved just now and may take back at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from liaison.domain.errors import InvalidInput
from liaison.domain.records import HistoryEntry
from liaison.domain.roles import Actor
from liaison.domain.week_done import TAKING_BACK
from liaison.store import history
from liaison.store.database import Connection, Database

UNDO_LASTS = timedelta(minutes=1)
_LATEST = 20


def own_last_save(
    actor: Actor,
    db: Database,
    connection: Connection,
    enterprise_id: int,
    is_it: Callable[[HistoryEntry], bool],
) -> HistoryEntry:
    """The last save of a record; InvalidInput unless it is the actor's own of the last minute.

    One that was taken back already is not taken back again.
    """
    entries = history.of_enterprise(connection, enterprise_id, limit=_LATEST)
    last = next((each for each in entries if is_it(each)), None)
    if last is None or last.actor != actor.name or db.now() - last.at > UNDO_LASTS:
        raise InvalidInput("undo_too_late")
    if last.action.endswith(TAKING_BACK):
        raise InvalidInput("undo_too_late")
    return last
