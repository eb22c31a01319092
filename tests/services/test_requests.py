"""Requests from asking to settling: who has them, by when, and what may follow what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liaison.domain.deadlines import due_at
from liaison.domain.errors import InvalidInput, LiaisonError, NotPermitted, StaleRecord
from liaison.domain.filters import RequestFilter
from liaison.domain.records import Request
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import REQUEST_MOVES, RequestKind, RequestStatus
from liaison.locales import LANGUAGES, words
from liaison.locales.sentences import error_sentence
from liaison.services.enterprises import get_enterprise
from liaison.services.requests import (
    accept_request,
    answer_request,
    assign_request,
    confirm_request,
    decline_request,
    get_request,
    list_requests,
    settle_silent_requests,
    submit_request,
)
from liaison.store import requests
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


@pytest.fixture
def enterprise(db: Database) -> Actor:
    return enterprise_actor(make_enterprise(db))


@pytest.fixture
def officer(db: Database, enterprise: Actor) -> Actor:
    liaison_id = make_liaison(db)
    make_pair(db, enterprise.enterprise_id or 0, liaison_id)
    return liaison_actor(liaison_id)


@pytest.fixture
def commissioner(db: Database, enterprise: Actor) -> Actor:
    liaison_id = make_liaison(db, "commissioner")
    make_pair(db, enterprise.enterprise_id or 0, liaison_id)
    return liaison_actor(liaison_id, "commissioner")


def ask(db: Database, actor: Actor, kind: RequestKind = RequestKind.TRANSPORT) -> int:
    return submit_request(actor, db, actor.enterprise_id or 0, kind, "请帮助协调")


def read(db: Database, request_id: int) -> Request:
    return get_request(OPERATOR, db, request_id)


@pytest.mark.parametrize("kind", RequestKind)
def test_a_request_lands_with_a_person_and_a_deadline(
    db: Database, enterprise: Actor, officer: Actor, commissioner: Actor, kind: RequestKind
) -> None:
    request = read(db, ask(db, enterprise, kind))
    is_police_matter = kind in (RequestKind.SECURITY, RequestKind.DISPUTE)
    responsible = officer if is_police_matter else commissioner
    assert request.liaison_id == responsible.liaison_id
    assert request.status is RequestStatus.SUBMITTED
    assert request.due_at == due_at(kind, db.now())


def test_where_one_person_is_missing_the_other_has_it(
    db: Database, enterprise: Actor, officer: Actor
) -> None:
    assert read(db, ask(db, enterprise)).liaison_id == officer.liaison_id


def test_where_both_are_missing_it_waits(db: Database, enterprise: Actor) -> None:
    assert read(db, ask(db, enterprise)).liaison_id is None


def test_from_asking_to_settling(
    db: Database, clock: Clock, enterprise: Actor, commissioner: Actor, officer: Actor
) -> None:
    request_id = ask(db, enterprise)
    accept_request(officer, db, request_id, version=1)
    assert read(db, request_id).liaison_id == officer.liaison_id
    assign_request(officer, db, request_id, commissioner.liaison_id or 0, version=2)
    clock.advance(hours=2)
    answer_request(commissioner, db, request_id, " 通行证已办好 ", version=3)
    clock.advance(hours=1)
    settled = confirm_request(enterprise, db, request_id, 5, version=4)
    assert settled.status is RequestStatus.SETTLED
    assert (settled.rating, settled.answer) == (5, "通行证已办好")
    assert settled.settled_at == db.now()
    assert settled.answered_at is not None
    assert settled.answered_at < settled.settled_at
    entries = get_enterprise(OPERATOR, db, settled.enterprise_id).history
    assert [(entry.action, entry.actor) for entry in reversed(entries)] == [
        ("request.submitted", "enterprise"),
        ("request.accepted", officer.name),
        ("request.assigned", officer.name),
        ("request.answered", commissioner.name),
        ("request.settled", "enterprise"),
    ]
    assert entries[2].changes["status"] == ("accepted", "assigned")
    assert entries[2].changes["liaison_id"] == (officer.liaison_id, commissioner.liaison_id)


def test_a_poor_rating_reopens_twice_at_most(
    db: Database, clock: Clock, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    accept_request(commissioner, db, request_id)
    for reopens in (1, 2):
        answer_request(commissioner, db, request_id, "已转交")
        clock.advance(days=1)
        reopened = confirm_request(enterprise, db, request_id, 1, comment="没有解决")
        assert reopened.status is RequestStatus.REOPENED
        assert (reopened.reopens, reopened.reason) == (reopens, "没有解决")
        assert reopened.due_at == due_at(RequestKind.TRANSPORT, db.now())
        assert reopened.settled_at is None
    answer_request(commissioner, db, request_id, "已当面说明")
    settled = confirm_request(enterprise, db, request_id, 2)
    assert (settled.status, settled.rating) == (RequestStatus.SETTLED, 2)


@pytest.mark.parametrize("rating", [3, 4, 5])
def test_a_fair_rating_settles(
    db: Database, enterprise: Actor, commissioner: Actor, rating: int
) -> None:
    request_id = ask(db, enterprise)
    accept_request(commissioner, db, request_id)
    answer_request(commissioner, db, request_id, "好了")
    assert confirm_request(enterprise, db, request_id, rating).status is RequestStatus.SETTLED


def test_declining_needs_a_reason_and_ends_it(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    with pytest.raises(InvalidInput, match="required"):
        decline_request(commissioner, db, request_id, " ")
    declined = decline_request(commissioner, db, request_id, "不属于本市管辖")
    assert (declined.status, declined.reason) == (RequestStatus.DECLINED, "不属于本市管辖")
    with pytest.raises(InvalidInput, match="request_move_not_allowed"):
        accept_request(commissioner, db, request_id)


def _moves(
    enterprise: Actor, commissioner: Actor
) -> dict[RequestStatus, Callable[[Database, int], object]]:
    return {
        RequestStatus.ACCEPTED: lambda db, each: accept_request(commissioner, db, each),
        RequestStatus.ASSIGNED: lambda db, each: assign_request(
            commissioner, db, each, commissioner.liaison_id or 0
        ),
        RequestStatus.ANSWERED: lambda db, each: answer_request(commissioner, db, each, "好"),
        RequestStatus.DECLINED: lambda db, each: decline_request(commissioner, db, each, "否"),
        RequestStatus.SETTLED: lambda db, each: confirm_request(enterprise, db, each, 5),
        RequestStatus.REOPENED: lambda db, each: confirm_request(enterprise, db, each, 1),
    }


@pytest.mark.parametrize("before", RequestStatus)
@pytest.mark.parametrize("after", [each for each in RequestStatus if each != "submitted"])
def test_moves_are_those_of_the_vocabulary(
    db: Database,
    enterprise: Actor,
    commissioner: Actor,
    before: RequestStatus,
    after: RequestStatus,
) -> None:
    request_id = ask(db, enterprise)
    with db.write() as connection:
        requests.update(connection, request_id, {"status": before.value})
    move = _moves(enterprise, commissioner)[after]
    if after is before is RequestStatus.ACCEPTED:
        version = read(db, request_id).version
        move(db, request_id)  # by who has it already: pressed twice
        assert read(db, request_id).version == version
        return
    if after in REQUEST_MOVES[before]:
        move(db, request_id)
        assert read(db, request_id).status is after
        return
    with pytest.raises(InvalidInput, match="request_move_not_allowed") as caught:
        move(db, request_id)
    assert read(db, request_id).status is before
    for language in LANGUAGES:
        label = words(language).label("request_status", before)
        assert label in error_sentence(caught.value, words(language))


def test_only_those_in_charge_are_assigned(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    accept_request(commissioner, db, request_id)
    with pytest.raises(InvalidInput, match="not_in_charge"):
        assign_request(commissioner, db, request_id, make_liaison(db))


def test_a_stale_move_shows_both(
    db: Database, enterprise: Actor, commissioner: Actor, officer: Actor
) -> None:
    request_id = ask(db, enterprise)
    accept_request(officer, db, request_id, version=1)
    with pytest.raises(StaleRecord) as caught:
        decline_request(commissioner, db, request_id, "重复", version=1)
    assert caught.value.current["status"] is RequestStatus.ACCEPTED
    assert caught.value.attempted["status"] is RequestStatus.DECLINED


def test_nobody_reaches_the_requests_of_others(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    stranger = liaison_actor(make_liaison(db))
    neighbour = enterprise_actor(make_enterprise(db))
    official = official_of("330502")
    wishes: list[Callable[[], object]] = [
        lambda: get_request(stranger, db, request_id),
        lambda: accept_request(stranger, db, request_id),
        lambda: accept_request(enterprise, db, request_id),
        lambda: accept_request(official, db, request_id),
        lambda: confirm_request(neighbour, db, request_id, 5),
        lambda: confirm_request(commissioner, db, request_id, 5),
        lambda: submit_request(
            neighbour, db, enterprise.enterprise_id or 0, RequestKind.OTHER, "x"
        ),
        lambda: list_requests(enterprise, db, RequestFilter()),
    ]
    for wish in wishes:
        with pytest.raises(NotPermitted):
            wish()
    assert list_requests(stranger, db, RequestFilter()).total == 0
    assert list_requests(commissioner, db, RequestFilter()).total == 1


def test_an_officer_may_ask_for_the_enterprise(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    enterprise_id = enterprise.enterprise_id or 0
    request_id = submit_request(commissioner, db, enterprise_id, RequestKind.STAFF, "缺人手")
    assert read(db, request_id).submitted_by == commissioner.name


def test_overdue_climbs_to_the_official_of_the_area(
    db: Database, clock: Clock, enterprise: Actor, commissioner: Actor
) -> None:
    ask(db, enterprise)
    overdue = RequestFilter(only_overdue=True)
    official, elsewhere = official_of("330502"), official_of("330521")
    assert list_requests(official, db, overdue).total == 0
    clock.advance(days=5)
    (row,) = list_requests(official, db, overdue).rows
    assert row.is_overdue
    assert list_requests(elsewhere, db, overdue).total == 0


def test_silence_settles_after_a_week_without_a_rating(
    db: Database, clock: Clock, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    accept_request(commissioner, db, request_id)
    answer_request(commissioner, db, request_id, "好了")
    clock.advance(days=6)
    assert settle_silent_requests(OPERATOR, db) == 0
    clock.advance(days=2)
    assert settle_silent_requests(OPERATOR, db) == 1
    request = read(db, request_id)
    assert (request.status, request.rating) == (RequestStatus.SETTLED, None)
    assert request.settled_at == db.now()
    entry = get_enterprise(OPERATOR, db, request.enterprise_id).history[0]
    assert (entry.action, entry.actor) == ("request.settled", "operator")


@pytest.mark.parametrize(
    ("body", "code"), [("  ", "required"), ("长" * 1001, "too_long")], ids=["empty", "too long"]
)
def test_what_is_asked_must_be_said(db: Database, enterprise: Actor, body: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        submit_request(enterprise, db, enterprise.enterprise_id or 0, RequestKind.OTHER, body)
    refusal: LiaisonError = caught.value
    assert refusal.code == code
    assert "诉求内容" in error_sentence(refusal, words("zh-CN"))


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_1_to_5(db: Database, enterprise: Actor, rating: int) -> None:
    with pytest.raises(InvalidInput, match="rating_out_of_range"):
        confirm_request(enterprise, db, ask(db, enterprise), rating)


def test_the_same_words_are_one_request_until_they_are_answered(
    db: Database, enterprise: Actor, officer: Actor, commissioner: Actor
) -> None:
    own = enterprise.enterprise_id or 0
    first = ask(db, enterprise)
    assert ask(db, enterprise) == first
    others = {
        submit_request(officer, db, own, RequestKind.TRANSPORT, "请帮助协调"),
        submit_request(enterprise, db, own, RequestKind.SECURITY, "请帮助协调"),
        submit_request(enterprise, db, own, RequestKind.TRANSPORT, "请尽快协调"),
    }
    assert len(others | {first}) == 4
    accept_request(commissioner, db, first)
    assert ask(db, enterprise) == first
    answer_request(commissioner, db, first, "已办")
    assert ask(db, enterprise) not in others | {first}


def test_a_save_pressed_twice_is_no_conflict_with_oneself(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    request_id = ask(db, enterprise)
    presses: list[Callable[[int], Request]] = [
        lambda seen: accept_request(commissioner, db, request_id, version=seen),
        lambda seen: answer_request(commissioner, db, request_id, "已办", version=seen),
        lambda seen: confirm_request(enterprise, db, request_id, 1, comment="慢", version=seen),
        lambda seen: answer_request(commissioner, db, request_id, "已办", version=seen),
        lambda seen: confirm_request(enterprise, db, request_id, 1, comment="慢", version=seen),
        lambda seen: answer_request(commissioner, db, request_id, "已办", version=seen),
        lambda seen: confirm_request(enterprise, db, request_id, 5, version=seen),
    ]
    for press in presses:
        seen = read(db, request_id).version
        once = press(seen)
        assert once.version == seen + 1
        assert press(seen) == once
    settled = read(db, request_id)
    assert (settled.status, settled.reopens) == (RequestStatus.SETTLED, 2)


def test_a_decline_pressed_twice_is_one_and_another_answer_is_a_conflict(
    db: Database, enterprise: Actor, commissioner: Actor
) -> None:
    declined, answered = ask(db, enterprise), ask(db, enterprise, RequestKind.OTHER)
    for _ in range(2):
        decline_request(commissioner, db, declined, "重复", version=1)
    assert read(db, declined).version == 2
    accept_request(commissioner, db, answered)
    answer_request(commissioner, db, answered, "已办", version=2)
    with pytest.raises(StaleRecord):
        answer_request(commissioner, db, answered, "办不了", version=2)
