"""Pairings: who is in charge, who could be, and which enterprises have nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from liaison.domain.pairing import Person, Place
from liaison.domain.pairing_question import Alike
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.store.areas import area_condition
from liaison.store.database import Connection, iso
from liaison.store.enterprises import IN_SCOPE
from liaison.store.history import Change
from liaison.store.marked import marked
from liaison.store.scope import Condition, scope_condition
from liaison.store.search import search_condition

Key = tuple[int, str]

#: What history calls a pair that a person chose, and no proposal.
CHOSEN = "pair.chosen"

_PART = 500  # SQLite finds a named parameter by walking through all of a statement's
LOAD = "(SELECT COUNT(*) FROM pairings p WHERE p.liaison_id = l.id AND p.ended_at IS NULL)"
_ON_LEAVE = """EXISTS (SELECT 1 FROM leaves v WHERE v.liaison_id = l.id
    AND v.cancelled_at IS NULL AND :today BETWEEN v.first_on AND v.last_on)"""
AVAILABLE = f"""(l.liaison_status = 'on_duty' AND COALESCE(l.started_on <= :today, TRUE)
    AND COALESCE(l.ended_on >= :today, TRUE) AND NOT {_ON_LEAVE})"""
DEPARTED = "(l.liaison_status = 'disabled' OR COALESCE(l.ended_on < :today, FALSE))"
# The pair that an enterprise had last in the role, whether it stands or has ended.
LAST = """NOT EXISTS (SELECT 1 FROM pairings q WHERE q.enterprise_id = p.enterprise_id
    AND q.role = p.role AND q.id > p.id)"""


def needs(
    connection: Connection,
    scope: Scope,
    enterprise_ids: Sequence[int] | None = None,
    *,
    area_code: str | None = None,
    all_of_them: bool = False,
) -> dict[Alike, list[int]]:
    """The enterprises that need a pair, grouped; ids ascend within a group.

    With `all_of_them` those among the ids, too, that keep a pair which they no longer need.
    """
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    which = "1" if all_of_them else IN_SCOPE
    if area_code is not None:
        which = f"{which} AND {area_condition(connection, area_code, 'e')}"
    for where, values in _parts(scope, enterprise_ids, which):
        query = f"""
            SELECT e.county_code, e.town_code, e.grid, o.liaison_id, c.liaison_id, e.id
              FROM enterprises e
              LEFT JOIN pairings o
                ON o.enterprise_id = e.id AND o.role = 'officer' AND o.ended_at IS NULL
              LEFT JOIN pairings c
                ON c.enterprise_id = e.id AND c.role = 'commissioner' AND c.ended_at IS NULL
             WHERE {where} ORDER BY e.id
        """  # noqa: S608 # conditions are written here, values are bound
        for *alike, each in connection.execute(query, values | {"area": area_code}):
            found[tuple(alike)].append(each)
    return {Alike(*key): ids for key, ids in found.items()}


def holders(
    connection: Connection,
    role: LiaisonRole,
    scope: Scope,
    enterprise_ids: Sequence[int],
    *,
    all_of_them: bool = False,
) -> dict[int, int | None]:
    """Those of the enterprises that need a pair, with who has them in the role; as `needs`."""
    found: dict[int, int | None] = {}
    for where, values in _parts(scope, enterprise_ids, "1" if all_of_them else IN_SCOPE):
        query = f"""
            SELECT e.id, p.liaison_id FROM enterprises e
              LEFT JOIN pairings p
                ON p.enterprise_id = e.id AND p.role = :role AND p.ended_at IS NULL
             WHERE {where}
        """  # noqa: S608 # conditions are written here, values are bound
        found.update(connection.execute(query, values | {"role": role.value}))
    return found


def _parts(
    scope: Scope, enterprise_ids: Sequence[int] | None, condition: str
) -> Iterator[Condition]:
    """The condition on enterprises within the scope, in parts that hold the ids."""
    reach, values = scope_condition(scope)
    if enterprise_ids is None:
        yield f"{condition} AND {reach}", values
        return
    for which, ids in among("e.id", enterprise_ids):
        yield f"{condition} AND {reach} AND {which}", values | ids


def among(column: str, ids: Iterable[int]) -> Iterator[Condition]:
    """The condition that the column is one of the ids, in parts."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _PART):
        marks, values = marked(ordered[start : start + _PART])
        yield f"{column} IN ({marks})", values


def places(
    connection: Connection, enterprise_ids: Iterable[int]
) -> dict[int, tuple[str, str | None, str | None, str | None]]:
    """Enterprise id → name, county, town and grid."""
    found = {}
    for which, values in among("id", enterprise_ids):
        query = f"SELECT id, name, county_code, town_code, grid FROM enterprises WHERE {which}"  # noqa: S608
        found.update({row[0]: row[1:] for row in connection.execute(query, values)})
    return found


