"""Rows for workbooks, streamed in the order in which they are written, and the log of exports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison.domain.fields import ENTERPRISE_FIELDS
from liaison.domain.filters import MeasureFilter
from liaison.domain.indicators import Counts, counts_of
from liaison.domain.page import Page
from liaison.domain.people import written
from liaison.domain.vocabulary import RequestStatus
from liaison.store.counters import REQUEST_PARTS, sums
from liaison.store.database import Connection, iso, moment
from liaison.store.figures import OVERDUE_REQUEST
from liaison.store.scope import Condition
from liaison.store.support import OVERDUE

Row = tuple[Any, ...]

_IN_CHARGE = """
    LEFT JOIN pairings pc
      ON pc.enterprise_id = e.id AND pc.role = 'commissioner' AND pc.ended_at IS NULL
    LEFT JOIN liaisons c ON c.id = pc.liaison_id
    LEFT JOIN pairings po
      ON po.enterprise_id = e.id AND po.role = 'officer' AND po.ended_at IS NULL
    LEFT JOIN liaisons o ON o.id = po.liaison_id
"""
_ORDER = "ORDER BY e.county_code, e.town_code, e.id"


def count_enterprises(connection: Connection, where: Condition) -> int:
    condition, values = where
    query = f"SELECT COUNT(*) FROM enterprises e WHERE {condition}"  # noqa: S608 # bound values
    return int(connection.execute(query, values).fetchone()[0])


def roster(connection: Connection, where: Condition) -> Iterator[Row]:
    """Enterprises with the values of ENTERPRISE_FIELDS in their order, as they are stored."""
    condition, values = where
    columns = ", ".join(
        f"e.{field.column}" if field.column else "NULL" for field in ENTERPRISE_FIELDS
    )
    people = [number for number, field in enumerate(ENTERPRISE_FIELDS) if field.type == "people"]
    query = f"""
        SELECT {columns}, c.staff_no, c.name, o.staff_no, o.name
          FROM enterprises e {_IN_CHARGE} WHERE {condition} {_ORDER}
    """  # noqa: S608 # names and conditions are written here, values are bound
    width = len(ENTERPRISE_FIELDS)
    for row in connection.execute(query, values):
        line = list(row[:width])
        for place, staff_no, name in zip(people, row[width::2], row[width + 1 :: 2], strict=True):
            line[place] = written(staff_no, name) if staff_no else None
        yield tuple(line)


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a contact card is made of; of a person name, unit and phones as they are stored.

    `link_number` and `created_at` are what the enterprise's link is signed by.
    """

    enterprise_id: int
    name: str
    county_code: str | None
    town_code: str | None
    link_number: int
    created_at: str
    commissioner: tuple[str, str, str | None] | None
    officer: tuple[str, str, str | None] | None


def cards(connection: Connection, where: Condition) -> Iterator[CardRow]:
    """Enterprises with their people by county, town and name, so that a pile is sorted."""
    condition, values = where
    query = f"""
        SELECT e.id, e.name, e.county_code, e.town_code, e.link_number, e.created_at,
               c.name, c.unit, c.phone, o.name, o.unit, o.phone
          FROM enterprises e {_IN_CHARGE} WHERE {condition}
         ORDER BY e.county_code, e.town_code, e.name_key, e.id
    """  # noqa: S608 # as above
    for row in connection.execute(query, values):
        people = [person if person[0] else None for person in (row[6:9], row[9:12])]
        yield CardRow(*row[:6], *people)


def enterprise_name(connection: Connection, enterprise_id: int) -> str:
    """What the enterprise is called."""
    query = "SELECT name FROM enterprises WHERE id = ?"
    return str(connection.execute(query, [enterprise_id]).fetchone()[0])


