"""Officers and commissioners: their records, how they are found, what they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import LiaisonFilter
from liaison.domain.page import Page
from liaison.domain.records import Leave, Liaison
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole, LiaisonStatus
from liaison.store import leaves
from liaison.store.areas import area_condition
from liaison.store.database import Connection
from liaison.store.marked import marked
from liaison.store.scope import among_liaisons
from liaison.store.search import search_pattern

_COLUMNS = ", ".join(f"l.{field.name}" for field in fields(Liaison))
_LOAD = """(SELECT COUNT(*) FROM pairings p
             WHERE p.liaison_id = l.id AND p.ended_at IS NULL)"""
_CONTACTED = """(SELECT MAX(e.contacted_on) FROM pairings p JOIN enterprises e
                     ON e.id = p.enterprise_id
                  WHERE p.liaison_id = l.id AND p.ended_at IS NULL)"""
_AWAY = """EXISTS (SELECT 1 FROM leaves v WHERE v.liaison_id = l.id AND v.cancelled_at IS NULL
               AND :away_on BETWEEN v.first_on AND v.last_on)"""
_CARRIED = f"{_LOAD} AS load, {_CONTACTED} AS contacted_on"


@dataclass(frozen=True, slots=True)
class LiaisonLoad:
    """A person with the number of enterprises in their charge; `contacted_on` is the latest day
    that one of these was contacted, `leave` the one that the person is on today, `deputy` the
    name of who acts meanwhile."""

    liaison: Liaison
    load: int
    contacted_on: date | None = None
    leave: Leave | None = None
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts for somebody on leave, and the last day; `deputy` None where nobody was named."""

    deputy: Liaison | None
    last_on: date


class Post(NamedTuple):
    """Who somebody is in a table of people."""

    role: str
    unit: str
    name: str


def posts(connection: Connection) -> dict[int, Post]:
    """Everybody by id."""
    rows = connection.execute("SELECT id, role, unit, name FROM liaisons")
    return {row[0]: Post(*row[1:]) for row in rows}


def get(connection: Connection, liaison_id: int) -> Liaison:
    """The person; NotFound where there is none."""
    return get_with_load(connection, liaison_id).liaison


def with_leaves(
    connection: Connection, people: Sequence[LiaisonLoad], today: date
) -> list[LiaisonLoad]:
    """The people, each with the leave of today."""
    away = leaves.of_those_away(connection, [each.liaison.id for each in people], today)
    deputies = by_id(connection, {each.deputy_id for each in away.values() if each.deputy_id})
    return [_with_leave(each, away.get(each.liaison.id), deputies) for each in people]


def _with_leave(
    each: LiaisonLoad, leave: Leave | None, deputies: Mapping[int, Liaison]
) -> LiaisonLoad:
    if leave is None:
        return each
    deputy = deputies.get(leave.deputy_id or 0)
    return replace(each, leave=leave, deputy=deputy.name if deputy else None)


def acting(
    connection: Connection, people: Iterable[Liaison], today: date
) -> dict[LiaisonRole, Acting]:
    """Role → who acts for the person in charge where that one is on leave today."""
    roles = {person.id: person.role for person in people}
    away = leaves.of_those_away(connection, roles, today)
    deputies = by_id(connection, {each.deputy_id for each in away.values() if each.deputy_id})
    return {
        roles[each]: Acting(deputies.get(leave.deputy_id or 0), leave.last_on)
        for each, leave in away.items()
    }


def get_with_load(connection: Connection, liaison_id: int) -> LiaisonLoad:
    """The person with their load; NotFound where there is none."""
    query = f"SELECT {_COLUMNS}, {_CARRIED} FROM liaisons l WHERE l.id = :id"  # noqa: S608
    row = next(connection.query(query, {"id": liaison_id}), None)
    if row is None:
        raise NotFound("liaison_not_found", liaison=liaison_id)
    return _with_load(row)


def with_staff_no(connection: Connection, staff_no: str, role: str | None) -> int:
    """The id of the person with a staff number; both rosters may have it, which needs the role."""
    query = "SELECT id FROM liaisons WHERE staff_no = :staff_no AND (:role IS NULL OR role = :role)"
    values = {"staff_no": staff_no, "role": role}
    found = [int(row[0]) for row in connection.execute(query, values)]
    if not found:
        raise NotFound("staff_no_not_found", staff_no=staff_no)
    if len(found) > 1:
        raise InvalidInput("staff_no_of_two", staff_no=staff_no)
    return found[0]


def by_id(connection: Connection, liaison_ids: Iterable[int]) -> dict[int, Liaison]:
    """Several people by id."""
    marks, ids = marked(liaison_ids)
    query = f"SELECT {_COLUMNS} FROM liaisons l WHERE l.id IN ({marks})"  # noqa: S608 # as above
    return {row["id"]: liaison(row) for row in connection.query(query, ids)}


def in_charge(connection: Connection, enterprise_id: int) -> dict[LiaisonRole, Liaison]:
    """The people in charge of an enterprise now, by role; a role that is missing is a gap."""
    query = f"""
        SELECT {_COLUMNS} FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
         WHERE p.enterprise_id = :id AND p.ended_at IS NULL
    """  # noqa: S608 # columns are the record's
    people = [liaison(row) for row in connection.query(query, {"id": enterprise_id})]
    return {person.role: person for person in people}


