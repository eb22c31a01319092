"""The flow against a second solver, and what holds for every city however it is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from liaison.domain.pairing import TIER_COSTS, Person, Place, Tier, tier_between
from liaison.domain.pairing_question import Alike, RoleAnswer, conclude, pose
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.pairing_flow import allocate

ROLE = LiaisonRole.OFFICER
# A seat above the limit is worse than any wish, a gap worse than all seats above the limit.
OVER, GAP = 10**6, 2 * 10**7

places = st.builds(
    Place,
    st.sampled_from(["A", "B"]),
    st.sampled_from([None, "A1", "A2", "B1"]),
    st.sampled_from([None, "g1", "g2"]),
)


@dataclass(frozen=True)
class City:
    """Enterprises by id with their place and holder, and the people."""

    enterprises: Mapping[int, tuple[Place, int | None]]
    people: Sequence[Person]
    balance: int
    stability: int

    def answer(self, *, rebalance: bool) -> RoleAnswer:
        needs: dict[Alike, list[int]] = {}
        for each, (place, holder) in self.enterprises.items():
            needs.setdefault(Alike(*place, holder, None), []).append(each)
        question = pose(
            ROLE,
            needs,
            self.people,
            rebalance=rebalance,
            balance=self.balance,
            stability=self.stability,
        )
        return conclude(question, allocate(question))

    def after(self, answer: RoleAnswer) -> City:
        """The city once the answer is applied."""
        holders = {each: holder for each, (_, holder) in self.enterprises.items()}
        for group in answer.groups:
            holders |= dict.fromkeys(group.enterprise_ids, group.liaison_id)
        enterprises = {
            each: (place, holders[each]) for each, (place, _) in self.enterprises.items()
        }
        return _city(enterprises, self.people, self.balance, self.stability)


def _city(
    enterprises: Mapping[int, tuple[Place, int | None]],
    people: Sequence[Person],
    balance: int,
    stability: int,
) -> City:
    loads = Counter(holder for _, holder in enterprises.values())
    counted = [
        Person(
            id=each.id,
            role=ROLE,
            staff_no=each.staff_no,
            name=each.name,
            unit=each.unit,
            place=each.place,
            capacity=each.capacity,
            load=loads[each.id],
            available=each.available,
            departed=each.departed,
        )
        for each in people
    ]
    return City(enterprises, counted, balance, stability)


@st.composite
def cities(draw: st.DrawFn) -> City:
    people = [
        Person(
            id=number,
            role=ROLE,
            staff_no=str(number),
            name=f"试样{number}",
            unit="试样所",
            place=draw(places),
            capacity=draw(st.none() | st.integers(0, 4)),
            load=0,
            available=(state := draw(st.sampled_from("aaaawd"))) == "a",
            departed=state == "d",
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]
    holders = st.none() | st.sampled_from([each.id for each in people])
    enterprises = {each: (draw(places), draw(holders)) for each in range(draw(st.integers(1, 12)))}
    balance = draw(st.sampled_from([0, 1, 50, 1000]))
    return _city(enterprises, people, balance, draw(st.sampled_from([0, 500, 2000])))


Row = dict[int, float]


class _Programme:
    """A linear programme with one variable for each enterprise and person, and for each seat."""

    def __init__(self, city: City, *, rebalance: bool) -> None:
        self.city = city
        self.people = {each.id: each for each in city.people if each.available}
        departed = {each.id for each in city.people if each.departed}
        self.asked = [
            (place, holder)
            for place, holder in city.enterprises.values()
            if holder is None or holder in departed or (rebalance and holder in self.people)
        ]
        self.held = Counter(holder for _, holder in self.asked if holder is not None)
        self.costs: list[float] = []
        self.one_each: list[Row] = []
        self.given_to: dict[int, Row] = {each: {} for each in self.people}
        for place, holder in self.asked:
            self._enterprise(place, holder)
        for person in self.people.values():
            self._seats(person)

    def _variable(self, cost: float) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1

    def _enterprise(self, place: Place, holder: int | None) -> None:
        one: Row = {}
        for each, person in self.people.items():
            bonus = self.city.stability if each == holder else 0
            variable = self._variable(TIER_COSTS[tier_between(place, person.place)] - bonus)
            one[variable] = self.given_to[each][variable] = 1
        if holder not in self.people:
            one[self._variable(GAP)] = 1
        self.one_each.append(one)

    def _seats(self, person: Person) -> None:
        standing = person.load - self.held[person.id]
        room = len(self.asked)
        if person.capacity is not None:
            room = max(0, person.capacity - standing)
        for k in range(1, max(room, self.held[person.id]) + 1):
            seat = self._variable(self.city.balance * (2 * (standing + k) - 1))
            self.given_to[person.id][seat] = -1
            if k > room:
                self.costs[seat] += OVER

    def least_cost(self) -> float:
        if not self.asked:
            return 0.0
        equal = [*self.one_each, *self.given_to.values()]
        result = linprog(
            self.costs,
            A_eq=_matrix(equal, len(self.costs)),
            b_eq=[1.0] * len(self.asked) + [0.0] * len(self.people),
            bounds=(0, 1),
            method="highs",
        )
        assert result.status == 0
        return float(result.fun)


def _matrix(rows: Sequence[Row], width: int) -> np.ndarray:
    matrix = np.zeros((len(rows), width))
    for number, row in enumerate(rows):
        for column, value in row.items():
            matrix[number, column] = value
    return matrix


def _cost(city: City, answer: RoleAnswer, *, rebalance: bool) -> float:
    """The cost of an answer counted from the pairs alone, in the terms of the second opinion."""
    people = {each.id: each for each in city.people}
    after = {each: holder for each, (_, holder) in city.after(answer).enterprises.items()}
    total = 0.0
    asked: Counter[int] = Counter()
    for each, (place, before) in city.enterprises.items():
        holder = after[each]
        stands = before is not None and not people[before].departed
        if stands and not (rebalance and people[before or 0].available):
            continue
        if holder is None or people[holder].departed:
            total += GAP
            continue
        asked[holder] += 1
        total += TIER_COSTS[tier_between(place, people[holder].place)]
        total -= city.stability if holder == before else 0
    for holder, count in asked.items():
        who = people[holder]
        load = Counter(after.values())[holder]
        total += city.balance * (load**2 - (load - count) ** 2)
        if who.capacity is not None:
            total += OVER * min(count, max(0, load - who.capacity))
    return total


@settings(max_examples=300, deadline=None)
@given(cities(), st.booleans())
def test_no_answer_is_cheaper(city: City, rebalance: bool) -> None:
    answer = city.answer(rebalance=rebalance)
    ours = _cost(city, answer, rebalance=rebalance)
    best = _Programme(city, rebalance=rebalance).least_cost()
    assert abs(ours - best) < 0.5


@settings(max_examples=150, deadline=None)
@given(cities(), st.booleans())
def test_nobody_is_taken_above_the_limit_and_nobody_loses_their_person(
    city: City, rebalance: bool
) -> None:
    answer = city.answer(rebalance=rebalance)
    for load in answer.loads:
        if load.person.capacity is not None:
            assert load.after <= max(load.person.capacity, load.before)
        if not load.person.available:
            assert load.after <= load.before
    after = city.after(answer)
    assert Counter(holder for _, holder in after.enterprises.values() if holder) == Counter(
        {load.person.id: load.after for load in answer.loads if load.after}
    )
    for each, (_, holder) in city.enterprises.items():
        assert holder is None or after.enterprises[each][1] is not None


@settings(max_examples=150, deadline=None)
@given(cities(), st.booleans())
def test_the_same_city_gets_the_same_answer_and_a_second_run_moves_nobody(
    city: City, rebalance: bool
) -> None:
    answer = city.answer(rebalance=rebalance)
    assert city.answer(rebalance=rebalance) == answer
    again = city.after(answer).answer(rebalance=rebalance)
    assert again.groups == []


@settings(max_examples=150, deadline=None)
@given(cities())
def test_without_rebalance_and_with_a_high_bonus_standing_pairs_stay(city: City) -> None:
    steady = City(city.enterprises, city.people, city.balance, 10**9)
    departed = {each.id for each in city.people if each.departed}
    moved = [
        group.previous_id
        for answer in (city.answer(rebalance=False), steady.answer(rebalance=True))
        for group in answer.groups
        if group.previous_id is not None
    ]
    assert set(moved) <= departed


def test_more_than_the_first_seats_go_to_one_unlimited_person() -> None:
    """Everybody sits in one grid with one person, and ten others are far away and full."""
    here, far = Place("A", "A1", "g1"), Place("B", "B1", None)
    people = [
        Person(
            id=number,
            role=ROLE,
            staff_no=str(number),
            name="试样",
            unit="试样所",
            place=here if number == 1 else far,
            capacity=None if number == 1 else 0,
            load=0,
            available=True,
            departed=False,
        )
        for number in range(1, 12)
    ]
    city = _city(dict.fromkeys(range(300), (here, None)), people, 50, 2000)
    answer = city.answer(rebalance=False)
    assert answer.tiers == {Tier.GRID: 300}
    assert {load.person.id: load.after for load in answer.loads if load.after} == {1: 300}
