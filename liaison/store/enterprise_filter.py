"""Scope, filters and chips of the list of enterprises, as conditions on `enterprises e`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from liaison.domain.filters import NOT_GIVEN, Chip, EnterpriseFilter
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import NOT_OPEN_YET, UNANSWERED
from liaison.store.areas import area_condition
from liaison.store.database import Connection
from liaison.store.enterprises import IN_SCOPE, quoted
from liaison.store.scope import scope_condition
from liaison.store.search import search_condition
from liaison.store.support import OVERDUE
from liaison.store.visits import rhythm

Condition = tuple[str, dict[str, Any]]

OPEN_REQUEST = f"r.status IN ({quoted(UNANSWERED)})"
_CONTACT_DUE = "COALESCE(e.contacted_on, '') <= :contact_due"
_VISIT_DUE = "COALESCE(e.visited_on, '') <= :visit_due"
TO_VISIT = f"({IN_SCOPE} AND ({_CONTACT_DUE} OR {_VISIT_DUE}))"
PLANNED_PASSED = f"(e.status IN ({quoted(NOT_OPEN_YET)}) AND e.planned_on < :today)"


def condition(
    connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date
) -> Condition:
    """Scope and filters as a condition on `enterprises e`, the chip included."""
    where, values = base_condition(connection, scope, filters)
    chip = chip_condition(filters.chip, is_narrow(scope, filters))
    return f"{where} AND {chip}", values | days(connection, today)


def is_narrow(scope: Scope, filters: EnterpriseFilter) -> bool:
    """True where few enterprises are left, so that looking each one up is the quick way."""
    narrow = (
        *(scope.liaison_ids, scope.enterprise_id),
        *(filters.liaison_id, filters.enterprise_id),
    )
    return any(each is not None for each in narrow)


def base_condition(connection: Connection, scope: Scope, filters: EnterpriseFilter) -> Condition:
    """Scope and filters without the chip; a late measure needs the parameters of `days`."""
    where, values = scope_condition(scope)
    conditions = [where]
    if filters.liaison_id is not None:
        conditions.append("""e.id IN (SELECT p.enterprise_id FROM pairings p
            WHERE p.liaison_id = :liaison AND p.ended_at IS NULL)""")
        values["liaison"] = filters.liaison_id
    if filters.enterprise_id is not None:
        conditions.append("e.id = :enterprise")
        values["enterprise"] = filters.enterprise_id
    if filters.search.strip():
        found, looked_for = search_condition(connection, filters.search)
        conditions.append(found)
        values |= looked_for
    area_code = filters.area_code or scope.area_code
    if area_code is not None:
        conditions.append(area_condition(connection, area_code, "e"))
        values["area"] = area_code
    for number, status in enumerate(filters.statuses):
        values[f"status_{number}"] = status
    if filters.statuses:
        marks = ", ".join(f":status_{number}" for number in range(len(filters.statuses)))
        conditions.append(f"e.status IN ({marks})")
    for found, bound in (*_kinds(filters), *_people(filters)):
        conditions.append(found)
        values |= bound
    if filters.measure_code is not None:
        conditions.append(_measure_condition(connection, filters, is_narrow(scope, filters)))
        values["measure"] = filters.measure_code
        values["measure_state"] = filters.measure_state
    return " AND ".join(conditions), values


def _kinds(filters: EnterpriseFilter) -> Iterator[Condition]:
    """What kind of enterprise is asked for."""
    for key in ("industry", "above_scale", "size"):
        asked = getattr(filters, key)
        if asked == NOT_GIVEN:
            yield f"e.{key} IS NULL", {}
        elif asked is not None:
            yield f"e.{key} = :{key}", {key: asked}


def _people(filters: EnterpriseFilter) -> Iterator[Condition]:
    """Whose they are: of a unit's people, or of nobody in a role."""
    if filters.unit is not None:
        yield (
            """e.id IN (SELECT p.enterprise_id FROM liaisons l
                JOIN pairings p ON p.liaison_id = l.id AND p.ended_at IS NULL
                WHERE l.unit = :unit AND l.role = COALESCE(:unit_role, l.role))""",
            {"unit": filters.unit, "unit_role": filters.unit_role},
        )
    if filters.lacks is not None:
        yield (
            """NOT EXISTS (SELECT 1 FROM pairings p
                WHERE p.enterprise_id = e.id AND p.role = :lacks AND p.ended_at IS NULL)""",
            {"lacks": filters.lacks},
        )


def _measure_condition(connection: Connection, filters: EnterpriseFilter, narrow: bool) -> str:
    """The measure is in the state asked for; of a retired one, the state that it was left in."""
    is_retired = connection.execute(
        "SELECT 1 FROM measures WHERE code = ? AND retired_on IS NOT NULL", [filters.measure_code]
    ).fetchone()
    state = "s.state = COALESCE(:measure_state, s.state)"
    which = OVERDUE if filters.measure_state == "overdue" else state
    if is_retired and filters.measure_state == "overdue":
        which = "0"  # nothing that is retired is waited for
    measure = f"s.measure_code = :measure AND {which}"
    return _has(
        "retired_support s" if is_retired else "support s", "s.enterprise_id", measure, narrow
    )


def chip_condition(chip: Chip, narrow: bool) -> str:
    """The question that a chip asks, with the parameters of `days`."""
    if chip == "overdue":
        return _has("support s", "s.enterprise_id", OVERDUE, narrow)
    if chip == "requests":
        return _has("requests r", "r.enterprise_id", OPEN_REQUEST, narrow)
    if chip == "to_visit":
        return TO_VISIT
    if chip == "contact_due":
        return f"({IN_SCOPE} AND {_CONTACT_DUE})"
    if chip == "visit_due":
        return f"({IN_SCOPE} AND {_VISIT_DUE})"
    if chip == "planned":
        return PLANNED_PASSED
    if chip == "unpaired":
        return f"""({IN_SCOPE} AND 2 > (SELECT COUNT(*) FROM pairings p
            WHERE p.enterprise_id = e.id AND p.ended_at IS NULL))"""  # noqa: S608
    return "1 = 1"


def _has(table: str, column: str, which: str, narrow: bool) -> str:
    """A row of the table exists: asked for each enterprise, or of a set that is made once."""
    if narrow:
        return f"EXISTS (SELECT 1 FROM {table} WHERE {column} = e.id AND {which})"  # noqa: S608
    return f"e.id IN (SELECT {column} FROM {table} WHERE {which})"  # noqa: S608


def days(connection: Connection, today: date) -> dict[str, str]:
    """The days that overdue and due are measured by."""
    beat = rhythm(connection)
    return {
        "today": str(today),
        "contact_due": str(today - timedelta(days=beat.contact_days)),
        "visit_due": str(today - timedelta(days=beat.visit_days)),
    }
