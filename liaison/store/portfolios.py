"""What goes along when enterprises change hands: open requests, and measures that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from liaison.domain.vocabulary import OPEN_STATES, UNANSWERED, LiaisonRole
from liaison.store.database import Connection
from liaison.store.enterprises import chunks, quoted
from liaison.store.requests import OF_ROLE

#: A measure that falls due within so many days is told to whoever takes over.
SOON = timedelta(days=7)


class Waiting(NamedTuple):
    """An enterprise's name, its unanswered requests, and its measures that are late or due soon."""

    name: str
    open_requests: int
    due_measures: int


class Carried(NamedTuple):
    """How much of each there is in several enterprises."""

    open_requests: int
    due_measures: int


def waiting(
    connection: Connection, enterprise_ids: Sequence[int], role: LiaisonRole, *, today: date
) -> dict[int, Waiting]:
    """Enterprise id → what waits there for who is in charge in the role."""
    found: dict[int, Waiting] = {}
    for chunk in chunks(sorted(set(enterprise_ids))):
        query = f"""
            SELECT e.id, e.name,
                   (SELECT COUNT(*) FROM requests r
                     WHERE r.enterprise_id = e.id AND r.status IN ({quoted(UNANSWERED)})
                       AND {OF_ROLE} = ?),
                   (SELECT COUNT(*) FROM support s
                     WHERE s.enterprise_id = e.id AND s.state IN ({quoted(OPEN_STATES)})
                       AND s.due_on <= ?)
              FROM enterprises e WHERE e.id IN ({", ".join("?" * len(chunk))})
        """  # noqa: S608 # only question marks and our own keys are put in
        soon = str(today + SOON)
        for each, *rest in connection.execute(query, [role.value, soon, *chunk]):
            found[each] = Waiting(*rest)
    return found


def carried(
    connection: Connection, enterprise_ids: Sequence[int], role: LiaisonRole, *, today: date
) -> Carried:
    """What waits in all of these enterprises together."""
    rows = waiting(connection, enterprise_ids, role, today=today).values()
    return Carried(sum(row.open_requests for row in rows), sum(row.due_measures for row in rows))
