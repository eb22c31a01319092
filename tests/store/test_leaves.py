"""Leaves as they are kept: what a day finds, who was there, what a cancelled one leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.domain.errors import InvalidInput
from liaison.store import leaves
from liaison.store.database import Connection, Database
from tests.conftest import make_liaison

TODAY = date(2026, 11, 10)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def keep(
    connection: Connection, db: Database, person: int, deputy: int, first: int, last: int
) -> int:
    return leaves.insert(
        connection,
        liaison_id=person,
        deputy_id=deputy,
        first_on=day(first),
        last_on=day(last),
        note=None,
        at=db.now(),
        by="operator",
    )


@pytest.mark.parametrize(
    ("number", "is_on"),
    [
        pytest.param(-1, False, id="the day before"),
        pytest.param(0, True, id="the first day"),
        pytest.param(2, True, id="the last day"),
        pytest.param(3, False, id="the day after"),
    ],
)
def test_both_days_are_included(db: Database, number: int, is_on: bool) -> None:
    person, deputy = make_liaison(db), make_liaison(db)
    with db.write() as connection:
        keep(connection, db, person, deputy, 0, 2)
        assert (person in leaves.current(connection, day(number))) is is_on
        assert (person in leaves.of_those_away(connection, [person], day(number))) is is_on
        acted_for = leaves.acted_for(connection, deputy, day(number))
        assert acted_for == ({person} if is_on else set())
        assert leaves.get(connection, 1).covers(day(number)) is is_on


def test_a_cancelled_leave_is_as_if_it_had_never_been(db: Database) -> None:
    person, deputy = make_liaison(db), make_liaison(db)
    with db.write() as connection:
        number = keep(connection, db, person, deputy, 0, 2)
        leaves.cancel(connection, [number], db.now())
        assert leaves.to_come(connection, TODAY) == []
        assert leaves.current(connection, TODAY) == {}
        assert leaves.acted_for(connection, deputy, TODAY) == frozenset()
        assert leaves.meeting(connection, person, day(0), day(9)) == ([], [])
        assert person in leaves.there_between(connection, "officer", day(0), day(1))
        with pytest.raises(InvalidInput, match="leave_is_cancelled"):
            leaves.get(connection, number)


def test_a_change_asks_the_version(db: Database) -> None:
    person, deputy = make_liaison(db), make_liaison(db)
    with db.write() as connection:
        number = keep(connection, db, person, deputy, 0, 2)
        last = day(5)
        assert leaves.change(connection, number, version=1, deputy_id=None, last_on=last)
        assert not leaves.change(connection, number, version=1, deputy_id=deputy, last_on=last)
        kept = leaves.get(connection, number)
        assert (kept.version, kept.deputy_id, kept.last_on) == (2, None, last)


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        pytest.param({}, True, id="on duty"),
        pytest.param({"started_on": str(day(0)), "ended_on": str(day(2))}, True, id="just so long"),
        pytest.param({"started_on": str(day(1))}, False, id="comes later"),
        pytest.param({"ended_on": str(day(1))}, False, id="goes before"),
        pytest.param({"liaison_status": "away"}, False, id="away"),
        pytest.param({"liaison_status": "disabled"}, False, id="disabled"),
        pytest.param({"role": "commissioner"}, False, id="of the other role"),
    ],
)
def test_who_is_there_on_all_the_days(db: Database, fields: dict[str, str], is_there: bool) -> None:
    person = make_liaison(db, **fields)
    with db.read() as connection:
        found = leaves.there_between(connection, "officer", day(0), day(2))
    assert (person in found) is is_there


def test_a_search_narrows_who_is_there(db: Database) -> None:
    person = make_liaison(db, name="张三")
    make_liaison(db, name="李四")
    with db.read() as connection:
        found = leaves.there_between(connection, "officer", day(0), day(2), search="张")
    assert found == {person}


def test_another_deputy_leaves_the_past_as_it_was(db: Database) -> None:
    person, first, second = (make_liaison(db) for _ in range(3))
    with db.write() as connection:
        number = keep(connection, db, person, first, -2, 2)
        leave = leaves.get(connection, number)
        goes_on = leaves.hand_on(connection, leave, second, today=TODAY, at=db.now())
        assert leaves.acted_for(connection, first, day(-1)) == {person}
        assert leaves.acted_for(connection, first, TODAY) == frozenset()
        assert leaves.acted_for(connection, second, TODAY) == {person}
        assert leaves.get(connection, goes_on).last_on == day(2)
        assert len(leaves.of_people(connection, [person])) == 2
