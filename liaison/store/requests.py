"""What enterprises ask for: kept, found, listed by urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from liaison.domain.deadlines import HANDLING, midnight
from liaison.domain.errors import NotFound
from liaison.domain.filters import RequestFilter
from liaison.domain.page import Page
from liaison.domain.records import Request
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import UNANSWERED, RequestKind, RequestStatus
from liaison.store.areas import area_condition
from liaison.store.database import Connection, iso, moment
from liaison.store.enterprises import chunks, quoted
from liaison.store.scope import scope_condition
from liaison.store.search import search_pattern

_COLUMNS = tuple(field.name for field in fields(Request))
_SELECTED = ", ".join(f"r.{column}" for column in _COLUMNS)
_INSTANTS = ("submitted_at", "due_at", "answered_at", "settled_at")
_UNANSWERED = f"r.status IN ({quoted(UNANSWERED)})"
_UNSETTLED = (*UNANSWERED, RequestStatus.ANSWERED)  # a poor rating opens it again
_HANDLED_BY = "CASE r.kind {} END".format(
    " ".join(f"WHEN '{kind}' THEN '{handling.role}'" for kind, handling in HANDLING.items())
)
#: The role that a request is with or, while it is with nobody, that its kind is handled by.
OF_ROLE = f"COALESCE((SELECT l.role FROM liaisons l WHERE l.id = r.liaison_id), {_HANDLED_BY})"  # noqa: S608 # our own keys
_OVERDUE = f"({_UNANSWERED} AND r.due_at < :now)"

_INSERT = """
    INSERT INTO requests (enterprise_id, kind, body, submitted_at, submitted_by, due_at, liaison_id)
    VALUES (:enterprise_id, :kind, :body, :submitted_at, :submitted_by, :due_at, :liaison_id)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as a list shows it; `responsible` is the name of the person it is with."""

    request: Request
    enterprise_name: str
    county_code: str | None
    town_code: str | None
    responsible: str | None
    is_overdue: bool


def get(connection: Connection, request_id: int) -> Request:
    """The request; NotFound where there is none."""
    query = f"SELECT {_SELECTED} FROM requests r WHERE r.id = :id"  # noqa: S608 # record's names
    row = next(connection.query(query, {"id": request_id}), None)
    if row is None:
        raise NotFound("request_not_found", request=request_id)
    return _request(row)


def insert(
    connection: Connection,
    *,
    enterprise_id: int,
    kind: RequestKind,
    body: str,
    at: datetime,
    by: str,
    due_at: datetime,
    liaison_id: int | None,
) -> int:
    """Keep a request that was just submitted; its id."""
    row = {
        "enterprise_id": enterprise_id,
        "kind": kind.value,
        "body": body,
        "submitted_at": iso(at),
        "submitted_by": by,
        "due_at": iso(due_at),
        "liaison_id": liaison_id,
    }
    return int(connection.execute(_INSERT, row).fetchone()[0])


def same_unanswered(
    connection: Connection, *, enterprise_id: int, kind: RequestKind, body: str, by: str
) -> int | None:
    """The id of the request that this person made in these words and that waits for an answer."""
    query = f"""
        SELECT r.id FROM requests r
         WHERE r.enterprise_id = :id AND r.kind = :kind AND r.body = :body
           AND r.submitted_by = :by AND {_UNANSWERED}
         ORDER BY r.id LIMIT 1
    """  # noqa: S608 # conditions are written here, values are bound
    values = {"id": enterprise_id, "kind": kind.value, "body": body, "by": by}
    row = connection.execute(query, values).fetchone()
    return int(row[0]) if row else None


def update(connection: Connection, request_id: int, changes: Mapping[str, object]) -> None:
    """Set columns of a request and raise its version."""
    values = {key: _stored(value) for key, value in changes.items()}
    assignments = "".join(f"{column} = :{column}, " for column in values)
    statement = f"UPDATE requests SET {assignments}version = version + 1 WHERE id = :id"  # noqa: S608
    connection.conn.execute(statement, values | {"id": request_id})


def _stored(value: object) -> object:
    return iso(value) if isinstance(value, datetime) else value


class Astray(NamedTuple):
    """A request that somebody else is in charge of by now than it is with."""

    request_id: int
    enterprise_id: int
    liaison_id: int | None
    in_charge_id: int


def astray(connection: Connection, enterprise_ids: Sequence[int]) -> list[Astray]:
    """The open requests of these enterprises that belong with whoever is in charge now.

    One that is with a person belongs to that person's role, one that is with nobody to the role
    that its kind is handled by or, where that has nobody, to the other.
    """
    found: dict[int, Astray] = {}
    for chunk in chunks(enterprise_ids):
        query = f"""
            SELECT r.id, r.enterprise_id, r.liaison_id, p.liaison_id
              FROM requests r
              JOIN pairings p ON p.enterprise_id = r.enterprise_id AND p.ended_at IS NULL
              LEFT JOIN liaisons l ON l.id = r.liaison_id
             WHERE r.enterprise_id IN ({", ".join("?" * len(chunk))})
               AND r.status IN ({quoted(_UNSETTLED)})
               AND p.role = COALESCE(l.role, p.role) AND p.liaison_id IS NOT r.liaison_id
             ORDER BY r.id, p.role <> {_HANDLED_BY}
        """  # noqa: S608 # conditions are written here, values are bound
        for row in connection.execute(query, chunk):
            found.setdefault(row[0], Astray._make(row))
    return list(found.values())


def hand_over(connection: Connection, strays: Sequence[Astray]) -> None:
    """Give requests to whoever is in charge."""
    connection.conn.executemany(
        "UPDATE requests SET liaison_id = ?, version = version + 1 WHERE id = ?",
        [(each.in_charge_id, each.request_id) for each in strays],
    )


def of_enterprise(
    connection: Connection, enterprise_id: int, *, limit: int = 100, offset: int = 0
) -> list[Request]:
    """What an enterprise asked for, the latest first."""
    query = f"""
        SELECT {_SELECTED} FROM requests r WHERE r.enterprise_id = :id
         ORDER BY r.submitted_at DESC, r.id DESC LIMIT :limit OFFSET :offset
    """  # noqa: S608 # columns are the record's
    values = {"id": enterprise_id, "limit": limit, "offset": offset}
    return [_request(row) for row in connection.query(query, values)]


def list_page(
    connection: Connection,
    scope: Scope,
    filters: RequestFilter,
    *,
    now: datetime,
    page: int,
    page_size: int,
) -> Page[RequestRow]:
    """A page of requests that the scope reaches: the unanswered by deadline, then the others."""
    where, values = condition(connection, scope, filters, now=now)
    source = "requests r JOIN enterprises e ON e.id = r.enterprise_id"
    total = connection.execute(f"SELECT COUNT(*) FROM {source} WHERE {where}", values)  # noqa: S608
    query = f"""
        SELECT {_SELECTED}, e.name AS enterprise_name, e.county_code, e.town_code,
               l.name AS responsible, {_OVERDUE} AS is_overdue
          FROM {source} LEFT JOIN liaisons l ON l.id = r.liaison_id
         WHERE {where}
         ORDER BY CASE WHEN {_UNANSWERED} THEN r.due_at ELSE '9' END, r.submitted_at DESC, r.id
         LIMIT :limit OFFSET :offset
    """  # noqa: S608 # conditions are written here, values are bound
    count = int(total.fetchone()[0])
    place = {"limit": page_size, "offset": (page - 1) * page_size}
    rows = [_row(row) for row in connection.query(query, values | place)]
    return Page(rows, count, page, page_size)


def condition(
    connection: Connection, scope: Scope, filters: RequestFilter, *, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Scope and filters as a condition on `requests r` and `enterprises e`."""
    where, values = scope_condition(scope)
    conditions = [where]
    values["now"] = iso(now)
    if filters.search.strip():
        like = "LIKE :search ESCAPE '\\'"
        conditions.append(f"(e.search_text {like} OR r.body {like})")
        values["search"] = search_pattern(filters.search)
    if filters.area_code is not None:
        conditions.append(area_condition(connection, filters.area_code, "e"))
        values["area"] = filters.area_code
    for number, status in enumerate(filters.statuses):
        values[f"status_{number}"] = status
    if filters.statuses:
        marks = ", ".join(f":status_{number}" for number in range(len(filters.statuses)))
        conditions.append(f"r.status IN ({marks})")
    for key in ("kind", "liaison_id", "enterprise_id"):
        if getattr(filters, key) is not None:
            conditions.append(f"r.{key} = :{key}")
            values[key] = getattr(filters, key)
    if filters.only_overdue:
        conditions.append(_OVERDUE)
    if filters.first_on is not None:
        conditions.append("r.submitted_at >= :first_at")
        values["first_at"] = iso(midnight(filters.first_on))
    if filters.last_on is not None:
        conditions.append("r.submitted_at < :after_last")
        values["after_last"] = iso(midnight(filters.last_on + timedelta(days=1)))
    return " AND ".join(conditions), values


