"""Counting: the numbers behind every figure, by area, kind or person.

Areas are read from the counter tables, a few dozen rows however many enterprises there are;
industries, sizes and people are counted over the enterprises with the same formulas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal

from liaison.domain.indicators import Counts
from liaison.domain.vocabulary import UNANSWERED
from liaison.store.counters import CONTACTS, ENTERPRISE_PARTS, REQUEST_PARTS, part, sums
from liaison.store.database import Connection, iso
from liaison.store.enterprises import quoted
from liaison.store.scope import Condition
from liaison.store.visits import rhythm

Kind = Literal["industry", "above_scale", "size", "person"]
Place = tuple[str, str]

_PLACE = "COALESCE(e.county_code, '') AS county_code, COALESCE(e.town_code, '') AS town_code"
_GROUPS: Final[dict[Kind, str]] = {
    "industry": "COALESCE(e.industry, '')",
    "above_scale": "e.above_scale",
    "size": "COALESCE(e.size, '')",
    "person": "p.liaison_id",
}
OVERDUE_REQUEST: Final = f"r.status IN ({quoted(UNANSWERED)}) AND r.due_at < :now"


def by_place(
    connection: Connection, where: Condition, *, now: datetime, today: date
) -> dict[Place, Counts]:
    """Counts by (county code, town code), '' where a roster leaves it open; `where` is on `e`."""
    condition, values = where
    instants = _instants(connection, now, today)
    queries = (
        _summed("area_counts", ENTERPRISE_PARTS, condition),
        _summed("request_counts", REQUEST_PARTS, condition),
        _contacts(condition),
        _measures(condition),
        _people(condition),
        _overdue(_PLACE, condition),
    )
    found: defaultdict[Place, dict[str, int]] = defaultdict(dict)
    for query in queries:
        for row in connection.query(query, instants | values):
            place = row.pop("county_code"), row.pop("town_code")
            _add(found[place], row)
    return {place: Counts(**counted) for place, counted in found.items()}


def _instants(connection: Connection, now: datetime, today: date) -> dict[str, object]:
    """The parameters that say since when an enterprise counts as met, and what is late."""
    beat = rhythm(connection)
    return {
        "now": iso(now),
        "contacted": str(today - timedelta(days=beat.contact_days)),
        "visited": str(today - timedelta(days=beat.visit_days)),
    }


def _add(into: dict[str, int], row: Mapping[str, int | None]) -> None:
    for name, number in row.items():
        into[name] = into.get(name, 0) + (number or 0)


def _summed(table: str, parts: Iterable[str], condition: str) -> str:
    columns = ", ".join(f"SUM(e.{name}) AS {name}" for name in parts)
    return f"""
        SELECT e.county_code, e.town_code, {columns} FROM {table} e
         WHERE {condition} GROUP BY e.county_code, e.town_code
    """  # noqa: S608 # names and conditions are written here, values are bound


def _contacts(condition: str) -> str:
    columns = ", ".join(
        f"SUM(CASE WHEN e.kind = '{kind}' AND e.day > :{kind} THEN e.n ELSE 0 END) AS {kind}"
        for kind in CONTACTS
    )
    return f"""
        SELECT e.county_code, e.town_code, {columns} FROM contact_counts e
         WHERE {condition} GROUP BY e.county_code, e.town_code
    """  # noqa: S608 # as above


def _measures(condition: str) -> str:
    return f"""
        SELECT e.county_code, e.town_code, SUM(e.n) AS measures_all,
               SUM(CASE WHEN e.state = 'done' THEN e.n ELSE 0 END) AS measures_done,
               SUM(CASE WHEN e.state = 'not_applicable' THEN e.n ELSE 0 END)
                   AS measures_not_applicable
          FROM support_counts e
         WHERE {condition} GROUP BY e.county_code, e.town_code
    """  # noqa: S608 # as above


def _people(condition: str) -> str:
    """People by the area they are responsible for; who is disabled has left."""
    return f"""
        SELECT {_PLACE},
               SUM(CASE WHEN e.role = 'officer' THEN 1 ELSE 0 END) AS officers,
               SUM(CASE WHEN e.role = 'commissioner' THEN 1 ELSE 0 END) AS commissioners
          FROM liaisons e
         WHERE e.liaison_status <> 'disabled' AND {condition} GROUP BY 1, 2
    """  # noqa: S608 # as above


def _overdue(group: str, condition: str) -> str:
    """Requests whose answer is late: they are due as well, which the counters cannot know."""
    return f"""
        SELECT {group}, COUNT(*) AS requests_overdue, COUNT(*) AS requests_due
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {OVERDUE_REQUEST} AND {condition} GROUP BY {_numbered(group)}
    """  # noqa: S608 # as above


def _numbered(group: str) -> str:
    return "1, 2" if group is _PLACE else "1"


_PAIRS: Final = "JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL"


def by_kind(
    connection: Connection, kind: Kind, where: Condition, *, now: datetime, today: date
) -> dict[str | int, Counts]:
    """Counts by industry, scale or size, '' where it is not known, or by the id of a person.

    People are those in charge there; measures are counted for people alone, and a person's
    requests are those that are with them.
    """
    condition, values = where
    instants = _instants(connection, now, today)
    group = f"{_GROUPS[kind]} AS code"
    source = _PAIRS if kind == "person" else ""
    asked = "r.liaison_id AS code" if kind == "person" else group
    queries = [
        _enterprises_by(group, source, condition),
        _requests_by(asked, condition),
        _overdue(asked, condition),
        _measures_by_person(condition) if kind == "person" else _people_by(group, condition),
    ]
    found: defaultdict[str | int | None, dict[str, int]] = defaultdict(dict)
    for query in queries:
        for row in connection.query(query, instants | values):
            _add(found[row.pop("code")], row)
    return {code: Counts(**counted) for code, counted in found.items() if code is not None}


def _enterprises_by(group: str, source: str, condition: str) -> str:
    served = part(ENTERPRISE_PARTS["served"], "e")
    contacts = ", ".join(
        f"SUM(CASE WHEN e.{column} > :{kind} THEN {served} ELSE 0 END) AS {kind}"
        for kind, column in CONTACTS.items()
    )
    return f"""
        SELECT {group}, {sums(ENTERPRISE_PARTS, "e")}, {contacts}
          FROM enterprises e {source} WHERE {condition} GROUP BY 1
    """  # noqa: S608 # as above


def _requests_by(group: str, condition: str) -> str:
    return f"""
        SELECT {group}, {sums(REQUEST_PARTS, "r")}
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {condition} GROUP BY 1
    """  # noqa: S608 # as above


def _people_by(group: str, condition: str) -> str:
    return f"""
        SELECT {group},
               COUNT(DISTINCT CASE WHEN p.role = 'officer' THEN p.liaison_id END) AS officers,
               COUNT(DISTINCT CASE WHEN p.role = 'commissioner' THEN p.liaison_id END)
                   AS commissioners
          FROM enterprises e {_PAIRS} WHERE {condition} GROUP BY 1
    """  # noqa: S608 # as above


def _measures_by_person(condition: str) -> str:
    return f"""
        SELECT p.liaison_id AS code, COUNT(*) AS measures_all,
               SUM(CASE WHEN s.state = 'done' THEN 1 ELSE 0 END) AS measures_done,
               SUM(CASE WHEN s.state = 'not_applicable' THEN 1 ELSE 0 END)
                   AS measures_not_applicable
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id {_PAIRS}
         WHERE {condition} GROUP BY 1
    """  # noqa: S608 # as above


def measure_states(
    connection: Connection, where: Condition
) -> dict[Place, dict[str, dict[str, int]]]:
    """(county code, town code) → measure code → state → number of enterprises."""
    condition, values = where
    query = f"""
        SELECT e.county_code, e.town_code, e.measure_code, e.state, e.n
          FROM support_counts e WHERE e.n <> 0 AND {condition}
    """  # noqa: S608 # as above
    found: defaultdict[Place, dict[str, dict[str, int]]] = defaultdict(dict)
    for county, town, code, state, number in connection.execute(query, values):
        found[county, town].setdefault(code, {})[state] = number
    return dict(found)


def overdue_measures(connection: Connection, where: Condition, today: date) -> dict[str, int]:
    """Measure code → how many enterprises are past its due date."""
    condition, values = where
    query = f"""
        SELECT s.measure_code, COUNT(*)
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id
         WHERE s.state IN ('not_started', 'in_progress', 'blocked') AND s.due_on < :today
           AND {condition}
         GROUP BY s.measure_code
    """  # noqa: S608 # as above
    return dict(connection.execute(query, values | {"today": str(today)}).fetchall())


def recount_differences(connection: Connection) -> list[str]:
    """The tables and places whose counters differ from a recount; empty where all is well."""
    requests = "requests r JOIN enterprises e ON e.id = r.enterprise_id"
    return [
        *_differences(connection, "area_counts", ENTERPRISE_PARTS, "e", "enterprises e"),
        *_differences(connection, "request_counts", REQUEST_PARTS, "r", requests),
        *_contact_differences(connection),
        *_measure_differences(connection),
    ]


def _differences(
    connection: Connection, table: str, parts: Mapping[str, str], row: str, source: str
) -> list[str]:
    kept = f"SELECT county_code, town_code, {', '.join(parts)} FROM {table}"  # noqa: S608
    fresh = f"SELECT {_PLACE}, {sums(parts, row)} FROM {source} GROUP BY 1, 2"  # noqa: S608
    rows = [
        {each for each in connection.execute(query) if any(each[2:])} for query in (kept, fresh)
    ]
    return sorted({f"{table} {county}/{town}" for county, town, *_ in rows[0] ^ rows[1]})


def _contact_differences(connection: Connection) -> list[str]:
    kept = "SELECT kind, county_code, town_code, day, n FROM contact_counts WHERE n <> 0"
    fresh = " UNION ALL ".join(
        f"""SELECT '{kind}', {_PLACE}, e.{column}, COUNT(*) FROM enterprises e
             WHERE e.{column} IS NOT NULL AND {part(ENTERPRISE_PARTS["served"], "e")} = 1
             GROUP BY 2, 3, 4"""  # noqa: S608 # as above
        for kind, column in CONTACTS.items()
    )
    rows = [set(connection.execute(query)) for query in (kept, fresh)]
    return sorted({f"contact_counts {each[1]}/{each[2]}" for each in rows[0] ^ rows[1]})


def _measure_differences(connection: Connection) -> list[str]:
    kept = "SELECT county_code, town_code, measure_code, state, n FROM support_counts WHERE n <> 0"
    fresh = f"""
        SELECT {_PLACE}, s.measure_code, s.state, COUNT(*)
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id
          JOIN measures m ON m.code = s.measure_code AND m.retired_on IS NULL
         GROUP BY 1, 2, 3, 4
    """  # noqa: S608 # as above
    rows = [set(connection.execute(query)) for query in (kept, fresh)]
    return sorted({f"support_counts {each[0]}/{each[1]}" for each in rows[0] ^ rows[1]})
