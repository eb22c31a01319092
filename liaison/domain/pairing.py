"""Who is put in charge of which enterprise: the question, the proposal, loads and gaps.

The cost of a pairing is the sum of `TIER_COSTS` over its pairs plus, for every person, the
balance weight times the square of the load. The solver stands in services/pairing_flow.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from statistics import fmean, median_low, pvariance
from types import MappingProxyType
from typing import NamedTuple

from liaison.domain.vocabulary import LiaisonRole

ROLES = (LiaisonRole.OFFICER, LiaisonRole.COMMISSIONER)

# One town step (1,000) is worth it once it evens out two loads that differ by more than ten.
BALANCE = 50
# A standing pair moves only for more than two town steps, or loads that differ by more than 20.
STABILITY = 2_000
MAX_BALANCE = 1_000


class Tier(StrEnum):
    """How near a person is to an enterprise."""

    GRID = "grid"
    TOWN = "town"
    COUNTY = "county"
    ELSEWHERE = "elsewhere"


TIER_COSTS: Mapping[Tier, int] = MappingProxyType(
    {Tier.GRID: 0, Tier.TOWN: 1_000, Tier.COUNTY: 3_000, Tier.ELSEWHERE: 50_000}
)


class Place(NamedTuple):
    """Where an enterprise lies or a person works; the grid is the city's own name for it."""

    county: str | None
    town: str | None
    grid: str | None


def tier_between(enterprise: Place, person: Place) -> Tier:
    """The nearest tier that both places share; a grid's name counts only within its town."""
    if same_grid(enterprise, person):
        return Tier.GRID
    if enterprise.town is not None and enterprise.town == person.town:
        return Tier.TOWN
    if enterprise.county is not None and enterprise.county == person.county:
        return Tier.COUNTY
    return Tier.ELSEWHERE


def same_grid(one: Place, other: Place) -> bool:
    """True where the grids are called the same and neither town nor county says otherwise."""
    if one.grid is None or one.grid != other.grid:
        return False
    if one.town is not None and other.town is not None:
        return one.town == other.town
    return one.county is None or other.county is None or one.county == other.county


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A commissioner or officer with `load` enterprises; `capacity` None means no limit.

    `available` is on duty today; `departed` is disabled or past the last day. Whoever is neither
    is away for a while: keeps what is there and is given nothing.
    """

    id: int
    role: LiaisonRole
    staff_no: str
    name: str
    unit: str
    place: Place
    capacity: int | None
    load: int
    available: bool
    departed: bool

    @property
    def has_room(self) -> bool:
        return self.available and (self.capacity is None or self.load < self.capacity)


class PairReason(StrEnum):
    """Why a pair is proposed."""

    NEW = "new"
    DEPARTED = "departed"
    OVER_CAPACITY = "over_capacity"
    NEARER = "nearer"
    EVENER = "evener"
    HANDED_OVER = "handed_over"
    CHOSEN = "chosen"


class GapReason(StrEnum):
    """Why an enterprise stays without a person.

    `departed` and `waiting` could be filled: who was in charge left, or nobody was chosen yet.
    """

    NO_CAPACITY = "no_capacity"
    NO_AREA = "no_area"
    NOBODY = "nobody"
    DEPARTED = "departed"
    WAITING = "waiting"


class ProposedPair(NamedTuple):
    """A pair to start; `previous_id` is who has the enterprise until then, None where nobody."""

    enterprise_id: int
    role: LiaisonRole
    liaison_id: int
    tier: Tier
    previous_id: int | None
    reason: PairReason


class PairGroup(NamedTuple):
    """Proposed pairs that differ in nothing but the enterprise: a city's 60,000 are few groups."""

    enterprise_ids: tuple[int, ...]
    role: LiaisonRole
    liaison_id: int
    tier: Tier
    previous_id: int | None
    reason: PairReason


class Gap(NamedTuple):
    """An enterprise that needs a person in a role and has none; `previous_id` had it last."""

    enterprise_id: int
    enterprise_name: str
    county_code: str | None
    town_code: str | None
    grid: str | None
    role: LiaisonRole
    reason: GapReason
    previous_id: int | None = None
    previous_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPair:
    """A proposed pair with the names that a person reads; `previous` is None where nobody was."""

    pair: ProposedPair
    enterprise_name: str
    county_code: str | None
    town_code: str | None
    person: Person
    previous: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many enterprises a person has before and after a proposal; the same where none is."""

    person: Person
    before: int
    after: int

    @property
    def is_over(self) -> bool:
        """True above the person's own limit, which warns and does not forbid."""
        return self.person.capacity is not None and self.after > self.person.capacity


