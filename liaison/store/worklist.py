"""The list of enterprises with what presses: filtered, sorted and paged in SQL.

A page is found in two steps: the ids of its rows, then everything that is shown of them, so that
what is looked up for a row is looked up for fifty and not for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liaison.domain.filters import CHIPS, Chip, EnterpriseFilter, EnterpriseSort
from liaison.domain.page import Page
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import (
    OPEN_STATES,
    FilingStatus,
    MeasureState,
    Status,
)
from liaison.store.database import Connection
from liaison.store.enterprise_filter import (
    OPEN_REQUEST,
    base_condition,
    chip_condition,
    condition,
    days,
    is_narrow,
)
from liaison.store.enterprises import quoted
from liaison.store.support import OVERDUE

_OPEN_REQUESTS = f"""(SELECT COUNT(*) FROM requests r
                       WHERE r.enterprise_id = e.id AND {OPEN_REQUEST})"""  # noqa: S608
_FIRST_DUE = f"""(SELECT MIN(s.due_on) FROM support s
                   WHERE s.enterprise_id = e.id AND {OVERDUE})"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class InCharge:
    """A person in charge, as a list shows them."""

    id: int
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class OverdueMeasure:
    """The measure that is overdue for longest, and for how many days."""

    measure_code: str
    days: int


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
    """An enterprise as a list shows it."""

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
    contacted_on: date | None
    visited_on: date | None
    officer: InCharge | None
    commissioner: InCharge | None
    overdue_count: int
    first_overdue: OverdueMeasure | None
    next_measure: NextMeasure | None
    open_requests: int


# What the counters of an area know of a chip.
_COUNTED: dict[Chip, str] = {"all": "enterprises", "unpaired": "unpaired"}

# The order of each sort, whose last column makes it total. Only `name` follows an index.
_ORDERS: dict[EnterpriseSort, str] = {
    "name": "e.name_key, e.county_code, e.id",
    "contacted": "COALESCE(e.contacted_on, ''), e.name_key, e.id",
    "updated": "e.updated_at DESC, e.id DESC",
    "urgency": f"""COALESCE({_FIRST_DUE}, '9'), {_OPEN_REQUESTS} DESC,
                   COALESCE(e.contacted_on, ''), e.name_key, e.id""",
    "returning": """COALESCE(e.employees, 0) - COALESCE(e.employees_on_duty, 0) DESC,
                    e.name_key, e.id""",
}

# A search leaves few: sorting them beats walking the index of names to rows read at random.
_FOUND_BY_NAME = "e.name_key || '', e.county_code, e.id"


def list_page(
    connection: Connection,
    scope: Scope,
    filters: EnterpriseFilter,
    *,
    today: date,
    sort: EnterpriseSort,
    page: int,
    page_size: int,
) -> Page[EnterpriseRow]:
    """A page of the enterprises that the scope reaches and the filters leave."""
    where, values = condition(connection, scope, filters, today=today)
    is_found = sort == "name" and bool(filters.search.strip())
    query = f"""
        SELECT e.id FROM enterprises e WHERE {where}
         ORDER BY {_FOUND_BY_NAME if is_found else _ORDERS[sort]} LIMIT :limit OFFSET :offset
    """  # noqa: S608 # conditions are written here, values are bound
    place = {"limit": page_size, "offset": (page - 1) * page_size}
    ids = [int(row[0]) for row in connection.execute(query, values | place)]
    total = _total(connection, scope, filters, today=today)
    return Page(rows_of(connection, ids, today=today), total, page, page_size)


def ids(
    connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date
) -> list[int]:
    """The ids of all enterprises that the scope reaches and the filters leave."""
    where, values = condition(connection, scope, filters, today=today)
    query = f"SELECT e.id FROM enterprises e WHERE {where} ORDER BY e.id"  # noqa: S608 # as above
    return [int(row[0]) for row in connection.execute(query, values)]


def _total(connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date) -> int:
    """How long the whole list is; that of an area is read from its counters."""
    column = _COUNTED.get(filters.chip)
    others = replace(filters, area_code=None, chip="all")
    if column is not None and others == EnterpriseFilter() and not is_narrow(scope, filters):
        where, values = base_condition(connection, scope, filters)
        query = f"SELECT COALESCE(SUM(e.{column}), 0) FROM area_counts e WHERE {where}"  # noqa: S608
    else:
        where, values = condition(connection, scope, filters, today=today)
        query = f"SELECT COUNT(*) FROM enterprises e WHERE {where}"  # noqa: S608 # as above
    return int(connection.execute(query, values).fetchone()[0])


def chip_counts(
    connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date
) -> dict[str, int]:
    """How many enterprises each chip would leave, with the other filters as they are."""
    where, values = base_condition(connection, scope, filters)
    chips = [chip_condition(chip, is_narrow(scope, filters)) for chip in CHIPS]
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {chip})" for chip in chips)
    query = f"SELECT {counts} FROM enterprises e WHERE {where}"  # noqa: S608 # as above
    row = connection.execute(query, values | days(connection, today)).fetchone()
    return dict(zip(CHIPS, row, strict=True))


def rows_of(connection: Connection, ids: Sequence[int], *, today: date) -> list[EnterpriseRow]:
    """What a list shows of these enterprises, in the order of the ids; a page of them at most."""
    marks = ", ".join(f":id_{number}" for number in range(len(ids)))
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
               e.contacted_on, e.visited_on,
               o.id AS officer_id, o.name AS officer_name, o.phone AS officer_phone,
               c.id AS commissioner_id, c.name AS commissioner_name,
               c.phone AS commissioner_phone,
               todo.measure_code, todo.due_on, todo.state AS measure_state,
               todo.note AS measure_note, todo.version AS measure_version,
               COALESCE(todo.overdue_count, 0) AS overdue_count,
               {_OPEN_REQUESTS} AS open_requests
          FROM enterprises e
          LEFT JOIN pairings po
            ON po.enterprise_id = e.id AND po.role = 'officer' AND po.ended_at IS NULL
          LEFT JOIN liaisons o ON o.id = po.liaison_id
          LEFT JOIN pairings pc
            ON pc.enterprise_id = e.id AND pc.role = 'commissioner' AND pc.ended_at IS NULL
          LEFT JOIN liaisons c ON c.id = pc.liaison_id
          LEFT JOIN todo ON todo.enterprise_id = e.id AND todo.place = 1
         WHERE e.id IN ({marks})
    """  # noqa: S608 # as above
    values = {f"id_{number}": each for number, each in enumerate(ids)} | {"today": str(today)}
    found = {row["id"]: _row(row, today) for row in connection.query(query, values)}
    return [found[each] for each in ids]


_AS_STORED = (
    *("id", "version", "name", "uscc", "county_code", "town_code"),
    *("contact_name", "contact_phone", "employees", "employees_on_duty"),
    *("overdue_count", "open_requests"),
)


def _row(row: Mapping[str, Any], today: date) -> EnterpriseRow:
    return EnterpriseRow(
        **{key: row[key] for key in _AS_STORED},
        status=Status(row["status"]),
        filing_status=FilingStatus(row["filing_status"]),
        contacted_on=_day(row["contacted_on"]),
        visited_on=_day(row["visited_on"]),
        officer=_in_charge(row, "officer"),
        commissioner=_in_charge(row, "commissioner"),
        first_overdue=_first_overdue(row, today),
        next_measure=_next_measure(row),
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