def enterprise_details(connection: Connection, where: Condition, today: date) -> Iterator[Row]:
    """Enterprises with their people and their work, without a phone; output as a share."""
    condition, values = where
    query = f"""
        WITH work AS (
            SELECT s.enterprise_id, SUM(CASE WHEN s.state = 'done' THEN 1 ELSE 0 END) AS done,
                   SUM(CASE WHEN s.state <> 'not_applicable' THEN 1 ELSE 0 END) AS applies,
                   SUM(CASE WHEN {OVERDUE} THEN 1 ELSE 0 END) AS overdue
              FROM support s GROUP BY s.enterprise_id),
        asked AS (
            SELECT r.enterprise_id, COUNT(*) AS n FROM requests r
             WHERE r.status IN ('submitted', 'accepted', 'assigned', 'reopened')
             GROUP BY r.enterprise_id)
        SELECT e.name, e.uscc, e.county_code, e.town_code, e.industry, e.above_scale, e.size,
               e.filing_status, e.status, e.resumed_on, e.employees, e.employees_on_duty,
               e.capacity_percent / 100, c.name, c.unit, o.name, o.unit,
               work.done, work.applies, work.overdue, COALESCE(asked.n, 0),
               e.contacted_on, e.visited_on
          FROM enterprises e {_IN_CHARGE}
          LEFT JOIN work ON work.enterprise_id = e.id
          LEFT JOIN asked ON asked.enterprise_id = e.id
         WHERE {condition} {_ORDER}
    """  # noqa: S608 # as above
    return iter(connection.execute(query, values | {"today": str(today)}))


def measures(connection: Connection, where: Condition, today: date) -> Iterator[Row]:
    """Every measure of every enterprise."""
    condition, values = where
    query = f"""
        SELECT e.name, e.uscc, e.county_code, e.town_code, s.measure_code, s.measure_code,
               s.state, s.due_on, CASE WHEN {OVERDUE} THEN 1 END, s.note, s.updated_at,
               s.updated_by
          FROM enterprises e JOIN support s ON s.enterprise_id = e.id
         WHERE {condition} {_ORDER}, s.measure_code
    """  # noqa: S608 # as above
    return iter(connection.execute(query, values | {"today": str(today)}))


def measures_of(where: str, values: dict[str, Any], filters: MeasureFilter) -> Condition:
    """The condition on `e` with that on `s`: which measure, in which state or late."""
    conditions, values = [where], dict(values)
    if filters.of_measure is not None:
        conditions.append("s.measure_code = :of_measure")
        values["of_measure"] = filters.of_measure
    if filters.of_state == "overdue":
        conditions.append(OVERDUE)
    elif filters.of_state is not None:
        conditions.append("s.state = :of_state")
        values["of_state"] = filters.of_state
    return " AND ".join(conditions), values


def count_measures(connection: Connection, where: Condition, today: date) -> int:
    condition, values = where
    query = f"""
        SELECT COUNT(*) FROM support s JOIN enterprises e ON e.id = s.enterprise_id
         WHERE {condition}
    """  # noqa: S608 # as above
    return int(connection.execute(query, values | {"today": str(today)}).fetchone()[0])


def count_requests(connection: Connection, where: Condition) -> int:
    condition, values = where
    query = f"""
        SELECT COUNT(*) FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {condition}
    """  # noqa: S608 # as above
    return int(connection.execute(query, values).fetchone()[0])


def requests(connection: Connection, where: Condition) -> list[Row]:
    """Requests, the oldest first; `where` is on `r` and `e` and binds `now`."""
    condition, values = where
    query = f"""
        SELECT r.id, e.name, e.uscc, e.county_code, e.town_code, r.kind, r.body, r.status,
               r.submitted_at, r.due_at, CASE WHEN {OVERDUE_REQUEST} THEN 1 END,
               l.name, l.unit, r.answered_at, r.answer, r.settled_at, r.rating, r.reason
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
          LEFT JOIN liaisons l ON l.id = r.liaison_id
         WHERE {condition} ORDER BY r.submitted_at, r.id
    """  # noqa: S608 # as above
    return connection.execute(query, values).fetchall()


@dataclass(frozen=True, slots=True)
class RequestsOfKind:
    """What became of the requests of a kind."""

    kind: str
    counts: Counts
    states: dict[str, int]


def requests_by_kind(
    connection: Connection, where: Condition, now: datetime
) -> list[RequestsOfKind]:
    """The kinds that were asked for, the most frequent first."""
    condition, values = where
    query = f"""
        SELECT r.kind, {_OF_REQUESTS} WHERE {condition}
         GROUP BY r.kind ORDER BY COUNT(*) DESC, r.kind
    """  # as above
    rows = connection.query(query, values | {"now": iso(now)})
    return [requests_of(row.pop("kind"), _with_late_as_due(row)) for row in rows]


