"""What the pages of officers ask for: the next measure, undoing a slip, history, names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, Status, VisitKind
from liaison.services.enterprises import (
    get_enterprise,
    list_enterprises,
    list_history,
    take_back,
    update_enterprise,
    update_status,
)
from liaison.services.portal import revoke_link
from liaison.services.reference import load_reference
from liaison.services.support import set_measure
from liaison.services.visits import get_rhythm, record_visit
from liaison.store.database import Database
from liaison.store.enterprise_rows import EnterpriseRow
from tests.conftest import (
    Clock,
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)


def one_row(actor: Actor, db: Database) -> EnterpriseRow:
    (row,) = list_enterprises(actor, db, EnterpriseFilter()).rows
    return row


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def enterprise_id(db: Database, officer: Actor) -> int:
    made = make_enterprise(db, status="not_resumed", filing_status="approved")
    make_pair(db, made, officer.liaison_id or 0)
    return made


def test_the_next_measure_is_the_open_one_that_falls_due_first(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    assert one_row(officer, db).next_measure is None
    today = db.today()
    for code, state, days in (
        ("M01", MeasureState.DONE, -9),
        ("M02", MeasureState.IN_PROGRESS, 5),
        ("M03", MeasureState.NOT_STARTED, 2),
    ):
        due_on = today + timedelta(days=days)
        set_measure(officer, db, enterprise_id, code, state=state, note="说明", due_on=due_on)
    row = one_row(officer, db)
    assert row.next_measure is not None
    assert (row.next_measure.measure_code, row.next_measure.state) == (
        "M03",
        MeasureState.NOT_STARTED,
    )
    assert row.next_measure.note == "说明"
    assert (row.overdue_count, row.first_overdue) == (0, None)


def test_an_overdue_measure_comes_before_the_others(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    today = db.today()
    for code, days in (("M04", 3), ("M05", -2), ("M06", -4)):
        due_on = today + timedelta(days=days)
        state = MeasureState.IN_PROGRESS
        set_measure(officer, db, enterprise_id, code, state=state, due_on=due_on)
    row = one_row(officer, db)
    assert row.next_measure is not None
    assert row.first_overdue is not None
    assert row.next_measure.measure_code == row.first_overdue.measure_code == "M06"
    assert (row.overdue_count, row.first_overdue.days) == (2, 4)


def test_taking_back_restores_status_and_day_whatever_moves_are_allowed(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    saved = update_status(officer, db, enterprise_id, version=1, status=Status.ALWAYS_OPEN)
    back = take_back(officer, db, enterprise_id, version=saved.enterprise.version).enterprise
    assert (back.status, back.resumed_on) == (Status.NOT_RESUMED, None)
    assert back.version == saved.enterprise.version + 1
    assert list_history(officer, db, enterprise_id)[0].action == "enterprise.taken_back"


def test_a_replaced_link_does_not_hide_the_save_before_it(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    changes = {"employees": 130}
    saved = update_enterprise(officer, db, enterprise_id, version=1, changes=changes)
    revoke_link(officer, db, enterprise_id)
    back = take_back(officer, db, enterprise_id, version=saved.enterprise.version)
    assert back.enterprise.employees == 100


def test_somebody_else_s_save_is_not_taken_back(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    changes = {"employees": 130}
    saved = update_enterprise(OPERATOR, db, enterprise_id, version=1, changes=changes)
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back(officer, db, enterprise_id, version=saved.enterprise.version)


def test_a_save_is_not_taken_back_after_a_minute_or_another_save(
    db: Database, clock: Clock, officer: Actor, enterprise_id: int
) -> None:
    changes = {"employees": 130}
    saved = update_enterprise(officer, db, enterprise_id, version=1, changes=changes)
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back(officer, db, enterprise_id, version=saved.enterprise.version - 1)
    clock.advance(seconds=61)
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back(officer, db, enterprise_id, version=saved.enterprise.version)
    assert get_enterprise(officer, db, enterprise_id).enterprise.employees == 130


def test_taking_back_is_for_those_who_may_save(db: Database, enterprise_id: int) -> None:
    with pytest.raises(NotPermitted):
        take_back(official_of(None), db, enterprise_id, version=1)
    with pytest.raises(NotPermitted):
        take_back(liaison_actor(make_liaison(db)), db, enterprise_id, version=1)


def test_a_page_asks_for_the_record_alone_and_for_history_by_the_page(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    for day in range(1, 4):
        record_visit(officer, db, enterprise_id, VisitKind.PHONE, date(2026, 11, day), "已联系")
    view = get_enterprise(officer, db, enterprise_id, latest=0)
    assert (view.visits, view.requests, view.history) == ([], [], [])
    assert len(view.measures) == 10
    second = list_history(officer, db, enterprise_id, page=2, page_size=2)
    assert [entry.changes["visited_on"][1] for entry in second] == ["2026-11-01"]
    with pytest.raises(NotPermitted):
        list_history(liaison_actor(make_liaison(db)), db, enterprise_id)


def test_names_and_rhythm_are_for_those_who_see_enterprises(
    db: Database, officer: Actor, enterprise_id: int
) -> None:
    assert load_reference(officer, db).areas["330502100"].name == "织里镇"
    assert (get_rhythm(officer, db).contact_days, get_rhythm(officer, db).visit_days) == (7, 30)
    with pytest.raises(NotPermitted):
        load_reference(enterprise_actor(enterprise_id), db)
