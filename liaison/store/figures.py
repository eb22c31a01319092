"""Counting: the numbers behind every figure, by area, kind or person.

Areas and kinds are read from the counter tables, whose rows do not grow with the enterprises;
what is a person's is counted over the enterprises with the same formulas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from liaison.domain.indicators import Counts
from liaison.domain.vocabulary import UNANSWERED
from liaison.store.counters import CONTACTS, ENTERPRISE_PARTS, REQUEST_PARTS, part, sums
from liaison.store.database import Connection, iso
from liaison.store.enterprises import quoted
from liaison.store.kind_counters import HOUR_LENGTH, PEOPLE
from liaison.store.scope import Condition
from liaison.store.visits import rhythm

Kind = Literal["industry", "above_scale", "size"]
Place = tuple[str, str]

_PLACE = "COALESCE(e.county_code, '') AS county_code, COALESCE(e.town_code, '') AS town_code"
_CODES: Final[dict[Kind, str]] = {
    "industry": "COALESCE(e.industry, '')",
    "above_scale": "e.above_scale",
    "size": "COALESCE(e.size, '')",
}
OVERDUE_REQUEST: Final = f"r.status IN ({quoted(UNANSWERED)}) AND r.due_at < :now"


def by_place(
    connection: Connection, where: Condition, *, now: datetime, today: date
) -> dict[Place, Counts]:
    """Counts by (county code, town code), '' where a roster leaves it open; `where` is on `e`."""
    condition, values = where
    instants = _instants(connection, now, today)
    place = "e.county_code, e.town_code"
    queries = (
        _summed("area_counts", (*ENTERPRISE_PARTS,), place, condition),
        _summed("request_counts", (*REQUEST_PARTS,), place, condition),
        _contacts("contact_counts", place, condition),
        _measures(condition),
        _people(condition),
        _late_hours(place, "", condition),
        _late_this_hour(_PLACE, condition),
    )
    return _counted(connection, queries, instants | values, ("county_code", "town_code"))


def _instants(connection: Connection, now: datetime, today: date) -> dict[str, object]:
    """The parameters that say since when an enterprise counts as met, and what is late."""
    beat = rhythm(connection)
    return {
        "now": iso(now),
        "hour": iso(now)[:HOUR_LENGTH],
        "contacted": str(today - timedelta(days=beat.contact_days)),
        "visited": str(today - timedelta(days=beat.visit_days)),
    }


def _counted(
    connection: Connection,
    queries: Iterable[str],
    values: dict[str, object],
    keys: Sequence[str],
) -> dict[Any, Counts]:
    """What the queries count, added up by the key (or tuple of keys) of each row."""
    found: defaultdict[Any, dict[str, int]] = defaultdict(dict)
    for query in queries:
        for row in connection.query(query, values):
            key = tuple(row.pop(each) for each in keys)
            into = found[key if len(key) > 1 else key[0]]
            for name, number in row.items():
                into[name] = into.get(name, 0) + (number or 0)
    return {key: Counts(**counted) for key, counted in found.items()}


def _summed(table: str, parts: Iterable[str], group: str, condition: str) -> str:
    columns = ", ".join(f"SUM(e.{name}) AS {name}" for name in parts)
    return f"SELECT {group}, {columns} FROM {table} e WHERE {condition} GROUP BY {group}"  # noqa: S608 # names and conditions are written here, values are bound


def _contacts(table: str, group: str, condition: str) -> str:
    """Who was met within the rhythm: the days of each kind since its parameter of that name."""
    return " UNION ALL ".join(
        f"""
        SELECT {group}, {", ".join(f"{n} AS {each}" for each, n in columns.items())}
          FROM {table} e WHERE e.kind = '{kind}' AND e.day > :{kind} AND {condition}
         GROUP BY {group}
        """  # noqa: S608 # as above
        for kind in CONTACTS
        for columns in [{each: "SUM(e.n)" if each == kind else "0" for each in CONTACTS}]
    )


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
        SELECT e.county_code, e.town_code,
               SUM(CASE WHEN e.role = 'officer' THEN e.n ELSE 0 END) AS officers,
               SUM(CASE WHEN e.role = 'commissioner' THEN e.n ELSE 0 END) AS commissioners
          FROM people_counts e WHERE {condition} GROUP BY e.county_code, e.town_code
    """  # noqa: S608 # as above


