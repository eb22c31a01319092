"""What a week is made of: the enterprises in charge, what falls due for them, one's own entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from liaison.domain.my_week import Charge, WeekRequest
from liaison.domain.vocabulary import (
    OPEN_STATES,
    UNANSWERED,
    RequestKind,
    RequestStatus,
    Status,
)
from liaison.domain.week_done import OwnEntry
from liaison.store.database import Connection, iso, moment
from liaison.store.enterprises import IN_SCOPE, quoted
from liaison.store.history import work_in
from liaison.store.scope import among_liaisons

_IN_CHARGE = "SELECT p.enterprise_id FROM pairings p WHERE p.ended_at IS NULL AND {among}"
OWN_ENTRIES = f"""
    SELECT h.id, h.at, h.action, h.entity, h.entity_id, h.changes, h.enterprise_id, e.name
      FROM history h LEFT JOIN enterprises e ON e.id = h.enterprise_id
     WHERE h.actor = :actor AND {work_in("h")}
       AND h.id > COALESCE((
           SELECT o.id FROM history o
            WHERE o.actor = :actor AND {work_in("o")} AND o.at < :since
            ORDER BY o.id DESC LIMIT 1), 0)
     ORDER BY h.id DESC
"""  # noqa: S608 # conditions are written here, values are bound


def charges(connection: Connection, liaison_ids: frozenset[int], own_id: int) -> list[Charge]:
    """The enterprises in the charge of these people, the own ones first."""
    among, values = among_liaisons("p.liaison_id", liaison_ids)
    query = f"""
        SELECT e.id AS enterprise_id, e.name, e.status, {IN_SCOPE} AS is_served, e.planned_on,
               e.contacted_on, e.visited_on, p.liaison_id, l.name AS holder
          FROM pairings p
          JOIN enterprises e ON e.id = p.enterprise_id
          JOIN liaisons l ON l.id = p.liaison_id
         WHERE p.ended_at IS NULL AND {among}
         ORDER BY p.liaison_id <> :own, p.liaison_id, e.name_key, e.id
    """  # noqa: S608 # as above
    found: dict[int, Charge] = {}
    for row in connection.query(query, values | {"own": own_id}):
        found.setdefault(row["enterprise_id"], _charge(row))
    return list(found.values())


def _charge(row: Mapping[str, Any]) -> Charge:
    values = dict(row)
    values["status"] = Status(values["status"])
    values["is_served"] = bool(values["is_served"])
    for key in ("planned_on", "contacted_on", "visited_on"):
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    return Charge(**values)


def measures_due(
    connection: Connection, liaison_ids: frozenset[int], *, until: date
) -> list[tuple[int, str, date]]:
    """(enterprise id, code, due on) of the open measures due by a day."""
    among, values = among_liaisons("p.liaison_id", liaison_ids)
    query = f"""
        SELECT s.enterprise_id, s.measure_code, s.due_on FROM support s
         WHERE s.enterprise_id IN ({_IN_CHARGE.format(among=among)})
           AND s.state IN ({quoted(OPEN_STATES)}) AND s.due_on <= :until
    """  # noqa: S608 # as above
    rows = connection.execute(query, values | {"until": str(until)})
    return [(each, code, date.fromisoformat(day)) for each, code, day in rows]


def requests_of(
    connection: Connection, liaison_ids: frozenset[int], *, since: datetime
) -> list[WeekRequest]:
    """The requests with these people that are unanswered, or were answered since an instant."""
    among, values = among_liaisons("p.liaison_id", liaison_ids)
    mine, _ = among_liaisons("r.liaison_id", liaison_ids)
    query = f"""
        SELECT r.id, r.enterprise_id, r.kind, r.status, r.due_at, r.answered_at, r.liaison_id
          FROM requests r
         WHERE r.enterprise_id IN ({_IN_CHARGE.format(among=among)}) AND {mine}
           AND (r.status IN ({quoted(UNANSWERED)}) OR r.answered_at >= :since)
    """  # noqa: S608 # as above
    return [
        WeekRequest(
            row[0],
            row[1],
            RequestKind(row[2]),
            RequestStatus(row[3]),
            moment(row[4]),
            moment(row[5]) if row[5] else None,
            row[6],
        )
        for row in connection.execute(query, values | {"since": iso(since)})
    ]


def own_entries(connection: Connection, actor: str, *, since: datetime) -> list[OwnEntry]:
    """What somebody wrote of enterprises since an instant, the newest first."""
    values = {"actor": actor, "since": iso(since)}
    # Many saves at once say the same; each text is read once.
    read: dict[str, Any] = {}
    found = []
    for number, at, action, entity, entity_id, text, enterprise_id, name in connection.execute(
        OWN_ENTRIES, values
    ):
        if text not in read:
            read[text] = json.loads(text)
        if at not in read:
            read[at] = moment(at)
        found.append(
            OwnEntry(number, read[at], action, entity, entity_id, read[text], enterprise_id, name)
        )
    return found
