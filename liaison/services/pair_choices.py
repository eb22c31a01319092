"""What pairing by hand asks first: how many gaps there are, and who could fill one."""

from __future__ import annotations

from typing import NamedTuple

from liaison.domain.filters import LiaisonFilter
from liaison.domain.pairing import TIER_COSTS, Person, Place, Tier, tier_between
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import enterprises, liaisons, pairings
from liaison.store.database import Connection, Database


class Candidate(NamedTuple):
    """A person who could be put in charge, and how near."""

    person: Person
    tier: Tier


@requires(Action.SEE_FIGURES)
def gap_counts(
    actor: Actor, db: Database, *, area_code: str | None = None
) -> dict[LiaisonRole, int]:
    """How many enterprises need somebody in each role and have nobody."""
    with db.read() as connection:
        return pairings.gap_counts(connection, actor.scope, area_code=area_code)


@requires(Action.PAIR)
def list_candidates(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    role: LiaisonRole,
    *,
    search: str = "",
    limit: int = 20,
) -> list[Candidate]:
    """Who is on duty in the role: those with room first, then the nearest, then the least busy.

    `search` is a part of a name, initials, a staff number or a phone.
    """
    with db.read() as connection:
        require(actor, Action.PAIR, enterprises.resource(connection, enterprise_id))
        _, *place = pairings.places(connection, [enterprise_id])[enterprise_id]
        everybody = pairings.people(connection, role, db.today())
        found = _found(connection, actor, role, search)
    chosen = [each for each in everybody if each.available and (found is None or each.id in found)]
    candidates = [Candidate(each, tier_between(Place(*place), each.place)) for each in chosen]
    return sorted(candidates, key=_order)[:limit]


def _found(connection: Connection, actor: Actor, role: LiaisonRole, search: str) -> set[int] | None:
    """Ids of the people that a search means, None where nothing was typed."""
    if not search.strip():
        return None
    filters = LiaisonFilter(search, role)
    rows = liaisons.list_page(connection, actor.scope, filters, page=1, page_size=200).rows
    return {row.liaison.id for row in rows}


def _order(candidate: Candidate) -> tuple[bool, int, int]:
    person = candidate.person
    return not person.has_room, TIER_COSTS[candidate.tier], person.load
