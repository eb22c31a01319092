"""What each place of the two policies costs, and a proposal as a person changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.pairing import ROLES, LoadFigures, PairingProposal, Place, Tier
from liaison.domain.pairing_edit import Known, PairEdit, edited
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.services.pairing import Weights, answer, look, proposal_of
from liaison.services.pairing_at_once import last_balance
from liaison.store import pairings, worklist
from liaison.store.database import Database


@requires(Action.PAIR)
def city_balance(actor: Actor, db: Database) -> int:
    """The balance of the city's last run, by which enterprises are paired at once as well."""
    with db.read() as connection:
        return last_balance(connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOutcome:
    """What a proposal by these weights would come to; `distance` is what nearness costs alone."""

    weights: Weights
    moved: int
    gaps: int
    tiers: dict[Tier, int]
    load: LoadFigures
    distance: int


@requires(Action.PAIR)
def compare_policies(
    actor: Actor,
    db: Database,
    policies: Sequence[Weights],
    *,
    roles: Sequence[str] = ROLES,
    rebalance: bool = False,
    enterprise_ids: Sequence[int] | None = None,
    area_code: str | None = None,
    filters: EnterpriseFilter | None = None,
) -> list[PolicyOutcome]:
    """What each of several weights would come to, all on one state; nothing is written."""
    for weights in policies:
        weights.check()
    with db.read() as connection:
        if filters is not None:
            enterprise_ids = worklist.ids(connection, actor.scope, filters, today=db.today())
        situation = look(actor, db, connection, roles, enterprise_ids, area_code)
        return [
            _outcome(
                weights,
                proposal_of(
                    connection,
                    situation,
                    [
                        answer(situation.question(role, weights, rebalance=rebalance))
                        for role in situation.people
                    ],
                    weights,
                ),
            )
            for weights in policies
        ]


def _outcome(weights: Weights, proposal: PairingProposal) -> PolicyOutcome:
    return PolicyOutcome(
        weights=weights,
        moved=proposal.changed,
        gaps=len(proposal.gaps),
        tiers=dict(proposal.tiers),
        load=proposal.load_after,
        distance=proposal.distance,
    )


@requires(Action.PAIR)
def edit_proposal(
    actor: Actor, db: Database, proposal: PairingProposal, edits: Sequence[PairEdit]
) -> PairingProposal:
    """The proposal with rows taken out or given to somebody else; nothing is written.

    Who is chosen must be of the role and on duty, and may be taken above the limit. An edit of an
    enterprise that was removed since is passed over.
    """
    keys = {(edit.enterprise_id, edit.role) for edit in edits}
    touched = {each for each, _ in keys}
    rows = [
        pair
        for pair in proposal.pairs
        if pair.enterprise_id in touched and (pair.enterprise_id, pair.role) in keys
    ]
    ids = {edit.liaison_id for edit in edits} | {pair.previous_id for pair in rows}
    ids |= {pair.liaison_id for pair in rows} | {group.liaison_id for group in proposal.groups}
    with db.read() as connection:
        people = pairings.people_by_id(connection, {each for each in ids if each}, db.today())
        places = pairings.places(connection, touched)
    edits = [edit for edit in edits if edit.enterprise_id in places]
    for edit in edits:
        if edit.liaison_id is None:
            continue
        person = people.get(edit.liaison_id)
        if person is None:
            raise NotFound("liaison_not_found", liaison=edit.liaison_id)
        if person.role is not edit.role:
            raise InvalidInput("liaison_of_other_role", field="liaison", name=person.name)
        if not person.available:
            raise InvalidInput("liaison_not_on_duty", field="liaison", name=person.name)
    known = Known(
        names={each: place[0] for each, place in places.items()},
        places={each: Place(*place[1:]) for each, place in places.items()},
        people=people,
    )
    return edited(proposal, edits, known)
