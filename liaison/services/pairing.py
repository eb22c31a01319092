"""Pairing by proposal: who would be in charge of what, told before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.pairing import (
    BALANCE,
    MAX_BALANCE,
    ROLES,
    STABILITY,
    Gap,
    NamedPair,
    PairingProposal,
    Person,
    ProposedPair,
    Tier,
)
from liaison.domain.pairing_question import Needs, Question, RoleAnswer, conclude, pose
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.services.pairing_flow import allocate
from liaison.store import history, pairings, worklist
from liaison.store.database import Connection, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a proposal weighs: even loads against nearness, standing pairs against better ones."""

    balance: int = BALANCE
    stability: int = STABILITY

    def check(self) -> None:
        """Raise InvalidInput where a weight is beyond its limits."""
        if not 0 <= self.balance <= MAX_BALANCE:
            raise InvalidInput(
                "bad_balance", field="balance", value=self.balance, maximum=MAX_BALANCE
            )
        if self.stability < 0:
            raise InvalidInput("bad_stability", field="stability", value=self.stability)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a proposal is made from: the needs, the people by role, and when it was so.

    `enterprise_ids` None means every enterprise that needs a pair.
    """

    enterprise_ids: tuple[int, ...] | None
    needs: Needs
    people: Mapping[LiaisonRole, Sequence[Person]]
    state_token: int

    def question(
        self,
        role: LiaisonRole,
        weights: Weights,
        *,
        rebalance: bool,
        released_id: int | None = None,
    ) -> Question:
        return pose(
            role,
            self.needs,
            self.people[role],
            rebalance=rebalance,
            balance=weights.balance,
            stability=weights.stability,
            released_id=released_id,
        )


@requires(Action.PAIR)
def propose_pairs(
    actor: Actor,
    db: Database,
    *,
    roles: Sequence[str] = ROLES,
    rebalance: bool = False,
    enterprise_ids: Sequence[int] | None = None,
    area_code: str | None = None,
    filters: EnterpriseFilter | None = None,
    balance: int = BALANCE,
    stability: int = STABILITY,
) -> PairingProposal:
    """The cheapest way to fill the gaps, and with `rebalance` to move standing pairs as well.

    Of all enterprises, of those in an area or that filters leave, or of a selection. `balance`
    weighs even loads against nearness, `stability` standing pairs against better ones. Nobody is
    proposed above capacity; nothing is written.
    """
    weights = Weights(balance=balance, stability=stability)
    weights.check()
    with db.read() as connection:
        if filters is not None:
            enterprise_ids = worklist.ids(connection, actor.scope, filters, today=db.today())
        situation = look(actor, db, connection, roles, enterprise_ids, area_code)
        answers = [
            answer(situation.question(role, weights, rebalance=rebalance))
            for role in situation.people
        ]
        return proposal_of(connection, situation, answers, weights)


def look(
    actor: Actor,
    db: Database,
    connection: Connection,
    roles: Sequence[str],
    enterprise_ids: Sequence[int] | None = None,
    area_code: str | None = None,
    *,
    all_of_them: bool = False,
) -> Situation:
    """How things stand, in the caller's transaction; `all_of_them` as in `pairings.needs`."""
    asked = {LiaisonRole(role) for role in roles}
    chosen = None if enterprise_ids is None else tuple(sorted(set(enterprise_ids)))
    needs = pairings.needs(
        connection, actor.scope, chosen, area_code=area_code, all_of_them=all_of_them
    )
    if area_code is not None:
        chosen = tuple(sorted(chain.from_iterable(needs.values())))
    return Situation(
        enterprise_ids=chosen,
        needs=needs,
        people={
            role: pairings.people(connection, role, db.today()) for role in ROLES if role in asked
        },
        state_token=history.last_id(connection),
    )


def answer(question: Question) -> RoleAnswer:
    """The cheapest answer to a question."""
    return conclude(question, allocate(question))


def proposal_of(
    connection: Connection,
    situation: Situation,
    answers: Sequence[RoleAnswer],
    weights: Weights,
    *,
    from_id: int | None = None,
    note: str | None = None,
) -> PairingProposal:
    """The answers as one proposal, with the names and places of the gaps."""
    return PairingProposal(
        roles=tuple(each.role for each in answers),
        enterprise_ids=situation.enterprise_ids,
        groups=tuple(chain.from_iterable(each.groups for each in answers)),
        gaps=_gaps(connection, answers),
        loads=tuple(chain.from_iterable(each.loads for each in answers)),
        tiers=_added(answer.tiers for answer in answers),
        tiers_before=_added(answer.tiers_before for answer in answers),
        balance=weights.balance,
        state_token=situation.state_token,
        from_id=from_id,
        note=note,
    )


def _added(counted: Iterable[Mapping[Tier, int]]) -> dict[Tier, int]:
    together = Counter[Tier]()
    for tiers in counted:
        together.update(tiers)
    return {tier: together[tier] for tier in Tier}


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
    """Some pairs of a proposal, such as one page of them, with the names that a person reads.

    A pair whose enterprise or person was removed since the proposal was made is left out.
    """
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
        if pair.enterprise_id in places and pair.liaison_id in people
    ]