_STATES = ", ".join(
    f"SUM(CASE WHEN r.status = '{state}' THEN 1 ELSE 0 END) AS {state}" for state in RequestStatus
)
_OF_REQUESTS = f"""
    {sums(REQUEST_PARTS, "r")},
    SUM(CASE WHEN {OVERDUE_REQUEST} THEN 1 ELSE 0 END) AS requests_overdue, {_STATES}
    FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
"""


def _with_late_as_due(row: dict[str, int]) -> dict[str, int]:
    return row | {"requests_due": row["requests_due"] + row["requests_overdue"]}


def requests_of(kind: str, counted: Mapping[str, int]) -> RequestsOfKind:
    """The requests of a kind from what is counted of them: parts of Counts, and statuses."""
    states = {state.value: counted.get(state.value, 0) for state in RequestStatus}
    return RequestsOfKind(kind, counts_of(counted), states)


def requests_by_kind_and_place(
    connection: Connection, now: datetime
) -> dict[tuple[str, str, str], dict[str, int]]:
    """(county code, town code, kind) → parts of Counts and statuses."""
    query = f"""
        SELECT COALESCE(e.county_code, '') AS county, COALESCE(e.town_code, '') AS town,
               r.kind, {_OF_REQUESTS} GROUP BY 1, 2, 3
    """  # as above
    rows = connection.query(query, {"now": iso(now)})
    return {
        (row.pop("county"), row.pop("town"), row.pop("kind")): _with_late_as_due(row)
        for row in rows
    }


def gap_details(connection: Connection, where: Condition) -> dict[int, Row]:
    """Enterprise id → credit code, filing and operation of those with a role that nobody fills."""
    condition, values = where
    query = f"""
        SELECT e.id, e.uscc, e.filing_status, e.status FROM enterprises e
         WHERE {condition} AND 2 > (SELECT COUNT(*) FROM pairings p
                                     WHERE p.enterprise_id = e.id AND p.ended_at IS NULL)
    """  # noqa: S608 # as above
    return {row[0]: row[1:] for row in connection.execute(query, values)}


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """A file that somebody exported; `as_of` is the day that it tells of.

    `settings` are those of the order as an address names them, empty for files without.
    """

    id: int
    at: datetime
    actor: str
    kind: str
    area_code: str | None
    as_of: date | None
    language: str
    file_name: str
    rows: int
    settings: Mapping[str, str]
    size_bytes: int | None


def list_page(
    connection: Connection, actor: str | None, *, page: int, page_size: int
) -> Page[ExportEntry]:
    """A page of what somebody exported, or everybody for None, the latest first."""
    values = {"actor": actor}
    which = "1" if actor is None else "actor = :actor"
    total = connection.execute(f"SELECT COUNT(*) FROM exports WHERE {which}", values)  # noqa: S608
    query = f"""
        SELECT id, at, actor, kind, area_code, as_of, language, file_name, rows, settings,
               size_bytes
          FROM exports WHERE {which} ORDER BY id DESC LIMIT :limit OFFSET :offset
    """  # noqa: S608 # one of two conditions
    window = {"limit": page_size, "offset": (page - 1) * page_size}
    rows = [_entry(row) for row in connection.query(query, values | window)]
    return Page(rows, int(total.fetchone()[0]), page, page_size)


def exporters(connection: Connection) -> list[str]:
    """Who exported something, by name."""
    rows = connection.execute("SELECT DISTINCT actor FROM exports ORDER BY actor")
    return [row[0] for row in rows]


def _entry(row: Mapping[str, Any]) -> ExportEntry:
    as_of = date.fromisoformat(row["as_of"]) if row["as_of"] else None
    settings = json.loads(row["settings"])
    return ExportEntry(**{**row, "at": moment(row["at"]), "as_of": as_of, "settings": settings})


def log(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    kind: str,
    area_code: str | None,
    as_of: str | None,
    language: str,
    file_name: str,
    rows: int,
    settings: Mapping[str, str] | None = None,
    size_bytes: int | None = None,
) -> int:
    """Keep who exported what; the entry's id."""
    row = {
        "at": iso(at),
        "actor": actor,
        "kind": kind,
        "area_code": area_code,
        "as_of": as_of,
        "language": language,
        "file_name": file_name,
        "rows": rows,
        "settings": json.dumps(settings or {}, ensure_ascii=False),
        "size_bytes": size_bytes,
    }
    return int(connection.table("exports").insert(row).last_pk or 0)
