"""Measures set by the people in charge: one, many, with reasons and without losing a save."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StaleRecord
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import MeasureState
from liaison.services.measure_entry import NOTE_LIMIT
from liaison.services.support import set_measure, set_measures, take_back_measure
from liaison.store import history, support
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

NOT_STARTED, IN_PROGRESS, DONE, BLOCKED, NOT_APPLICABLE = MeasureState


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def own(db: Database, officer: Actor) -> int:
    """An enterprise in the officer's charge, its measures open since a week."""
    enterprise_id = make_enterprise(db)
    make_pair(db, enterprise_id, officer.liaison_id or 0)
    with db.write() as connection:
        support.open_measures(connection, [enterprise_id], on=db.today() - timedelta(days=7))
    return enterprise_id


def test_one_tap_sets_a_measure_and_history_says_who(
    db: Database, clock: Clock, officer: Actor, own: int
) -> None:
    clock.advance(hours=1)
    saved = set_measure(officer, db, own, "M02", state=DONE)
    assert (saved.state, saved.version, saved.updated_by) == (DONE, 2, officer.name)
    assert saved.updated_at == db.now()
    with db.read() as connection:
        assert support.get(connection, own, "M02") == saved
        (entry,) = history.of_enterprise(connection, own)
    assert (entry.action, entry.entity, entry.entity_id) == ("support.set", "support", f"{own}/M02")
    assert (entry.actor, entry.at) == (officer.name, db.now())
    assert dict(entry.changes) == {"state": ("not_started", "done")}


def test_note_and_due_date_are_kept_changed_and_emptied(
    db: Database, officer: Actor, own: int
) -> None:
    due = date(2026, 12, 1)
    first = set_measure(officer, db, own, "M02", state=IN_PROGRESS, note=" 已联系 ", due_on=due)
    assert (first.note, first.due_on) == ("已联系", due)
    kept = set_measure(officer, db, own, "M02", state=DONE)
    assert (kept.note, kept.due_on) == ("已联系", due)
    emptied = set_measure(officer, db, own, "M02", state=DONE, note=None, due_on=None)
    assert (emptied.note, emptied.due_on) == (None, None)
    with db.read() as connection:
        changes = history.of_enterprise(connection, own)[0].changes
    assert changes == {"note": ("已联系", None), "due_on": ("2026-12-01", None)}


@pytest.mark.parametrize("state", [BLOCKED, NOT_APPLICABLE])
def test_some_states_need_a_reason(
    db: Database, officer: Actor, own: int, state: MeasureState
) -> None:
    set_measure(officer, db, own, "M02", state=IN_PROGRESS, note="已联系")
    for refused in (
        lambda: set_measure(officer, db, own, "M02", state=state),
        lambda: set_measure(officer, db, own, "M02", state=state, note="  "),
    ):
        with pytest.raises(InvalidInput, match="reason_needed") as caught:
            refused()
        assert caught.value.values["field"] == "note"
    saved = set_measure(officer, db, own, "M02", state=state, note="等待对方回复")
    again = set_measure(officer, db, own, "M02", state=state, due_on=date(2026, 12, 1))
    assert (saved.note, again.note) == ("等待对方回复", "等待对方回复")


def test_a_save_is_taken_back_and_what_it_did_not_touch_stays(
    db: Database, officer: Actor, administrator: Actor, own: int
) -> None:
    with db.read() as connection:
        before = support.get(connection, own, "M02")
    set_measure(administrator, db, own, "M02", note="他人所记")
    saved = set_measure(officer, db, own, "M02", state=DONE, due_on=date(2026, 12, 1))
    back = take_back_measure(officer, db, own, "M02", version=saved.version)
    assert (back.state, back.due_on, back.note) == (before.state, before.due_on, "他人所记")


def test_only_the_own_last_save_is_taken_back(
    db: Database, officer: Actor, administrator: Actor, own: int
) -> None:
    mine = set_measure(officer, db, own, "M02", state=DONE)
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back_measure(administrator, db, own, "M02", version=mine.version)
    set_measure(administrator, db, own, "M02", note="他人所记")
    with pytest.raises(InvalidInput, match="undo_too_late"):
        take_back_measure(officer, db, own, "M02", version=mine.version)


def test_the_reason_of_an_obstacle_goes_with_it(db: Database, officer: Actor, own: int) -> None:
    set_measure(officer, db, own, "M02", state=BLOCKED, note="供应商未发货")
    assert set_measure(officer, db, own, "M02", due_on=db.today()).note == "供应商未发货"
    done = set_measure(officer, db, own, "M02", state=DONE)
    assert done.note is None
    assert take_back_measure(officer, db, own, "M02", version=done.version).note == "供应商未发货"


def test_a_due_day_that_nobody_can_mean_is_refused(db: Database, officer: Actor, own: int) -> None:
    with pytest.raises(InvalidInput, match="due_out_of_range"):
        set_measure(officer, db, own, "M02", due_on=date(1990, 1, 1))


