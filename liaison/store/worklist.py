"""The list of enterprises with what presses: filtered, sorted and paged in SQL.

A page is found in two steps: the ids of its rows, then everything that is shown of them, so that
what is looked up for a row is looked up for fifty and not for all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from liaison.domain.filters import CHIPS, HALVES, Chip, EnterpriseFilter, EnterpriseSort
from liaison.domain.page import Page
from liaison.domain.roles import Scope
from liaison.store.database import Connection
from liaison.store.enterprise_filter import (
    OPEN_REQUEST,
    PLANNED_PASSED,
    TO_VISIT,
    base_condition,
    chip_condition,
    condition,
    days,
    is_narrow,
)
from liaison.store.enterprise_rows import EnterpriseRow, rows_of
from liaison.store.support import OVERDUE

_FIRST_ANSWER = f"""(SELECT MIN(r.due_at) FROM requests r
                      WHERE r.enterprise_id = e.id AND {OPEN_REQUEST})"""  # noqa: S608
_FIRST_DUE = f"""(SELECT MIN(s.due_on) FROM support s
                   WHERE s.enterprise_id = e.id AND {OVERDUE})"""  # noqa: S608


# What the counters of an area know of a chip.
_COUNTED: dict[Chip, str] = {"all": "enterprises", "unpaired": "unpaired"}

# The order of each sort, whose last column makes it total. Only `name` follows an index.
_ORDERS: dict[EnterpriseSort, str] = {
    "name": "e.name_key, e.county_code, e.id",
    "contacted": "COALESCE(e.contacted_on, ''), e.name_key, e.id",
    "updated": "e.updated_at DESC, e.id DESC",
    # The order of urgency.Reason: late measures, unanswered requests, the rhythm, the plan.
    "urgency": f"""COALESCE({_FIRST_DUE}, '9'), COALESCE({_FIRST_ANSWER}, '9'),
                   CASE WHEN {TO_VISIT} THEN 0 WHEN {PLANNED_PASSED} THEN 1 ELSE 2 END,
                   COALESCE(e.contacted_on, ''), e.name_key, e.id""",
    "returning": """COALESCE(e.employees, 0) - COALESCE(e.employees_on_duty, 0) DESC,
                    e.name_key, e.id""",
}

# Among those with an unanswered request, the one that is to be answered first.
_BY_ANSWER = f"COALESCE({_FIRST_ANSWER}, '9'), {_ORDERS['urgency']}"

# A search leaves few: sorting them beats walking the index of names to rows read at random.
_FOUND_BY_NAME = "e.name_key || '', e.county_code, e.id"


def list_page(
    connection: Connection,
    scope: Scope,
    filters: EnterpriseFilter,
    *,
    today: date,
    now: datetime,
    sort: EnterpriseSort,
    page: int,
    page_size: int,
) -> Page[EnterpriseRow]:
    """A page of the enterprises that the scope reaches and the filters leave.

    One beyond the last, from an old address, is the last.
    """
    total = _total(connection, scope, filters, today=today)
    page = min(page, Page([], total, 1, page_size).pages)
    where, values = condition(connection, scope, filters, today=today)
    query = f"""
        SELECT e.id FROM enterprises e WHERE {where}
         ORDER BY {_order(sort, filters)} LIMIT :limit OFFSET :offset
    """  # noqa: S608 # conditions are written here, values are bound
    place = {"limit": page_size, "offset": (page - 1) * page_size}
    ids = [int(row[0]) for row in connection.execute(query, values | place)]
    return Page(rows_of(connection, ids, today=today, now=now), total, page, page_size)


def _order(sort: EnterpriseSort, filters: EnterpriseFilter) -> str:
    if sort == "name" and filters.search.strip():
        return _FOUND_BY_NAME
    return _BY_ANSWER if (sort, filters.chip) == ("urgency", "requests") else _ORDERS[sort]


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
    """How many enterprises each chip would leave, with the other filters as they are.

    One of the HALVES is counted where it is the chip of the filters.
    """
    where, values = base_condition(connection, scope, filters)
    counted = [*CHIPS, *(half for half in HALVES if half == filters.chip)]
    chips = [chip_condition(chip, is_narrow(scope, filters)) for chip in counted]
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {chip})" for chip in chips)
    query = f"SELECT {counts} FROM enterprises e WHERE {where}"  # noqa: S608 # as above
    row = connection.execute(query, values | days(connection, today)).fetchone()
    return dict(zip(counted, row, strict=True))
