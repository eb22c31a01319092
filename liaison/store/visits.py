"""Visits and calls, and the rhythm in which enterprises are to be met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from liaison.domain.records import Visit
from liaison.domain.rhythm import Rhythm
from liaison.domain.vocabulary import VisitKind
from liaison.store.database import Connection, iso, moment

_INSERT = """
    INSERT INTO visits
        (enterprise_id, kind, visited_on, note, next_step, created_at, created_by)
    VALUES (:enterprise_id, :kind, :visited_on, :note, :next_step, :created_at, :created_by)
    RETURNING id
"""


def rhythm(connection: Connection) -> Rhythm:
    """The rhythm of the settings `contact_days` and `visit_days`."""
    query = "SELECT key, value FROM settings WHERE key IN ('contact_days', 'visit_days')"
    return Rhythm(**{key: int(value) for key, value in connection.execute(query)})


def insert(
    connection: Connection,
    *,
    enterprise_id: int,
    kind: VisitKind,
    visited_on: date,
    note: str,
    next_step: str | None,
    at: datetime,
    by: str,
) -> int:
    """Keep a visit and what the enterprise's list tells of it; its id."""
    row = {
        "enterprise_id": enterprise_id,
        "kind": kind,
        "visited_on": str(visited_on),
        "note": note,
        "next_step": next_step,
        "created_at": iso(at),
        "created_by": by,
    }
    _touch(connection, enterprise_id, visited_on, on_site=kind is VisitKind.ON_SITE)
    return int(connection.execute(_INSERT, row).fetchone()[0])


def same(
    connection: Connection,
    *,
    enterprise_id: int,
    kind: VisitKind,
    visited_on: date,
    note: str,
    next_step: str | None,
    by: str,
    since: datetime,
) -> int | None:
    """The id of the very visit that this person recorded since then, None where there is none."""
    query = """
        SELECT id FROM visits
         WHERE enterprise_id = :enterprise_id AND visited_on = :visited_on AND kind = :kind
           AND note = :note AND next_step IS :next_step
           AND created_by = :by AND created_at >= :since
         ORDER BY id LIMIT 1
    """
    values = {
        "enterprise_id": enterprise_id,
        "kind": kind,
        "visited_on": str(visited_on),
        "note": note,
        "next_step": next_step,
        "by": by,
        "since": iso(since),
    }
    row = connection.execute(query, values).fetchone()
    return int(row[0]) if row else None


def _touch(connection: Connection, enterprise_id: int, day: date, *, on_site: bool) -> None:
    """Move the days of the last contact and visit on, never back."""
    connection.conn.execute(
        """
        UPDATE enterprises SET
            contacted_on = CASE WHEN COALESCE(contacted_on, '') < :day
                                THEN :day ELSE contacted_on END,
            visited_on = CASE WHEN :on_site = 1 AND COALESCE(visited_on, '') < :day
                              THEN :day ELSE visited_on END
         WHERE id = :id
        """,
        {"id": enterprise_id, "day": str(day), "on_site": int(on_site)},
    )


def of_enterprise(
    connection: Connection, enterprise_id: int, *, limit: int = 100, offset: int = 0
) -> list[Visit]:
    """The visits to an enterprise, the latest first."""
    query = """
        SELECT * FROM visits WHERE enterprise_id = :id
         ORDER BY visited_on DESC, id DESC LIMIT :limit OFFSET :offset
    """
    values = {"id": enterprise_id, "limit": limit, "offset": offset}
    return [_visit(row) for row in connection.query(query, values)]


def _visit(row: Mapping[str, Any]) -> Visit:
    values = dict(row)
    values["kind"] = VisitKind(values["kind"])
    values["visited_on"] = date.fromisoformat(values["visited_on"])
    values["created_at"] = moment(values["created_at"])
    return Visit(**values)
