"""Many enterprises at once: which a list would show, and where one measure stands for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.records import Support
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import MeasureState
from liaison.store import support
from liaison.store.database import Connection
from liaison.store.enterprise_filter import condition
from liaison.store.enterprises import chunks


@dataclass(frozen=True, slots=True)
class Standing:
    """An enterprise and where the measure stands for it."""

    id: int
    name: str
    county_code: str | None
    town_code: str | None
    support: Support


def ids(
    connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date
) -> list[int]:
    """The enterprises that the filters leave, by name; without a page, for they are many."""
    where, values = condition(connection, scope, filters, today=today)
    query = f"""
        SELECT e.id FROM enterprises e WHERE {where} ORDER BY e.name_key, e.county_code, e.id
    """  # noqa: S608 # conditions are written here, values are bound
    return [int(row[0]) for row in connection.execute(query, values)]


def counts_by_state(
    connection: Connection, scope: Scope, filters: EnterpriseFilter, *, today: date
) -> dict[MeasureState, int]:
    """How many of the enterprises have the filters' measure in each state."""
    others = replace(filters, measure_state=None)
    where, values = condition(connection, scope, others, today=today)
    query = f"""
        SELECT b.state, COUNT(*) FROM enterprises e
          JOIN support b ON b.enterprise_id = e.id AND b.measure_code = :measure
         WHERE {where} GROUP BY b.state
    """  # noqa: S608 # as above
    found: dict[str, int] = dict(connection.execute(query, values))
    return {state: found.get(state.value, 0) for state in MeasureState}


def standings(
    connection: Connection, enterprise_ids: Sequence[int], measure_code: str
) -> list[Standing]:
    """Where the measure stands for these enterprises, in the order of the ids."""
    where = support.get_many(connection, enterprise_ids, measure_code)
    known: dict[int, Standing] = {}
    for chunk in chunks(enterprise_ids):
        query = f"""
            SELECT id, name, county_code, town_code FROM enterprises
             WHERE id IN ({", ".join("?" * len(chunk))})
        """  # noqa: S608 # only question marks are put in
        for each, name, county_code, town_code in connection.execute(query, chunk):
            known[each] = Standing(each, name, county_code, town_code, where[each])
    return [known[each] for each in enterprise_ids if each in known]
