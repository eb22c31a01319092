"""Tiers, the question that is asked, and what a proposal counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison.domain.pairing import (
    BALANCE,
    STABILITY,
    GapReason,
    Load,
    LoadFigures,
    PairGroup,
    PairingProposal,
    PairReason,
    Person,
    Place,
    ProposedPair,
    Tier,
    tier_between,
)
from liaison.domain.pairing_question import Alike, Allocation, Needs, Question, conclude, pose
from liaison.domain.vocabulary import LiaisonRole

OFFICER = LiaisonRole.OFFICER
COMMISSIONER = LiaisonRole.COMMISSIONER
ZHILI = Place("330502", "330502100", "织里镇第1警务网格")


def person(number: int, place: Place = ZHILI, **fields: object) -> Person:
    values: dict[str, object] = {
        "id": number,
        "role": OFFICER,
        "staff_no": f"{number:04d}",
        "name": f"试样{number}",
        "unit": "织里派出所",
        "place": place,
        "capacity": None,
        "load": 0,
        "available": True,
        "departed": False,
    }
    return Person(**(values | fields))  # type: ignore[arg-type]


def ask(needs: Needs, people: list[Person], *, rebalance: bool = False) -> Question:
    return pose(OFFICER, needs, people, rebalance=rebalance, balance=BALANCE, stability=STABILITY)


@pytest.mark.parametrize(
    ("post", "tier"),
    [
        pytest.param(ZHILI, Tier.GRID, id="same grid"),
        pytest.param(Place(None, None, ZHILI.grid), Tier.GRID, id="grid is all we know"),
        pytest.param(Place("330502", None, ZHILI.grid), Tier.GRID, id="grid and county"),
        pytest.param(
            Place("330502", "330502101", ZHILI.grid), Tier.COUNTY, id="same word, another town"
        ),
        pytest.param(Place("330521", None, ZHILI.grid), Tier.ELSEWHERE, id="another county's grid"),
        pytest.param(Place("330502", "330502100", "第2网格"), Tier.TOWN, id="same town"),
        pytest.param(Place("HZ-NTH", "330502100", None), Tier.TOWN, id="town counted elsewhere"),
        pytest.param(Place("330502", None, None), Tier.COUNTY, id="same county"),
        pytest.param(Place("330521", "330521100", None), Tier.ELSEWHERE, id="elsewhere"),
        pytest.param(Place(None, None, None), Tier.ELSEWHERE, id="nothing known"),
    ],
)
def test_how_near_a_person_is(post: Place, tier: Tier) -> None:
    assert tier_between(ZHILI, post) is tier


def test_two_unknown_places_are_not_near() -> None:
    nowhere = Place(None, None, None)
    assert tier_between(nowhere, nowhere) is Tier.ELSEWHERE


def test_who_is_asked_about() -> None:
    people = [
        person(1, load=2),
        person(2, load=1, available=False),
        person(3, load=1, available=False, departed=True),
    ]
    needs = {
        Alike(*ZHILI, None, None): [1, 5],
        Alike(*ZHILI, 1, None): [2],
        Alike(*ZHILI, 1, 9): [6],
        Alike(*ZHILI, 2, None): [3],
        Alike(*ZHILI, 3, None): [4],
        Alike(None, None, None, None, None): [7],
    }
    asked = [each for demand in ask(needs, people).demands for each in demand.enterprise_ids]
    assert asked == [1, 5, 4]
    moved = ask(needs, people, rebalance=True)
    assert [list(demand.enterprise_ids) for demand in moved.demands] == [[1, 5], [2, 6], [4]]
    assert moved.standing[1] == 0
    assert [each for demand in moved.unplaced for each in demand.enterprise_ids] == [7]


def test_the_first_ids_are_given_out_and_the_last_stay_a_gap() -> None:
    question = ask({Alike(*ZHILI, None, None): [3, 1, 2]}, [person(7, capacity=2)])
    answer = conclude(question, [Allocation(0, 0, 2)])
    assert answer.groups == [PairGroup((1, 2), OFFICER, 7, Tier.GRID, None, PairReason.NEW)]
    assert [(demand.enterprise_ids, why) for demand, why in answer.left] == [
        ([3], GapReason.NO_CAPACITY)
    ]
    assert [(load.before, load.after) for load in answer.loads] == [(0, 2)]


def test_gaps_without_anybody_and_without_an_area() -> None:
    needs = {Alike(*ZHILI, None, None): [1], Alike(None, None, None, None, None): [2]}
    answer = conclude(ask(needs, []), [])
    assert [(list(demand.enterprise_ids), why) for demand, why in answer.left] == [
        ([1], GapReason.NOBODY),
        ([2], GapReason.NO_AREA),
    ]


@pytest.mark.parametrize(
    ("holder", "reason"),
    [
        pytest.param({"departed": True, "available": False}, PairReason.DEPARTED, id="departed"),
        pytest.param({"load": 3, "capacity": 2}, PairReason.OVER_CAPACITY, id="over capacity"),
        pytest.param({"place": Place("330502", None, None)}, PairReason.NEARER, id="nearer"),
        pytest.param({}, PairReason.EVENER, id="evener"),
    ],
)
def test_why_a_pair_is_moved(holder: dict[str, object], reason: PairReason) -> None:
    people = [person(1, **({"load": 1} | holder)), person(2)]
    question = ask({Alike(*ZHILI, 1, None): [9]}, people, rebalance=True)
    position = [each.id for each in question.people].index(2)
    answer = conclude(question, [Allocation(0, position, 1)])
    assert answer.groups == [PairGroup((9,), OFFICER, 2, Tier.GRID, 1, reason)]
    assert {load.person.id: load.after - load.before for load in answer.loads} == {1: -1, 2: 1}


def test_what_a_proposal_counts() -> None:
    proposal = PairingProposal(
        roles=(OFFICER, COMMISSIONER),
        enterprise_ids=None,
        groups=(
            PairGroup((1, 2), OFFICER, 7, Tier.GRID, None, PairReason.NEW),
            PairGroup((3,), OFFICER, 7, Tier.TOWN, 8, PairReason.NEARER),
        ),
        gaps=(),
        loads=(
            Load(person=person(7, capacity=2), before=0, after=3),
            Load(person=person(8), before=1, after=0),
            Load(person=person(9, available=False), before=9, after=9),
        ),
        tiers={},
        balance=50,
        state_token=0,
    )
    assert proposal.filled == {OFFICER: 2, COMMISSIONER: 0}
    assert proposal.changed == 1
    assert proposal.gap_counts == {OFFICER: 0, COMMISSIONER: 0}
    assert proposal.pairs[-1] == ProposedPair(3, OFFICER, 7, Tier.TOWN, 8, PairReason.NEARER)
    assert proposal.load_before == LoadFigures(1, 0.5, 0.25)
    assert proposal.load_after == LoadFigures(3, 1.5, 2.25)
    assert [load.is_over for load in proposal.loads] == [True, False, False]
    assert replace(proposal, tiers={Tier.TOWN: 2}).cost == 2 * 1_000 + 50 * (3**2 + 9**2)


def test_loads_of_nobody_are_zero() -> None:
    empty = PairingProposal(
        roles=(OFFICER,),
        enterprise_ids=None,
        groups=(),
        gaps=(),
        loads=(),
        tiers={},
        balance=50,
        state_token=0,
    )
    assert empty.load_after == LoadFigures(0, 0.0, 0.0)
