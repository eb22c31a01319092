"""What everybody carries, counted for all at once: loads, nearness, what is late, who is away.

`place` is always a condition on `e`, which stands for enterprises and, where people are asked for
by where they are posted, for people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from liaison.domain.vocabulary import LiaisonRole, LiaisonStatus
from liaison.domain.workload import (
    NO_PAIRS,
    Absence,
    AreaCounts,
    Nearness,
    Work,
    Worker,
    duty_on,
)
from liaison.store import leaves
from liaison.store.database import Connection, iso, moment
from liaison.store.enterprise_filter import chip_condition, days
from liaison.store.figures import OVERDUE_REQUEST
from liaison.store.history import work_in
from liaison.store.scope import Condition
from liaison.store.search import search_pattern
from liaison.store.support import OVERDUE

Place = tuple[str, str]

# domain.pairing.tier_between for an enterprise `e` and a person `l`: a grid's name counts unless
# the towns, or where one is missing the counties, say otherwise.
TIER = """CASE
    WHEN e.grid = l.grid
     AND COALESCE(e.town_code = l.town_code, e.county_code = l.county_code, TRUE) THEN 'grid'
    WHEN e.town_code = l.town_code THEN 'town'
    WHEN e.county_code = l.county_code THEN 'county'
    ELSE 'elsewhere' END"""
_TIERS = ", ".join(
    f"COUNT(*) FILTER (WHERE {TIER} = '{tier}') AS near_{tier}" for tier in Nearness._fields
)
_LATE = f"""late AS MATERIALIZED (
    SELECT s.enterprise_id, COUNT(*) AS n FROM support s WHERE {OVERDUE} GROUP BY s.enterprise_id)
"""  # noqa: S608 # conditions are written here, values are bound
_PLACE = "COALESCE(e.county_code, '') AS county, COALESCE(e.town_code, '') AS town"


def workers(
    connection: Connection,
    place: Condition,
    today: date,
    *,
    search: str = "",
    role: LiaisonRole | None = None,
    posted_only: bool = False,
) -> list[Worker]:
    """The people of a place by role and staff number: posted there, or in charge of one there."""
    condition, values = place
    posted = f"CASE WHEN {condition} THEN 1 ELSE 0 END"
    in_charge = f"""e.id IN (SELECT p.liaison_id FROM enterprises e
        JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL WHERE {condition})"""  # noqa: S608 # as above
    query = f"""
        SELECT e.id, e.role, e.staff_no, e.name, e.unit, e.county_code, e.town_code, e.grid,
               e.capacity, e.liaison_status, e.started_on, e.ended_on, {posted} AS is_posted
          FROM liaisons e
         WHERE ({condition if posted_only else f"{condition} OR {in_charge}"})
           AND (:role IS NULL OR e.role = :role) AND e.search_text LIKE :search ESCAPE '\\'
         ORDER BY e.role DESC, e.staff_no
    """  # noqa: S608 # as above
    asked = {"role": role, "search": search_pattern(search)}
    loads, absences = _loads(connection), _absences(connection, today)
    return [
        _worker(row, loads.get(row["id"], 0), absences.get(row["id"]), today)
        for row in connection.query(query, values | asked)
    ]


def _worker(row: Mapping[str, Any], load: int, absence: Absence | None, today: date) -> Worker:
    duty = duty_on(
        today,
        LiaisonStatus(row["liaison_status"]),
        _day(row["started_on"]),
        _day(row["ended_on"]),
        is_on_leave=absence is not None,
    )
    return Worker(
        id=row["id"],
        role=LiaisonRole(row["role"]),
        staff_no=row["staff_no"],
        name=row["name"],
        unit=row["unit"],
        county_code=row["county_code"],
        town_code=row["town_code"],
        grid=row["grid"],
        capacity=row["capacity"],
        load=load,
        duty=duty,
        absence=absence,
        is_posted=bool(row["is_posted"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _loads(connection: Connection) -> dict[int, int]:
    query = "SELECT liaison_id, COUNT(*) FROM pairings WHERE ended_at IS NULL GROUP BY liaison_id"
    return dict(connection.execute(query))


def _absences(connection: Connection, today: date) -> dict[int, Absence]:
    """Liaison id → the leave that covers the day."""
    query = """
        SELECT d.id, d.name FROM liaisons d WHERE d.id IN (SELECT v.deputy_id FROM leaves v)
    """
    names: dict[int | None, str] = dict(connection.execute(query))
    return {
        person: Absence(leave.last_on, leave.deputy_id, names.get(leave.deputy_id))
        for person, leave in leaves.current(connection, today).items()
    }


def work_of_people(connection: Connection, place: Condition, today: date) -> dict[int, Work]:
    """Liaison id → what of the enterprises in charge lies in the place, for who has any there."""
    condition, values = place
    query = f"""
        WITH {_LATE}
        SELECT l.id, COUNT(*) AS enterprises, {_TIERS},
               COALESCE(SUM(late.n), 0) AS overdue, COUNT(late.n) AS overdue_enterprises,
               COUNT(*) FILTER (WHERE {chip_condition("to_visit", narrow=False)}) AS to_meet,
               MAX(e.contacted_on) AS contacted_on
          FROM liaisons l
         CROSS JOIN pairings p ON p.liaison_id = l.id AND p.ended_at IS NULL
         CROSS JOIN enterprises e ON e.id = p.enterprise_id
          LEFT JOIN late ON late.enterprise_id = e.id
         WHERE {condition} GROUP BY l.id
    """  # noqa: S608 # as above
    rows = connection.query(query, values | days(connection, today))
    return {row.pop("id"): _work(row) for row in rows}


def _work(row: dict[str, Any]) -> Work:
    nearness, contacted = _nearness(row), _day(row.pop("contacted_on"))
    return Work(**row, nearness=nearness, contacted_on=contacted)


def _nearness(row: dict[str, Any]) -> Nearness:
    return Nearness(*(row.pop(f"near_{tier}") for tier in Nearness._fields))


def late_requests(connection: Connection, place: Condition, now: datetime) -> dict[int, int]:
    """Liaison id → the requests that are with them and should have been answered by now."""
    condition, values = place
    query = f"""
        SELECT r.liaison_id, COUNT(*)
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {OVERDUE_REQUEST} AND {condition} GROUP BY r.liaison_id
    """  # noqa: S608 # as above
    return dict(connection.execute(query, values | {"now": iso(now)}))


# One seek of an index for each name that history may have for a person.
LAST_ACTIVE = f"""
    WITH named (id, name) AS (
        SELECT l.id, l.staff_no || ' ' || l.name FROM liaisons l
         UNION
        SELECT l.id, a.name || ' ' || l.name FROM accounts a JOIN liaisons l ON l.id = a.liaison_id)
    SELECT n.id, MAX((SELECT h.at FROM history h
                       WHERE h.actor = n.name AND {work_in("h")}
                       ORDER BY h.id DESC LIMIT 1)) AS at
      FROM named n GROUP BY n.id