def people(connection: Connection, role: str | None, today: date) -> list[Person]:
    """The people of a role, or of both, with their loads."""
    where = "(:role IS NULL OR l.role = :role)"
    return _people_where(connection, where, {"role": role}, today)


def people_by_id(
    connection: Connection, liaison_ids: Iterable[int], today: date
) -> dict[int, Person]:
    """The people with these ids, with their loads."""
    found: dict[int, Person] = {}
    for which, values in among("l.id", liaison_ids):
        found.update({each.id: each for each in _people_where(connection, which, values, today)})
    return found


def _people_where(
    connection: Connection, where: str, values: Mapping[str, object], today: date
) -> list[Person]:
    query = f"""
        SELECT l.id, l.role, l.staff_no, l.name, l.unit, l.county_code, l.town_code, l.grid,
               l.capacity, {LOAD} AS load, {AVAILABLE} AS available, {DEPARTED} AS departed
          FROM liaisons l WHERE {where}
         ORDER BY l.id
    """  # noqa: S608 # conditions are written here, values are bound
    rows = connection.query(query, {"today": today.isoformat(), **values})
    return [_person(row) for row in rows]


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        id=row["id"],
        role=LiaisonRole(row["role"]),
        staff_no=row["staff_no"],
        name=row["name"],
        unit=row["unit"],
        place=Place(row["county_code"], row["town_code"], row["grid"]),
        capacity=row["capacity"],
        load=row["load"],
        available=bool(row["available"]),
        departed=bool(row["departed"]),
    )


def portfolio(connection: Connection, liaison_id: int, today: date) -> list[int]:
    """The enterprises in a person's charge; of one who left, the gaps that this made."""
    query = f"""
        SELECT p.enterprise_id
          FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
          JOIN enterprises e ON e.id = p.enterprise_id
         WHERE p.liaison_id = :id
           AND (p.ended_at IS NULL OR ({DEPARTED} AND {IN_SCOPE} AND {LAST}))
         ORDER BY p.enterprise_id
    """  # noqa: S608 # conditions are written here, values are bound
    values = {"id": liaison_id, "today": today.isoformat()}
    return [int(row[0]) for row in connection.execute(query, values)]


def ever_paired(connection: Connection) -> set[LiaisonRole]:
    """The roles in which somebody was ever put in charge."""
    query = "SELECT EXISTS (SELECT 1 FROM pairings WHERE role = ?)"
    return {role for role in LiaisonRole if connection.execute(query, [role.value]).fetchone()[0]}


def held_by(connection: Connection, liaison_ids: Iterable[int]) -> list[Key]:
    """(enterprise id, role) of the pairs in force of these people."""
    found: list[Key] = []
    for which, values in among("liaison_id", liaison_ids):
        query = f"SELECT enterprise_id, role FROM pairings WHERE {which} AND ended_at IS NULL"  # noqa: S608
        found.extend((row[0], row[1]) for row in connection.execute(query, values))
    return sorted(found)


def in_force_of(connection: Connection, enterprise_ids: Iterable[int]) -> dict[Key, int]:
    """(enterprise id, role) → the person in charge."""
    held = _held(connection, enterprise_ids)
    return {key: person for key, (_, person) in held.items()}


def departed_unseen(connection: Connection, today: date) -> list[int]:
    """Ids of the people who left and still are in charge, act for somebody or can sign in."""
    query = f"""
        SELECT l.id FROM liaisons l
         WHERE {DEPARTED} AND (
               EXISTS (SELECT 1 FROM pairings p WHERE p.liaison_id = l.id AND p.ended_at IS NULL)
            OR l.id IN (SELECT liaison_id FROM accounts WHERE disabled_at IS NULL)
            OR l.id IN (SELECT liaison_id FROM leaves
                         WHERE cancelled_at IS NULL AND last_on > :today)
            OR l.id IN (SELECT deputy_id FROM leaves
                         WHERE cancelled_at IS NULL AND last_on >= :today))
         ORDER BY l.id
    """  # noqa: S608 # conditions are written here, values are bound
    return [int(row[0]) for row in connection.execute(query, {"today": today.isoformat()})]


