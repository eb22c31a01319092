"""From needs and people to the question that the solver is asked, and from its answer back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from liaison.domain.pairing import (
    TIER_COSTS,
    GapReason,
    Load,
    PairGroup,
    PairReason,
    Person,
    Place,
    Tier,
    tier_between,
)
from liaison.domain.vocabulary import LiaisonRole


class Alike(NamedTuple):
    """What the enterprises that need a pair are grouped by: their place, and who has them."""

    county: str | None
    town: str | None
    grid: str | None
    officer_id: int | None
    commissioner_id: int | None

    @property
    def place(self) -> Place:
        return Place(self.county, self.town, self.grid)

    def holder_id(self, role: LiaisonRole) -> int | None:
        return self.officer_id if role is LiaisonRole.OFFICER else self.commissioner_id


Needs = Mapping[Alike, Sequence[int]]
"""The ids of the enterprises that need a pair, grouped by what is alike."""


class Demand(NamedTuple):
    """Enterprises that one role does not tell apart, by id; `holder_id` is who has them now."""

    place: Place
    holder_id: int | None
    enterprise_ids: Sequence[int]


class Allocation(NamedTuple):
    """So many enterprises of a demand go to a person; both by their position in the question."""

    demand: int
    person: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which enterprises are to be given to whom in one role.

    `people` are those available, `everybody` all who are known, `standing` how many enterprises
    each has that are not asked about. `stays` are the enterprises whose person is not in
    question, `unplaced` those that have neither a person nor an area. `released_id` is who hands
    over: asked about is what this one has, and nothing is given back.
    """

    role: LiaisonRole
    demands: Sequence[Demand]
    people: Sequence[Person]
    everybody: Mapping[int, Person]
    standing: Mapping[int, int]
    stays: Sequence[Demand]
    unplaced: Sequence[Demand]
    balance: int
    stability: int
    released_id: int | None = None

    @cached_property
    def size(self) -> int:
        """How many enterprises are asked about."""
        return sum(len(demand.enterprise_ids) for demand in self.demands)

    @cached_property
    def positions(self) -> Mapping[int | None, int]:
        """Where each person stands among `people`, by id."""
        return {person.id: number for number, person in enumerate(self.people)}

    def keeper(self, demand: Demand) -> int | None:
        """The position of the person who has the enterprises now and may keep them."""
        return self.positions.get(demand.holder_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAnswer:
    """What a proposal says of one role; `left` are the enterprises that stay without anybody."""

    role: LiaisonRole
    groups: Sequence[PairGroup]
    left: Sequence[tuple[Demand, GapReason]]
    loads: Sequence[Load]
    tiers: Mapping[Tier, int]
    tiers_before: Mapping[Tier, int]


def pose(
    role: LiaisonRole,
    needs: Needs,
    people: Sequence[Person],
    *,
    rebalance: bool,
    balance: int,
    stability: int,
    released_id: int | None = None,
) -> Question:
    """Ask about what nobody has, or a departed person has; with `rebalance` about the rest too.

    An enterprise without a county is asked about only where `released_id` hands it over.
    """
    everybody = {person.id: person for person in people if person.role is role}
    demands: list[Demand] = []
    stays: list[Demand] = []
    unplaced: list[Demand] = []
    for demand in _by_holder(role, needs):
        holder = everybody.get(demand.holder_id or 0)
        asked = holder is None or holder.departed or (rebalance and holder.available)
        asked = asked or demand.holder_id == released_id
        is_placed = demand.place.county is not None
        if asked and (is_placed or released_id is not None):
            demands.append(demand)
        else:
            (stays if holder else unplaced).append(demand)
    return Question(
        role=role,
        demands=demands,
        people=[
            person for person in everybody.values() if person.available and person.id != released_id
        ],
        everybody=everybody,
        standing=_standing(everybody, demands),
        stays=stays,
        unplaced=unplaced,
        balance=balance,
        stability=stability,
        released_id=released_id,
    )


def _by_holder(role: LiaisonRole, needs: Needs) -> list[Demand]:
    """The needs regrouped by one role's person, in an order that depends on nothing else."""
    merged: dict[tuple[Place, int | None], list[int]] = defaultdict(list)
    for alike, ids in needs.items():
        merged[alike.place, alike.holder_id(role)].extend(ids)
    return [Demand(*key, sorted(merged[key])) for key in sorted(merged, key=_order)]


def _order(key: tuple[Place, int | None]) -> tuple[tuple[tuple[bool, str], ...], int]:
    place, holder_id = key
    return tuple((part is not None, part or "") for part in place), holder_id or 0


def _standing(everybody: Mapping[int, Person], demands: Sequence[Demand]) -> dict[int, int]:
    standing = {person.id: person.load for person in everybody.values()}
    for demand in demands:
        if demand.holder_id is not None:
            standing[demand.holder_id] -= len(demand.enterprise_ids)
    return standing


def conclude(question: Question, allocations: Sequence[Allocation]) -> RoleAnswer:
    """The pairs, gaps, loads and tiers that the allocations, ordered by demand, come to.

    Within a demand the enterprises are given out in the order of their ids.
    """
    groups: list[PairGroup] = []
    tiers: Counter[Tier] = Counter()
    given = [0] * len(question.demands)
    for number, person, size in allocations:
        demand, who = question.demands[number], question.people[person]
        tier = tier_between(demand.place, who.place)
        tiers[tier] += size
        if who.id != demand.holder_id:
            part = tuple(demand.enterprise_ids[given[number] : given[number] + size])
            reason = _reason(question, demand, tier)
            groups.append(PairGroup(part, question.role, who.id, tier, demand.holder_id, reason))
        given[number] += size
    left = [
        demand._replace(enterprise_ids=demand.enterprise_ids[done:])
        for demand, done in zip(question.demands, given, strict=True)
        if done < len(demand.enterprise_ids)
    ]
    tiers += _standing_tiers(question, (*question.stays, *left))
    return RoleAnswer(
        role=question.role,
        groups=groups,
        left=_left(question, left),
        loads=_loads(question, groups),
        tiers=tiers,
        tiers_before=_standing_tiers(question, (*question.stays, *question.demands)),
    )


def _standing_tiers(question: Question, demands: Sequence[Demand]) -> Counter[Tier]:
    """How near the enterprises are to who has them now."""
    tiers: Counter[Tier] = Counter()
    for demand in demands:
        if demand.holder_id is not None:
            holder = question.everybody[demand.holder_id]
            tiers[tier_between(demand.place, holder.place)] += len(demand.enterprise_ids)
    return tiers


def _reason(question: Question, demand: Demand, tier: Tier) -> PairReason:
    if question.released_id is not None:
        return PairReason.HANDED_OVER
    if demand.holder_id is None:
        return PairReason.NEW
    holder = question.everybody[demand.holder_id]
    if holder.departed:
        return PairReason.DEPARTED
    if holder.capacity is not None and holder.load > holder.capacity:
        return PairReason.OVER_CAPACITY
    before = tier_between(demand.place, holder.place)
    return PairReason.NEARER if TIER_COSTS[tier] < TIER_COSTS[before] else PairReason.EVENER


def _left(question: Question, left: Sequence[Demand]) -> list[tuple[Demand, GapReason]]:
    """Who stays without anybody; what a departed person has stays with that person for now."""
    reason = GapReason.NO_CAPACITY if question.people else GapReason.NOBODY
    gaps = [(demand, reason) for demand in left if demand.holder_id is None]
    return gaps + [(demand, GapReason.NO_AREA) for demand in question.unplaced]


def _loads(question: Question, groups: Sequence[PairGroup]) -> list[Load]:
    moved: Counter[int | None] = Counter()
    for group in groups:
        moved[group.liaison_id] += len(group.enterprise_ids)
        moved[group.previous_id] -= len(group.enterprise_ids)
    return [
        Load(person=person, before=person.load, after=person.load + moved[person.id])
        for person in question.everybody.values()
        if person.available or person.load
    ]