"""  # noqa: S608 # as above


def last_active(connection: Connection) -> dict[int, datetime]:
    """Liaison id → when they last wrote of an enterprise or of work for one, as history names them:
    by their account and themselves, or by their staff number and themselves."""
    return {person: moment(at) for person, at in connection.execute(LAST_ACTIVE) if at}


def counts_by_place(
    connection: Connection, place: Condition, today: date, role: LiaisonRole | None = None
) -> dict[Place, AreaCounts]:
    """(county code, town code) → its enterprises and, of one role or both, their pairs."""
    found: defaultdict[Place, dict[str, Any]] = defaultdict(dict)
    for row in _parts_by_place(connection, place, today, role):
        found[row.pop("county"), row.pop("town")] |= row
    return {where: _counts(row) for where, row in found.items()}


def _counts(row: dict[str, Any]) -> AreaCounts:
    nearness = _nearness(row) if f"near_{Nearness._fields[0]}" in row else NO_PAIRS
    return AreaCounts(**row, nearness=nearness)


def _parts_by_place(
    connection: Connection, place: Condition, today: date, role: LiaisonRole | None
) -> Iterator[dict[str, Any]]:
    condition, values = place
    known = f"""
        SELECT e.county_code AS county, e.town_code AS town, e.enterprises, e.unpaired
          FROM area_counts e WHERE {condition}
    """  # noqa: S608 # as above
    late = f"""
        WITH {_LATE}
        SELECT {_PLACE}, SUM(late.n) AS overdue, COUNT(*) AS overdue_enterprises
          FROM late CROSS JOIN enterprises e ON e.id = late.enterprise_id
         WHERE {condition} GROUP BY 1, 2
    """  # noqa: S608 # as above
    near = f"""
        SELECT {_PLACE}, {_TIERS}
          FROM enterprises e
         CROSS JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL
         CROSS JOIN liaisons l ON l.id = p.liaison_id
         WHERE {condition} AND (:role IS NULL OR p.role = :role) GROUP BY 1, 2
    """  # noqa: S608 # as above
    for query in (known, late, near):
        yield from connection.query(query, values | {"today": str(today), "role": role})
