"""Handover: a portfolio or a part of it to one person or by proposal, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StalePlan
from liaison.domain.pairing import PairReason, Tier
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonRole, RequestKind, Status
from liaison.services.enterprises import update_status
from liaison.services.handover import carried_by, list_handovers, list_portfolio, propose_handover
from liaison.services.leaves import plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.pair_by_hand import pair_by_hand
from liaison.services.pairing_moves import MoveKind
from liaison.services.pairing_runs import apply_pairs, list_runs, undo_run
from liaison.services.requests import accept_request, get_request, submit_request
from liaison.store import history
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)


def in_charge(db: Database) -> dict[int, int]:
    query = "SELECT enterprise_id, liaison_id FROM pairings WHERE ended_at IS NULL"
    with db.read() as connection:
        return dict(connection.execute(query).fetchall())


@pytest.fixture
def giver(db: Database) -> int:
    """An officer who has three enterprises."""
    person = make_liaison(db, name="张三")
    for _ in range(3):
        make_pair(db, make_enterprise(db), person)
    return person


def test_a_whole_portfolio_goes_to_one_person(db: Database, giver: int) -> None:
    receiver = make_liaison(db, name="李四", capacity=2)
    own = make_enterprise(db)
    make_pair(db, own, receiver)
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver, note=" 调任 ")
    assert {pair.reason for pair in proposal.pairs} == {PairReason.HANDED_OVER}
    assert (proposal.from_id, proposal.note, proposal.gaps) == (giver, "调任", ())
    outcome = apply_pairs(OPERATOR, db, proposal)
    assert (outcome.started, outcome.ended) == (3, 3)
    (over,) = outcome.over_capacity
    assert (over.person.id, over.before, over.after) == (receiver, 1, 4)
    assert set(in_charge(db).values()) == {receiver}
    (run,) = list_runs(OPERATOR, db).rows
    assert (run.kind, run.from_id, run.note, run.started) == ("handover", giver, "调任", 3)


def test_a_part_goes_and_the_rest_stays(db: Database, giver: int) -> None:
    receiver = make_liaison(db)
    part = sorted(in_charge(db))[:2]
    apply_pairs(
        OPERATOR, db, propose_handover(OPERATOR, db, giver, to_id=receiver, enterprise_ids=part)
    )
    assert [in_charge(db)[each] for each in part] == [receiver, receiver]
    assert sorted(in_charge(db).values()) == sorted([giver, receiver, receiver])
    nothing = propose_handover(OPERATOR, db, giver, to_id=receiver, enterprise_ids=[])
    assert apply_pairs(OPERATOR, db, nothing).run_id is None


def test_by_proposal_it_goes_to_who_is_near_and_has_room(db: Database, giver: int) -> None:
    near = make_liaison(db, capacity=1)
    far = make_liaison(db, county_code="330502", town_code="330502101")
    make_liaison(db, liaison_status="away")
    make_liaison(db, "commissioner")
    proposal = propose_handover(OPERATOR, db, giver)
    assert sorted(pair.liaison_id for pair in proposal.pairs) == sorted([near, far, far])
    assert proposal.tiers[Tier.TOWN] == 1
    apply_pairs(OPERATOR, db, proposal)
    assert giver not in in_charge(db).values()


def test_where_nobody_has_room_the_rest_stays_with_who_gives(db: Database, giver: int) -> None:
    make_liaison(db, capacity=1)
    proposal = propose_handover(OPERATOR, db, giver)
    assert (len(proposal.pairs), proposal.gaps) == (1, ())
    apply_pairs(OPERATOR, db, proposal)
    assert sorted(in_charge(db).values()).count(giver) == 2


def test_what_waits_since_somebody_left_is_handed_over(
    db: Database, giver: int, clock: Clock
) -> None:
    nowhere = make_enterprise(db, county_code=None, town_code=None)
    make_pair(db, nowhere, giver)
    idle = make_enterprise(db)
    make_pair(db, idle, giver)
    receiver, other = make_liaison(db), make_liaison(db)
    update_liaison(OPERATOR, db, giver, version=1, changes={"status": "disabled"})
    pair_by_hand(OPERATOR, db, idle, "officer", other)
    waiting = [row.enterprise_id for row in list_portfolio(OPERATOR, db, giver)]
    assert len(waiting) == 4
    assert idle not in waiting
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver)
    assert (proposal.gaps, {pair.previous_id for pair in proposal.pairs}) == ((), {None})
    apply_pairs(OPERATOR, db, proposal)
    assert {in_charge(db)[each] for each in waiting} == {receiver}
    assert in_charge(db)[idle] == other
    assert list_portfolio(OPERATOR, db, giver) == []


def test_an_enterprise_that_needs_nobody_now_goes_along(db: Database, giver: int) -> None:
    receiver, closed = make_liaison(db), make_enterprise(db, status="suspended")
    make_pair(db, closed, giver)
    update_status(OPERATOR, db, closed, version=None, status=Status.NOT_OPERATING)
    apply_pairs(OPERATOR, db, propose_handover(OPERATOR, db, giver, to_id=receiver))
    assert in_charge(db)[closed] == receiver


Wish = Callable[[Database, int], object]
REFUSALS: list[tuple[str, Wish, str]] = [
    (
        "to oneself",
        lambda db, giver: propose_handover(OPERATOR, db, giver, to_id=giver),
        "handover_to_oneself",
    ),
    (
        "to the other role",
        lambda db, giver: propose_handover(
            OPERATOR, db, giver, to_id=make_liaison(db, "commissioner")
        ),
        "liaison_of_other_role",
    ),
    (
        "to somebody away",
        lambda db, giver: propose_handover(
            OPERATOR, db, giver, to_id=make_liaison(db, liaison_status="away")
        ),
        "liaison_not_on_duty",
    ),
    (
        "what is another's",
        lambda db, giver: propose_handover(
            OPERATOR, db, giver, enterprise_ids=[make_enterprise(db)]
        ),
        "not_in_portfolio",
    ),
    (
        "with a long note",
        lambda db, giver: propose_handover(OPERATOR, db, giver, note="长" * 201),
        "too_long",
    ),
    (
        "with a bad weight",
        lambda db, giver: propose_handover(OPERATOR, db, giver, balance=-1),
        "bad_balance",
    ),
]


@pytest.mark.parametrize(
    ("wish", "code"), [pytest.param(wish, code, id=name) for name, wish, code in REFUSALS]
)
def test_what_cannot_be_handed_over(db: Database, giver: int, wish: Wish, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wish(db, giver)
    assert refused.value.code == code


def test_nobody_is_found_who_is_not_there(db: Database, giver: int) -> None:
    for wish in (
        lambda: propose_handover(OPERATOR, db, 10**6),
        lambda: propose_handover(OPERATOR, db, giver, to_id=10**6),
        lambda: list_portfolio(OPERATOR, db, 10**6),
    ):
        with pytest.raises(NotFound):
            wish()


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of(None), id="official"),
        pytest.param(liaison_actor(1), id="officer"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_only_an_administrator_hands_over(db: Database, giver: int, actor: Actor) -> None:
    proposal = propose_handover(OPERATOR, db, giver, to_id=make_liaison(db))
    for wish in (
        lambda: propose_handover(actor, db, giver),
        lambda: apply_pairs(actor, db, proposal),
        lambda: carried_by(actor, db, proposal),
        lambda: list_portfolio(actor, db, giver),
    ):
        with pytest.raises(NotPermitted):
            wish()
    assert set(in_charge(db).values()) == {giver}


def test_requests_and_due_measures_go_along_and_come_back(
    db: Database, giver: int, clock: Clock
) -> None:
    first, second, _ = sorted(in_charge(db))
    commissioner = make_liaison(db, "commissioner")
    pair_by_hand(OPERATOR, db, first, "commissioner", commissioner)
    request = {
        kind: submit_request(enterprise_actor(first), db, first, kind, "请协助")
        for kind in (RequestKind.SECURITY, RequestKind.STAFF)
    }
    taken = submit_request(enterprise_actor(second), db, second, RequestKind.DISPUTE, "请调解")
    accept_request(liaison_actor(giver), db, taken)
    receiver = make_liaison(db)
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver)
    assert carried_by(OPERATOR, db, proposal).open_requests == 2
    outcome = apply_pairs(OPERATOR, db, proposal)
    assert outcome.requests == 2

    def holder(number: int) -> int | None:
        return get_request(OPERATOR, db, number).liaison_id

    assert holder(request[RequestKind.SECURITY]) == holder(taken) == receiver
    assert holder(request[RequestKind.STAFF]) == commissioner
    clock.advance(minutes=1)
    undo_run(OPERATOR, db, outcome.run_id or 0)
    assert holder(request[RequestKind.SECURITY]) == holder(taken) == giver
    with db.read() as connection:
        told = [entry.action for entry in history.of_enterprise(connection, second)]
        assert history.broken_link(connection) is None
    assert told[:3] == ["request.handed_over", "pair.started", "pair.ended"]


def test_both_sides_see_it_for_two_weeks(db: Database, giver: int, clock: Clock) -> None:
    receiver, stranger = make_liaison(db, name="李四"), make_liaison(db)
    first = sorted(in_charge(db))[0]
    submit_request(enterprise_actor(first), db, first, RequestKind.SECURITY, "请来")
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver, note="调任")
    apply_pairs(OPERATOR, db, proposal)
    (given,) = list_handovers(liaison_actor(giver), db)
    (received,) = list_handovers(liaison_actor(receiver), db)
    assert (given.is_giver, received.is_giver) == (True, False)
    assert (received.giver.name, received.run.note) == ("张三", "调任")
    assert {row.receiver.name for row in given.enterprises} == {"李四"}
    assert {row.enterprise_id: row.open_requests for row in received.enterprises} == {
        each: int(each == first) for each in in_charge(db)
    }
    assert list_handovers(liaison_actor(stranger), db) == []
    assert list_handovers(OPERATOR, db) == []
    clock.advance(days=15)
    assert list_handovers(liaison_actor(receiver), db) == []


def test_each_receiver_sees_the_own_part_and_an_undo_takes_it_away(
    db: Database, giver: int
) -> None:
    receivers = [make_liaison(db, capacity=limit) for limit in (1, 2)]
    outcome = apply_pairs(OPERATOR, db, propose_handover(OPERATOR, db, giver))
    sizes = [
        len(each.enterprises)
        for person in (giver, *receivers)
        for each in list_handovers(liaison_actor(person), db)
    ]
    assert sizes == [3, 1, 2]
    undo_run(OPERATOR, db, outcome.run_id or 0)
    assert [list_handovers(liaison_actor(each), db) for each in (giver, *receivers)] == [[]] * 3


def test_two_administrators_who_apply_the_same_handover(db: Database, giver: int) -> None:
    receiver = make_liaison(db)
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver)
    start = Barrier(2)

    def apply(_: int) -> str:
        start.wait()
        try:
            return f"started {apply_pairs(OPERATOR, db, proposal).started}"
        except StalePlan:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(apply, range(2))) == ["stale", "started 3"]
    assert list_runs(OPERATOR, db).total == 1
    assert set(in_charge(db).values()) == {receiver}


def receiver_leaves(db: Database, giver: int, receiver: int) -> None:
    update_liaison(OPERATOR, db, receiver, version=1, changes={"status": "disabled"})


def receiver_goes_on_leave(db: Database, giver: int, receiver: int) -> None:
    today = db.today()
    plan_leave(
        OPERATOR,
        db,
        receiver,
        deputy_id=giver,
        first_on=today,
        last_on=today + timedelta(days=1),
    )


def giver_leaves(db: Database, giver: int, receiver: int) -> None:
    update_liaison(OPERATOR, db, giver, version=1, changes={"status": "disabled"})


def another_has_it(db: Database, giver: int, receiver: int) -> None:
    pair_by_hand(OPERATOR, db, sorted(in_charge(db))[0], "officer", make_liaison(db))


@pytest.mark.parametrize(
    ("happens", "kinds"),
    [
        pytest.param(receiver_leaves, {"person_not_there"}, id="receiver leaves"),
        pytest.param(receiver_goes_on_leave, {"person_not_there"}, id="receiver goes on leave"),
        pytest.param(giver_leaves, {"unpaired"}, id="giver leaves"),
        pytest.param(another_has_it, {"paired"}, id="another has one of them"),
    ],
)
def test_a_handover_that_no_longer_holds_tells_what_moved(
    db: Database, giver: int, happens: Callable[[Database, int, int], None], kinds: set[str]
) -> None:
    receiver = make_liaison(db)
    proposal = propose_handover(OPERATOR, db, giver, to_id=receiver)
    happens(db, giver, receiver)
    before = in_charge(db)
    with pytest.raises(StalePlan) as refused:
        apply_pairs(OPERATOR, db, proposal)
    moved: Any = refused.value.values["moved"]
    assert {each.kind for each in moved} == kinds
    assert {each.role for each in moved} == {LiaisonRole.OFFICER}
    assert in_charge(db) == before


def test_room_that_was_taken_meanwhile_is_told(db: Database, giver: int) -> None:
    held = len(list_portfolio(OPERATOR, db, giver))
    receiver = make_liaison(db, capacity=held)
    proposal = propose_handover(OPERATOR, db, giver)
    assert {pair.liaison_id for pair in proposal.pairs} == {receiver}
    make_pair(db, make_enterprise(db), receiver)
    with pytest.raises(StalePlan) as refused:
        apply_pairs(OPERATOR, db, proposal)
    assert {each.kind for each in refused.value.values["moved"]} == {MoveKind.NO_ROOM}
