"""The week of an officer: own enterprises, those of who is on leave, one's own entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison.domain.my_week import DueKind
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, RequestKind, VisitKind
from liaison.services.my_week import DoneKind, Week, get_week
from liaison.services.requests import accept_request, answer_request, submit_request
from liaison.services.support import set_measure
from liaison.services.visits import record_visit
from liaison.store.database import Database
from liaison.store.my_week import OWN_ENTRIES
from tests.conftest import Clock, liaison_actor, make_enterprise, make_liaison, make_pair

DONE = MeasureState.DONE


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def own(db: Database, officer: Actor) -> int:
    """An enterprise of the officer that was visited today by somebody else."""
    enterprise_id = make_enterprise(db)
    make_pair(db, enterprise_id, officer.liaison_id or 0)
    record_visit(OPERATOR, db, enterprise_id, VisitKind.ON_SITE, db.today(), "已联系")
    return enterprise_id


def kinds(week: Week) -> list[tuple[str | None, DueKind]]:
    return [
        (None if day is None else day.isoformat(), each.kind)
        for day, found in week.due.items()
        for each in found
    ]


def test_what_is_due_by_day(db: Database, officer: Actor, own: int) -> None:
    today = db.today()
    for code, days in (("M01", -2), ("M02", 3), ("M03", 7)):
        due_on = today + timedelta(days=days)
        set_measure(OPERATOR, db, own, code, state=MeasureState.NOT_STARTED, due_on=due_on)
    set_measure(OPERATOR, db, own, "M04", state=DONE, due_on=today)
    submit_request(OPERATOR, db, own, RequestKind.SECURITY, "夜间有人滋事")
    submit_request(OPERATOR, db, own, RequestKind.FINANCE, "贷款")
    week = get_week(officer, db)
    assert kinds(week) == [
        (None, DueKind.MEASURES),
        ("2026-11-10", DueKind.REQUEST),
        ("2026-11-13", DueKind.REQUEST),
        ("2026-11-13", DueKind.MEASURES),
    ]


def test_a_request_with_the_colleague_is_none_of_mine(
    db: Database, officer: Actor, own: int
) -> None:
    make_pair(db, own, make_liaison(db, "commissioner"))
    submit_request(OPERATOR, db, own, RequestKind.STAFF, "缺工")
    assert kinds(get_week(officer, db)) == []


def test_what_i_did_is_counted_by_kind_and_the_last_state_counts(
    db: Database, officer: Actor, own: int, clock: Clock
) -> None:
    set_measure(officer, db, own, "M05", state=DONE)
    clock.advance(days=8)
    record_visit(officer, db, own, VisitKind.ON_SITE, db.today(), "已联系")
    record_visit(officer, db, own, VisitKind.PHONE, db.today(), "已联系")
    set_measure(officer, db, own, "M01", state=MeasureState.IN_PROGRESS)
    set_measure(officer, db, own, "M01", state=DONE)
    set_measure(officer, db, own, "M02", state=DONE)
    set_measure(officer, db, own, "M02", state=MeasureState.IN_PROGRESS)
    set_measure(OPERATOR, db, own, "M03", state=DONE)
    request_id = submit_request(OPERATOR, db, own, RequestKind.SECURITY, "滋事")
    accept_request(officer, db, request_id)
    answer_request(officer, db, request_id, "已加派巡逻")
    week = get_week(officer, db)
    assert week.done == {
        DoneKind.VISITS: 1,
        DoneKind.CONTACTS: 1,
        DoneKind.MEASURES_DONE: 1,
        DoneKind.MEASURES: 1,
        DoneKind.ANSWERS: 1,
        DoneKind.REQUESTS: 1,
    }
    assert len(week.entries) == 8, "what is older than seven days is left out"
    assert {entry.enterprise_id for entry in week.entries} == {own}
    (numbers,) = week.numbers
    assert (numbers.contacted, numbers.answered_in_time, numbers.answers_due) == (1, 1, 1)


def test_a_deputys_enterprises_are_told_apart(db: Database, officer: Actor, own: int) -> None:
    away = make_liaison(db, name="李警官")
    theirs = make_enterprise(db)
    make_pair(db, theirs, away)
    deputy = replace(officer, acting_for=frozenset({away}))
    week = get_week(deputy, db)
    assert [(each.liaison_id, each.served) for each in week.numbers] == [
        (officer.liaison_id, 1),
        (away, 1),
    ]
    (due,) = [each for found in week.due.values() for each in found]
    assert (due.charge.enterprise_id, due.charge.holder) == (theirs, "李警官")
    assert [each.liaison_id for each in get_week(officer, db).numbers] == [officer.liaison_id]


def test_the_rhythm_is_that_of_the_settings(db: Database, officer: Actor, own: int) -> None:
    with db.write() as connection:
        connection.table("settings").insert({"key": "contact_days", "value": "3"}, replace=True)
    week = get_week(officer, db)
    assert week.rhythm.contact_days == 3
    assert kinds(week) == [("2026-11-13", DueKind.CONTACT)]


def test_who_has_no_enterprises_has_an_empty_week(db: Database, administrator: Actor) -> None:
    week = get_week(administrator, db)
    assert (dict(week.due), list(week.numbers), list(week.entries)) == ({}, [], [])


def test_own_entries_are_found_by_their_index(db: Database) -> None:
    with db.read() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {OWN_ENTRIES}", {"actor": "x", "since": "2026-11-10T00:00:00Z"}
        ).fetchall()
    steps = [row[3] for row in plan if " h " in row[3] or " o " in row[3]]
    assert [step.split(" INDEX ")[1].split()[0] for step in steps] == ["history_of_worker"] * 2
