"""Enterprises as a list shows them: their people, their next measure, what presses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from liaison.domain.urgency import OpenRequest, OverdueMeasure, Pressing, what_presses
from liaison.domain.vocabulary import (
    OPEN_STATES,
    FilingStatus,
    MeasureState,
    RequestStatus,
    Status,
)
from liaison.store.database import Connection, moment
from liaison.store.enterprise_filter import OPEN_REQUEST
from liaison.store.enterprises import IN_SCOPE, quoted
from liaison.store.marked import marked
from liaison.store.visits import rhythm


@dataclass(frozen=True, slots=True)
class InCharge:
    """A person in charge, as a list shows them."""

    id: int
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class NextMeasure:
    """The open measure that falls due first, as far as one tap needs to know it."""

    measure_code: str
    state: MeasureState
    due_on: date | None
    note: str | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseRow:
    """An enterprise as a list shows it; `is_served` where it needs its people now."""

    id: int
    version: int
    name: str
    uscc: str | None
    status: Status
    filing_status: FilingStatus
    county_code: str | None
    town_code: str | None
    contact_name: str | None
    contact_phone: str | None
    employees: int | None
    employees_on_duty: int | None
    is_served: bool
    planned_on: date | None
    contacted_on: date | None
    visited_on: date | None
    officer: InCharge | None
    commissioner: InCharge | None
    overdue_count: int
    first_overdue: OverdueMeasure | None
    next_measure: NextMeasure | None
    requests: tuple[OpenRequest, ...]
    pressing: tuple[Pressing, ...] = ()


def rows_of(
    connection: Connection, ids: Sequence[int], *, today: date, now: datetime
) -> list[EnterpriseRow]:
    """What a list shows of these enterprises, in the order of the ids; a page of them at most."""
    marks, values = marked(ids)
    query = f"""
        WITH todo AS (
            SELECT s.enterprise_id, s.measure_code, s.due_on, s.state, s.note, s.version,
                   COUNT(*) FILTER (WHERE s.due_on < :today)
                       OVER (PARTITION BY s.enterprise_id) AS overdue_count,
                   ROW_NUMBER() OVER (
                       PARTITION BY s.enterprise_id
                       ORDER BY COALESCE(s.due_on, '9'), s.measure_code) AS place
              FROM support s
             WHERE s.enterprise_id IN ({marks}) AND s.state IN ({quoted(OPEN_STATES)}))
        SELECT e.id, e.version, e.name, e.uscc, e.status, e.filing_status, e.county_code,
               e.town_code, e.contact_name, e.contact_phone, e.employees, e.employees_on_duty,
               e.planned_on, e.contacted_on, e.visited_on, {IN_SCOPE} AS is_served,
               o.id AS officer_id, o.name AS officer_name, o.phone AS officer_phone,
               c.id AS commissioner_id, c.name AS commissioner_name,
               c.phone AS commissioner_phone,
               todo.measure_code, todo.due_on, todo.state AS measure_state,
               todo.note AS measure_note, todo.version AS measure_version,
               COALESCE(todo.overdue_count, 0) AS overdue_count
          FROM enterprises e
          LEFT JOIN pairings po
            ON po.enterprise_id = e.id AND po.role = 'officer' AND po.ended_at IS NULL
          LEFT JOIN liaisons o ON o.id = po.liaison_id
          LEFT JOIN pairings pc
            ON pc.enterprise_id = e.id AND pc.role = 'commissioner' AND pc.ended_at IS NULL
          LEFT JOIN liaisons c ON c.id = pc.liaison_id
          LEFT JOIN todo ON todo.enterprise_id = e.id AND todo.place = 1
         WHERE e.id IN ({marks})
    """  # noqa: S608 # conditions are written here, values are bound
    requests = _open_requests(connection, ids)
    beat = rhythm(connection)
    found = {}
    for stored in connection.query(query, values | {"today": str(today)}):
        row = _row(stored, tuple(requests[stored["id"]]), today)
        found[row.id] = replace(row, pressing=what_presses(row, beat, today=today, now=now))
    return [found[each] for each in ids]


def _open_requests(
    connection: Connection, ids: Sequence[int]
) -> defaultdict[int, list[OpenRequest]]:
    """The unanswered requests of each enterprise."""
    marks, values = marked(ids)
    query = f"""
        SELECT r.enterprise_id, r.status, r.due_at FROM requests r
         WHERE r.enterprise_id IN ({marks}) AND {OPEN_REQUEST} ORDER BY r.due_at, r.id
    """  # noqa: S608 # as above
    found: defaultdict[int, list[OpenRequest]] = defaultdict(list)
    for enterprise_id, status, due_at in connection.execute(query, values):
        found[enterprise_id].append(OpenRequest(RequestStatus(status), moment(due_at)))
    return found


_AS_STORED = (
    *("id", "version", "name", "uscc", "county_code", "town_code"),
    *("contact_name", "contact_phone", "employees", "employees_on_duty"),
    "overdue_count",
)


def _row(row: Mapping[str, Any], requests: tuple[OpenRequest, ...], today: date) -> EnterpriseRow:
    return EnterpriseRow(
        **{key: row[key] for key in _AS_STORED},
        status=Status(row["status"]),
        filing_status=FilingStatus(row["filing_status"]),
        is_served=bool(row["is_served"]),
        planned_on=_day(row["planned_on"]),
        contacted_on=_day(row["contacted_on"]),
        visited_on=_day(row["visited_on"]),
        officer=_in_charge(row, "officer"),
        commissioner=_in_charge(row, "commissioner"),
        first_overdue=_first_overdue(row, today),
        next_measure=_next_measure(row),
        requests=requests,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_charge(row: Mapping[str, Any], role: str) -> InCharge | None:
    if row[f"{role}_id"] is None:
        return None
    return InCharge(row[f"{role}_id"], row[f"{role}_name"], row[f"{role}_phone"])


def _first_overdue(row: Mapping[str, Any], today: date) -> OverdueMeasure | None:
    if not row["overdue_count"]:
        return None
    return OverdueMeasure(row["measure_code"], (today - date.fromisoformat(row["due_on"])).days)


def _next_measure(row: Mapping[str, Any]) -> NextMeasure | None:
    if row["measure_code"] is None:
        return None
    return NextMeasure(
        row["measure_code"],
        MeasureState(row["measure_state"]),
        _day(row["due_on"]),
        row["measure_note"],
        row["measure_version"],
    )
