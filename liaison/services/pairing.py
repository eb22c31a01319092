"""Pairing: proposing who is in charge of which enterprise, applying it, gaps and loads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from liaison.domain.errors import InvalidInput, NotFound, StalePlan
from liaison.domain.page import Page
from liaison.domain.pairing import (
    BALANCE,
    MAX_BALANCE,
    ROLES,
    STABILITY,
    Gap,
    Load,
    NamedPair,
    PairingOutcome,
    PairingProposal,
    Person,
    ProposedPair,
    Tier,
)
from liaison.domain.pairing_question import RoleAnswer, conclude, pose
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.services.pairing_flow import allocate
from liaison.store import enterprises, history, pairings, support
from liaison.store.database import Connection, Database
from liaison.store.history import Change


@requires(Action.PAIR)
def propose_pairs(
    actor: Actor,
    db: Database,
    *,
    roles: Sequence[str] = ROLES,
    rebalance: bool = False,
    enterprise_ids: Sequence[int] | None = None,
    balance: int = BALANCE,
    stability: int = STABILITY,
) -> PairingProposal:
    """The cheapest way to fill the gaps, and with `rebalance` to move standing pairs as well.

    `balance` weighs even loads against nearness, `stability` standing pairs against better ones.
    Nobody is proposed above capacity; nothing is written.
    """
    _check_weights(balance, stability)
    asked = {LiaisonRole(role) for role in roles}
    wanted = tuple(role for role in ROLES if role in asked)
    chosen = None if enterprise_ids is None else tuple(sorted(set(enterprise_ids)))
    with db.read() as connection:
        token = history.last_id(connection)
        needs = pairings.needs(connection, actor.scope, chosen)
        answers: list[RoleAnswer] = []
        for role in wanted:
            people = pairings.people(connection, role, db.today())
            question = pose(
                role, needs, people, rebalance=rebalance, balance=balance, stability=stability
            )
            answers.append(conclude(question, allocate(question)))
        gaps = _gaps(connection, answers)
    return PairingProposal(
        roles=wanted,
        enterprise_ids=chosen,
        groups=tuple(chain.from_iterable(answer.groups for answer in answers)),
        gaps=gaps,
        loads=tuple(chain.from_iterable(answer.loads for answer in answers)),
        tiers={tier: sum(answer.tiers.get(tier, 0) for answer in answers) for tier in Tier},
        cost=sum(answer.cost(balance) for answer in answers),
        state_token=token,
    )


def _check_weights(balance: int, stability: int) -> None:
    if not 0 <= balance <= MAX_BALANCE:
        raise InvalidInput("bad_balance", field="balance", value=balance, maximum=MAX_BALANCE)
    if stability < 0:
        raise InvalidInput("bad_stability", field="stability", value=stability)


def _gaps(connection: Connection, answers: Sequence[RoleAnswer]) -> tuple[Gap, ...]:
    """The gaps that stay, with the names and places of their enterprises."""
    left = [
        (each, answer.role, reason)
        for answer in answers
        for demand, reason in answer.left
        for each in demand.enterprise_ids
    ]
    places = pairings.places(connection, {each for each, _, _ in left})
    return tuple(Gap(each, *places[each], role, reason) for each, role, reason in sorted(left))


@requires(Action.PAIR)
def name_pairs(actor: Actor, db: Database, pairs: Sequence[ProposedPair]) -> list[NamedPair]:
    """Some pairs of a proposal, such as one page of them, with the names that a person reads."""
    ids = {id_ for pair in pairs for id_ in (pair.liaison_id, pair.previous_id) if id_ is not None}
    with db.read() as connection:
        people = pairings.people_by_id(connection, ids, db.today())
        places = pairings.places(connection, {pair.enterprise_id for pair in pairs})
    return [
        NamedPair(
            pair=pair,
            enterprise_name=places[pair.enterprise_id][0],
            county_code=places[pair.enterprise_id][1],
            town_code=places[pair.enterprise_id][2],
            person=people[pair.liaison_id],
            previous=people.get(pair.previous_id or 0),
        )
        for pair in pairs
    ]


@requires(Action.PAIR)
def apply_pairs(actor: Actor, db: Database, proposal: PairingProposal) -> PairingOutcome:
    """Write a proposal, whole or not at all, and open the measures of the enterprises it is about.

    StalePlan where a single row no longer holds: an enterprise that somebody else paired or that
    needs nobody now, a person who left or whose room is taken.
    """
    with db.write() as connection:
        loads = _loads_if_applied(connection, proposal, db.today())
        _refuse_stale(connection, actor, proposal, loads)
        triples = [(pair.enterprise_id, pair.role, pair.liaison_id) for pair in proposal.pairs]
        changes = pairings.replace(connection, triples, db.now())
        history.append(connection, changes, at=db.now(), actor=actor.name)
        support.open_measures(connection, proposal.enterprise_ids, on=db.today())
    return _outcome(changes, loads.values())


def _loads_if_applied(
    connection: Connection, proposal: PairingProposal, today: date
) -> dict[int, Load]:
    """The loads of everybody who is given something, as they are now and would be, by id."""
    gains = Counter(pair.liaison_id for pair in proposal.pairs)
    losses = Counter(pair.previous_id for pair in proposal.pairs)
    return {
        person.id: Load(
            person=person,
            before=person.load,
            after=person.load + gains[person.id] - losses[person.id],
        )
        for person in pairings.people_by_id(connection, gains, today).values()
    }


def _refuse_stale(
    connection: Connection, actor: Actor, proposal: PairingProposal, loads: Mapping[int, Load]
) -> None:
    """Raise StalePlan, naming the first row that no longer holds and counting the others."""
    ready = {key for key, load in loads.items() if load.person.available and not _overfills(load)}
    stale: list[int] = []
    for role in proposal.roles:
        pairs = [pair for pair in proposal.pairs if pair.role is role]
        ids = [pair.enterprise_id for pair in pairs]
        now = pairings.holders(connection, role, actor.scope, ids)
        stale += [
            pair.enterprise_id
            for pair in pairs
            if pair.liaison_id not in ready or now.get(pair.enterprise_id, 0) != pair.previous_id
        ]
    if stale:
        name, *_ = pairings.places(connection, stale[:1]).get(stale[0], (str(stale[0]),))
        raise StalePlan("stale_pairing", count=len(stale), enterprise=name)


def _overfills(load: Load) -> bool:
    """True where a proposal takes a person above the limit; who is above it may be relieved."""
    return load.is_over and load.after > load.before


def _outcome(changes: Sequence[Change], loads: Iterable[Load]) -> PairingOutcome:
    actions = Counter(change.action for change in changes)
    return PairingOutcome(
        started=actions["pair.started"],
        ended=actions["pair.ended"],
        over_capacity=tuple(load for load in loads if load.is_over),
    )


@requires(Action.PAIR)
def pair_by_hand(
    actor: Actor, db: Database, enterprise_id: int, role: str, liaison_id: int
) -> PairingOutcome:
    """Put a person in charge, in the place of whoever was; the outcome tells who is over."""
    with db.write() as connection:
        require(actor, Action.PAIR, enterprises.resource(connection, enterprise_id))
        _person_to_pair(connection, role, liaison_id, db.today())
        changes = pairings.replace(connection, [(enterprise_id, role, liaison_id)], db.now())
        history.append(connection, map(_chosen, changes), at=db.now(), actor=actor.name)
        support.open_measures(connection, [enterprise_id], on=db.today())
        now = _person_to_pair(connection, role, liaison_id, db.today())
    before = now.load - any(change.action == "pair.started" for change in changes)
    return _outcome(changes, [Load(person=now, before=before, after=now.load)])


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
    return _outcome(changes, [])


@requires(Action.SEE_FIGURES)
def list_gaps(
    actor: Actor,
    db: Database,
    *,
    role: str | None = None,
    area_code: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Page[Gap]:
    """The roles that nobody fills where somebody should, each with its reason."""
    with db.read() as connection:
        rows, total = pairings.gaps(
            connection,
            actor.scope,
            db.today(),
            role=role,
            area_code=area_code,
            limit=page_size,
            offset=(page - 1) * page_size,
        )
    return Page(rows, total, page, page_size)


@requires(Action.SEE_LIAISONS)
def list_loads(
    actor: Actor, db: Database, *, role: str | None = None, area_code: str | None = None
) -> list[Load]:
    """How many enterprises each person of the area has now."""
    with db.read() as connection:
        everybody = pairings.people(
            connection, role, db.today(), scope=actor.scope, area_code=area_code
        )
    return [Load(person=each, before=each.load, after=each.load) for each in everybody]
