"""Leave: its days, its deputy, who may enter it, and what the deputy sees and does meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StaleRecord
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import LiaisonRole, RequestKind
from liaison.services import accounts, sign_in
from liaison.services.enterprises import get_enterprise, list_enterprises
from liaison.services.leaves import (
    change_leave,
    end_leave,
    list_deputies,
    list_leaves,
    plan_leave,
)
from liaison.services.liaisons import get_liaison
from liaison.services.pairing import propose_pairs
from liaison.services.requests import (
    accept_request,
    answer_request,
    get_request,
    submit_request,
)
from liaison.services.tokens import digest
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

TODAY = date(2026, 11, 10)
GOOD = "correct horse battery"


def day(number: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=number)


def plan(db: Database, person: int, deputy: int, first: int = 0, last: int = 3, **more: Any) -> int:
    actor = more.pop("actor", OPERATOR)
    return plan_leave(
        actor, db, person, deputy_id=deputy, first_on=day(first), last_on=day(last), **more
    )


def told(db: Database) -> list[tuple[int, int | None, date, date]]:
    return [
        (row.person.id, row.deputy and row.deputy.id, row.leave.first_on, row.leave.last_on)
        for row in list_leaves(OPERATOR, db)
    ]


def actions(db: Database, person: int) -> list[str]:
    query = "SELECT action FROM history WHERE entity = 'liaison' AND entity_id = ? ORDER BY id"
    with db.read() as connection:
        assert history.broken_link(connection) is None
        return [row[0] for row in connection.execute(query, [str(person)])]


@pytest.fixture
def away(db: Database) -> int:
    return make_liaison(db, name="张三")


@pytest.fixture
def deputy(db: Database) -> int:
    return make_liaison(db, name="李四")


def test_a_leave_is_planned_changed_and_ended(
    db: Database, clock: Clock, away: int, deputy: int
) -> None:
    number = plan(db, away, deputy, 1, 3, note=" 年请假 ")
    (row,) = list_leaves(OPERATOR, db, liaison_id=deputy)
    assert (row.leave.note, row.leave.covers(day(1)), row.leave.covers(day(4))) == (
        "年请假",
        True,
        False,
    )
    changed = change_leave(OPERATOR, db, number, version=1, last_on=day(5))
    assert (changed.first_on, changed.last_on, changed.deputy_id) == (day(1), day(5), deputy)
    clock.advance(days=3)
    end_leave(OPERATOR, db, number, version=changed.version)
    assert told(db) == []
    assert actions(db, away) == [
        "liaison.leave_planned",
        "liaison.leave_changed",
        "liaison.leave_changed",
    ]


@pytest.mark.parametrize("first", [0, 2], ids=["began today", "lies ahead"])
def test_a_leave_that_has_not_begun_is_cancelled(
    db: Database, away: int, deputy: int, first: int
) -> None:
    number = plan(db, away, deputy, first)
    end_leave(OPERATOR, db, number, version=1)
    assert told(db) == []
    assert actions(db, away)[-1] == "liaison.leave_cancelled"
    with pytest.raises(InvalidInput) as refused:
        end_leave(OPERATOR, db, number, version=2)
    assert refused.value.code == "leave_is_cancelled"
    plan(db, away, deputy, first)


def test_a_leave_that_is_over_ends_no_more(
    db: Database, clock: Clock, away: int, deputy: int
) -> None:
    number = plan(db, away, deputy, 0, 1)
    clock.advance(days=2)
    end_leave(OPERATOR, db, number, version=1)
    assert actions(db, away) == ["liaison.leave_planned"]
    with pytest.raises(InvalidInput) as refused:
        change_leave(OPERATOR, db, number, version=1, last_on=day(4))
    assert refused.value.code == "leave_is_over"


def test_another_deputy_acts_from_today_on(
    db: Database, clock: Clock, away: int, deputy: int
) -> None:
    other = make_liaison(db)
    number = plan(db, away, deputy, 0, 4)
    clock.advance(days=2)
    changed = change_leave(OPERATOR, db, number, version=1, last_on=day(4), deputy_id=other)
    assert (changed.deputy_id, changed.last_on) == (other, day(4))
    assert told(db) == [(away, other, changed.first_on, day(4))]
    assert get_liaison(OPERATOR, db, away).deputy is not None
    assert end_leave(OPERATOR, db, changed.id, version=changed.version) is None
    assert told(db) == []


def test_a_change_that_changes_nothing_is_none(db: Database, away: int, deputy: int) -> None:
    number = plan(db, away, deputy)
    same = change_leave(OPERATOR, db, number, version=1, last_on=day(3), deputy_id=deputy)
    assert same.version == 1
    assert actions(db, away) == ["liaison.leave_planned"]


Wish = Callable[[Database, int, int], object]


def _made(db: Database, **fields: Any) -> int:
    return make_liaison(db, **fields)


REFUSALS: list[tuple[str, Wish, str]] = [
    ("ends first", lambda db, a, d: plan(db, a, d, 3, 2), "leave_ends_before_it_begins"),
    ("in the past", lambda db, a, d: plan(db, a, d, -1, 2), "leave_in_the_past"),
    ("too long", lambda db, a, d: plan(db, a, d, 0, 367), "leave_too_long"),
    ("note too long", lambda db, a, d: plan(db, a, d, note="长" * 201), "too_long"),
    ("own deputy", lambda db, a, d: plan(db, a, a), "deputy_of_other_role"),
    (
        "deputy of the other role",
        lambda db, a, d: plan(db, a, _made(db, role="commissioner")),
        "deputy_of_other_role",
    ),
    (
        "deputy is away",
        lambda db, a, d: plan(db, a, _made(db, liaison_status="away")),
        "deputy_not_there",
    ),
    (
        "deputy goes meanwhile",
        lambda db, a, d: plan(db, a, _made(db, ended_on=str(day(2)))),
        "deputy_not_there",
    ),
    (
        "deputy comes meanwhile",
        lambda db, a, d: plan(db, a, _made(db, started_on=str(day(1)))),
        "deputy_not_there",
    ),
    (
        "deputy is on leave",
        lambda db, a, d: (plan(db, d, _made(db), 3, 5), plan(db, a, d)),
        "deputy_not_there",
    ),
    ("again", lambda db, a, d: (plan(db, a, d), plan(db, a, d, 3, 4)), "leave_overlaps"),
    (
        "is a deputy then",
        lambda db, a, d: (plan(db, d, a, 2, 5), plan(db, a, _made(db))),
        "leave_of_a_deputy",
    ),
    (
        "left",
        lambda db, a, d: plan(db, _made(db, liaison_status="disabled"), d),
        "liaison_left",
    ),
    (
        "left before",
        lambda db, a, d: plan(db, _made(db, ended_on=str(day(-1))), d),
        "liaison_left",
    ),
]


@pytest.mark.parametrize(
    ("wish", "code"), [pytest.param(wish, code, id=name) for name, wish, code in REFUSALS]
)
def test_what_cannot_be_planned(
    db: Database, away: int, deputy: int, wish: Wish, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        wish(db, away, deputy)
    assert refused.value.code == code
    assert len(told(db)) <= 1


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        pytest.param({"last_on": day(-1)}, "leave_ends_before_it_begins", id="before it begins"),
        pytest.param({"last_on": day(400)}, "leave_too_long", id="too long"),
        pytest.param({"last_on": day(12)}, "leave_overlaps", id="into the next one"),
    ],
)
def test_what_cannot_be_changed(
    db: Database, away: int, deputy: int, wish: dict[str, Any], code: str
) -> None:
    number = plan(db, away, deputy)
    plan(db, away, deputy, 10, 12)
    with pytest.raises(InvalidInput) as refused:
        change_leave(OPERATOR, db, number, version=1, **wish)
    assert refused.value.code == code
    assert told(db)[0] == (away, deputy, day(0), day(3))


def test_nobody_is_found_who_is_not_there(db: Database, away: int, deputy: int) -> None:
    for wish in (lambda: plan(db, 10**6, deputy), lambda: plan(db, away, 10**6)):
        with pytest.raises(NotFound) as refused:
            wish()
        assert refused.value.code == "liaison_not_found"


def test_a_stale_change_shows_both(db: Database, away: int, deputy: int) -> None:
    number = plan(db, away, deputy)
    change_leave(OPERATOR, db, number, version=1, last_on=day(5))
    with pytest.raises(StaleRecord) as refused:
        change_leave(OPERATOR, db, number, version=1, last_on=day(7))
    assert refused.value.current["last_on"] == day(5)
    assert refused.value.attempted["last_on"] == day(7)
    with pytest.raises(StaleRecord):
        end_leave(OPERATOR, db, number, version=1)
    assert told(db) == [(away, deputy, day(0), day(5))]


def test_a_leave_entered_twice_is_one(db: Database, away: int, deputy: int) -> None:
    first = plan(db, away, deputy, note="学习")
    assert plan(db, away, deputy, note="学习") == first
    assert actions(db, away).count("liaison.leave_planned") == 1
    with pytest.raises(InvalidInput, match="leave_overlaps"):
        plan(db, away, deputy, note="开会")


def test_two_who_plan_the_same_leave_at_once(db: Database, away: int, deputy: int) -> None:
    start = Barrier(2)

    def work(note: str) -> str:
        start.wait()
        try:
            plan(db, away, deputy, note=note)
        except InvalidInput as refusal:
            return refusal.code
        return "planned"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, ("学习", "开会"))) == ["leave_overlaps", "planned"]
    assert told(db) == [(away, deputy, day(0), day(3))]


@pytest.mark.parametrize("role", LiaisonRole)
def test_an_officer_enters_the_own_leave_only(db: Database, role: LiaisonRole) -> None:
    own, colleague, deputy = (make_liaison(db, role) for _ in range(3))
    actor = liaison_actor(own, role)
    number = plan(db, own, deputy, actor=actor)
    other = plan(db, colleague, deputy)
    assert [row.person.id for row in list_leaves(actor, db)] == [own]
    assert len(list_leaves(liaison_actor(deputy, role), db)) == 2
    wishes: list[Callable[[], object]] = [
        lambda: plan(db, colleague, deputy, 8, 9, actor=actor),
        lambda: change_leave(actor, db, other, version=1, last_on=day(1)),
        lambda: end_leave(actor, db, other, version=1),
        lambda: list_deputies(actor, db, colleague, first_on=day(0), last_on=day(1)),
    ]
    for wish in wishes:
        with pytest.raises(NotPermitted):
            wish()
    assert change_leave(actor, db, number, version=1, last_on=day(1)).last_on == day(1)
    end_leave(actor, db, number, version=2)


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of("330502"), id="official"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_others_have_nothing_to_do_with_leaves(
    db: Database, away: int, deputy: int, actor: Actor
) -> None:
    number = plan(db, away, deputy)
    wishes: list[Callable[[], object]] = [
        lambda: plan(db, away, deputy, 8, 9, actor=actor),
        lambda: change_leave(actor, db, number, version=1, last_on=day(1)),
        lambda: end_leave(actor, db, number, version=1),
        lambda: list_leaves(actor, db),
        lambda: list_deputies(actor, db, away, first_on=day(0), last_on=day(1)),
    ]
    for wish in wishes:
        with pytest.raises(NotPermitted):
            wish()


def test_deputies_come_own_unit_first_then_near_then_idle(db: Database, away: int) -> None:
    far = make_liaison(db, county_code="330521", town_code=None)
    other_unit = make_liaison(db, unit="八里店派出所")
    busy, idle = make_liaison(db), make_liaison(db, name="赵六")
    make_pair(db, make_enterprise(db), busy)
    make_liaison(db, liaison_status="away")
    make_liaison(db, "commissioner")
    plan(db, make_liaison(db), idle, 0, 1)
    days = {"first_on": day(0), "last_on": day(1)}
    found = list_deputies(OPERATOR, db, away, **days)
    assert [each.id for each in found] == [idle, busy, far, other_unit]
    assert [each.id for each in list_deputies(OPERATOR, db, away, search="赵", **days)] == [idle]
    assert len(list_deputies(OPERATOR, db, away, limit=2, **days)) == 2


def test_the_deputy_sees_and_acts_on_the_days_of_the_leave_only(
    db: Database, clock: Clock, away: int, deputy: int
) -> None:
    theirs, own, foreign = (make_enterprise(db) for _ in range(3))
    make_pair(db, theirs, away)
    make_pair(db, own, deputy)
    make_pair(db, foreign, make_liaison(db))
    accounts.add_account(OPERATOR, db, "deputy", Role.OFFICER, password=GOOD, liaison_id=deputy)

    def seen() -> set[int]:
        session = digest(sign_in.sign_in(db, "deputy", GOOD))
        actor = sign_in.resolve_session(db, session)
        assert actor is not None
        assert actor == accounts.account_actor(OPERATOR, db, "deputy")
        return {row.id for row in list_enterprises(actor, db, EnterpriseFilter()).rows}

    plan(db, away, deputy, 1, 2)
    assert seen() == {own}
    clock.advance(days=1)
    assert seen() == {own, theirs}
    clock.advance(days=1)
    assert seen() == {own, theirs}
    clock.advance(days=1)
    assert seen() == {own}


def test_a_deputy_takes_requests_on_for_who_is_away(db: Database, away: int, deputy: int) -> None:
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, away)
    plan(db, away, deputy)
    request = submit_request(
        enterprise_actor(enterprise), db, enterprise, RequestKind.SECURITY, "请来"
    )
    stranger = liaison_actor(deputy)
    with pytest.raises(NotPermitted):
        accept_request(stranger, db, request)
    acting = replace(stranger, acting_for=frozenset({away}))
    assert accept_request(acting, db, request).liaison_id == away
    assert answer_request(acting, db, request, "已到场").liaison_id == away
    assert get_request(acting, db, request).answer == "已到场"


def test_an_enterprise_tells_who_acts(db: Database, away: int, deputy: int) -> None:
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, away)
    plan(db, away, deputy)
    acting = get_enterprise(OPERATOR, db, enterprise).acting[LiaisonRole.OFFICER]
    assert acting.deputy is not None
    assert (acting.deputy.id, acting.last_on) == (deputy, day(3))


def test_who_is_on_leave_keeps_what_is_there_and_is_given_nothing(
    db: Database, away: int, deputy: int
) -> None:
    kept = make_enterprise(db)
    make_pair(db, kept, away)
    new = make_enterprise(db)
    plan(db, away, deputy)
    for rebalance in (False, True):
        proposal = propose_pairs(OPERATOR, db, roles=["officer"], rebalance=rebalance)
        assert [(each.enterprise_id, each.liaison_id) for each in proposal.pairs] == [(new, deputy)]
