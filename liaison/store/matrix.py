"""What is late, by area and measure: the part of the matrix that the day decides."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from liaison.domain.roles import Scope
from liaison.store.database import Connection
from liaison.store.figures import Place
from liaison.store.scope import Condition, scope_condition
from liaison.store.support import OVERDUE


def late_measures(
    connection: Connection, where: Condition, today: date
) -> dict[Place, dict[str, dict[str, int]]]:
    """(county code, town code) → measure code → state → enterprises past the due date.

    `where` is on `e`.
    """
    condition, values = where
    query = f"""
        SELECT e.county_code, e.town_code, e.measure_code, e.state, SUM(e.n)
          FROM support_due_counts e
         WHERE e.due_on < :today AND {condition} GROUP BY 1, 2, 3, 4
    """  # noqa: S608 # conditions are written here, values are bound
    found: defaultdict[Place, dict[str, dict[str, int]]] = defaultdict(dict)
    for county, town, code, state, number in connection.execute(
        query, values | {"today": str(today)}
    ):
        found[county, town].setdefault(code, {})[state] = number
    return dict(found)


def late_enterprises(connection: Connection, where: Condition, today: date) -> dict[Place, int]:
    """(county code, town code) → enterprises with any measure past its due date, each once."""
    condition, values = where
    query = f"""
        SELECT COALESCE(e.county_code, ''), COALESCE(e.town_code, ''), COUNT(DISTINCT e.id)
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id
         WHERE {OVERDUE} AND {condition} GROUP BY 1, 2
    """  # noqa: S608 # as above
    found = connection.execute(query, values | {"today": str(today)})
    return {(county, town): number for county, town, number in found}


def towns_of_several_counties(connection: Connection, scope: Scope) -> set[str]:
    """Towns that a roster has in one county for some enterprises and in another for others."""
    where, values = scope_condition(scope)
    query = f"""
        SELECT e.town_code FROM area_counts e WHERE e.enterprises <> 0 AND {where}
         GROUP BY e.town_code HAVING COUNT(DISTINCT e.county_code) > 1
    """  # noqa: S608 # as above
    return {row[0] for row in connection.execute(query, values)}
