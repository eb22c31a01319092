"""A proposal as a person changes it: what it tells is what applying it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.pairing import (
    TIER_COSTS,
    Gap,
    GapReason,
    PairingProposal,
    PairReason,
    Person,
    Place,
    Tier,
    tier_between,
)
from liaison.domain.pairing_edit import Known, PairEdit, edited
from liaison.domain.pairing_question import Alike, Allocation, Question, conclude, pose
from liaison.domain.vocabulary import LiaisonRole

ROLE, BALANCE = LiaisonRole.OFFICER, 50
HERE, THERE = Place("A", "A1", None), Place("B", "B1", None)

places = st.sampled_from([HERE, Place("A", "A2", "g1"), THERE, Place("A", None, None)])


class City(NamedTuple):
    """Enterprises by id with place and holder, the people, and a proposal for all of it."""

    enterprises: Mapping[int, tuple[Place, int | None]]
    people: Mapping[int, Person]
    proposal: PairingProposal

    @property
    def known(self) -> Known:
        return Known(
            names={each: f"企业{each}" for each in self.enterprises},
            places={each: place for each, (place, _) in self.enterprises.items()},
            people=self.people,
        )

    def edit(self, *edits: tuple[int, int | None]) -> PairingProposal:
        wishes = [PairEdit(each, ROLE, person) for each, person in edits]
        return edited(self.proposal, wishes, self.known)

    def after(self, proposal: PairingProposal) -> dict[int, int | None]:
        """Who has what once the proposal is applied."""
        holders = {each: holder for each, (_, holder) in self.enterprises.items()}
        for pair in proposal.pairs:
            assert holders[pair.enterprise_id] == pair.previous_id
            holders[pair.enterprise_id] = pair.liaison_id
        return holders


def person(number: int, place: Place, load: int, capacity: int | None = None) -> Person:
    return Person(
        id=number,
        role=ROLE,
        staff_no=str(number),
        name=f"试样{number}",
        unit="试样所",
        place=place,
        capacity=capacity,
        load=load,
        available=True,
        departed=False,
    )


def city_of(
    enterprises: Mapping[int, tuple[Place, int | None]],
    posts: Mapping[int, Place],
    given_to: Mapping[int, int],
) -> City:
    """A city with the proposal that gives some of its enterprises to people, wise or not."""
    loads = Counter(holder for _, holder in enterprises.values())
    people = {number: person(number, place, loads[number]) for number, place in posts.items()}
    needs = {Alike(*place, holder, None): [] for place, holder in enterprises.values()}
    for each, (place, holder) in enterprises.items():
        needs[Alike(*place, holder, None)].append(each)
    question = pose(
        ROLE, needs, list(people.values()), rebalance=True, balance=BALANCE, stability=0
    )
    answer = conclude(question, _allocations(question, given_to))
    gaps = [
        Gap(each, f"企业{each}", *demand.place, ROLE, reason)
        for demand, reason in answer.left
        for each in demand.enterprise_ids
    ]
    proposal = PairingProposal(
        roles=(ROLE,),
        enterprise_ids=None,
        groups=tuple(answer.groups),
        gaps=tuple(sorted(gaps)),
        loads=tuple(answer.loads),
        tiers={tier: answer.tiers.get(tier, 0) for tier in Tier},
        balance=BALANCE,
        state_token=0,
    )
    return City(enterprises, people, proposal)


def _allocations(question: Question, given_to: Mapping[int, int]) -> list[Allocation]:
    """Of each demand so many enterprises to each person as were drawn for them."""
    found = Counter(
        (number, question.positions[given_to[each]])
        for number, demand in enumerate(question.demands)
        for each in demand.enterprise_ids
        if each in given_to
    )
    return [Allocation(*key, size) for key, size in sorted(found.items())]


@st.composite
def cities(draw: st.DrawFn) -> City:
    posts = {number: draw(places) for number in range(1, draw(st.integers(1, 5)) + 1)}
    people = st.sampled_from(sorted(posts))
    ids = range(1, draw(st.integers(1, 10)) + 1)
    enterprises = {each: (draw(places), draw(st.none() | people)) for each in ids}
    given_to = {each: draw(people) for each in ids if draw(st.booleans())}
    return city_of(enterprises, posts, given_to)


edits = st.lists(st.tuples(st.integers(1, 11), st.none() | st.integers(1, 5)), max_size=6)


@settings(max_examples=300)
@given(city=cities(), first=edits, second=edits)
def test_what_is_told_is_what_it_comes_to(
    city: City,
    first: list[tuple[int, int | None]],
    second: list[tuple[int, int | None]],
) -> None:
    proposal = city.proposal
    for wishes in (first, second):
        there = [(each, who) for each, who in wishes if each in city.enterprises]
        there = [(each, who) for each, who in there if who is None or who in city.people]
        rows = {pair.enterprise_id for pair in proposal.pairs}
        rows |= {gap.enterprise_id for gap in proposal.gaps}
        proposal = city._replace(proposal=proposal).edit(*there)
        holders = city.after(proposal)
        for each, who in dict(there).items():
            if each in rows:
                assert holders[each] == (city.enterprises[each][1] if who is None else who)
    _is_a_recount(city, proposal)


def _is_a_recount(city: City, proposal: PairingProposal) -> None:
    holders = city.after(proposal)
    loads = Counter(holder for holder in holders.values() if holder is not None)
    tiers = Counter(
        tier_between(city.enterprises[each][0], city.people[holder].place)
        for each, holder in holders.items()
        if holder is not None
    )
    assert {load.person.id: load.after for load in proposal.loads if load.after} == loads
    assert all(load.before == load.person.load for load in proposal.loads)
    assert {tier: count for tier, count in proposal.tiers.items() if count} == tiers
    cost = sum(TIER_COSTS[tier] * count for tier, count in tiers.items())
    assert proposal.cost == cost + BALANCE * sum(load**2 for load in loads.values())
    left = [each for each, holder in holders.items() if holder is None]
    assert [gap.enterprise_id for gap in sorted(proposal.gaps)] == left
    pairs = [pair.enterprise_id for pair in proposal.pairs]
    assert len(pairs) == len(set(pairs))


@settings(max_examples=50)
@given(city=cities())
def test_no_edit_changes_nothing(city: City) -> None:
    _is_a_recount(city, city.proposal)
    unchanged = city.edit()
    assert sorted(unchanged.pairs) == sorted(city.proposal.pairs)
    assert (unchanged.gaps, unchanged.tiers) == (city.proposal.gaps, city.proposal.tiers)


@pytest.fixture
def city() -> City:
    """1 is proposed to somebody, 2 moves from 11 to 12, 3 stays a gap, 4 stays with 11."""
    enterprises = {1: (HERE, None), 2: (HERE, 11), 3: (THERE, None), 4: (THERE, 11)}
    posts = {11: HERE, 12: HERE, 13: THERE}
    return city_of(enterprises, posts, {1: 11, 2: 12, 4: 11})


def test_a_new_pair_that_is_taken_out_leaves_a_gap(city: City) -> None:
    proposal = city.edit((1, None))
    gap = Gap(1, "企业1", *HERE, ROLE, GapReason.WAITING)
    assert proposal.gaps[0] == gap
    assert [pair.enterprise_id for pair in proposal.pairs] == [2]
    assert proposal.tiers[Tier.TOWN] == city.proposal.tiers[Tier.TOWN] - 1


def test_a_change_that_is_taken_out_leaves_who_is_there(city: City) -> None:
    for wish in (None, 11):
        proposal = city.edit((2, wish))
        assert [pair.enterprise_id for pair in proposal.pairs] == [1]
        assert (proposal.gaps, proposal.changed) == (city.proposal.gaps, 0)


def test_a_row_is_given_to_somebody_else(city: City) -> None:
    proposal = city.edit((1, 12), (1, 13))
    (pair,) = (each for each in proposal.pairs if each.enterprise_id == 1)
    assert (pair.liaison_id, pair.tier, pair.previous_id, pair.reason) == (
        13,
        Tier.ELSEWHERE,
        None,
        PairReason.CHOSEN,
    )


def test_a_gap_is_filled_by_choice(city: City) -> None:
    proposal = city.edit((3, 13))
    assert proposal.gaps == ()
    assert proposal.filled == {ROLE: 2}
    assert proposal.tiers[Tier.TOWN] == city.proposal.tiers[Tier.TOWN] + 1


@pytest.mark.parametrize("wish", [None, 12], ids=["taken out", "given"])
def test_what_is_no_row_is_passed_over(city: City, wish: int | None) -> None:
    assert sorted(city.edit((4, wish)).pairs) == sorted(city.proposal.pairs)


def test_whoever_was_not_among_the_loads_is_told(city: City) -> None:
    loads = tuple(load for load in city.proposal.loads if load.person.id != 13)
    without = city._replace(proposal=replace(city.proposal, loads=loads))
    told = {load.person.id: (load.before, load.after) for load in without.edit((3, 13)).loads}
    assert told[13] == (0, 1)
