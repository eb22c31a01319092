"""The week of an officer: own enterprises, those of who is on leave, one's own entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.my_week import DueKind
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, RequestKind, Status, VisitKind
from liaison.domain.week_done import DoneKind
from liaison.services.bulk import apply_preview, preview_measure, undo_apply
from liaison.services.enterprises import (
    chip_counts,
    get_enterprise,
    list_enterprises,
    take_back,
    update_enterprise,
    update_status,
)
from liaison.services.my_week import Week, get_week
from liaison.services.new_enterprise import add_enterprise
from liaison.services.portal import revoke_link
from liaison.services.requests import accept_request, answer_request, submit_request
from liaison.services.settings import set_rhythm
from liaison.services.support import set_measure, take_back_measure
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


def done(week: Week) -> dict[DoneKind, int]:
    return {kind: number for kind, number in week.done.items() if number}


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
    assert done(week) == {
        DoneKind.VISITS: 1,
        DoneKind.CONTACTS: 1,
        DoneKind.MEASURES_DONE: 1,
        DoneKind.MEASURES: 1,
        DoneKind.ANSWERS: 1,
        DoneKind.REQUESTS: 1,
    }
    assert len(week.did) == 8, "what is older than seven days is left out"
    assert {line.entry.enterprise_id for line in week.did} == {own}
    (numbers,) = week.numbers
    assert numbers.measures_done == 1
    assert (numbers.contacted, numbers.answered_in_time, numbers.answers_due) == (1, 1, 1)


def test_edits_of_enterprises_and_requests_submitted_are_work(
    db: Database, officer: Actor, own: int
) -> None:
    version = get_enterprise(officer, db, own).enterprise.version
    saved = update_status(officer, db, own, version=version, status=Status.FULL)
    figures = {"employees_on_duty": 80, "capacity_percent": 75.0}
    version = saved.enterprise.version
    saved = update_enterprise(officer, db, own, version=version, changes=figures)
    version = saved.enterprise.version
    update_enterprise(officer, db, own, version=version, changes={"contact_name": "王某"})
    submit_request(officer, db, own, RequestKind.STAFF, "缺工")
    revoke_link(officer, db, own)
    add_enterprise(officer, db, {"name": "湖州新来纺织有限公司", "county": "吴兴区"})
    assert done(get_week(officer, db)) == {
        DoneKind.STATUSES: 1,
        DoneKind.FIGURES: 1,
        DoneKind.DETAILS: 1,
        DoneKind.SUBMITTED: 1,
        DoneKind.LINKS: 1,
        DoneKind.ADDED: 1,
    }


def test_what_was_undone_is_no_work_and_history_keeps_both(
    db: Database, officer: Actor, own: int
) -> None:
    others = [own, *(make_enterprise(db) for _ in range(3))]
    for each in others[1:]:
        make_pair(db, each, officer.liaison_id or 0)
    set_measure(officer, db, own, "M01", state=DONE)
    before = get_week(officer, db)
    preview = preview_measure(officer, db, others, "M10", state=MeasureState.IN_PROGRESS)
    bulk = apply_preview(officer, db, preview)
    (line, _) = get_week(officer, db).did
    assert (line.number, line.entry.after("state")) == (4, MeasureState.IN_PROGRESS)
    undo_apply(officer, db, bulk)
    one = set_measure(officer, db, own, "M01", state=MeasureState.IN_PROGRESS)
    take_back_measure(officer, db, own, "M01", version=one.version)
    status = update_status(officer, db, own, version=None, status=Status.FULL)
    take_back(officer, db, own, version=status.enterprise.version)
    after = get_week(officer, db)
    assert (after.did, after.done, after.numbers) == (before.did, before.done, before.numbers)
    actions = [each.action for each in get_enterprise(officer, db, own).history]
    assert actions[:2] == ["enterprise.taken_back", "enterprise.status"]
    assert actions.count("support.taken_back") == 2


def test_what_was_taken_back_is_not_taken_back_again(
    db: Database, officer: Actor, own: int
) -> None:
    saved = set_measure(officer, db, own, "M01", state=DONE)
    back = take_back_measure(officer, db, own, "M01", version=saved.version)
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back_measure(officer, db, own, "M01", version=back.version)


def test_many_at_once_are_counted_to_the_last(db: Database, officer: Actor, own: int) -> None:
    many = [own, *(make_enterprise(db) for _ in range(600))]
    for each in many[1:]:
        make_pair(db, each, officer.liaison_id or 0)
    apply_preview(officer, db, preview_measure(officer, db, many, "M10", state=DONE))
    week = get_week(officer, db)
    assert done(week) == {DoneKind.MEASURES_DONE: 601}
    assert [line.number for line in week.did] == [601]
    assert [each.measures_done for each in week.numbers] == [601]


def test_what_is_missing_is_as_many_as_the_list_behind_it(
    db: Database, officer: Actor, own: int
) -> None:
    make_met(db, officer, contacted=7, visited=8)
    make_met(db, officer, contacted=7, visited=7)
    make_met(db, officer, contacted=2, visited=30)
    make_met(db, officer, contacted=2, visited=None)
    make_met(db, officer, contacted=None, visited=None)
    (numbers,) = get_week(officer, db).numbers
    missing = {
        "contact_due": numbers.served - numbers.contacted,
        "visit_due": numbers.served - numbers.visited,
    }
    assert missing == {"contact_due": 3, "visit_due": 3}
    for chip, number in missing.items():
        filters = EnterpriseFilter(liaison_id=officer.liaison_id, chip=chip)
        found = list_enterprises(officer, db, filters)
        counted = chip_counts(officer, db, filters)
        assert (len(found.rows), found.total, counted[chip]) == (number, number, number)
    assert chip_counts(officer, db, EnterpriseFilter())["to_visit"] == 5


def make_met(db: Database, officer: Actor, *, contacted: int | None, visited: int | None) -> None:
    """An enterprise of the officer, met last so many days ago."""
    days = {"contacted_on": contacted, "visited_on": visited}
    enterprise_id = make_enterprise(db)
    make_pair(db, enterprise_id, officer.liaison_id or 0)
    with db.write() as connection:
        connection.table("enterprises").update(
            enterprise_id,
            {
                key: None if number is None else str(db.today() - timedelta(days=number))
                for key, number in days.items()
            },
        )


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
    set_measure(deputy, db, theirs, "M01", state=DONE)
    for code in ("M01", "M02"):
        set_measure(deputy, db, own, code, state=DONE)
    assert [each.measures_done for each in get_week(deputy, db).numbers] == [2, 1]


def test_the_rhythm_is_that_of_the_settings(db: Database, officer: Actor, own: int) -> None:
    set_rhythm(OPERATOR, db, contact_days=3)
    week = get_week(officer, db)
    assert week.rhythm.contact_days == 3
    assert kinds(week) == [("2026-11-13", DueKind.CONTACT)]


def test_who_has_no_enterprises_has_an_empty_week(db: Database, administrator: Actor) -> None:
    week = get_week(administrator, db)
    assert (dict(week.due), list(week.numbers), list(week.did)) == ({}, [], [])


def test_own_entries_are_found_by_their_index(db: Database) -> None:
    with db.read() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {OWN_ENTRIES}", {"actor": "x", "since": "2026-11-10T00:00:00Z"}
        ).fetchall()
    steps = [row[3] for row in plan if " h " in row[3] or " o " in row[3]]
    assert [step.split(" INDEX ")[1].split()[0] for step in steps] == ["history_of_worker"] * 2
