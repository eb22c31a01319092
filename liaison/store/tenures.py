"""Who was in charge when, read from the pairs, which stay after they have ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from liaison.domain.roles import Scope
from liaison.domain.tenure import Absence, Held, Stint
from liaison.domain.tenure_turns import Someone
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import leaves
from liaison.store.database import Connection, iso, moment
from liaison.store.marked import marked
from liaison.store.scope import scope_condition

# A pair that was ended in the second in which it was started was never in charge.
_STOOD = "(p.ended_at IS NULL OR p.ended_at > p.started_at)"
_ON_DAY = f"{_STOOD} AND p.started_at < :ends AND (p.ended_at IS NULL OR p.ended_at > :begins)"
_PERSON = "l.id AS liaison_id, l.staff_no, l.name, l.unit"
_STINT = f"p.id, p.enterprise_id, p.role, p.started_at, p.ended_at, {_PERSON}"
_HELD = "e.id, e.name, e.uscc, e.county_code, e.town_code, p.started_at, p.ended_at"


class StepRow(NamedTuple):
    """What a person was given and gave away at one moment; the ids are of one pair of each."""

    at: datetime
    given: int
    given_away: int
    load: int
    given_id: int | None
    given_away_id: int | None


def of_enterprise(connection: Connection, enterprise_id: int) -> list[Stint]:
    """Everybody who was ever in charge of an enterprise, in order."""
    query = f"""
        SELECT {_STINT} FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
         WHERE p.enterprise_id = :id AND {_STOOD} ORDER BY p.started_at, p.id
    """  # noqa: S608 # conditions are written here, values are bound
    return [_stint(row) for row in connection.query(query, {"id": enterprise_id})]


def by_id(connection: Connection, numbers: Iterable[int]) -> dict[int, Stint]:
    """The stints of these pairs."""
    marks, values = marked(numbers)
    query = f"""
        SELECT {_STINT} FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
         WHERE p.id IN ({marks})
    """  # noqa: S608 # only names of parameters are put in
    return {row["id"]: _stint(row) for row in connection.query(query, values)}


def recorded_at(connection: Connection, enterprise_id: int) -> datetime:
    """Since when the roster knows the enterprise."""
    query = "SELECT created_at FROM enterprises WHERE id = ?"
    return moment(connection.execute(query, [enterprise_id]).fetchone()[0])


def absences(connection: Connection, liaison_ids: Iterable[int]) -> list[Absence]:
    """The leaves of these people, with the deputies by name."""
    wanted = sorted(set(liaison_ids))
    own = [each for each in leaves.of_people(connection, wanted) if each.liaison_id in wanted]
    deputies = someone(connection, (each.deputy_id for each in own if each.deputy_id is not None))
    return [
        Absence(each.liaison_id, each.first_on, each.last_on, deputies.get(each.deputy_id or 0))
        for each in own
    ]


def someone(connection: Connection, liaison_ids: Iterable[int]) -> dict[int, Someone]:
    """The people by id."""
    marks, values = marked(liaison_ids)
    query = f"SELECT {_PERSON} FROM liaisons l WHERE l.id IN ({marks})"  # noqa: S608
    return {row["liaison_id"]: _someone(row) for row in connection.query(query, values)}


def held_on(
    connection: Connection,
    scope: Scope,
    liaison_id: int,
    between: tuple[datetime, datetime],
    *,
    limit: int,
    offset: int,
) -> tuple[list[Held], int, int]:
    """A part of what a person had on a day, by name; how many stints, of how many enterprises."""
    reach, values = scope_condition(scope)
    source = f"""
        FROM pairings p JOIN enterprises e ON e.id = p.enterprise_id
       WHERE p.liaison_id = :liaison AND {_ON_DAY} AND {reach}
    """
    values |= {"liaison": liaison_id, **_between(between)}
    counts = f"SELECT COUNT(*), COUNT(DISTINCT e.id) {source}"
    total, enterprises = connection.execute(counts, values).fetchone()
    query = f"""
        SELECT {_HELD} {source} ORDER BY e.name, e.id, p.started_at LIMIT :limit OFFSET :offset
    """
    rows = connection.query(query, values | {"limit": limit, "offset": offset})
    return [_held(row, None) for row in rows], int(total), int(enterprises)


def deputised_on(
    connection: Connection,
    scope: Scope,
    liaison_id: int,
    day: date,
    between: tuple[datetime, datetime],
    *,
    limit: int,
    offset: int,
) -> tuple[list[Held], int]:
    """A part of what a person looked after for people on leave on a day, and how many."""
    reach, values = scope_condition(scope)
    source = f"""
        FROM leaves v
        JOIN pairings p ON p.liaison_id = v.liaison_id
        JOIN liaisons l ON l.id = v.liaison_id
        JOIN enterprises e ON e.id = p.enterprise_id
       WHERE v.deputy_id = :liaison AND v.cancelled_at IS NULL
         AND :day BETWEEN v.first_on AND v.last_on AND {_ON_DAY} AND {reach}
    """
    values |= {"liaison": liaison_id, "day": day.isoformat(), **_between(between)}
    total = connection.execute(f"SELECT COUNT(*) {source}", values).fetchone()[0]
    query = f"""
        SELECT {_HELD}, l.id AS liaison_id, l.staff_no, l.name AS person_name, l.unit {source}
         ORDER BY l.name, l.id, e.name, e.id, p.started_at LIMIT :limit OFFSET :offset
    """
    rows = connection.query(query, values | {"limit": limit, "offset": offset})
    found = [_held(row, _someone({**row, "name": row["person_name"]})) for row in rows]
    return found, int(total)


def steps(
    connection: Connection, scope: Scope, liaison_id: int, *, limit: int, offset: int
) -> tuple[list[StepRow], int]:
    """A part of the moments at which a person was given or gave away something, newest first."""
    reach, values = scope_condition(scope)
    values |= {"liaison": liaison_id}
    moments = f"""
        WITH own AS (
            SELECT p.id, p.started_at, p.started_run_id, p.ended_at, p.ended_run_id
              FROM pairings p JOIN enterprises e ON e.id = p.enterprise_id
             WHERE p.liaison_id = :liaison AND {_STOOD} AND {reach}),
        moves AS (
            SELECT started_at AS at, started_run_id AS run_id, id AS given_id, NULL AS away_id
              FROM own
            UNION ALL
            SELECT ended_at, ended_run_id, NULL, id FROM own WHERE ended_at IS NOT NULL),
        moments AS (
            SELECT at, COALESCE(run_id, 0) AS run, COUNT(given_id) AS given,
                   COUNT(away_id) AS away, MIN(given_id) AS given_id, MIN(away_id) AS away_id
              FROM moves GROUP BY at, COALESCE(run_id, 0))
    """  # noqa: S608 # conditions are written here, values are bound
    total = connection.execute(f"{moments} SELECT COUNT(*) FROM moments", values).fetchone()[0]  # noqa: S608
    query = f"""
        {moments}
        SELECT at, given, away, SUM(given - away) OVER (ORDER BY at, run), given_id, away_id
          FROM moments ORDER BY at DESC, run DESC LIMIT :limit OFFSET :offset
    """  # noqa: S608 # conditions are written here, values are bound
    found = connection.execute(query, values | {"limit": limit, "offset": offset})
    return [StepRow(moment(at), *counts) for at, *counts in found], int(total)


def _between(between: tuple[datetime, datetime]) -> dict[str, object]:
    begins, ends = between
    return {"begins": iso(begins), "ends": iso(ends)}


def _stint(row: Mapping[str, Any]) -> Stint:
    return Stint(
        id=row["id"],
        enterprise_id=row["enterprise_id"],
        role=LiaisonRole(row["role"]),
        person=_someone(row),
        started_at=moment(row["started_at"]),
        ended_at=moment(row["ended_at"]) if row["ended_at"] else None,
    )


def _someone(row: Mapping[str, Any]) -> Someone:
    return Someone(row["liaison_id"], row["staff_no"], row["name"], row["unit"])


def _held(row: Mapping[str, Any], instead_of: Someone | None) -> Held:
    return Held(
        enterprise_id=row["id"],
        name=row["name"],
        uscc=row["uscc"],
        county_code=row["county_code"],
        town_code=row["town_code"],
        started_at=moment(row["started_at"]),
        ended_at=moment(row["ended_at"]) if row["ended_at"] else None,
        instead_of=instead_of,
    )
