"""Enterprises that one about to be added may be already, in the whole city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.store.database import Connection
from liaison.store.scope import scope_condition
from liaison.store.search import search_pattern


class Likeness(StrEnum):
    """In what two enterprises are alike, the surest first."""

    CODE = "code"
    NAME = "name"
    PHONE = "phone"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of an enterprise so far; what is empty is alike to nothing.

    `part` is what is its own in the name; phones are digits.
    """

    uscc: str = ""
    name_key: str = ""
    part: str = ""
    phones: tuple[str, ...] = ()
    town_code: str | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in charge of an enterprise, whom one may ask about it."""

    role: LiaisonRole
    name: str
    unit: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Likely:
    """An enterprise that may be the same: no more of it than anybody of the city may know."""

    id: int
    name: str
    county_code: str | None
    town_code: str | None
    likeness: Likeness
    is_reached: bool
    people: tuple[Colleague, ...]


def like(connection: Connection, scope: Scope, traits: Traits, *, limit: int) -> list[Likely]:
    """Enterprises alike to the traits, wherever they are; `scope` tells which the asker reaches."""
    asked, values = _questions(traits)
    if not asked:
        return []
    reached, reach = scope_condition(scope)
    order = " ".join(f"WHEN {each} THEN {rank}" for rank, each in enumerate(asked.values()))
    query = f"""
        SELECT e.id, e.name, e.county_code, e.town_code, CASE {order} END AS likeness,
               CASE WHEN {reached} THEN 1 ELSE 0 END AS is_reached
          FROM enterprises e WHERE {" OR ".join(asked.values())}
         ORDER BY likeness, e.town_code IS NOT :town, ABS(LENGTH(e.name_key) - :length), e.id
         LIMIT :limit
    """  # noqa: S608 # conditions are written here, values are bound
    place = {"town": traits.town_code, "length": len(traits.name_key), "limit": limit}
    rows = list(connection.query(query, values | reach | place))
    people = _in_charge(connection, [row["id"] for row in rows])
    return [_likely(row, list(asked), people) for row in rows]


def _questions(traits: Traits) -> tuple[dict[Likeness, str], dict[str, Any]]:
    """What is asked of `enterprises e` for each likeness, in their order, with the parameters."""
    asked: dict[Likeness, str] = {}
    values: dict[str, Any] = {}
    if traits.uscc:
        asked[Likeness.CODE] = "e.uscc = :uscc"
        values["uscc"] = traits.uscc
    if traits.name_key:
        asked[Likeness.NAME] = "e.name_key = :name"
        values["name"] = traits.name_key
    if traits.phones:
        names = {f"phone_{number}": f"%{each}%" for number, each in enumerate(traits.phones)}
        either = " OR ".join(f"e.search_text LIKE :{name}" for name in names)
        asked[Likeness.PHONE] = f"({either})"
        values |= names
    if traits.part:
        asked[Likeness.PART] = "e.name_key LIKE :part ESCAPE '\\'"
        values["part"] = search_pattern(traits.part)
    return asked, values


def _in_charge(
    connection: Connection, enterprise_ids: Sequence[int]
) -> Mapping[int, list[Colleague]]:
    query = f"""
        SELECT p.enterprise_id, p.role, l.name, l.unit, l.phone
          FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
         WHERE p.ended_at IS NULL AND p.enterprise_id IN ({", ".join("?" * len(enterprise_ids))})
         ORDER BY p.enterprise_id, p.role
    """  # noqa: S608 # only question marks are put in
    found: dict[int, list[Colleague]] = defaultdict(list)
    for enterprise_id, role, *person in connection.execute(query, list(enterprise_ids)):
        found[enterprise_id].append(Colleague(LiaisonRole(role), *person))
    return found


def _likely(
    row: Mapping[str, Any], asked: Sequence[Likeness], people: Mapping[int, list[Colleague]]
) -> Likely:
    return Likely(
        row["id"],
        row["name"],
        row["county_code"],
        row["town_code"],
        asked[row["likeness"]],
        bool(row["is_reached"]),
        tuple(people.get(row["id"], ())),
    )
