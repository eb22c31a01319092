"""What has been late the longest: a few measures and requests of an area, by name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from liaison.store.database import Connection, iso
from liaison.store.figures import OVERDUE_REQUEST
from liaison.store.scope import Condition
from liaison.store.support import OVERDUE

Row = tuple[Any, ...]


def measures(connection: Connection, where: Condition, today: date, limit: int) -> list[Row]:
    """(enterprise id, name, county, town, measure code, due day) of those due before the day."""
    condition, values = where
    query = f"""
        SELECT e.id, e.name, e.county_code, e.town_code, s.measure_code, s.due_on
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id
         WHERE {OVERDUE} AND {condition} ORDER BY s.due_on, e.id, s.measure_code LIMIT :limit
    """  # noqa: S608 # conditions are written here, values are bound
    bound = values | {"today": str(today), "limit": limit}
    return connection.execute(query, bound).fetchall()


def requests(connection: Connection, where: Condition, now: datetime, limit: int) -> list[Row]:
    """(enterprise id, name, county, town, kind, deadline) of those to be answered before then."""
    condition, values = where
    query = f"""
        SELECT e.id, e.name, e.county_code, e.town_code, r.kind, r.due_at
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {OVERDUE_REQUEST} AND {condition} ORDER BY r.due_at, r.id LIMIT :limit
    """  # noqa: S608 # as above
    return connection.execute(query, values | {"now": iso(now), "limit": limit}).fetchall()