def unconfirmed_since(connection: Connection, answered_before: datetime) -> list[Request]:
    """The requests that were answered before an instant and not confirmed yet."""
    query = f"""
        SELECT {_SELECTED} FROM requests r
         WHERE r.status = '{RequestStatus.ANSWERED}' AND r.answered_at < :before ORDER BY r.id
    """  # noqa: S608 # columns are the record's
    return [_request(row) for row in connection.query(query, {"before": iso(answered_before)})]


def settle(connection: Connection, request_ids: list[int], at: datetime) -> None:
    """Close requests that the enterprise let stand."""
    statement = """
        UPDATE requests SET status = ?, settled_at = ?, version = version + 1 WHERE id = ?
    """
    rows = [(RequestStatus.SETTLED.value, iso(at), each) for each in request_ids]
    connection.conn.executemany(statement, rows)


def _request(row: Mapping[str, Any]) -> Request:
    values = {column: row[column] for column in _COLUMNS}
    for key in _INSTANTS:
        values[key] = moment(values[key]) if values[key] else None
    values["kind"] = RequestKind(values["kind"])
    values["status"] = RequestStatus(values["status"])
    return Request(**values)


def _row(row: Mapping[str, Any]) -> RequestRow:
    return RequestRow(
        _request(row),
        row["enterprise_name"],
        row["county_code"],
        row["town_code"],
        row["responsible"],
        bool(row["is_overdue"]),
    )
