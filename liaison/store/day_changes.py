"""What changed between two instants at the enterprises of an area, from the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from liaison.domain.day_changes import Matter
from liaison.domain.deadlines import midnight
from liaison.domain.records import HistoryEntry
from liaison.domain.vocabulary import RESUMED
from liaison.store.database import Connection, iso, moment
from liaison.store.enterprises import quoted
from liaison.store.history import entry_of
from liaison.store.scope import Condition

_WAS, _IS = (f"json_extract(h.changes, '$.status[{place}]')" for place in (0, 1))
_MATTER = f"""
    CASE h.entity
    WHEN 'pairing' THEN CASE h.action WHEN 'pair.ended' THEN '{Matter.PAIR_ENDED}'
                                      ELSE '{Matter.PAIR_MADE}' END
    WHEN 'support' THEN '{Matter.MEASURE}'
    WHEN 'visit' THEN '{Matter.VISIT}'
    WHEN 'request' THEN CASE h.action WHEN 'request.submitted' THEN '{Matter.REQUEST_RECEIVED}'
                                      WHEN 'request.answered' THEN '{Matter.REQUEST_ANSWERED}'
                                      WHEN 'request.settled' THEN '{Matter.REQUEST_SETTLED}'
                                      ELSE '{Matter.REQUEST_MOVED}' END
    ELSE CASE WHEN h.action = 'enterprise.added' THEN '{Matter.ADDED}'
              WHEN {_IS} IN ({quoted(RESUMED)}) AND {_WAS} NOT IN ({quoted(RESUMED)})
              THEN '{Matter.RESUMED}'
              WHEN {_IS} IS NOT NULL THEN '{Matter.STATUS}'
              ELSE '{Matter.DETAILS}' END
    END
"""
# The enterprise is looked up for each entry of the day, never the history for each enterprise.
_SOURCE = "history h CROSS JOIN enterprises e"
_ENTRIES = """
    h.at >= :since AND h.at < :before AND e.id = h.enterprise_id
    AND h.entity IN ('enterprise', 'pairing', 'support', 'visit', 'request')
    AND h.action <> 'link.revoked'
"""


class Changed(NamedTuple):
    """An entry of the history, its matter, and the enterprise that it is about."""

    matter: Matter
    entry: HistoryEntry
    enterprise: str
    uscc: str | None
    county_code: str | None
    town_code: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """An import of the day; `changes` counts its entries in the area."""

    id: int
    at: datetime
    actor: str
    kind: str
    file_name: str
    changes: int


def count(connection: Connection, where: Condition, day: date) -> int:
    """How many entries `changes` will tell."""
    condition, values = where
    query = f"SELECT COUNT(*) FROM {_SOURCE} WHERE {_ENTRIES} AND {condition}"  # noqa: S608 # bound values
    return int(connection.execute(query, values | _window(day)).fetchone()[0])


def changes(connection: Connection, where: Condition, day: date) -> Iterator[Changed]:
    """Every entry of the day about an enterprise that is there, in the order of time."""
    condition, values = where
    query = f"""
        SELECT {_MATTER} AS matter, h.id, h.at, h.actor, h.action, h.entity, h.entity_id,
               h.enterprise_id, h.batch_id, h.changes, e.name, e.uscc, e.county_code, e.town_code
          FROM {_SOURCE} WHERE {_ENTRIES} AND {condition} ORDER BY h.at, h.id
    """  # noqa: S608 # as above
    for row in connection.query(query, values | _window(day)):
        place = (row["name"], row["uscc"], row["county_code"], row["town_code"])
        yield Changed(Matter(row["matter"]), entry_of(row), *place)


def counts(
    connection: Connection, where: Condition, day: date
) -> list[tuple[str | None, str | None, Matter, int]]:
    """County, town, matter and how many entries of the day."""
    condition, values = where
    query = f"""
        SELECT e.county_code, e.town_code, {_MATTER}, COUNT(*)
          FROM {_SOURCE} WHERE {_ENTRIES} AND {condition} GROUP BY 1, 2, 3
    """  # noqa: S608 # as above
    rows = connection.execute(query, values | _window(day))
    return [(county, town, Matter(matter), number) for county, town, matter, number in rows]


def imports(connection: Connection, where: Condition, day: date) -> list[Imported]:
    """The imports of the day with what of them is in the area, in the order of time."""
    condition, values = where
    query = f"""
        SELECT i.id, i.at, i.actor, i.kind, i.file_name,
               (SELECT COUNT(*) FROM history h CROSS JOIN enterprises e
                 WHERE h.batch_id = i.id AND e.id = h.enterprise_id AND {condition}) AS changes
          FROM imports i WHERE i.at >= :since AND i.at < :before ORDER BY i.at, i.id
    """  # noqa: S608 # as above
    rows = connection.query(query, values | _window(day))
    return [Imported(**{**row, "at": moment(row["at"])}) for row in rows]


def account_names(connection: Connection) -> dict[str, str]:
    """The names of officers and commissioners by the staff number that begins their account."""
    return dict(connection.execute("SELECT staff_no, name FROM liaisons"))


def _window(day: date) -> dict[str, object]:
    return {"since": iso(midnight(day)), "before": iso(midnight(day + timedelta(days=1)))}
