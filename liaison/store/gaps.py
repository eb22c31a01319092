"""Gaps: the roles that nobody fills where an enterprise needs somebody, each with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from liaison.domain.pairing import Gap, GapReason
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.store.areas import area_condition
from liaison.store.database import Connection
from liaison.store.enterprises import IN_SCOPE
from liaison.store.figures import Place
from liaison.store.pairings import AVAILABLE, DEPARTED, LAST, LOAD, Key, among
from liaison.store.scope import Condition, scope_condition

_GAPS = f"""
      FROM enterprises e
     CROSS JOIN (SELECT 'officer' AS role UNION ALL SELECT 'commissioner') r
     WHERE {IN_SCOPE} AND (:role IS NULL OR r.role = :role)
       AND NOT EXISTS (SELECT 1 FROM pairings p
                        WHERE p.enterprise_id = e.id AND p.role = r.role AND p.ended_at IS NULL)
"""  # noqa: S608 # conditions are written here, values are bound


def list_part(
    connection: Connection,
    scope: Scope,
    today: date,
    *,
    role: str | None,
    area_code: str | None,
    limit: int,
    offset: int,
) -> tuple[list[Gap], int]:
    """A part of the roles that nobody fills, by area and enterprise, and how many there are."""
    reach, values = scope_condition(scope)
    area = "1" if area_code is None else area_condition(connection, area_code, "e")
    where = f"{_GAPS} AND {reach} AND {area}"
    values |= {"role": role, "area": area_code}
    total = connection.execute(f"SELECT COUNT(*) {where}", values).fetchone()[0]
    cursor = connection.execute(
        f"""
        SELECT e.id, e.name, e.county_code, e.town_code, e.grid, r.role {where}
         ORDER BY e.county_code, e.town_code, e.id, r.role DESC LIMIT :limit OFFSET :offset
        """,
        values | {"limit": limit, "offset": offset},
    )
    reasons = {each: _reason(connection, each, today) for each in LiaisonRole}
    rows = []
    for each, name, county, town, grid, key in cursor:
        lacking = LiaisonRole(key)
        reason = reasons[lacking] if county else GapReason.NO_AREA
        rows.append(Gap(each, name, county, town, grid, lacking, reason))
    return _with_previous(connection, rows, today), int(total)


def _with_previous(connection: Connection, gaps: Sequence[Gap], today: date) -> list[Gap]:
    """The gaps with who had the enterprise last, where that person left."""
    left: dict[Key, tuple[int, str]] = {}
    for which, values in among("p.enterprise_id", {gap.enterprise_id for gap in gaps}):
        query = f"""
            SELECT p.enterprise_id, p.role, l.id, l.name
              FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
             WHERE {which} AND {LAST} AND {DEPARTED}
        """  # noqa: S608 # conditions are written here, values are bound
        found = connection.execute(query, values | {"today": today.isoformat()})
        left.update({(each, role): (number, name) for each, role, number, name in found})
    return [_after(gap, left.get((gap.enterprise_id, gap.role))) for gap in gaps]


def _after(gap: Gap, previous: tuple[int, str] | None) -> Gap:
    if previous is None:
        return gap
    fillable = gap.reason is GapReason.WAITING
    reason = GapReason.DEPARTED if fillable else gap.reason
    return gap._replace(reason=reason, previous_id=previous[0], previous_name=previous[1])


def counts(
    connection: Connection, scope: Scope, *, area_code: str | None = None
) -> dict[LiaisonRole, int]:
    """How many gaps each role has."""
    reach, values = scope_condition(scope)
    area = "1" if area_code is None else area_condition(connection, area_code, "e")
    query = f"SELECT r.role, COUNT(*) {_GAPS} AND {reach} AND {area} GROUP BY r.role"
    found = dict(connection.execute(query, values | {"role": None, "area": area_code}))
    return {role: int(found.get(role, 0)) for role in LiaisonRole}


def counts_by_place(
    connection: Connection, where: Condition
) -> dict[Place, dict[LiaisonRole, int]]:
    """(county code, town code) → role → how many gaps; `where` is on `e`."""
    condition, values = where
    query = f"""
        SELECT COALESCE(e.county_code, ''), COALESCE(e.town_code, ''), r.role, COUNT(*)
        {_GAPS} AND {condition} GROUP BY 1, 2, 3
    """  # conditions are written here, values are bound
    found: defaultdict[Place, dict[LiaisonRole, int]] = defaultdict(dict)
    for county, town, role, number in connection.execute(query, values | {"role": None}):
        found[county, town][LiaisonRole(role)] = number
    return dict(found)


def _reason(connection: Connection, role: LiaisonRole, today: date) -> GapReason:
    """Why an enterprise with an area has nobody in this role."""
    available = f"SELECT 1 FROM liaisons l WHERE l.role = :role AND {AVAILABLE}"  # noqa: S608
    with_room = f"{available} AND (l.capacity IS NULL OR {LOAD} < l.capacity)"
    query = f"SELECT EXISTS ({available}), EXISTS ({with_room})"
    values = {"role": role, "today": today.isoformat()}
    somebody, room = connection.execute(query, values).fetchone()
    if not somebody:
        return GapReason.NOBODY
    return GapReason.WAITING if room else GapReason.NO_CAPACITY