def test_a_note_has_its_limit(db: Database, officer: Actor, own: int) -> None:
    set_measure(officer, db, own, "M02", state=DONE, note="好" * NOTE_LIMIT)
    with pytest.raises(InvalidInput, match="too_long"):
        set_measure(officer, db, own, "M02", state=DONE, note="好" * (NOTE_LIMIT + 1))


def test_a_stale_save_shows_both_and_changes_nothing(
    db: Database, officer: Actor, administrator: Actor, own: int
) -> None:
    set_measure(administrator, db, own, "M02", state=DONE, note="回执 7 号", version=1)
    with pytest.raises(StaleRecord) as caught:
        set_measure(officer, db, own, "M02", state=BLOCKED, note="缺材料", version=1)
    current = dict(caught.value.current)
    assert (caught.value.version, current.pop("due_on") is not None) == (2, True)
    assert current == {"state": DONE, "note": "回执 7 号"}
    assert caught.value.attempted == {"state": BLOCKED, "note": "缺材料"}
    with db.read() as connection:
        assert support.get(connection, own, "M02").state is DONE
        assert len(history.of_enterprise(connection, own)) == 1


def test_the_same_save_twice_is_no_conflict_and_no_second_entry(
    db: Database, officer: Actor, administrator: Actor, own: int
) -> None:
    for actor in (administrator, officer):
        saved = set_measure(actor, db, own, "M02", state=DONE, version=1)
        assert (saved.version, saved.updated_by) == (2, "administrator")
    with db.read() as connection:
        assert len(history.of_enterprise(connection, own)) == 1


def test_of_many_who_save_at_once_one_is_first_and_nothing_is_lost(
    db: Database, administrator: Actor, own: int
) -> None:
    def save(number: int) -> bool:
        try:
            set_measure(
                administrator, db, own, "M02", state=DONE, note=f"回执 {number} 号", version=1
            )
        except StaleRecord:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(save, range(8)))
    assert sorted(outcomes) == [False] * 7 + [True]
    with db.read() as connection:
        kept = support.get(connection, own, "M02")
        (entry,) = history.of_enterprise(connection, own)
        assert history.broken_link(connection) is None
    assert kept.note == f"回执 {outcomes.index(True)} 号"
    assert entry.changes["note"] == (None, kept.note)


def test_without_a_version_the_last_writer_wins(
    db: Database, officer: Actor, administrator: Actor, own: int
) -> None:
    set_measure(administrator, db, own, "M02", state=DONE)
    assert set_measure(officer, db, own, "M02", state=IN_PROGRESS).version == 3


def test_a_measure_that_was_not_opened_is_version_0(db: Database, administrator: Actor) -> None:
    enterprise_id = make_enterprise(db, status="not_resumed", filing_status="not_filed")
    saved = set_measure(administrator, db, enterprise_id, "M02", state=DONE, version=0)
    assert saved.version == 1
    with pytest.raises(StaleRecord):
        set_measure(administrator, db, enterprise_id, "M02", state=IN_PROGRESS, version=0)


def test_nobody_sets_what_is_not_theirs(db: Database, officer: Actor, own: int) -> None:
    other = make_enterprise(db)
    with pytest.raises(NotPermitted):
        set_measure(officer, db, other, "M02", state=DONE)
    with pytest.raises(NotPermitted):
        set_measures(officer, db, [own, other], "M02", state=DONE)
    with pytest.raises(NotPermitted):
        set_measure(official_of("330502"), db, own, "M02", state=DONE)
    with db.read() as connection:
        assert support.get(connection, own, "M02").state is NOT_STARTED
        assert support.get(connection, other, "M02").version == 0


def test_what_does_not_exist_is_not_found(db: Database, administrator: Actor, own: int) -> None:
    with pytest.raises(NotFound, match="measure_not_found"):
        set_measure(administrator, db, own, "M99", state=DONE)
    with pytest.raises(NotFound, match="enterprise_not_found"):
        set_measure(administrator, db, 404, "M02", state=DONE)


def test_many_at_once(db: Database, administrator: Actor, own: int) -> None:
    done, fresh = make_enterprise(db), make_enterprise(db)
    set_measure(administrator, db, done, "M10", state=DONE)
    changed = set_measures(administrator, db, [own, done, fresh], "M10", state=DONE)
    assert changed == 2
    with db.read() as connection:
        found = support.get_many(connection, [own, done, fresh], "M10")
        assert {each.state for each in found.values()} == {DONE}
        entries = [history.of_enterprise(connection, each) for each in (own, done, fresh)]
    assert [len(each) for each in entries] == [1, 1, 1]
    with pytest.raises(InvalidInput, match="reason_needed"):
        set_measures(administrator, db, [own, done], "M10", state=BLOCKED)
