"""Pairing by hand: who could be in charge of an enterprise, and putting one of them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import LiaisonFilter
from liaison.domain.pairing import (
    TIER_COSTS,
    Load,
    PairingOutcome,
    Person,
    Place,
    Tier,
    tier_between,
)
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.services.pair_writing import put_in_charge
from liaison.services.pairing_runs import outcome_of
from liaison.store import enterprises, history, liaisons, pairings, support
from liaison.store.database import Connection, Database
from liaison.store.history import Change


class Candidate(NamedTuple):
    """A person who could be put in charge, and how near."""

    person: Person
    tier: Tier


@requires(Action.PAIR)
def list_candidates(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    role: LiaisonRole,
    *,
    search: str = "",
    loads: Mapping[int, int] | None = None,
    limit: int = 20,
) -> list[Candidate]:
    """Who is on duty in the role: those with room first, then the nearest, then the least busy.

    `search` is a part of a name, initials, a staff number or a phone. `loads` by a person's id,
    as a plan would make them, count in the place of those of today.
    """
    with db.read() as connection:
        require(actor, Action.PAIR, enterprises.resource(connection, enterprise_id))
        _, *place = pairings.places(connection, [enterprise_id])[enterprise_id]
        everybody = pairings.people(connection, role, db.today())
        found = _found(connection, actor, role, search)
    chosen = [
        replace(each, load=(loads or {}).get(each.id, each.load))
        for each in everybody
        if each.available and (found is None or each.id in found)
    ]
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


@requires(Action.PAIR)
def pair_by_hand(
    actor: Actor, db: Database, enterprise_id: int, role: str, liaison_id: int
) -> PairingOutcome:
    """Put a person in charge, in the place of whoever was; the outcome tells who is over."""
    with db.write() as connection:
        require(actor, Action.PAIR, enterprises.resource(connection, enterprise_id))
        _person_to_pair(connection, role, liaison_id, db.today())
        changes = put_in_charge(connection, [(enterprise_id, role, liaison_id)], db.now())
        history.append(connection, map(_chosen, changes), at=db.now(), actor=actor.name)
        support.open_measures(connection, [enterprise_id], on=db.today())
        now = _person_to_pair(connection, role, liaison_id, db.today())
    before = now.load - any(change.action == "pair.started" for change in changes)
    return outcome_of(changes, [Load(person=now, before=before, after=now.load)])


def _chosen(change: Change) -> Change:
    started = change.action == "pair.started"
    return replace(change, action=pairings.CHOSEN) if started else change


def _person_to_pair(connection: Connection, role: str, liaison_id: int, today: date) -> Person:
    """The person, who must be in the role and on duty."""
    person = pairings.people_by_id(connection, [liaison_id], today).get(liaison_id)
    if person is None:
        raise NotFound("liaison_not_found", liaison=liaison_id)
    if person.role != role:
        raise InvalidInput("liaison_of_other_role", field="liaison", name=person.name)
    if not person.available:
        raise InvalidInput("liaison_not_on_duty", field="liaison", name=person.name)
    return person


@requires(Action.PAIR)
def end_pair(actor: Actor, db: Database, enterprise_id: int, role: str) -> PairingOutcome:
    """Take the person in this role out of charge; the enterprise becomes a gap."""
    with db.write() as connection:
        require(actor, Action.PAIR, enterprises.resource(connection, enterprise_id))
        changes = pairings.end(connection, [(enterprise_id, role)], db.now())
        if not changes:
            raise NotFound("pair_not_found", enterprise=enterprise_id)
        history.append(connection, changes, at=db.now(), actor=actor.name)
    return outcome_of(changes, [])
