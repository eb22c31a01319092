"""What the tables say of pairs: who needs one, who may have one, what the database refuses."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest

from liaison.domain.pairing import Place
from liaison.domain.pairing_question import Alike
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import FilingStatus, LiaisonRole, Status, needs_pair
from liaison.store import liaisons, pairings
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

EVERYWHERE = Scope()
ZHILI = Place("330502", "330502100", None)


def _pairs(db: Database) -> list[tuple[int, str, int, bool]]:
    query = "SELECT enterprise_id, role, liaison_id, ended_at IS NULL FROM pairings ORDER BY id"
    with db.read() as connection:
        return list(connection.execute(query))


def test_needs_are_those_of_the_vocabulary(db: Database) -> None:
    expected = set()
    for status, filing in product(Status, FilingStatus):
        each = make_enterprise(db, status=status.value, filing_status=filing.value)
        if needs_pair(status, filing):
            expected.add(each)
    with db.read() as connection:
        needs = pairings.needs(connection, EVERYWHERE)
    assert set(needs[Alike(*ZHILI, None, None)]) == expected
    assert len(needs) == 1


def test_needs_tell_who_has_them_and_keep_to_the_selection_and_the_scope(db: Database) -> None:
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    paired, selected, other = (make_enterprise(db) for _ in range(3))
    make_enterprise(db, county_code="330521", town_code=None)
    make_pair(db, paired, officer)
    make_pair(db, paired, commissioner)
    with db.read() as connection:
        needs = pairings.needs(connection, Scope(area_code="330502"), [paired, selected])
        holders = pairings.holders(
            connection, LiaisonRole.OFFICER, Scope(area_code="330502"), [paired, other]
        )
    assert needs == {
        Alike(*ZHILI, officer, commissioner): [paired],
        Alike(*ZHILI, None, None): [selected],
    }
    assert holders == {paired: officer, other: None}


@pytest.mark.parametrize(
    ("fields", "available", "departed"),
    [
        pytest.param({}, True, False, id="on duty"),
        pytest.param(
            {"started_on": "2026-11-10", "ended_on": "2026-11-10"}, True, False, id="1 day"
        ),
        pytest.param({"started_on": "2026-11-11"}, False, False, id="from tomorrow"),
        pytest.param({"ended_on": "2026-11-09"}, False, True, id="until yesterday"),
        pytest.param({"liaison_status": "away"}, False, False, id="away"),
    ],
)
def test_who_may_be_given_enterprises(
    db: Database, fields: dict[str, str], available: bool, departed: bool
) -> None:
    liaison_id = make_liaison(db, **fields)
    make_pair(db, make_enterprise(db), liaison_id)
    with db.read() as connection:
        (person,) = pairings.people(connection, LiaisonRole.OFFICER, db.today())
    assert (person.available, person.departed, person.load) == (available, departed, 1)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"liaison_status": "disabled"}, id="somebody who left"),
        pytest.param({"role": "commissioner"}, id="somebody of the other role"),
    ],
)
def test_the_database_refuses_to_put_in_charge(db: Database, fields: dict[str, str]) -> None:
    enterprise, liaison_id = make_enterprise(db), make_liaison(db, **fields)
    with db.write() as connection, pytest.raises(sqlite3.IntegrityError):
        pairings.start(connection, [(enterprise, "officer", liaison_id)], db.now())


def test_the_database_lets_nobody_leave_with_enterprises(db: Database) -> None:
    liaison_id = make_liaison(db)
    make_pair(db, make_enterprise(db), liaison_id)
    with db.write() as connection, pytest.raises(sqlite3.IntegrityError):
        connection.table("liaisons").update(liaison_id, {"liaison_status": "disabled"})


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE pairings SET liaison_id = :other", id="a pair's person"),
        pytest.param("UPDATE pairings SET role = 'commissioner'", id="a pair's role"),
        pytest.param("UPDATE liaisons SET role = 'commissioner' WHERE id = :one", id="a role"),
    ],
)
def test_the_database_keeps_a_pair_as_it_was_made(db: Database, statement: str) -> None:
    one, other = make_liaison(db), make_liaison(db, "commissioner")
    make_pair(db, make_enterprise(db), one)
    values = {"one": one, "other": other}
    used = {key: value for key, value in values.items() if f":{key}" in statement}
    with db.write() as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement, used)


def test_a_second_pair_in_force_is_refused_by_the_database(db: Database) -> None:
    enterprise, one, other = make_enterprise(db), make_liaison(db), make_liaison(db)
    make_pair(db, enterprise, one)
    with pytest.raises(sqlite3.IntegrityError), db.write() as connection:
        pairings.start(connection, [(enterprise, "officer", other)], db.now())
    assert _pairs(db) == [(enterprise, "officer", one, True)]


def test_replacing_ends_what_stood_and_leaves_what_is_right(db: Database) -> None:
    first, second = make_enterprise(db), make_enterprise(db)
    one, other = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    make_pair(db, first, one)
    make_pair(db, second, one)
    triples = [(first, "officer", one), (second, "officer", other)]
    with db.write() as connection:
        changes = pairings.replace(connection, triples, db.now())
        again = pairings.replace(connection, triples, db.now())
    assert [(change.action, change.enterprise_id, change.changes) for change in changes] == [
        ("pair.ended", second, {"officer": ("张三", None)}),
        ("pair.started", second, {"officer": (None, "李四")}),
    ]
    assert again == []
    assert _pairs(db) == [
        (first, "officer", one, True),
        (second, "officer", one, False),
        (second, "officer", other, True),
    ]
    with db.read() as connection:
        assert liaisons.in_charge(connection, second)[LiaisonRole.OFFICER].name == "李四"


def test_ending_passes_over_what_nobody_holds(db: Database) -> None:
    enterprise = make_enterprise(db)
    with db.write() as connection:
        assert pairings.end(connection, [(enterprise, "officer")], db.now()) == []