def ever_in_charge(connection: Connection, enterprise_id: int) -> dict[int, Liaison]:
    """Everybody who is or was in charge of an enterprise, by id."""
    query = f"""
        SELECT {_COLUMNS} FROM liaisons l
         WHERE l.id IN (SELECT p.liaison_id FROM pairings p WHERE p.enterprise_id = :id)
    """  # noqa: S608 # columns are the record's
    people = [liaison(row) for row in connection.query(query, {"id": enterprise_id})]
    return {person.id: person for person in people}


def list_page(
    connection: Connection,
    scope: Scope,
    filters: LiaisonFilter,
    *,
    page: int,
    page_size: int,
) -> Page[LiaisonLoad]:
    """A page of the people that the scope reaches, by unit and name, with their loads."""
    where, values = _condition(connection, scope, filters)
    total = connection.execute(f"SELECT COUNT(*) FROM liaisons l WHERE {where}", values)  # noqa: S608
    query = f"""
        SELECT {_COLUMNS}, {_CARRIED} FROM liaisons l WHERE {where}
         ORDER BY l.role, l.unit, l.name, l.id LIMIT :limit OFFSET :offset
    """  # noqa: S608 # conditions are written here, values are bound
    count = int(total.fetchone()[0])
    place = {"limit": page_size, "offset": (page - 1) * page_size}
    rows = [_with_load(row) for row in connection.query(query, values | place)]
    return Page(rows, count, page, page_size)


def count_by_role(connection: Connection) -> dict[LiaisonRole, int]:
    """How many people each role has, those that are disabled left out."""
    query = """
        SELECT role, COUNT(*) FROM liaisons WHERE liaison_status <> 'disabled' GROUP BY role
    """
    found = dict(connection.execute(query))
    return {role: int(found.get(role, 0)) for role in LiaisonRole}


def reaches(connection: Connection, scope: Scope, liaison_id: int) -> bool:
    """True where the person lies in the scope: of its area, or in charge of an enterprise there."""
    where, values = _scope_condition(scope)
    query = f"SELECT 1 FROM liaisons l WHERE l.id = :id AND {where}"  # noqa: S608 # as above
    return connection.execute(query, values | {"id": liaison_id}).fetchone() is not None


def reached(connection: Connection, scope: Scope, liaison_ids: Iterable[int]) -> frozenset[int]:
    """Those of the people that the scope reaches."""
    where, values = _scope_condition(scope)
    marks, ids = marked(liaison_ids)
    query = f"SELECT l.id FROM liaisons l WHERE l.id IN ({marks}) AND {where}"  # noqa: S608 # as above
    return frozenset(row[0] for row in connection.execute(query, values | ids))


def _condition(
    connection: Connection, scope: Scope, filters: LiaisonFilter
) -> tuple[str, dict[str, Any]]:
    where, values = _scope_condition(scope)
    conditions = [where]
    if filters.search.strip():
        conditions.append("l.search_text LIKE :search ESCAPE '\\'")
        values["search"] = search_pattern(filters.search)
    if filters.role is not None:
        conditions.append("l.role = :role")
        values["role"] = filters.role
    if filters.area_code is not None:
        conditions.append(area_condition(connection, filters.area_code, "l"))
        values["area"] = filters.area_code
    if filters.away_on is not None:
        conditions.append(_AWAY)
        values["away_on"] = str(filters.away_on)
    return " AND ".join(conditions), values


def _scope_condition(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The scope of scope_condition as it reads for people."""
    conditions = ["1"]
    values: dict[str, Any] = {}
    if scope.area_code is not None:
        conditions.append("""(:scope_area IN (l.county_code, l.town_code) OR EXISTS (
            SELECT 1 FROM pairings p JOIN enterprises e ON e.id = p.enterprise_id
             WHERE p.liaison_id = l.id AND p.ended_at IS NULL
               AND (e.county_code = :scope_area OR e.town_code = :scope_area)))""")
        values["scope_area"] = scope.area_code
    if scope.liaison_ids is not None:
        among, ids = among_liaisons("l.id", scope.liaison_ids)
        conditions.append(among)
        values |= ids
    if scope.enterprise_id is not None:
        conditions.append("""l.id IN (SELECT p.liaison_id FROM pairings p
            WHERE p.enterprise_id = :scope_enterprise AND p.ended_at IS NULL)""")
        values["scope_enterprise"] = scope.enterprise_id
    return " AND ".join(conditions), values


def liaison(row: Mapping[str, Any]) -> Liaison:
    """The record of a row that has at least the record's columns."""
    values = {field.name: row[field.name] for field in fields(Liaison)}
    for key in ("started_on", "ended_on"):
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    values["role"] = LiaisonRole(values["role"])
    values["liaison_status"] = LiaisonStatus(values["liaison_status"])
    return Liaison(**values)


def _with_load(row: Mapping[str, Any]) -> LiaisonLoad:
    contacted = row["contacted_on"]
    day = date.fromisoformat(contacted) if contacted else None
    return LiaisonLoad(liaison(row), int(row["load"]), day)
