"""One officer or commissioner edited by an administrator: read, checked, saved, seen off."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StaleRecord
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonStatus
from liaison.locales import LANGUAGES, words
from liaison.locales.sentences import error_sentence
from liaison.services.gaps import list_gaps
from liaison.services.leaves import change_leave, plan_leave
from liaison.services.liaison_entry import EDITABLE, update_liaison
from liaison.services.pairing import propose_pairs
from liaison.store import history
from liaison.store.database import Database
from liaison.store.liaisons import LiaisonLoad
from tests.conftest import (
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)


def save(db: Database, person: int, version: int = 1, **changes: Any) -> LiaisonLoad:
    return update_liaison(OPERATOR, db, person, version=version, changes=changes)


def told(db: Database, person: int) -> list[dict[str, Any]]:
    """What history says was changed, oldest first."""
    query = """SELECT changes FROM history
                WHERE entity = 'liaison' AND entity_id = ? AND action = 'liaison.updated'"""
    with db.read() as connection:
        assert history.broken_link(connection) is None
        return [json.loads(row[0]) for row in connection.execute(query, [str(person)])]


@pytest.mark.parametrize(
    ("key", "given", "column", "stored"),
    [
        pytest.param("unit", " 八里店派出所 ", "unit", "八里店派出所", id="unit"),
        pytest.param("position", "副所长", "position", "副所长", id="position"),
        pytest.param("grid", "第3网格", "grid", "第3网格", id="grid"),
        pytest.param("grid", None, "grid", None, id="grid emptied"),
        pytest.param("phone", "0572-2123456", "phone", "0572-2123456", id="phone"),
        pytest.param("capacity", "12", "capacity", 12, id="limit"),
        pytest.param("capacity", 0, "capacity", 0, id="limit of nothing"),
        pytest.param("capacity", None, "capacity", None, id="no limit"),
        pytest.param("status", "away", "liaison_status", LiaisonStatus.AWAY, id="status"),
    ],
)
def test_a_field_is_read_as_a_roster_reads_it(
    db: Database, key: str, given: Any, column: str, stored: Any
) -> None:
    person = make_liaison(db, grid="第1网格")
    saved = save(db, person, **{key: given})
    assert getattr(saved.liaison, column) == stored
    assert saved.liaison.version == 2
    (changes,) = told(db, person)
    assert changes[key][1] == stored


def test_days_are_dates(db: Database) -> None:
    person = make_liaison(db)
    ends = db.today() + timedelta(days=3)
    saved = save(db, person, started_on="2026年10月1日", ended_on=str(ends))
    assert (str(saved.liaison.started_on), saved.liaison.ended_on) == ("2026-10-01", ends)
    assert saved.liaison.liaison_status is LiaisonStatus.ON_DUTY


def test_what_is_the_same_is_no_change(db: Database) -> None:
    person = make_liaison(db)
    saved = save(db, person, version=99, capacity=30, unit="织里派出所")
    assert saved.liaison.version == 1
    assert told(db, person) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"name": "李四"}, "field_unknown", id="who somebody is"),
        pytest.param({"staff_no": "1"}, "field_unknown", id="the number"),
        pytest.param({"role": "commissioner"}, "field_unknown", id="the role"),
        pytest.param({"nonsense": "1"}, "field_unknown", id="no field"),
        pytest.param({"unit": ""}, "required", id="no unit"),
        pytest.param({"status": None}, "required", id="no status"),
        pytest.param({"status": "高兴"}, "unknown_value", id="no such status"),
        pytest.param({"capacity": "很多"}, "bad_number", id="no number"),
        pytest.param({"capacity": -1}, "out_of_range", id="less than nothing"),
        pytest.param({"ended_on": "不日"}, "bad_date", id="no date"),
        pytest.param({"unit": "长" * 300}, "too_long", id="too long"),
    ],
)
def test_what_is_refused_and_said(db: Database, changes: dict[str, Any], code: str) -> None:
    person = make_liaison(db)
    with pytest.raises(InvalidInput) as refused:
        save(db, person, **changes)
    assert refused.value.code == code
    assert told(db, person) == []
    for language in LANGUAGES:
        assert "{" not in error_sentence(refused.value, words(language))


def test_one_wrong_value_keeps_all_out(db: Database) -> None:
    person = make_liaison(db)
    with pytest.raises(InvalidInput):
        save(db, person, capacity=5, status="高兴")
    assert told(db, person) == []


def test_nobody_is_found_who_is_not_there(db: Database) -> None:
    with pytest.raises(NotFound) as refused:
        save(db, 10**6, capacity=5)
    assert refused.value.code == "liaison_not_found"


def test_a_stale_save_shows_both(db: Database) -> None:
    person = make_liaison(db)
    save(db, person, capacity=5)
    with pytest.raises(StaleRecord) as refused:
        save(db, person, capacity=9)
    assert refused.value.current["capacity"] == 5
    assert refused.value.attempted == {"capacity": 9}


def test_two_who_save_at_once(db: Database) -> None:
    person = make_liaison(db)
    start = Barrier(2)

    def work(capacity: int) -> str:
        start.wait()
        try:
            save(db, person, capacity=capacity)
        except StaleRecord:
            return "stale"
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, (5, 9))) == ["saved", "stale"]
    assert len(told(db, person)) == 1


def test_a_lower_limit_takes_nothing_away_and_gives_nothing_more(db: Database) -> None:
    person = make_liaison(db)
    for _ in range(3):
        make_pair(db, make_enterprise(db), person)
    make_enterprise(db)
    saved = save(db, person, capacity=1)
    assert (saved.load, saved.liaison.capacity) == (3, 1)
    assert propose_pairs(OPERATOR, db, roles=["officer"]).pairs == ()
    save(db, person, version=2, capacity=4)
    assert len(propose_pairs(OPERATOR, db, roles=["officer"]).pairs) == 1


def test_who_is_away_keeps_the_enterprises(db: Database) -> None:
    person = make_liaison(db)
    make_pair(db, make_enterprise(db), person)
    assert save(db, person, status="away").load == 1
    assert list_gaps(OPERATOR, db, role="officer").total == 0


def test_a_leave_of_today_is_told_along(db: Database) -> None:
    person, deputy = make_liaison(db), make_liaison(db, name="李四")
    plan_leave(OPERATOR, db, person, deputy_id=deputy, first_on=db.today(), last_on=db.today())
    saved = save(db, person, capacity=5)
    assert saved.leave is not None
    assert saved.deputy == "李四"


@pytest.mark.parametrize("key", EDITABLE)
@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of(None), id="official"),
        pytest.param(liaison_actor(1), id="oneself"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_only_an_administrator_edits_people(db: Database, actor: Actor, key: str) -> None:
    person = make_liaison(db)
    with pytest.raises(NotPermitted):
        update_liaison(actor, db, person, version=1, changes={key: None})
    assert told(db, person) == []


def test_a_deputy_is_not_away_before_another_one_is_named(db: Database) -> None:
    deputy, other, on_leave = (make_liaison(db, name=name) for name in ("李四", "王五", "张三"))
    first = db.today() + timedelta(days=2)
    leave = plan_leave(
        OPERATOR, db, on_leave, deputy_id=deputy, first_on=first, last_on=first + timedelta(days=2)
    )
    with pytest.raises(InvalidInput) as refused:
        save(db, deputy, status="away")
    for language in LANGUAGES:
        sentence = error_sentence(refused.value, words(language))
        assert "张三" in sentence
        assert str(first) in sentence
    change_leave(OPERATOR, db, leave, version=1, last_on=first + timedelta(days=2), deputy_id=other)
    assert save(db, deputy, status="away").liaison.liaison_status is LiaisonStatus.AWAY