# Requests whose answer is late are due as well, which the counters of requests cannot know.
_LATE = "AS requests_overdue, {n} AS requests_due"


def _late_hours(group: str, dimension: str, condition: str) -> str:
    """Requests whose answer was due in an hour that is over."""
    return f"""
        SELECT {group}, SUM(e.n) {_LATE.format(n="SUM(e.n)")}
          FROM request_due_counts e
         WHERE e.dimension = '{dimension}' AND e.hour < :hour AND {condition} GROUP BY {group}
    """  # noqa: S608 # as above


def _late_this_hour(group: str, condition: str) -> str:
    """Requests whose answer was due in the hour that runs, which are few."""
    return f"""
        SELECT {group}, COUNT(*) {_LATE.format(n="COUNT(*)")}
          FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
         WHERE {OVERDUE_REQUEST} AND r.due_at >= :hour AND {condition}
         GROUP BY {_positions(group)}
    """  # noqa: S608 # as above


def _positions(group: str) -> str:
    """The positions of the columns of a group in which each has a name, for GROUP BY."""
    return ", ".join(str(number + 1) for number in range(group.count(" AS ")))


def by_kind(
    connection: Connection, kind: Kind, where: Condition, *, now: datetime, today: date
) -> dict[str, Counts]:
    """Counts by industry, scale or size, '' where it is not known, without the measures.

    People are those in charge there; `where` is on `e` and asks for areas alone.
    """
    condition, values = where
    queries = _of_kind(kind, condition, "e.code", f"{_CODES[kind]} AS code")
    instants = _instants(connection, now, today)
    found = _counted(connection, queries, instants | values, ("code",))
    return {code: counts for code, counts in found.items() if not counts.is_empty}


def by_kind_and_place(
    connection: Connection, kind: Kind, *, now: datetime, today: date
) -> dict[tuple[str, str, str], Counts]:
    """Counts by county code, town code and code, with the corrections of people among them."""
    group = "e.county_code, e.town_code, e.code"
    queries = _of_kind(kind, "1", group, f"{_PLACE}, {_CODES[kind]} AS code")
    instants = _instants(connection, now, today)
    return _counted(connection, queries, instants, ("county_code", "town_code", "code"))


def _of_kind(kind: Kind, condition: str, group: str, group_of_requests: str) -> tuple[str, ...]:
    here = f"e.dimension = '{kind}' AND {condition}"
    return (
        _summed("kind_counts", (*ENTERPRISE_PARTS, *REQUEST_PARTS, *PEOPLE), group, here),
        _contacts("kind_contact_counts", group, here),
        _late_hours(group, kind, condition),
        _late_this_hour(group_of_requests, condition),
    )


_PAIRS: Final = "JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL"


def by_person(
    connection: Connection, where: Condition, *, now: datetime, today: date
) -> dict[int, Counts]:
    """Counts by the id of a person, over their enterprises and the requests that are with them."""
    condition, values = where
    queries = _of_people(condition)
    instants = _instants(connection, now, today)
    found = _counted(connection, queries, instants | values, ("person",))
    return {person: counts for person, counts in found.items() if person is not None}


def by_person_and_place(
    connection: Connection, *, now: datetime, today: date
) -> dict[tuple[str, str, int], Counts]:
    """Counts by county code, town code and the id of a person."""
    queries = _of_people("1", f"{_PLACE}, ")
    instants = _instants(connection, now, today)
    keys = ("county_code", "town_code", "person")
    found = _counted(connection, queries, instants, keys)
    return {key: counts for key, counts in found.items() if key[-1] is not None}