class LoadFigures(NamedTuple):
    """The spread of loads over the people who are available; zeros where nobody is."""

    max: int
    mean: float
    variance: float


@dataclass(frozen=True, kw_only=True)
class PairingProposal:
    """What would change; nothing is written. `enterprise_ids` None means all that need a pair.

    `tiers` and `cost` tell of all pairs as they would stand afterwards, in the roles asked about;
    `tiers_before` as they stand now.
    `from_id` is who hands over, None for a proposal to the city. `state_token` is the last
    history entry that the proposal saw.
    """

    roles: tuple[LiaisonRole, ...]
    enterprise_ids: tuple[int, ...] | None
    groups: tuple[PairGroup, ...]
    gaps: tuple[Gap, ...]
    loads: tuple[Load, ...]
    tiers: Mapping[Tier, int]
    balance: int
    state_token: int
    from_id: int | None = None
    note: str | None = None
    tiers_before: Mapping[Tier, int] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        """The cost as the head of this module tells it."""
        return self.distance + self.balance * sum(load.after**2 for load in self.loads)

    @property
    def distance(self) -> int:
        """What nearness costs alone."""
        return sum(TIER_COSTS[tier] * count for tier, count in self.tiers.items())

    @cached_property
    def pairs(self) -> tuple[ProposedPair, ...]:
        """Every pair to start, one by one."""
        return tuple(
            ProposedPair(each, *group[1:]) for group in self.groups for each in group.enterprise_ids
        )

    @property
    def filled(self) -> dict[LiaisonRole, int]:
        """Enterprises that had nobody and get somebody, by role."""
        return {role: self._count(role, new=True) for role in self.roles}

    @property
    def changed(self) -> int:
        """Enterprises whose person is replaced by another."""
        return sum(self._count(role, new=False) for role in self.roles)

    def _count(self, role: LiaisonRole, *, new: bool) -> int:
        return sum(
            len(group.enterprise_ids)
            for group in self.groups
            if group.role is role and (group.previous_id is None) is new
        )

    @property
    def gap_counts(self) -> dict[LiaisonRole, int]:
        counts = Counter(gap.role for gap in self.gaps)
        return {role: counts[role] for role in self.roles}

    @property
    def load_before(self) -> LoadFigures:
        return _spread([load.before for load in self.loads if load.person.available])

    @property
    def load_after(self) -> LoadFigures:
        return _spread([load.after for load in self.loads if load.person.available])


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingOutcome:
    """What was written; `over_capacity` are the people who now have more than their limit.

    `requests` went along to whoever is in charge now; `run_id` is what can be taken back.
    """

    started: int
    ended: int
    over_capacity: tuple[Load, ...] = ()
    requests: int = 0
    run_id: int | None = None


def _spread(loads: list[int]) -> LoadFigures:
    if not loads:
        return LoadFigures(0, 0.0, 0.0)
    return LoadFigures(max(loads), fmean(loads), float(pvariance(loads)))


class Shortage(NamedTuple):
    """Enterprises of a town that nobody has room for; `people` are how many are missing there.

    None where nobody of the role has a limit that would tell.
    """

    role: LiaisonRole
    county_code: str | None
    town_code: str | None
    enterprises: int
    people: int | None


def shortages(proposal: PairingProposal) -> list[Shortage]:
    """Where people are missing, by role and town, most missed first."""
    missed = Counter(
        (gap.role, gap.county_code, gap.town_code)
        for gap in proposal.gaps
        if gap.reason in (GapReason.NO_CAPACITY, GapReason.NOBODY)
    )
    return [
        Shortage(*key, number, people_for(proposal, key[0], number))
        for key, number in missed.most_common()
    ]


def people_for(proposal: PairingProposal, role: LiaisonRole, enterprises: int) -> int | None:
    """How many people so many enterprises take, by the limit that is usual in the role."""
    limits = [
        load.person.capacity
        for load in proposal.loads
        if load.person.role is role and load.person.capacity
    ]
    return -(-enterprises // int(median_low(limits))) if limits else None
