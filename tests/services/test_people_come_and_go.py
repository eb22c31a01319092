"""What the pages of people ask for: portfolios, who is away, who somebody is, names of the past."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.domain.errors import NotFound, NotPermitted
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import LiaisonRole, RequestKind
from liaison.services.enterprises import get_enterprise
from liaison.services.handover import list_handovers, list_portfolio, propose_handover
from liaison.services.leaves import plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_own_record, list_liaisons
from liaison.services.pair_by_hand import pair_by_hand
from liaison.services.pairing_runs import apply_pairs
from liaison.services.requests import submit_request
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of


def test_a_portfolio_tells_by_town_what_waits_where(db: Database) -> None:
    person = make_liaison(db)
    near = make_enterprise(db, name="湖州甲厂")
    far = make_enterprise(db, name="湖州乙厂", town_code="330502101")
    for each in (far, near):
        make_pair(db, each, person)
    submit_request(OPERATOR, db, far, RequestKind.STAFF, "缺工")
    rows = list_portfolio(OPERATOR, db, person)
    assert [(row.name, row.town_code, row.open_requests) for row in rows] == [
        ("湖州甲厂", "330502100", 0),
        ("湖州乙厂", "330502101", 1),
    ]


def test_the_portfolio_of_who_left_is_what_nobody_took_since(db: Database) -> None:
    person, other = make_liaison(db), make_liaison(db)
    first, second = make_enterprise(db), make_enterprise(db)
    for each in (first, second):
        make_pair(db, each, person)
    update_liaison(OPERATOR, db, person, version=1, changes={"status": "disabled"})
    pair_by_hand(OPERATOR, db, first, LiaisonRole.OFFICER, other)
    assert [row.enterprise_id for row in list_portfolio(OPERATOR, db, person)] == [second]


def test_a_portfolio_is_for_who_pairs(db: Database) -> None:
    person = make_liaison(db)
    with pytest.raises(NotPermitted):
        list_portfolio(liaison_actor(person), db, person)
    with pytest.raises(NotFound):
        list_portfolio(OPERATOR, db, person + 1)


def test_those_on_leave_today_are_listed_apart(db: Database) -> None:
    away, deputy, later = (make_liaison(db) for _ in range(3))
    today = db.today()
    plan_leave(OPERATOR, db, away, deputy_id=deputy, first_on=today, last_on=today)
    tomorrow = today + timedelta(days=1)
    plan_leave(OPERATOR, db, later, deputy_id=deputy, first_on=tomorrow, last_on=tomorrow)
    found = list_liaisons(official_of(None), db, on_leave=True)
    assert [each.liaison.id for each in found.rows] == [away]
    assert found.total == 1


def test_officers_read_their_own_record_and_others_have_none(db: Database) -> None:
    person = make_liaison(db, name="王某")
    own = get_own_record(liaison_actor(person), db)
    assert own is not None
    assert own.liaison.name == "王某"
    assert get_own_record(official_of(None), db) is None


def test_what_was_received_and_went_on_is_no_longer_told(db: Database) -> None:
    giver, receiver, third = (make_liaison(db) for _ in range(3))
    first, second = make_enterprise(db), make_enterprise(db)
    for each in (first, second):
        make_pair(db, each, giver)
    apply_pairs(OPERATOR, db, propose_handover(OPERATOR, db, giver, to_id=receiver))
    pair_by_hand(OPERATOR, db, first, LiaisonRole.OFFICER, third)
    (received,) = list_handovers(liaison_actor(receiver), db)
    assert [each.enterprise_id for each in received.enterprises] == [second]
    pair_by_hand(OPERATOR, db, second, LiaisonRole.OFFICER, third)
    assert list_handovers(liaison_actor(receiver), db) == []
    (given,) = list_handovers(liaison_actor(giver), db)
    assert len(given.enterprises) == 2


def test_an_enterprise_knows_the_names_of_its_past_and_of_who_acts(db: Database) -> None:
    before, now, deputy = (make_liaison(db, name=name) for name in ("张某", "王某", "李某"))
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, before)
    pair_by_hand(OPERATOR, db, enterprise, LiaisonRole.OFFICER, now)
    plan_leave(OPERATOR, db, now, deputy_id=deputy, first_on=db.today(), last_on=db.today())
    everybody = get_enterprise(OPERATOR, db, enterprise).everybody
    assert {each: person.name for each, person in everybody.items()} == {
        before: "张某",
        now: "王某",
        deputy: "李某",
    }