def replace(
    connection: Connection,
    triples: Iterable[tuple[int, str, int]],
    at: datetime,
    *,
    run_id: int | None = None,
) -> list[Change]:
    """Put people in charge: (enterprise id, role, liaison id), ending whatever stands against it.

    A pair that stands already stays as it is. What history is to say is returned.
    """
    wanted = {(enterprise_id, role): person for enterprise_id, role, person in triples}
    held = _held(connection, {enterprise_id for enterprise_id, _ in wanted})
    new = {key: person for key, person in wanted.items() if held.get(key, (0, 0))[1] != person}
    ended = end(connection, [key for key in new if key in held], at, run_id=run_id)
    triples = [(*key, person) for key, person in new.items()]
    return ended + start(connection, triples, at, run_id=run_id)


def start(
    connection: Connection,
    triples: Sequence[tuple[int, str, int]],
    at: datetime,
    *,
    run_id: int | None = None,
) -> list[Change]:
    """Start pairs where nobody stands; the ids are counted on, which the write lock makes safe."""
    first = 1 + connection.execute("SELECT COALESCE(MAX(id), 0) FROM pairings").fetchone()[0]
    stamp = iso(at)
    connection.conn.executemany(
        "INSERT INTO pairings (id, enterprise_id, role, liaison_id, started_at, started_run_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(number, *triple, stamp, run_id) for number, triple in enumerate(triples, start=first)],
    )
    names = _names(connection, {person for _, _, person in triples})
    return [
        Change("pair.started", "pairing", number, each, {str(role): (None, names[person])})
        for number, (each, role, person) in enumerate(triples, start=first)
    ]


def end(
    connection: Connection, keys: Sequence[Key], at: datetime, *, run_id: int | None = None
) -> list[Change]:
    """End the pairs in force of (enterprise id, role); those that nobody holds are passed over."""
    held = _held(connection, {enterprise_id for enterprise_id, _ in keys})
    there = [(key, *held[key]) for key in keys if key in held]
    stamp = iso(at)
    connection.conn.executemany(
        "UPDATE pairings SET ended_at = ?, ended_run_id = ? WHERE id = ?",
        [(stamp, run_id, number) for _, number, _ in there],
    )
    names = _names(connection, {person for _, _, person in there})
    return [
        Change("pair.ended", "pairing", number, each, {str(role): (names[person], None)})
        for (each, role), number, person in there
    ]


def of_numbers(
    connection: Connection, numbers: Iterable[int], *, standing: bool = False
) -> dict[Key, int]:
    """(enterprise id, role) → the person's id, of these pairs; of those in force where asked."""
    found: dict[Key, int] = {}
    in_force = "AND ended_at IS NULL" if standing else ""
    for which, values in among("id", numbers):
        query = f"""
            SELECT enterprise_id, role, liaison_id FROM pairings WHERE {which} {in_force}
        """  # noqa: S608 # ids are bound
        for enterprise_id, role, person in connection.execute(query, values):
            found[enterprise_id, role] = person
    return found


def delete_ended(
    connection: Connection, numbers: Iterable[int], liaison_ids: Iterable[int], at: datetime
) -> None:
    """Delete those of the pairs that these people had and that ended at the moment given."""
    people = set(liaison_ids)
    for which, values in among("id", numbers):
        query = f"SELECT id, liaison_id FROM pairings WHERE {which} AND ended_at = :at"  # noqa: S608
        found = connection.execute(query, values | {"at": iso(at)}).fetchall()
        gone = [(number,) for number, person in found if person in people]
        connection.conn.executemany("DELETE FROM pairings WHERE id = ?", gone)


def _held(connection: Connection, enterprise_ids: Iterable[int]) -> dict[Key, tuple[int, int]]:
    """(enterprise id, role) → (id of the pairing, id of the person) in force."""
    found: dict[Key, tuple[int, int]] = {}
    for which, values in among("enterprise_id", enterprise_ids):
        query = f"""
            SELECT enterprise_id, role, id, liaison_id FROM pairings
             WHERE ended_at IS NULL AND {which}
        """  # noqa: S608 # ids are bound
        for enterprise_id, role, number, person in connection.execute(query, values):
            found[enterprise_id, role] = number, person
    return found


def _names(connection: Connection, liaison_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for which, values in among("id", liaison_ids):
        found.update(connection.execute(f"SELECT id, name FROM liaisons WHERE {which}", values))  # noqa: S608
    return found


def found_by(connection: Connection, search: str) -> tuple[set[int], set[int]]:
    """Ids of the enterprises and ids of the people that a search finds."""
    condition, values = search_condition(connection, search)
    people = "SELECT id FROM liaisons WHERE search_text LIKE :search ESCAPE '\\'"
    queries = (f"SELECT e.id FROM enterprises e WHERE {condition}", people)  # noqa: S608
    enterprises, persons = (connection.execute(query, values).fetchall() for query in queries)
    return {int(row[0]) for row in enterprises}, {int(row[0]) for row in persons}