def _of_people(condition: str, place: str = "") -> tuple[str, ...]:
    """What is counted over each person's enterprises and requests, by place too if asked."""
    of_requests = "FROM requests r JOIN enterprises e ON e.id = r.enterprise_id"
    asker = f"{place}r.liaison_id AS person"
    return (
        _enterprises_by_person(condition, place),
        f"""
        SELECT {asker}, {sums(REQUEST_PARTS, "r")} {of_requests}
         WHERE {condition} GROUP BY {_positions(asker)}
        """,  # as above
        f"""
        SELECT {asker}, COUNT(*) {_LATE.format(n="COUNT(*)")} {of_requests}
         WHERE {OVERDUE_REQUEST} AND {condition} GROUP BY {_positions(asker)}
        """,  # as above
        _measures_by_person(condition, place),
    )


def _enterprises_by_person(condition: str, place: str = "") -> str:
    served = part(ENTERPRISE_PARTS["served"], "e")
    contacts = ", ".join(
        f"SUM(CASE WHEN e.{column} > :{kind} THEN {served} ELSE 0 END) AS {kind}"
        for kind, column in CONTACTS.items()
    )
    person = f"{place}p.liaison_id AS person"
    return f"""
        SELECT {person}, {sums(ENTERPRISE_PARTS, "e")}, {contacts}
          FROM enterprises e {_PAIRS} WHERE {condition} GROUP BY {_positions(person)}
    """  # noqa: S608 # as above


def _measures_by_person(condition: str, place: str = "") -> str:
    person = f"{place}p.liaison_id AS person"
    return f"""
        SELECT {person}, COUNT(*) AS measures_all,
               SUM(CASE WHEN s.state = 'done' THEN 1 ELSE 0 END) AS measures_done,
               SUM(CASE WHEN s.state = 'not_applicable' THEN 1 ELSE 0 END)
                   AS measures_not_applicable
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id {_PAIRS}
         WHERE {condition} GROUP BY {_positions(person)}
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
    return dict(_overdue(connection, where, today, "e.measure_code"))


def overdue_by_place(
    connection: Connection, where: Condition, today: date
) -> dict[Place, dict[str, int]]:
    """(county code, town code) → measure code → how many enterprises are past its due date."""
    found: defaultdict[Place, dict[str, int]] = defaultdict(dict)
    group = "e.county_code, e.town_code, e.measure_code"
    for county, town, code, number in _overdue(connection, where, today, group):
        found[county, town][code] = number
    return dict(found)


def _overdue(connection: Connection, where: Condition, today: date, group: str) -> Iterator[Any]:
    condition, values = where
    query = f"""
        SELECT {group}, SUM(e.n) FROM support_due_counts e
         WHERE e.due_on < :today AND {condition} GROUP BY {group}
    """  # noqa: S608 # as above
    return iter(connection.execute(query, values | {"today": str(today)}))


def requests_due_soon(
    connection: Connection, where: Condition, *, now: datetime, until: datetime
) -> int:
    """How many requests without an answer yet fall due from now until an instant.

    Whole hours are read from the counters, the two that are cut from the requests themselves.
    """
    condition, values = where
    query = f"""
        SELECT (SELECT COALESCE(SUM(e.n), 0) FROM request_due_counts e
                 WHERE e.dimension = '' AND e.hour > :hour AND e.hour < :last AND {condition})
             + (SELECT COUNT(*) FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
                 WHERE r.status IN ({quoted(UNANSWERED)}) AND {condition}
                   AND (r.due_at BETWEEN :now AND MIN(:until, :hour || '~')
                        OR :last > :hour AND r.due_at BETWEEN :last AND :until))
    """  # noqa: S608 # as above
    hours = {"hour": iso(now)[:HOUR_LENGTH], "last": iso(until)[:HOUR_LENGTH]}
    instants = hours | {"now": iso(now), "until": iso(until)}
    return int(connection.execute(query, values | instants).fetchone()[0])
